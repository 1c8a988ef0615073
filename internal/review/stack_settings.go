package review

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/review/accepted"
	"kasha/internal/review/values"
)

// TagsChange is the note of a stack whose tags change.
const TagsChange = "the tags of the stack and of its resources change"

// noteStackSettings compares what a stack has beside its resources: termination protection, tags, account and outputs.
func noteStackSettings(p pair, o *outcome) {
	if p.base.TerminationProtection && !p.head.TerminationProtection {
		o.stack.Note = joinNotes(o.stack.Note, "termination protection is turned off")
	}
	if !p.base.TerminationProtection && p.head.TerminationProtection {
		o.stack.Note = joinNotes(o.stack.Note, "termination protection is turned on")
	}
	if !values.Equal(p.base.Template.Transform, p.head.Template.Transform) {
		o.stack.Note = joinNotes(o.stack.Note, "the template's macros (Transform) change; the review does not see their result")
		o.losses = append(o.losses, Loss{
			Kind: MightBeReplaced, Environment: p.stage(), Stack: p.name(), Type: accepted.StackType,
			Because: "its macros (Transform) change, and the review does not see their result",
			Fate:    "Any resource may change or go. Compare the processed templates: aws cloudformation get-template --template-stage Processed.",
		})
	}
	if p.relocation != "" {
		return
	}
	if !maps.Equal(p.base.Tags, p.head.Tags) {
		o.stack.Note = joinNotes(o.stack.Note, TagsChange)
	}
	noteDeployer(p, o)
	if account(p.base) != account(p.head) {
		o.stack.Note = joinNotes(o.stack.Note, "the account was "+account(p.base)+" and is "+account(p.head)+
			": this is the same stack only if it was deployed there")
	}
	before, after := p.base.Template.Outputs, p.head.Template.Outputs
	if removed := onlyIn(before, after); len(removed) > 0 {
		o.stack.Outputs = append(o.stack.Outputs, "removed outputs: "+strings.Join(removed, ", "))
	}
	if added := onlyIn(after, before); len(added) > 0 {
		o.stack.Outputs = append(o.stack.Outputs, "added outputs: "+strings.Join(added, ", "))
	}
}

// noteDeployer says when a stack is deployed with other roles, or when others receive its events. CloudFormation acts with the execution
// role: whoever may change the stack may do what that role allows.
func noteDeployer(p pair, o *outcome) {
	about := Finding{Type: accepted.StackType}
	for _, role := range []struct{ what, old, new string }{
		{"CloudFormation acts with another role", here(p.base, p.base.ExecutionRole), here(p.head, p.head.ExecutionRole)},
		{"a deployment assumes another role", here(p.base, p.base.DeployRole), here(p.head, p.head.DeployRole)},
	} {
		if about.What, about.Old, about.New = role.what, orNothing(role.old), orNothing(role.new); about.Old != about.New {
			o.openings, o.stack.Note = append(o.openings, about), joinNotes(o.stack.Note, about.What)
		}
	}
	for _, topic := range p.head.Notified {
		if !slices.Contains(p.base.Notified, topic) {
			about.What, about.Old, about.New = "the stack's events are sent to one more topic", "nothing", topic
			o.openings, o.stack.Note = append(o.openings, about), joinNotes(o.stack.Note, about.What)
		}
	}
}

// here is an ARN of a stack's own account and region without them: another account is reported elsewhere.
func here(stack *assembly.Stack, arn string) string {
	for _, own := range []string{stack.Account, stack.Region} {
		if own != "" {
			arn = strings.ReplaceAll(arn, own, "*")
		}
	}
	return arn
}

func orNothing(text string) string { return cmp.Or(text, "nothing") }

// onlyIn lists the outputs that one template has and another has not.
func onlyIn(outputs, others map[string]assembly.Output) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(outputs)), func(name string) bool {
		_, inBoth := others[name]
		return inBoth || !isPublic(name)
	})
}

// isPublic excludes the outputs that the CDK adds for references between stacks.
func isPublic(output string) bool {
	return !strings.HasPrefix(output, "PublishOutput") && !strings.HasPrefix(output, "ExportsOutput")
}

func joinNotes(notes ...string) string {
	return strings.Join(slices.DeleteFunc(notes, func(note string) bool { return note == "" }), "; ")
}
