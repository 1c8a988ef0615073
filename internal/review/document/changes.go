package document

import (
	"fmt"
	"strings"

	"kasha/internal/review"
)

func (w *writer) changes(environments []review.Environment) {
	environments, tagged := onlyTags(environments)
	var same []string
	titled := len(tagged) > 0
	if titled {
		w.add(Heading{2, say("Changes")})
	}
	for _, line := range tagged {
		w.say(line)
	}
	shown := map[string]string{} // stack names, by the text of their changes
	for _, environment := range environments {
		if environment.Change == review.Same {
			same = append(same, namesOf(environment)...)
			continue
		}
		if !titled {
			w.add(Heading{2, say("Changes")})
			titled = true
		}
		title := environmentName(environment.Name)
		if environment.Change != review.Changed {
			title += " (" + string(environment.Change) + ")"
		}
		if environment.Change == review.Added && environment.Account != "" {
			title += ", account " + environment.Account + ", " + environment.Region
		}
		w.add(Heading{3, say(title)})
		var stacks []string
		for _, stack := range environment.Stacks {
			if stack.Change == review.Same {
				stacks = append(stacks, stack.Name)
				continue
			}
			w.stack(stack, environment.Name, shown)
		}
		if len(stacks) > 0 {
			w.say("Unchanged: ", strings.Join(stacks, ", "), ".")
		}
	}
	if len(same) > 0 {
		unchanged := "Unchanged"
		if len(tagged) > 0 {
			unchanged = "Unchanged, apart from tags"
		}
		w.say(unchanged, ": ", strings.Join(same, ", "), ".")
	}
}

// namesOf is an environment's name, or the names of the stacks outside of environments.
func namesOf(environment review.Environment) []string {
	if environment.Name != "" {
		return []string{environment.Name}
	}
	var names []string
	for _, stack := range environment.Stacks {
		names = append(names, stack.Name)
	}
	return names
}

func environmentName(name string) string {
	if name == "" {
		return "stacks outside of the environments"
	}
	return name
}

func where(environment, stack string) string {
	switch {
	case stack == "":
		return environment
	case environment == "":
		return stack
	}
	return stack + " in " + environment
}

// stack writes the changes of a stack. If an earlier environment has the same changes, it refers to them.
func (w *writer) stack(stack review.Stack, environment string, shown map[string]string) {
	body := &writer{}
	body.stackChanges(stack)
	changes := anonymous(fmt.Sprint(stack.Name, body.blocks), environment)
	if first := shown[changes]; first != "" && len(stack.Changes) > 1 {
		w.say(stack.Name, ": ", summary(stack), ". The same as in ", first, ".")
		return
	}
	shown[changes] = stack.Name
	line := say(stack.Name, ": ", summary(stack))
	if len(body.blocks) == 0 {
		w.say(line)
		return
	}
	w.add(Details{line, body.blocks})
}

func (w *writer) stackChanges(stack review.Stack) {
	for _, note := range append([]string{stack.Note}, stack.Outputs...) {
		if note != "" {
			w.say(note)
		}
	}
	if len(stack.Changes) == 0 {
		return
	}
	table := Table{Head: []string{"", "construct", "type", "what"}}
	for _, change := range stack.Changes {
		kind := say(kindOf(change))
		if change.HoldsData && change.Kind != review.Added && change.Kind != review.Changed {
			kind = say(strong(string(change.Kind)))
		}
		what := details(change)
		if successor := inItsPlace(change, stack.Changes); successor != "" {
			what = say("in its place: ", successor)
		}
		table.Rows = append(table.Rows, []Text{kind, say(change.Construct), say(change.Type), what})
	}
	w.add(table)
}

// inItsPlace is the new policy in place of a removed one. Its name ends in a hash of what it allows, such as Backend/Task/Uses-9ac38368, so
// CloudFormation creates the new policy before it removes the earlier one.
func inItsPlace(removed review.Change, changes []review.Change) string {
	const policy = "AWS::IAM::Policy"
	stem := func(path string) string { return path[:max(strings.LastIndex(path, "-"), 0)] }
	if removed.Kind != review.Removed || removed.MovedTo != "" || removed.Type != policy || stem(removed.Construct) == "" {
		return ""
	}
	found := ""
	for _, change := range changes {
		if change.Kind == review.Added && change.Type == policy && stem(change.Construct) == stem(removed.Construct) {
			if found != "" {
				return "" // which of them is not certain
			}
			found = change.Construct
		}
	}
	return found
}

func summary(stack review.Stack) string {
	switch stack.Change {
	case review.Added:
		return count(stack.Adds, "resource, new", "resources, all new")
	case review.Removed:
		return count(stack.Removes, "resource, removed with its stack", "resources, removed with their stack")
	case review.Replaced:
		return "moved"
	}
	var parts []string
	for _, kind := range []string{
		string(review.Removed), string(review.Replaced), string(review.MightBeRemoved), string(review.MightBeReplaced), revision,
		string(review.Changed), string(review.Added),
	} {
		n := 0
		for _, change := range stack.Changes {
			if kindOf(change) == kind {
				n++
			}
		}
		if n > 1 && kind == revision {
			kind += "s"
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	if len(parts) == 0 {
		return "no resource changes"
	}
	return strings.Join(parts, ", ")
}

const revision = "new revision"

// kindOf is what happens to a resource, in a word or two.
func kindOf(change review.Change) string {
	if isRevision(change) {
		return revision
	}
	return string(change.Kind)
}
