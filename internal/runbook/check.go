package runbook

import (
	"fmt"
	"regexp"
	"slices"
)

// Problem is something wrong in a runbook.
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
	// A name contains the environment's: kasha-prod-mysql, kasha/prod/connection, alias/kasha-prod, /aws/rds/.../error. A hyphen at
	// its end makes it the prefix of several names: kasha-prod-critical-.
	namePattern      = regexp.MustCompile(`[A-Za-z0-9_/-]*kasha[-_/](?:prod|dr|dev)(?:[A-Za-z0-9_/-]*[A-Za-z0-9])?-?(?:\.fifo)?`)
	outputPattern    = regexp.MustCompile("\\b[Oo]utputs? `([A-Za-z0-9]+)`")
	parameterPattern = regexp.MustCompile("\\bparameters? `([A-Za-z0-9_-]+)`")
	fieldPattern     = regexp.MustCompile("`([a-z][A-Za-z]*)((?:\\.[A-Za-z]+)+)`")
	regionPattern    = regexp.MustCompile(`\b(?:us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-[0-9]`)

	// dr is the environment that region-loss.md creates: a copy of prod, with prod's names.
	copyOfProd = regexp.MustCompile(`kasha([-_/])dr\b`)
)

// asProd replaces the name of the environment dr by prod, whose templates are known.
func asProd(text string) string {
	return copyOfProd.ReplaceAllString(text, "kasha${1}prod")
}

// reporter takes a problem on a line.
type reporter func(line int, format string, arguments ...any)

// Check compares one runbook with what is known.
func (k Known) Check(d Document) []Problem {
	problems := Unportable(d)
	report := func(line int, format string, arguments ...any) {
		problems = append(problems, Problem{Document: d.Name, Line: line, Wrong: fmt.Sprintf(format, arguments...)})
	}
	for _, section := range missingSections(d) {
		report(0, "there is no section %q", section)
	}
	checkDivisions(d, report)
	for i, line := range d.Lines {
		k.checkLine(i+1, asProd(line), report)
	}
	for _, command := range d.Commands {
		k.checkCommand(command, report)
	}
	return problems
}

// missingSections returns the missing sections of the kind of runbook that the document is closest to.
func missingSections(d Document) []string {
	var fewest []string
	for i, kind := range Kinds() {
		var missing []string
		for _, section := range kind {
			if !slices.Contains(d.Sections, section) {
				missing = append(missing, section)
			}
		}
		if i == 0 || len(missing) < len(fewest) {
			fewest = missing
		}
	}
	return fewest
}

func (k Known) checkLine(number int, line string, report reporter) {
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
	k.checkMentions(lineMentions, number, line, report)
}

func (k Known) checkMentions(mentions []mention, number int, text string, report reporter) {
	for _, mention := range mentions {
		for _, found := range mention.pattern.FindAllStringSubmatch(text, -1) {
			if wrong := mention.wrong(k, found); wrong != "" {
				report(number, "%s", wrong)
			}
		}
	}
}
