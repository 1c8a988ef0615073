package exposure

import (
	"reflect"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/iam"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// identitySettings are those of IAM roles. Their policies are compared below.
func identitySettings() []setting {
	const role = "AWS::IAM::Role"
	return []setting{
		opening(role, "permissions boundary", at("PermissionsBoundary"), changed),
		opening(role, "maximum session duration in seconds", or(at("MaxSessionDuration"), 3600), raised), // seconds
	}
}

// permissions lists what a stack's policies allow after the deployment and did not allow before. The engine finds the
// statements in most kinds of policies, and says which were added and removed. An added statement counts only as far as no
// earlier statement allowed the same. A removed denial counts unless another one still denies the same.
func (e *Environment) permissions(s Stack) []Finding {
	var findings []Finding
	finding := func(of, what, old, new string, about engine.Statement) Finding {
		return Finding{
			Construct: e.names.Construct(s.Name, of), Type: s.typeOf(of), What: what, Old: old, New: new, Rank: rankOfPermission(what, about),
		}
	}
	tell := func(of, what, old, new string, about engine.Statement) {
		told := finding(of, what, old, new, about)
		told.Right = e.permissionRight(s, about)
		findings = append(findings, told)
	}
	all := e.statements
	for _, statement := range s.Diff.Statements.Added {
		if statement.Effect == "Deny" {
			continue
		}
		allowed := withEffect(all.before, statement.Effect)
		for _, one := range e.broughtOf(statement, allowed) {
			brought := finding(statement.Of, moreAllowed, "", e.show(s, one.Statement), one.Statement)
			brought.Brings = one.by
			findings, allowed = append(findings, brought), append(allowed, one.Statement)
		}
		if beyond, broadens := beyond(statement, allowed); broadens {
			for _, part := range e.apart(s, beyond) {
				tell(statement.Of, whatBroadens(part), e.showAll(s, related(statement, all.dropped)), e.show(s, part), part)
			}
		}
	}
	for _, statement := range e.current(s.Diff.Statements.Removed) {
		if statement.Effect != "Deny" || s.removesAll(statement.Resources) {
			continue
		}
		if beyond, broadens := beyond(statement, withEffect(all.after, "Deny")); broadens {
			tell(statement.Of, noLongerDenied, e.show(s, beyond), e.showAll(s, related(statement, all.gained)), beyond)
		}
	}
	for _, policy := range s.Diff.ManagedPolicies.Added {
		had := slices.ContainsFunc(s.Diff.ManagedPolicies.Removed, func(old engine.ManagedPolicy) bool {
			return e.names.Current(old.IdentityArn) == any(policy.IdentityArn) &&
				e.names.Current(old.ManagedPolicyArn) == any(policy.ManagedPolicyArn)
		})
		if !had {
			at, _ := cloudformation.ParseReference(policy.IdentityArn)
			tell(at.LogicalID, "managed policy attached", "", e.text(s, policy.ManagedPolicyArn)+" on "+e.text(s, policy.IdentityArn),
				engine.Statement{Statement: iam.Statement{Principals: []iam.Principal{{Kind: "AWS", Name: policy.IdentityArn}}}})
			if slices.ContainsFunc(administrators(), func(name string) bool { return strings.HasSuffix(policy.ManagedPolicyArn, name) }) {
				findings[len(findings)-1].Rank = rankOf(allOnAll)
			}
		}
	}
	return findings
}

// administrators are AWS's managed policies that give all rights, or the right to give oneself all rights.
func administrators() []string {
	return []string{"/AdministratorAccess", "/IAMFullAccess", "/PowerUserAccess"}
}

// typeOf is the type of a resource of either revision.
func (s Stack) typeOf(id string) string {
	if resource := s.New[id]; resource != nil {
		return values.Type(resource)
	}
	return values.Type(s.Old[id])
}

// removesAll reports whether the deployment removes all of a statement's resources that are in the stack, and it has no others.
func (s Stack) removesAll(resources []string) bool {
	removed := 0
	for _, text := range resources {
		at, ok := cloudformation.ParseReference(strings.TrimSuffix(text, "/*"))
		if ok && at.Stack == s.Name && s.New[at.LogicalID] == nil {
			removed++
		}
	}
	return removed > 0 && removed == len(resources)
}

func withEffect(statements []engine.Statement, effect string) []engine.Statement {
	var some []engine.Statement
	for _, statement := range statements {
		if statement.Effect == effect {
			some = append(some, statement)
		}
	}
	return some
}

// beyond is the part of a statement that no other statement covers. A statement with NotAction, NotResource or NotPrincipal,
// and one that cannot be read, is compared as a whole.
func beyond(statement engine.Statement, others []engine.Statement) (engine.Statement, bool) {
	if statement.Undecided != "" || negative(statement) {
		same := slices.ContainsFunc(others, func(other engine.Statement) bool {
			return sameMeaning(statement, other) || statement.Undecided == "" && other.Undecided == "" && includes(other, statement)
		})
		return statement, !same
	}
	rest := statement
	rest.Actions, rest.Resources, rest.Principals = nil, nil, nil
	for _, action := range statement.Actions {
		for _, resource := range orOne(statement.Resources) {
			for _, principal := range orOne(statement.Principals) {
				if slices.ContainsFunc(others, func(other engine.Statement) bool {
					return covers(other, action, resource, principal) && noStricter(other, statement)
				}) {
					continue
				}
				rest.Actions, rest.Resources = with(rest.Actions, action), with(rest.Resources, resource)
				rest.Principals = with(rest.Principals, principal)
			}
		}
	}
	return rest, len(rest.Actions) > 0
}

// orOne makes a statement without resources or without principals comparable: both sides lack them.
func orOne[T any](list []T) []T {
	if len(list) == 0 {
		return make([]T, 1)
	}
	return list
}

func with[T comparable](list []T, value T) []T {
	var none T
	if slices.Contains(list, value) || value == none {
		return list
	}
	return append(list, value)
}

// covers reports whether a statement is about all of an action, a resource and a principal, each of which may be a pattern.
func covers(s engine.Statement, action, resource string, principal iam.Principal) bool {
	if negative(s) {
		one := engine.Statement{}
		one.Actions, one.Conditions = []string{action}, s.Conditions
		if resource != "" {
			one.Resources = []string{resource}
		}
		if principal != (iam.Principal{}) {
			one.Principals = []iam.Principal{principal}
		}
		return s.Undecided == "" && includes(s, one)
	}
	return s.Undecided == "" &&
		slices.ContainsFunc(s.Actions, func(pattern string) bool { return iam.MatchAction(pattern, action) }) &&
		slices.ContainsFunc(orOne(s.Resources), func(pattern string) bool { return iam.Match(pattern, resource) }) &&
		slices.ContainsFunc(orOne(s.Principals), func(p iam.Principal) bool { return iam.Match(p.String(), principal.String()) })
}

// noStricter reports whether everything that meets the new statement's conditions met the old one's. The new one then has every
// condition of the old one, with the same values or some of them. Conditions are combined with AND, and the values of one with OR.
func noStricter(old, new engine.Statement) bool {
	was, ok := conditionsOf(old.Conditions)
	is, too := conditionsOf(new.Conditions)
	if !ok || !too {
		return !old.Conditional() || values.Equal(old.Conditions, new.Conditions)
	}
	for operator, keys := range was {
		for key, value := range keys {
			now, stays := is[operator][key]
			if !stays || !values.Equal(value, now) && (!orOfValues(operator) || more(asList(value), asList(now))) {
				return false
			}
		}
	}
	return true
}

// orOfValues reports whether more values of an operator let more requests in. With Not it is the reverse, and the operators
// for sets and for null have meanings of their own. Source: IAM user guide, "Conditions with multiple context keys or values".
func orOfValues(operator string) bool {
	return !strings.Contains(operator, "Not") && !strings.Contains(operator, ":") && operator != "Null" && operator != "Bool"
}

func asList(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

// conditionsOf reads conditions as operators and keys.
func conditionsOf(conditions map[string]any) (map[string]map[string]any, bool) {
	read := map[string]map[string]any{}
	for operator, keys := range conditions {
		object, ok := keys.(map[string]any)
		if !ok {
			return nil, false
		}
		read[operator] = object
	}
	return read, true
}

// sameMeaning reports whether two statements differ at most in their Sids.
func sameMeaning(a, b engine.Statement) bool {
	if !values.Equal(a.Conditions, b.Conditions) {
		return false
	}
	a.Sid, a.Of, a.Conditions = b.Sid, b.Of, b.Conditions
	return reflect.DeepEqual(a, b)
}

// related finds what a statement probably was before: one with the same principal, and with the same resource or action.
func related(s engine.Statement, others []engine.Statement) []engine.Statement {
	share := func(a, b []string) bool {
		return len(a) == 0 && len(b) == 0 ||
			slices.ContainsFunc(a, func(value string) bool { return slices.Contains(b, value) })
	}
	var found []engine.Statement
	for _, other := range others {
		if s.Effect == other.Effect && share(names(s.Principals, s.NotPrincipals), names(other.Principals, other.NotPrincipals)) &&
			(share(slices.Concat(s.Resources, s.NotResources), slices.Concat(other.Resources, other.NotResources)) ||
				share(slices.Concat(s.Actions, s.NotActions), slices.Concat(other.Actions, other.NotActions))) {
			found = append(found, other)
		}
	}
	return found
}
