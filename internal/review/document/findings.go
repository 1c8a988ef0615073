package document

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/review"
)

func (w *writer) findings(title string, findings []review.Finding) {
	if len(findings) == 0 {
		return
	}
	w.add(Heading{2, say(title)})
	table := Table{Head: []string{"where", "what", "before", "after"}}
	changes := slices.ContainsFunc(findings, func(f review.Finding) bool { return f.Old != "" }) // otherwise all of it is new
	for _, row := range together(findings) {
		f := row.findings[0]
		place := say(where(f.Environment, f.Stack))
		if names := row.constructs(); len(names) > 0 {
			place = joined(slices.DeleteFunc([]Text{names, place}, func(t Text) bool { return len(t) == 0 }), ", ")
		}
		if len(row.also) > 0 {
			place = say(place, "; the same in ", strings.Join(row.also, ", "))
		}
		var before, after Text
		if f.Old+f.New != "" {
			old, new := around(f.Old, f.New, 400)
			before, after = say(value(old)), say(value(new))
			if !changes {
				before = nil
			}
		}
		what := say(shortened(row.what()))
		if f.Accepted != "" {
			what = say(what, ". Accepted: ", f.Accepted)
		}
		table.Rows = append(table.Rows, []Text{place, what, before, after})
	}
	w.add(table.without("before", "after"))
}

// row is one line of the table: a finding about several constructs of a stack, and about that stack in other environments too.
type row struct {
	findings []review.Finding
	also     []string // environments
	actions  []string // of findings that differ only in the action that a role may take
}

// together groups findings into rows. A finding about fifty alarms, or about every environment, takes one row.
func together(findings []review.Finding) []*row {
	var rows []*row
	begun := map[review.Finding]*row{}
	for _, f := range findings {
		key := f
		key.Construct, key.Right = "", nil
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
		text := anonymous(strings.Join([]string{f.Stack, r.constructs().String(), f.What, f.Old, f.New}, "\n"), f.Environment)
		if first := written[text]; first != nil && f.Environment != "" {
			first.also = append(first.also, f.Environment)
			continue
		}
		written[text] = r
		kept = append(kept, r)
	}
	return actionsTogether(kept)
}

// actionsTogether makes one row of those that differ only in the first action that they name. One wide statement gives many actions.
func actionsTogether(rows []*row) []*row {
	action := regexp.MustCompile(`\b[a-z0-9-]+:[A-Z][A-Za-z0-9*]*`)
	var kept []*row
	begun := map[string]*row{}
	for _, r := range rows {
		f := r.findings[0]
		at := action.FindStringIndex(f.What)
		if at == nil {
			kept = append(kept, r)
			continue
		}
		named := f.What[at[0]:at[1]]
		key := fmt.Sprintf("%q", []string{
			f.Environment, f.Stack, r.constructs().String(), strings.Join(r.also, " "), f.What[:at[0]], f.What[at[1]:], f.Old, f.New,
		})
		if first := begun[key]; first != nil {
			first.actions = append(first.actions, named)
			continue
		}
		r.actions = []string{named}
		begun[key] = r
		kept = append(kept, r)
	}
	return kept
}

// what is what the row says. Of many actions it names three.
func (r row) what() string {
	const shown = 3
	what := r.findings[0].What
	if len(r.actions) < 2 {
		return what
	}
	names := slices.Clone(r.actions)
	if len(names) > shown+1 {
		names = append(names[:shown], fmt.Sprintf("%d more actions", len(names)-shown))
	}
	all := strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	return strings.Replace(what, r.actions[0], all, 1)
}

// shortened leaves out the middle of a long sentence. An element of a list may be a whole script, and its meaning stands behind it.
func shortened(what string) string {
	const most, first, last = 400, 120, 250
	text := []rune(what)
	if len(text) <= most {
		return what
	}
	return string(text[:first]) + " … " + string(text[len(text)-last:])
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
func (r row) constructs() Text {
	const shown = 5
	var names []Text
	for _, f := range r.findings {
		if f.Construct != "" {
			names = append(names, say(strong(f.Construct)))
		}
	}
	if len(names) > shown+1 {
		names = append(names[:shown], say(len(names)-shown, " more"))
	}
	return joined(names, ", ")
}
