package document

import (
	"slices"

	"kasha/internal/review"
)

// ProductionFirst is the order in which a review names environments. The most important one comes first.
func ProductionFirst(environments []review.Environment) []review.Environment {
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
	table := Table{Numbers: true, Head: []string{
		"environment", "lost", "fails", "opens", "weakens", "removed", "replaced", "changed", "added",
	}}
	for _, environment := range ofFindings(r, environments) {
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
		opens := about(without(r.Openings, isDeclared))
		resources := kinds(environment)
		if environment.Change == review.Same && lost+fails+about(r.Openings)+about(r.Weakenings) == 0 {
			continue
		}
		place := environmentName(environment.Name)
		if environment.Name == "" && slices.ContainsFunc(slices.Concat(r.Openings, r.Weakenings), isInNoStack) {
			place = "files and stacks outside of the environments"
		}
		row := []Text{say(place)}
		for _, n := range []int{lost, fails, opens, about(r.Weakenings)} {
			row = append(row, number(n))
		}
		for _, n := range []int{resources.removed, resources.replaced, resources.changed, resources.added} {
			row = append(row, number(n))
		}
		table.Rows = append(table.Rows, row)
	}
	if len(table.Rows) > 0 {
		w.add(table.without("fails", "opens", "weakens", "removed", "replaced", "added"))
	}
}

// ofFindings adds the row of what is in no environment, if findings need it and no stack has made it.
func ofFindings(r review.Report, environments []review.Environment) []review.Environment {
	has := slices.ContainsFunc(environments, func(e review.Environment) bool { return e.Name == "" })
	if !has && slices.ContainsFunc(slices.Concat(r.Openings, r.Weakenings), isInNoStack) {
		return append(slices.Clone(environments), review.Environment{Change: review.Same})
	}
	return environments
}

// resources counts those of an environment by what happens to them. They are the same numbers as those of its stacks below.
type resources struct{ removed, replaced, changed, added int }

// kinds counts each resource once. What may be removed or replaced counts as if it were.
func kinds(environment review.Environment) resources {
	var n resources
	for _, stack := range environment.Stacks {
		n.removed += stack.Removes
		n.added += stack.Adds
		for _, change := range stack.Changes {
			switch {
			case change.Kind == review.Added:
				n.added++
			case change.Kind == review.Changed, isRevision(change):
				n.changed++
			case change.Kind == review.Removed, change.Kind == review.MightBeRemoved:
				n.removed++
			default:
				n.replaced++
			}
		}
	}
	return n
}

// isInNoStack reports whether a finding is about a file of the revision, such as cdk.json.
func isInNoStack(f review.Finding) bool { return f.Environment+f.Stack == "" }

// number is a number in the overview. Nothing is easier to read than zero.
func number(n int) Text {
	if n == 0 {
		return nil
	}
	return say(n)
}

// judged says which files of the review itself the change edits.
func judged(judges []string) Text {
	const shown = 5
	if len(judges) == 0 {
		return nil
	}
	var names []Text
	for _, file := range judges[:min(len(judges), shown)] {
		names = append(names, say(name(file)))
	}
	if more := len(judges) - shown; more > 0 {
		names = append(names, say("and ", more, " more, see ", name("review.json")))
	}
	return say("This change also edits what judges it: ", joined(names, ", "), ". The review ran with the edited files. ",
		"Read these edits first, and do not rely on the rest before they are accepted.")
}
