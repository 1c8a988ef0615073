package review

import (
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
