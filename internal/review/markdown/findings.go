package markdown

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/review"
	"kasha/internal/review/accepted"
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
		what := cell(f.What)
		if f.Accepted != "" {
			what += ". Accepted: " + cell(f.Accepted)
		}
		fmt.Fprintf(&w.b, "| %s | %s | %s | %s |\n", place, what, before, after)
	}
	w.b.WriteString("\n")
}

// failures are the findings that make the deployment fail, and how to accept them.
func (w *writer) failures(r review.Report, acceptedFile string) {
	w.findings("The deployment will fail", r.Failures)
	var open []accepted.Loss
	for _, failure := range r.Failures {
		if failure.Accepted == "" && failure.Stack != "" && !slices.Contains(open, failure.Acceptance()) {
			open = append(open, failure.Acceptance())
		}
	}
	if len(open) > 0 {
		w.line("Change this so that it can be deployed. If someone prepares the environment by hand, add to `%s`, each with a reason:",
			acceptedFile)
		w.line("```json\n%s\n```", entries(open))
	}
}

// row is one line of the table: a finding about several constructs of a stack, and about that stack in other environments too.
type row struct {
	findings []review.Finding
	also     []string // environments
}

// together groups findings into rows. A finding about fifty alarms, or about every environment, takes one row.
func together(findings []review.Finding) []*row {
	var rows []*row
	begun := map[review.Finding]*row{}
	for _, f := range findings {
		key := f
		key.Construct = ""
		key.What, key.Old, key.New = unnamed(f.What, f.Construct), unnamed(f.Old, f.Construct), unnamed(f.New, f.Construct)
		if r := begun[key]; r != nil && f.Construct != "" {
			r.findings = append(r.findings, f)
			continue
		}
		r := &row{findings: []review.Finding{f}}
		begun[key] = r
		rows = append(rows, r)
	}
	var kept []*row
	written := map[string]*row{}
	for _, r := range rows {
		f := r.findings[0]
		text := anonymous(strings.Join([]string{f.Stack, r.constructs(), f.What, f.Old, f.New}, "\n"), f.Environment)
		if first := written[text]; first != nil && f.Environment != "" {
			first.also = append(first.also, f.Environment)
			continue
		}
		written[text] = r
		kept = append(kept, r)
	}
	return kept
}

// unnamed replaces the elements of a construct path in a text. What is said of several queues becomes equal.
func unnamed(text, construct string) string {
	for _, part := range strings.Split(construct, "/") {
		if len(part) > 2 {
			text = anonymousName(text, part, "\x03")
		}
	}
	return text
}

// constructs are the names of the row's constructs; of many, the first five.
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
