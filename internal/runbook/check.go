package runbook

import (
	"fmt"
	"regexp"
	"slices"
)

// Problem is something that a runbook says and that is not so.
type Problem struct {
	Document string
	Line     int // 0: the document as a whole
	Wrong    string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.Document + ": " + p.Wrong
	}
	return fmt.Sprintf("%s:%d: %s", p.Document, p.Line, p.Wrong)
}

var (
	// A name holds the environment's: kasha-prod-mysql, kasha/prod/connection, alias/kasha-prod, /aws/rds/.../error. With a
	// hyphen at its end it is the beginning of several: kasha-prod-critical-.
	namePattern      = regexp.MustCompile(`[A-Za-z0-9_/-]*kasha[-_/](?:prod|dr|dev)(?:[A-Za-z0-9_/-]*[A-Za-z0-9])?-?`)
	outPattern       = regexp.MustCompile(`(?:^|[\s(])out (\S+) ([A-Za-z0-9]+)`)
	outputPattern    = regexp.MustCompile("\\b[Oo]utputs? `([A-Za-z0-9]+)`")
	parameterPattern = regexp.MustCompile("\\bparameters? `([A-Za-z0-9_-]+)`")
	fieldPattern     = regexp.MustCompile("`([a-z][A-Za-z]*)((?:\\.[A-Za-z]+)+)`")
	regionPattern    = regexp.MustCompile(`\b(?:us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-[0-9]`)
	// dr is the environment that region-loss.md adds: a copy of prod, with prod's names.
	anotherProd = regexp.MustCompile(`kasha([-_/])dr\b`)
)

// Check holds one runbook against what is known.
func (k Known) Check(d Document) []Problem {
	var problems []Problem
	report := func(line int, format string, arguments ...any) {
		problems = append(problems, Problem{d.Name, line, fmt.Sprintf(format, arguments...)})
	}
	for _, section := range missingSections(d) {
		report(0, "there is no section %q", section)
	}
	for i, line := range d.Lines {
		k.checkLine(i+1, anotherProd.ReplaceAllString(line, "kasha${1}prod"), report)
	}
	for _, command := range d.Commands {
		k.checkCommand(command, report)
	}
	return problems
}

// missingSections are those of the kind that the runbook comes nearest to.
func missingSections(d Document) []string {
	var fewest []string
	for i, kind := range Kinds() {
		var missing []string
		for _, section := range kind {
			if !slices.Contains(d.Lines, "## "+section) {
				missing = append(missing, section)
			}
		}
		if i == 0 || len(missing) < len(fewest) {
			fewest = missing
		}
	}
	return fewest
}

func (k Known) checkLine(number int, line string, report func(line int, format string, arguments ...any)) {
	for _, name := range namePattern.FindAllString(line, -1) {
		if !k.named(name) {
			report(number, "%s: no stack and no resource has this name", name)
		}
	}
	for _, found := range outputPattern.FindAllStringSubmatch(line, -1) {
		if !k.output("", found[1]) {
			report(number, "no stack has an output %s", found[1])
		}
	}
	for _, found := range parameterPattern.FindAllStringSubmatch(line, -1) {
		if !k.parameters[found[1]] {
			report(number, "no template and no parameter group has a parameter %s", found[1])
		}
	}
	for _, found := range fieldPattern.FindAllStringSubmatch(line, -1) {
		if path := found[1] + found[2]; k.project.HasField(found[1]) && !k.project.HasField(path) {
			report(number, "the configuration has no field %s", path)
		}
	}
	for _, region := range regionPattern.FindAllString(line, -1) {
		if !k.regions[region] {
			report(number, "no stack is in %s", region)
		}
	}
	k.checkWays(lineWays, number, line, report)
}

func (k Known) checkWays(ways []way, number int, text string, report func(line int, format string, arguments ...any)) {
	for _, way := range ways {
		for _, found := range way.pattern.FindAllStringSubmatch(text, -1) {
			if wrong := way.wrong(k, found); wrong != "" {
				report(number, "%s", wrong)
			}
		}
	}
}

// checkCommand looks outputs and AWS commands up: the operation, its options, and the options that it cannot do without.
func (k Known) checkCommand(command Command, report func(line int, format string, arguments ...any)) {
	text := anotherProd.ReplaceAllString(command.Text, "kasha${1}prod")
	k.checkWays(commandWays, command.Line, text, report)
	for _, found := range outPattern.FindAllStringSubmatch(text, -1) {
		if !k.output(found[1], found[2]) {
			report(command.Line, "stack %s has no output %s", found[1], found[2])
		}
	}
	for _, call := range command.Calls() {
		known, ok := k.project.Commands[call.Name]
		if !ok {
			report(command.Line, "aws %s is not in awscli.txt: it does not exist, or the list is older than the runbook", call.Name)
			continue
		}
		for _, option := range call.Options {
			if _, ok := known[option]; !ok && !slices.Contains(globalOptions(), option) {
				report(command.Line, "aws %s has no option --%s", call.Name, option)
			}
		}
		for option, required := range known {
			if required && !slices.Contains(call.Options, option) && !slices.Contains(call.Options, "no-"+option) {
				report(command.Line, "aws %s wants --%s", call.Name, option)
			}
		}
	}
}

// globalOptions are those that every AWS command takes and runbooks use.
func globalOptions() []string {
	return []string{"region", "query", "output", "no-cli-pager", "cli-input-json", "max-items"}
}
