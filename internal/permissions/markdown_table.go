package permissions

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Table is who may do which sensitive action on what, as a Markdown table. A row holds all that one principal may do on one resource
// under one condition. Below the table is what the model does not understand.
func (m *Model) Table() string {
	var b strings.Builder
	b.WriteString("| who | may | on | if |\n| --- | --- | --- | --- |\n")
	var row []string
	var last Grant
	flush := func() {
		if len(row) > 0 {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n",
				escape(last.Who), escape(strings.Join(row, ", ")), escape(last.On), escape(conditionKeys(last)))
		}
		row = nil
	}
	for _, g := range m.grants {
		if g.Who != last.Who || g.On != last.On || conditionKeys(g) != conditionKeys(last) {
			flush()
		}
		if len(row) == 0 || row[len(row)-1] != g.Action {
			row = append(row, g.Action)
		}
		last = g
	}
	flush()
	if unknown := m.NotModelled(); len(unknown) > 0 {
		b.WriteString("\nNot modelled:\n\n- " + strings.Join(unknown, "\n- ") + "\n")
	}
	return b.String()
}

// conditionKeys lists the condition keys of a grant, without their values.
func conditionKeys(g Grant) string {
	var keys []string
	for _, operator := range slices.Sorted(maps.Keys(g.Statement.Conditions)) {
		operands, _ := g.Statement.Conditions[operator].(map[string]any)
		keys = append(keys, slices.Sorted(maps.Keys(operands))...)
	}
	return strings.Join(keys, ", ")
}

func escape(text string) string {
	return strings.NewReplacer("|", "\\|", "*", "\\*").Replace(text)
}
