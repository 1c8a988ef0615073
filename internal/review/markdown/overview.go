package markdown

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/review"
)

// productionFirst is the order in which a review names environments. The most important one comes first.
func productionFirst(environments []review.Environment) []review.Environment {
	ordered := slices.Clone(environments)
	slices.SortStableFunc(ordered, func(a, b review.Environment) int {
		switch {
		case a.Production == b.Production:
			return 0
		case a.Production:
			return -1
		}
		return 1
	})
	return ordered
}

// overview is the table on top: for each environment that changes, how much of what.
func (w *writer) overview(r review.Report, environments []review.Environment) {
	titled := false
	for _, environment := range environments {
		about := func(findings []review.Finding) int {
			return len(slices.DeleteFunc(slices.Clone(findings), func(f review.Finding) bool { return f.Environment != environment.Name }))
		}
		lost, fails := 0, about(r.Failures)
		for _, loss := range r.Losses {
			if loss.Environment == environment.Name {
				lost++
				if loss.Fails != "" {
					fails++
				}
			}
		}
		replaced, changed := kinds(environment)
		if environment.Change == review.Same && lost+fails+about(r.Openings)+about(r.Weakenings) == 0 {
			continue
		}
		if !titled {
			fmt.Fprintln(&w.b, "| environment | lost | fails | opens | weakens | replaced | changed |\n| --- | --- | --- | --- | --- | --- | --- |")
			titled = true
		}
		fmt.Fprintf(&w.b, "| %s | %s | %s | %s | %s | %s | %s |\n", cell(environmentName(environment.Name)), number(lost), number(fails),
			number(about(r.Openings)), number(about(r.Weakenings)), number(replaced), number(changed))
	}
	if titled {
		w.b.WriteString("\n")
	}
}

// kinds counts the resources that are replaced or removed, and those that change otherwise.
func kinds(environment review.Environment) (replaced, changed int) {
	for _, stack := range environment.Stacks {
		replaced += stack.Removes
		changed += stack.Adds
		for _, change := range stack.Changes {
			switch change.Kind {
			case review.Changed, review.Added:
				changed++
			default:
				replaced++
			}
		}
	}
	return replaced, changed
}

// number is a number in the overview. Nothing is easier to read than zero.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// judged says which files of the review itself the change edits.
func judged(judges []string) string {
	const shown = 5
	if len(judges) == 0 {
		return ""
	}
	var names []string
	for _, file := range judges[:min(len(judges), shown)] {
		names = append(names, code(file))
	}
	if more := len(judges) - shown; more > 0 {
		names = append(names, fmt.Sprintf("and %d more, see `review.json`", more))
	}
	return "This change also edits what judges it: " + strings.Join(names, ", ") + ". The review ran with the edited files. " +
		"Read these edits first, and do not rely on the rest before they are accepted."
}
