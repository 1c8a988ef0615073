package preflight

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/spelling"
)

// ParseStacks reads the stacks that a deployment or a diff is limited to: network,data. No text means all stacks, and returns none.
//
// The CDK CLI ignores a pattern that no stack matches if another one matches, so a misspelt stack would be left out without a word.
func ParseStacks(env config.Environment, purpose Purpose, text string) ([]names.Part, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
	if len(words) == 0 {
		return nil, nil
	}
	if purpose != Deploy && purpose != Diff {
		return nil, fmt.Errorf("STACKS is %q, but only make deploy and make diff can be limited to stacks; fix: leave STACKS out", text)
	}
	var choices []string
	for _, part := range partsOf(env) {
		choices = append(choices, string(part))
	}
	var stacks []names.Part
	for _, word := range words {
		if !slices.Contains(choices, word) {
			fix := "choose from " + strings.Join(choices, ", ")
			if guess := spelling.Nearest(word, choices); guess != "" {
				fix = guess + ", if you mean that"
			}
			return nil, fmt.Errorf("%s has no stack %q; fix: %s", env.Name, word, fix)
		}
		if part := names.Part(word); !slices.Contains(stacks, part) {
			stacks = append(stacks, part)
		}
	}
	return stacks, nil
}

// partsOf are the stacks of an environment.
func partsOf(env config.Environment) []names.Part {
	parts := names.Parts()
	if _, ok := env.ArchiveTarget(); ok {
		parts = append(parts, names.Archive)
	}
	return parts
}

// patterns select stacks on the command line of the CDK CLI. It names them ENV/network and so on, so 'ENV/*' means all stacks of the
// environment and no others.
func patterns(env config.Environment, stacks []names.Part) string {
	if len(stacks) == 0 {
		return "'" + env.Name + "/*'"
	}
	quoted := make([]string, len(stacks))
	for i, stack := range stacks {
		quoted[i] = "'" + env.Name + "/" + string(stack) + "'"
	}
	return strings.Join(quoted, " ")
}

// someStacks is the note for a deployment of some stacks. The CDK CLI deploys also the stacks that these depend on.
func someStacks(env config.Environment, stacks []names.Part) string {
	var chosen []string
	for _, stack := range stacks {
		chosen = append(chosen, string(stack))
	}
	return fmt.Sprintf("This deploys only %s of %s, and the stacks that these depend on. Deploy the others afterwards: make deploy ENV=%[2]s",
		strings.Join(chosen, ", "), env.Name)
}
