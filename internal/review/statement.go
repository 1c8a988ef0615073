package review

import (
	"slices"
	"strings"

	"kasha/internal/review/engine"
)

// statement is a policy statement in one line.
func (c *comparison) statement(p pair, s engine.Statement) string {
	if s.Effect != "Allow" && s.Effect != "Deny" {
		return c.text(p, s.Rendered["resource"])
	}
	line := strings.ToLower(s.Effect) + " " + listed(s.Actions)
	if len(s.Resources.Values) > 0 {
		line += " on " + listed(s.Resources)
	}
	if len(s.Principals.Values) > 0 {
		line += " by " + listed(s.Principals)
	}
	if s.Condition != nil {
		line += " if " + show(s.Condition)
	}
	return c.text(p, line)
}

func listed(t engine.Targets) string {
	list := strings.Join(t.Values, ", ")
	if t.Not {
		return "everything but " + list
	}
	return list
}

func (c *comparison) statements(p pair, all []engine.Statement) string {
	said := make([]string, len(all))
	for i, s := range all {
		said[i] = c.statement(p, s)
	}
	return strings.Join(said, "; ")
}

// stageStatements are the statements of an environment's stacks: those that came and went, and all that there were and are in
// the stacks that differ.
type stageStatements struct{ came, went, had, has []engine.Statement }

func (c *comparison) allStatements(stage string) stageStatements {
	var all stageStatements
	for _, p := range c.pairs {
		if p.stage() == stage {
			all.came = append(all.came, p.plain.Statements.Added...)
			all.went = append(all.went, c.statementsAsNow(p.plain.Statements.Removed)...)
			all.had = append(all.had, c.statementsAsNow(p.plain.AllStatements.Old)...)
			all.has = append(all.has, p.plain.AllStatements.New...)
		}
	}
	return all
}

// statementsAsNow are statements of the base in the names of head, so that a role that was renamed is the same role.
func (c *comparison) statementsAsNow(old []engine.Statement) []engine.Statement {
	now := make([]engine.Statement, len(old))
	for i, s := range old {
		for _, targets := range []*engine.Targets{&s.Actions, &s.Resources, &s.Principals} {
			values := make([]string, len(targets.Values))
			for j, value := range targets.Values {
				values[j] = asString(c.asNow(value))
			}
			targets.Values = values
		}
		now[i] = s
	}
	return now
}

// whatBroadens names the worst about a new permission.
func whatBroadens(s engine.Statement) string {
	wide := func(values []string) bool {
		return slices.ContainsFunc(values, func(value string) bool {
			return value == "*" || strings.HasSuffix(value, ":*") && strings.Count(value, ":") == 1
		})
	}
	everyone := slices.ContainsFunc(s.Principals.Values, func(value string) bool { return value == "*" || strings.HasSuffix(value, ":*") })
	switch {
	case s.Effect != "Allow" && s.Effect != "Deny":
		return unreadable
	case everyone && s.Condition == nil:
		return everyoneIn
	case everyone:
		return everyoneIf
	case s.Actions.Not || s.Resources.Not || s.Principals.Not:
		return allBut
	case wide(s.Actions.Values) && wide(s.Resources.Values):
		return allOnAll
	case wide(s.Actions.Values):
		return allActions
	case wide(s.Resources.Values):
		return onAll
	}
	return moreAllowed
}

// What is said of a permission, the worst first.
const (
	everyoneIn  = "everyone is let in"
	everyoneIf  = "everyone is let in, under a condition"
	allOnAll    = "every action on everything"
	allBut      = "everything but what is named is allowed"
	unreadable  = "a policy that cannot be read"
	allActions  = "every action of a service"
	onAll       = "on everything of its kind"
	moreAllowed = "more is allowed"
)

// rankOpening puts what opens most before what opens a little.
func rankOpening(what string) int {
	order := []string{everyoneIn, allOnAll, allBut, unreadable, everyoneIf, allActions, "", onAll, moreAllowed}
	if i := slices.Index(order, what); i >= 0 {
		return i
	}
	return slices.Index(order, "") // settings and security groups
}

// parsed reads a statement as the engine does.
func parsed(statement map[string]any) engine.Statement {
	targets := func(name string) engine.Targets {
		if value := statement[name]; value != nil {
			return engine.Targets{Values: targetsIn(value)}
		}
		if value := statement["Not"+name]; value != nil {
			return engine.Targets{Not: true, Values: targetsIn(value)}
		}
		return engine.Targets{}
	}
	s := engine.Statement{
		Sid: asString(statement["Sid"]), Effect: asString(statement["Effect"]),
		Actions: targets("Action"), Resources: targets("Resource"), Principals: targets("Principal"),
	}
	if condition := statement["Condition"]; condition != nil {
		s.Condition = condition
	}
	return s
}

// targetsIn writes principals by kind, as AWS:arn.
func targetsIn(value any) []string {
	switch value := value.(type) {
	case []any:
		all := make([]string, len(value))
		for i, item := range value {
			all[i] = show(item)
		}
		slices.Sort(all)
		return all
	case map[string]any:
		var all []string
		for kind, names := range value {
			for _, name := range targetsIn(names) {
				all = append(all, kind+":"+name)
			}
		}
		slices.Sort(all)
		return all
	}
	return []string{show(value)}
}

// undecidedPolicy reports whether a text stands where a policy should, because only the deployment decides on it.
func undecidedPolicy(name, text string) bool {
	return (name == "Statement" || strings.Contains(name, "Polic")) && strings.HasPrefix(text, "${Fn::")
}
