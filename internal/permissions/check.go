package permissions

import "fmt"

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
	expected := pipelineExpectations()
	if m.environment {
		expected = environmentExpectations(m)
	}
	for _, g := range m.grants {
		if !listed(expected, g) {
			grant := g
			violations = append(violations, Violation{What: fmt.Sprintf("%s may %s on %s, which is not on the list of sensitive permissions", g.Who, g.Action, g.On), Grant: &grant})
		}
	}
	for _, e := range expected {
		for _, action := range e.actions {
			for _, on := range e.on {
				if e.must && on[0] != '!' && !m.found(expectation{e.who, []string{action}, []string{on}, e.only, true}) {
					violations = append(violations, Violation{What: fmt.Sprintf("%s must be allowed %s on %s, and is not", e.who, action, on)})
				}
			}
		}
	}
	violations = append(violations, m.useless()...)
	for _, unknown := range m.NotModelled() {
		violations = append(violations, Violation{What: "not modelled: " + unknown + ". Until it is, this proof is not complete."})
	}
	return violations
}

func listed(expected []expectation, g Grant) bool {
	for _, e := range expected {
		if e.allows(g) {
			return true
		}
	}
	return false
}

func (m *Model) found(e expectation) bool {
	for _, g := range m.grants {
		if e.allows(g) {
			return true
		}
	}
	return false
}
