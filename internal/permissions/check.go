package permissions

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/policy"
)

// Violation is a difference between the permissions that the templates give and the list of those there may be.
type Violation struct {
	What  string
	Grant *Grant // with the statement; none where it is missing
}

// String says what is wrong, with the statement and the construct that holds it.
func (v Violation) String() string {
	if v.Grant == nil {
		return v.What
	}
	return fmt.Sprintf("%s\n  by %s: %s", v.What, v.Grant.By, v.Grant.Statement)
}

// Check holds an environment's permissions against the complete list of sensitive ones. It also asks that no role has a
// permission that a key makes useless, and that the model understands every policy.
func (m *Model) Check() []Violation {
	var violations []Violation
	expected := m.expectations()
	for _, g := range m.grants {
		if !listed(expected, g) {
			grant := g
			violations = append(violations, Violation{What: fmt.Sprintf("%s may %s on %s, which is not on the list of sensitive permissions", g.Who, g.Action, g.On), Grant: &grant})
		}
	}
	for _, e := range expected {
		if e.must {
			violations = append(violations, m.missing(e)...)
		}
	}
	violations = append(violations, m.useless()...)
	for _, unknown := range m.NotModelled() {
		violations = append(violations, Violation{What: "not modelled: " + unknown + ". Until it is, this proof is not complete."})
	}
	return violations
}

func (m *Model) expectations() []expectation {
	if m.environment {
		return environmentExpectations(m)
	}
	return pipelineExpectations()
}

// missing lists what a line of the list says must be there and is not: for each who and each thing that its patterns mean in
// this environment. One queue of four is not all queues.
func (m *Model) missing(e expectation) []Violation {
	var violations []Violation
	for _, who := range m.whoMatch(e.who) {
		for _, action := range e.actions {
			for _, on := range m.onMatch(e.on, action) {
				one := expectation{who: who, actions: []string{action}, on: []string{on}, only: e.only}
				if !slices.ContainsFunc(m.grants, one.allows) {
					violations = append(violations, Violation{What: fmt.Sprintf("%s must be allowed %s on %s, and is not", who, action, on)})
				}
			}
		}
	}
	return violations
}

// whoMatch names the roles and rotations that a pattern means; a pattern that means none stays, and is a service or an account.
func (m *Model) whoMatch(pattern string) []string {
	var names []string
	for _, resource := range m.env.Resources("AWS::IAM::Role", "AWS::SecretsManager::RotationSchedule") {
		if policy.Match(pattern, resource.Name()) {
			names = append(names, resource.Name())
		}
	}
	if len(names) == 0 {
		return []string{pattern}
	}
	return names
}

// onMatch names the resources that patterns mean for an action; a pattern that means none stays, and is part of a resource.
func (m *Model) onMatch(patterns []string, action string) []string {
	var all []string
	for _, pattern := range patterns {
		if strings.HasPrefix(pattern, "!") {
			continue
		}
		before := len(all)
		for _, resource := range m.env.Resources() {
			if speaksOf(resource.Type, action) && policy.Match(pattern, resource.Name()) && matches(patterns, resource.Name()) {
				all = append(all, resource.Name())
			}
		}
		if len(all) == before {
			all = append(all, pattern)
		}
	}
	return all
}

func listed(expected []expectation, g Grant) bool {
	return slices.ContainsFunc(expected, func(e expectation) bool { return e.allows(g) })
}

// Unused describes the lines of the lists that no grant of these environments and pipelines needs. Such a line is a permission in
// reserve: whoever gives it later is told nothing.
func Unused(models ...*Model) []string {
	used := map[string]bool{}
	for _, m := range models {
		for _, e := range m.expectations() {
			line := fmt.Sprintf("%s may %s on %s %s", e.who, strings.Join(e.actions, ", "), strings.Join(e.on, ", "), e.only)
			if strings.Contains(line, "!") { // exceptions are one environment's
				line, _, _ = strings.Cut(line, ", !")
			}
			used[line] = used[line] || slices.ContainsFunc(m.grants, e.allows)
		}
	}
	var unused []string
	for line, is := range used {
		if !is {
			unused = append(unused, strings.TrimSpace(line))
		}
	}
	slices.Sort(unused)
	return unused
}
