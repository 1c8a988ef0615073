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
	for _, same := range together(findings) {
		f := same[0]
		place := where(f.Environment, f.Stack)
		if names := constructs(same); names != "" {
			place = names + ", " + place
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

// together puts findings that say the same of several constructs of a stack into one.
func together(findings []review.Finding) [][]review.Finding {
	var groups [][]review.Finding
	at := map[review.Finding]int{}
	for _, f := range findings {
		key := f
		key.Construct = ""
		i, begun := at[key]
		if !begun || f.Construct == "" {
			at[key] = len(groups)
			groups = append(groups, []review.Finding{f})
			continue
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

// constructs names the first of several.
func constructs(findings []review.Finding) string {
	const shown = 5
	var names []string
	for _, f := range findings {
		if f.Construct != "" {
			names = append(names, "**"+cell(f.Construct)+"**")
		}
	}
	if len(names) > shown+1 {
		names = append(names[:shown], fmt.Sprintf("%d more", len(names)-shown))
	}
	return strings.Join(names, ", ")
}
