package review

import (
	"encoding/json"
	"slices"
	"strings"
)

// reviewStackSettings compares what a stack is, beside its resources: its protection, tags and outputs.
func reviewStackSettings(p pair, o *outcome) {
	if p.base.TerminationProtection && !p.head.TerminationProtection {
		o.weakenings = append(o.weakenings, Finding{Type: "AWS::CloudFormation::Stack", What: "termination protection", Old: "true", New: "false"})
		o.stack.Note = joinNotes(o.stack.Note, "termination protection is turned off")
	}
	if !p.base.TerminationProtection && p.head.TerminationProtection {
		o.stack.Note = joinNotes(o.stack.Note, "termination protection is turned on")
	}
	if canonical(p.base.Template.Transform) != canonical(p.head.Template.Transform) {
		o.stack.Note = joinNotes(o.stack.Note, "the template's macros change (Transform): what they make of it is not seen here")
	}
	if p.was != "" {
		return
	}
	if canonicalTags(p.base.Tags) != canonicalTags(p.head.Tags) {
		o.stack.Note = joinNotes(o.stack.Note, "tags of the stack change, and with them those of its resources")
	}
	if account(p.base) != account(p.head) {
		o.stack.Note = joinNotes(o.stack.Note, "the account was "+account(p.base)+" and is "+account(p.head)+
			": the same stack only if it was deployed there")
	}
	var gone, come []string
	for name := range p.base.Template.Outputs {
		if _, stays := p.head.Template.Outputs[name]; !stays && isPublic(name) {
			gone = append(gone, name)
		}
	}
	for name := range p.head.Template.Outputs {
		if _, was := p.base.Template.Outputs[name]; !was && isPublic(name) {
			come = append(come, name)
		}
	}
	slices.Sort(gone)
	slices.Sort(come)
	if len(gone) > 0 {
		o.stack.Outputs = append(o.stack.Outputs, "outputs that go: "+strings.Join(gone, ", "))
	}
	if len(come) > 0 {
		o.stack.Outputs = append(o.stack.Outputs, "outputs that come: "+strings.Join(come, ", "))
	}
}

// isPublic leaves out the outputs that the CDK makes for references between stacks.
func isPublic(output string) bool {
	return !strings.HasPrefix(output, "PublishOutput") && !strings.HasPrefix(output, "ExportsOutput")
}

func canonicalTags(tags map[string]string) string {
	data, _ := json.Marshal(tags)
	return string(data)
}

func joinNotes(notes ...string) string {
	return strings.Join(slices.DeleteFunc(notes, func(note string) bool { return note == "" }), "; ")
}
