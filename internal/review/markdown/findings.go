package markdown

import (
	"fmt"
	"strings"

	"kasha/internal/review"
)

func (w *writer) findings(title string, findings []review.Finding) {
	if len(findings) == 0 {
		return
	}
	w.line("## %s", title)
	fmt.Fprintln(&w.b, "| where | what | before | after |\n| --- | --- | --- | --- |")
	for _, row := range together(findings) {
		f := row.findings[0]
		place := where(f.Environment, f.Stack)
		if names := row.constructs(); names != "" {
			place = names + ", " + place
		}
		if len(row.also) > 0 {
			place += "; the same in " + strings.Join(row.also, ", ")
		}
		before, after := "", ""
		if f.Old+f.New != "" {
			old, new := around(f.Old, f.New, 400)
			before, after = code(old), code(new)
		}
		fmt.Fprintf(&w.b, "| %s | %s | %s | %s |\n", place, cell(f.What), before, after)
	}
	w.b.WriteString("\n")
}

// row is what one line of a table says: the same of several constructs of a stack, and of that stack in other environments.
type row struct {
	findings []review.Finding
	also     []string // environments
}

// together makes rows of findings. What is true of fifty alarms, or of every environment, is read once.
func together(findings []review.Finding) []*row {
	var rows []*row
	begun := map[review.Finding]*row{}
	for _, f := range findings {
		key := f
		key.Construct = ""
		if r := begun[key]; r != nil && f.Construct != "" {
			r.findings = append(r.findings, f)
			continue
		}
		r := &row{findings: []review.Finding{f}}
		begun[key] = r
		rows = append(rows, r)
	}
	var kept []*row
	said := map[string]*row{}
	for _, r := range rows {
		f := r.findings[0]
		text := anonymous(strings.Join([]string{f.Stack, r.constructs(), f.What, f.Old, f.New}, "\n"), f.Environment)
		if first := said[text]; first != nil && f.Environment != "" {
			first.also = append(first.also, f.Environment)
			continue
		}
		said[text] = r
		kept = append(kept, r)
	}
	return kept
}

// constructs names the first of several.
func (r row) constructs() string {
	const shown = 5
	var names []string
	for _, f := range r.findings {
		if f.Construct != "" {
			names = append(names, "**"+cell(f.Construct)+"**")
		}
	}
	if len(names) > shown+1 {
		names = append(names[:shown], fmt.Sprintf("%d more", len(names)-shown))
	}
	return strings.Join(names, ", ")
}
