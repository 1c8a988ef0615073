package review

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/assembly"
)

// readable reports what the review cannot compare, as an error. Whatever it passed over would count as harmless.
func readable(a assembly.Assembly) error {
	var problems []error
	for _, artifact := range a.Unknown {
		problems = append(problems, fmt.Errorf("artifact %s: the review does not know this type of artifact; fix: compare it by hand, "+
			"and leave it out of the two assemblies", artifact))
	}
	for _, stack := range a.Stacks {
		if len(stack.Template.Resources) == 0 {
			problems = append(problems, fmt.Errorf("%s: a template without resources; fix: synthesize it again (make synth), "+
				"or take the stack out", stack.Name))
		}
		for _, id := range slices.Sorted(maps.Keys(stack.Template.Resources)) {
			if strings.HasPrefix(id, "Fn::") || stack.Template.Resources[id].Type == "" {
				problems = append(problems, fmt.Errorf("%s: resource %s has no type, so only a macro knows what it is; fix: write the resources "+
					"out, or compare the processed templates by hand", stack.Name, id))
			}
		}
	}
	return errors.Join(problems...)
}
