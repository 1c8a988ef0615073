package exposure

import (
	"regexp"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

const machineType = "AWS::StepFunctions::StateMachine"

// limit finds the time limit of a task in the state machine of package runtask, and the message that names it.
var limit = regexp.MustCompile(`(\$states\.context\.Execution\.StartTime\) \+ |had not ended after )(\d+)( \* 60000| minutes)`)

// machine compares the definitions of a state machine. One that gives its task more time, and is the same otherwise, does nothing else.
func (e *Environment) machine(s Stack, r Resource) Findings {
	var found Findings
	if values.Type(r.New) != machineType || r.Old == nil {
		return found
	}
	old, new := e.then(at("DefinitionString")(r.Old)), at("DefinitionString")(r.New)
	if values.Equal(old, new) || values.SameJSON(old, new) {
		return found
	}
	finding := e.about(s, r, "DefinitionString changes: it does something else", old, new)
	finding.class = properties.Availability
	was, is := values.Text(old), values.Text(new)
	before, after := limit.FindStringSubmatch(was), limit.FindStringSubmatch(is)
	if before != nil && after != nil && limit.ReplaceAllString(was, "$1$3") == limit.ReplaceAllString(is, "$1$3") {
		finding = e.about(s, r, "it stops its task later, in minutes", before[2], after[2])
		finding.class = properties.Effect
		if values.Number(after[2]) < values.Number(before[2]) {
			finding = e.about(s, r, "it stops its task sooner, in minutes", before[2], after[2])
			finding.class = properties.Availability
		}
	}
	found.add(finding)
	return found
}
