package review

import (
	"strings"

	"kasha/internal/review/values"
)

// names knows what the resources of the two revisions are called, and what has another name or stack in head.
type names struct {
	paths       map[string]string // construct paths by values.Name, of both revisions
	movedTo     map[place]place   // from a resource that head no longer has, to the same one where head has it
	movedFrom   map[place]place
	movedStacks map[string]string // stack names of base, where head has the stack under another name
}

// place is where a resource is defined in one revision.
type place struct{ stack, id string }

// Construct is a resource's construct path; its logical id where it has no path.
func (n names) Construct(stack, logicalID string) string {
	if path := n.paths[values.Name(stack, logicalID)]; path != "" {
		return path
	}
	return logicalID
}

// beside is the construct at one place, as a text about another place shows it: with its stack in front, if the stacks differ.
func (n names) beside(at, other place) string {
	if at.stack != other.stack {
		return at.stack + ":" + n.Construct(at.stack, at.id)
	}
	return n.Construct(at.stack, at.id)
}

// Readable names resources by construct path instead of by logical id. Those of other stacks than this one get their stack's
// name in front.
func (n names) Readable(stack string, v any) any {
	return values.Rewrite(v, func(resource, rest string) string {
		at := placeOf(resource)
		return "${" + n.beside(at, place{stack: stack}) + rest + "}"
	})
}

// Current gives the references in a value of base the names that head uses.
func (n names) Current(value any) any {
	return values.Rewrite(value, func(resource, rest string) string {
		at := placeOf(resource)
		if to, moved := n.movedTo[at]; moved {
			at = to
		} else if to, moved := n.movedStacks[at.stack]; moved {
			at.stack = to
		}
		return "${" + values.Name(at.stack, at.id) + rest + "}"
	})
}

// placeOf takes a values.Name apart.
func placeOf(name string) place {
	stack, id, _ := strings.Cut(name, ".")
	return place{stack: stack, id: id}
}

// short leaves out the last element of a construct path where nearly every construct has it.
func short(path string) string {
	for _, usual := range []string{"/Resource", "/Default"} {
		if shorter, ok := strings.CutSuffix(path, usual); ok {
			return shorter
		}
	}
	return path
}
