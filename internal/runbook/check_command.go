package runbook

import (
	"regexp"
	"slices"
)

var outPattern = regexp.MustCompile(`(?:^|[\s(])out (\S+) ([A-Za-z0-9]+)`)

// checkCommand checks outputs and calls of the AWS CLI: the operation, its options, its required options, and its query.
func (k Known) checkCommand(command Command, report reporter) {
	text := asProd(command.Text)
	k.checkMentions(commandMentions, command.Line, text, report)
	for _, found := range outPattern.FindAllStringSubmatch(text, -1) {
		if !k.output(found[1], found[2]) {
			report(command.Line, "stack %s has no output %s", found[1], found[2])
		}
	}
	for _, call := range command.Calls {
		if wrong := call.WrongQuery(); wrong != "" {
			report(command.Line, "%s", wrong)
		}
		known, ok := k.project.Commands[call.Name]
		if !ok {
			report(command.Line, "aws %s is not in awscli.txt; fix: correct it, or if AWS has it, run KASHA_UPDATE=1 make awscli", call.Name)
			continue
		}
		for _, option := range call.Options {
			if _, ok := known[option]; !ok && !slices.Contains(globalOptions(), option) {
				report(command.Line, "aws %s has no option --%s", call.Name, option)
			}
		}
		if slices.Contains(call.Options, "cli-input-json") {
			continue // what is required may be in that document
		}
		for option, required := range known {
			if required && !slices.Contains(call.Options, option) && !slices.Contains(call.Options, "no-"+option) {
				report(command.Line, "aws %s requires --%s", call.Name, option)
			}
		}
	}
}

// globalOptions returns the options of every AWS command that runbooks use.
func globalOptions() []string {
	return []string{"region", "query", "output", "no-cli-pager", "cli-input-json", "max-items"}
}
