package review_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Catches changes of termination protection, tags, outputs, macros or the account that are not noted.
func TestStackSettings(t *testing.T) {
	base, head := twoStacks(t), twoStacks(t)
	base.Stacks[0].TerminationProtection = true
	head.Stacks[0].Tags = map[string]string{"team": "shop"}
	head.Stacks[0].Template.Outputs = map[string]assembly.Output{"Address": {Value: "x"}, "PublishOutputRefX": {Value: "x"}}
	head.Stacks[1].Account = assembly.OpenAccount
	head.Stacks[1].Template.Transform = "AWS::Serverless-2016-10-31"
	report := compare(t, base, head)
	wants(t, "weakening", report.Weakenings, "termination protection: true -> false")
	data, edge := report.Environments[0].Stacks[0], report.Environments[0].Stacks[1]
	outputs := []string{"removed outputs: Url", "added outputs: Address", "outputs for other stacks that are added, changed or removed: 1"}
	if !strings.Contains(data.Note, "tags") || !slices.Equal(data.Outputs, outputs) {
		t.Errorf("note %q, want one about tags; outputs %q, want %q", data.Note, data.Outputs, outputs)
	}
	if !strings.Contains(edge.Note, "Transform") {
		t.Errorf("note %q, want a part Transform", edge.Note)
	}
	if !strings.Contains(edge.Note, "the account was 555555555555") {
		t.Errorf("note %q, want the account that was left open", edge.Note)
	}
}

// Catches a role that CloudFormation or the command line acts with, of which no template says anything.
func TestDeployerOfAStack(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(stack *assembly.Stack)
		want []string
	}{
		"execution role": {func(s *assembly.Stack) { s.ExecutionRole = "arn:aws:iam::111111111111:role/Administrator" },
			[]string{"CloudFormation acts with another role"}},
		"deploy role":    {func(s *assembly.Stack) { s.DeployRole = "" }, []string{"a deployment assumes another role"}},
		"one more topic": {func(s *assembly.Stack) { s.Notified = []string{"t"} }, []string{"the stack's events are sent to one more topic"}},
		"account left open": {func(s *assembly.Stack) {
			s.Account = assembly.OpenAccount
			s.DeployRole = "arn:aws:iam::" + assembly.OpenAccount + ":role/deploy"
		}, nil},
	} {
		base, head := twoStacks(t), twoStacks(t)
		base.Stacks[0].DeployRole = "arn:aws:iam::" + base.Stacks[0].Account + ":role/deploy"
		head.Stacks[0].DeployRole = base.Stacks[0].DeployRole
		c.edit(&head.Stacks[0])
		var got []string
		for _, finding := range compare(t, base, head).Openings {
			got = append(got, finding.What)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: openings %q, want %q", name, got, c.want)
		}
	}
}
