package exposure

import (
	"slices"
	"strings"

	"kasha/internal/iam"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// statements are those of an environment's stacks: which were added and removed, and all that there are before and after in
// the stacks that differ. Those of the old revision have the names of the new one, so that a renamed role is the same role.
type statements struct{ gained, dropped, before, after []engine.Statement }

// current gives statements of the old revision the names of the new one.
func (e *Environment) current(old []engine.Statement) []engine.Statement {
	renamed := func(texts []string) []string {
		now := slices.Clone(texts)
		for i := range now {
			now[i] = values.String(e.names.Current(now[i]))
		}
		return now
	}
	principals := func(old []iam.Principal) []iam.Principal {
		now := slices.Clone(old)
		for i := range now {
			now[i].Name = values.String(e.names.Current(now[i].Name))
		}
		return now
	}
	now := slices.Clone(old)
	for i := range now {
		s := &now[i]
		s.Actions, s.NotActions = renamed(s.Actions), renamed(s.NotActions)
		s.Resources, s.NotResources = renamed(s.Resources), renamed(s.NotResources)
		s.Principals, s.NotPrincipals = principals(s.Principals), principals(s.NotPrincipals)
		s.Undecided = values.String(e.names.Current(s.Undecided))
		s.Conditions, _ = e.names.Current(s.Conditions).(map[string]any)
	}
	return now
}

// show is a statement on one line.
func (e *Environment) show(s Stack, statement engine.Statement) string {
	if statement.Undecided != "" {
		return e.text(s, statement.Undecided)
	}
	conditions := ""
	if statement.Conditional() {
		conditions = values.Text(statement.Conditions)
	}
	return e.text(s, sentence(strings.ToLower(statement.Effect)+" "+listed(statement.Actions, statement.NotActions),
		listed(statement.Resources, statement.NotResources), listed(names(statement.Principals), names(statement.NotPrincipals)), conditions))
}

// sentence says what is allowed or denied, on what, by whom and under which conditions, of which each may be empty.
func sentence(what, on, by, conditions string) string {
	for _, part := range []struct{ preposition, of string }{{"on", on}, {"by", by}, {"if", conditions}} {
		if part.of != "" {
			what += " " + part.preposition + " " + part.of
		}
	}
	return what
}

func (e *Environment) showAll(s Stack, all []engine.Statement) string {
	shown := make([]string, len(all))
	for i, statement := range all {
		shown[i] = e.show(s, statement)
	}
	return strings.Join(shown, "; ")
}

func listed(values, excluded []string) string {
	if len(excluded) > 0 {
		return "everything except " + strings.Join(excluded, ", ")
	}
	return strings.Join(values, ", ")
}

// attached is the kind of the principals of a managed policy: all that it is attached to. A policy document cannot name it.
const attached = "attached"

// names are principals as text: AWS:arn, * for anybody.
func names(lists ...[]iam.Principal) []string {
	var all []string
	for _, p := range slices.Concat(lists...) {
		if p.Kind == attached {
			all = append(all, "principals with "+p.Name)
			continue
		}
		all = append(all, p.String())
	}
	return all
}

// What a finding says about a permission, the worst first.
const (
	everyoneIn     = "access for everyone"
	allOnAll       = "all actions on all resources"
	allBut         = "allows everything except what is listed"
	unreadable     = "policy that cannot be read"
	everyoneIf     = "access for everyone, under a condition"
	allActions     = "all actions of a service"
	onAll          = "on all resources"
	moreAllowed    = "additional permission"
	noLongerDenied = "no longer denied"
)

// rankOf orders openings: the worst comes first. Settings, security groups and web ACL rules have a rank of their
// own, that of "".
func rankOf(what string) int {
	order := []string{everyoneIn, allOnAll, allBut, unreadable, everyoneIf, allActions, "", onAll, moreAllowed}
	if i := slices.Index(order, what); i >= 0 {
		return i * 10
	}
	return slices.Index(order, "") * 10
}

// rankOfPermission orders permissions of one kind by what an attacker gains with them: other permissions, then keys and secrets, then
// data. A permission to write logs comes last.
func rankOfPermission(what string, s engine.Statement) int {
	gains := [][]string{
		{"iam:", "sts:", "organizations:", "sso:", "identitystore:"},
		{"kms:", "secretsmanager:", "ssm:", "lambda:", "ecs:", "codebuild:", "codepipeline:", "cloudformation:"},
		{"s3:", "rds:", "rds-db:", "dynamodb:", "sqs:", "backup:", "ec2:", "ecr:"},
	}
	for i, prefixes := range gains {
		for _, action := range s.Actions {
			if slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(strings.ToLower(action), prefix) }) {
				return rankOf(what) + i
			}
		}
	}
	return rankOf(what) + len(gains)
}

// whatBroadens names the worst about a new permission.
func whatBroadens(s engine.Statement) string {
	wide := func(values []string) bool {
		return slices.ContainsFunc(values, func(value string) bool {
			return value == "*" || strings.HasSuffix(value, ":*") && strings.Count(value, ":") == 1
		})
	}
	everyone := slices.ContainsFunc(s.Principals, func(p iam.Principal) bool {
		return p == iam.Anybody() || strings.HasSuffix(p.String(), ":*")
	})
	switch {
	case s.Undecided != "":
		return unreadable
	case everyone && !s.Conditional():
		return everyoneIn
	case everyone:
		return everyoneIf
	case negative(s):
		return allBut
	case wide(s.Actions) && wide(s.Resources):
		return allOnAll
	case wide(s.Actions):
		return allActions
	case wide(s.Resources):
		return onAll
	}
	return moreAllowed
}
