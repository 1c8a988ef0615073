package review_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// openStack lets everybody do everything.
const openStack = `{"Resources": {
	"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]},
		"ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}},
	"G": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-1", "IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}},
	"L": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE"}}}}`

// A stack that comes is no less open than a change of one that is there; of a new environment nobody reads everything.
func TestOpeningsOfNewStacks(t *testing.T) {
	base := app{"a": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`}
	with := app{"a": base["a"], "b": openStack}
	want := []string{"R: everyone is let in", "${R} gets arn:aws:iam::aws:policy/AdministratorAccess", "from the whole world", "L: who may call the function's address"}

	wants(t, "opening", compare(t, base.assembly(t), with.assembly(t)).Openings, want...)

	head := with.assembly(t)
	head.Stacks[1].Stage, head.Stacks[1].Path = "shop", "shop/b"
	wants(t, "opening of a new environment", compare(t, base.assembly(t), head).Openings)
	head.Stacks[1].Stage, head.Stacks[1].Path = "", "b"
	wants(t, "opening beside the environments", compare(t, base.assembly(t), head).Openings, want...)
	wants(t, "opening of the first revision", compare(t, assembly.Assembly{}, head).Openings)
}

// Whoever renames a stack may open it in the same breath. What is only renamed opens nothing.
func TestOpeningsOfRenamedStacks(t *testing.T) {
	const arn = `arn:aws:sqs:us-east-1:555555555555:kasha-prod-q`
	stack := func(principal, protection string) string {
		return `{"Resources": {"Q": {` + queue + protection + `}, "P": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Q"}], "PolicyDocument": {"Statement": [
			{"Effect": "Allow", "Principal": {"AWS": "` + principal + `"}, "Action": "sqs:SendMessage", "Resource": ["` + arn + `", {"Fn::GetAtt": ["Q", "Arn"]}]}]}}},
			"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g", "SecurityGroupIngress": [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "SourceSecurityGroupId": {"Fn::GetAtt": ["G", "GroupId"]}}]}}}}`
	}
	const me = "arn:aws:iam::555555555555:root"
	base := app{"a": stack(me, `, "DeletionPolicy": "Retain"`)}.assembly(t)
	edit := func(template string, change func(*assembly.Stack)) assembly.Assembly {
		head := app{"a": template}.assembly(t)
		change(&head.Stacks[0])
		return head
	}
	rename := func(s *assembly.Stack) { s.Name = "store" }
	opened := compare(t, base, edit(stack("*", ""), rename))
	wants(t, "opening", opened.Openings, "P: everyone is let in")
	wants(t, "weakening", opened.Weakenings, "Q: what happens when it is deleted: Retain -> Delete")

	moved := strings.NewReplacer("555555555555", "444444444444", "us-east-1", "eu-west-1", "kasha-prod-", "kasha-shop-").Replace(stack(me, `, "DeletionPolicy": "Retain"`))
	for name, head := range map[string]assembly.Assembly{
		"renamed": edit(stack(me, `, "DeletionPolicy": "Retain"`), rename),
		"moved": edit(moved, func(s *assembly.Stack) {
			s.Account, s.Region, s.Stage = "444444444444", "eu-west-1", "shop"
		}),
	} {
		report := compare(t, base, head)
		wants(t, name+": opening", report.Openings)
		wants(t, name+": weakening", report.Weakenings)
		if len(report.Losses) != 1 {
			t.Errorf("%s: losses %q", name, said(report.Losses))
		}
	}
}

// What moves into a new stack of the same environment is the same thing, and takes its policy along.
func TestMovedIntoANewStack(t *testing.T) {
	const topic = `"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}, "P": {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": [{"Ref": "T"}], "PolicyDocument": {"Statement": [
		{"Effect": "Allow", "Principal": {"Service": "x"}, "Action": "sns:Publish", "Resource": {"Ref": "T"}}]}}}`
	base := app{"a": `{"Resources": {` + topic + `, "Other": {"Type": "AWS::SNS::Topic"}}}`}
	head := app{"a": `{"Resources": {"Other": {"Type": "AWS::SNS::Topic"}}}`, "b": `{"Resources": {` + topic + `}}`}
	wants(t, "opening", compare(t, base.assembly(t), head.assembly(t)).Openings)
}

// Whoever puts real accounts into cdk.json loses nothing: nothing is ever deployed to the placeholders.
func TestAccountsThatWerePlaceholders(t *testing.T) {
	base, head := twoStacks(t), twoStacks(t)
	for i := range base.Stacks {
		base.Stacks[i].Account, head.Stacks[i].Account = "333333333333", "444444444444"
	}
	report := compare(t, base, head)
	if report.Fails() || len(report.Losses) > 0 || report.Environments[0].Change != "added" {
		t.Errorf("verdict %q, losses %q, %+v", report.Verdict, said(report.Losses), report.Environments)
	}
	if note := report.Environments[0].Stacks[0].Note; !strings.Contains(note, "333333333333, a placeholder") {
		t.Errorf("note %q", note)
	}
	back := compare(t, head, base)
	if !back.Fails() {
		t.Error("from a real account to a placeholder is a loss")
	}
	for name, edit := range map[string]func(*assembly.Assembly){
		"renamed": func(a *assembly.Assembly) { a.Stacks[0].Name = "store" },
		"removed": func(a *assembly.Assembly) { a.Stacks = a.Stacks[1:] },
	} {
		head := twoStacks(t)
		head.Stacks[0].Account, head.Stacks[1].Account = "333333333333", "333333333333"
		edit(&head)
		report := compare(t, base, head)
		if !report.Fails() {
			t.Errorf("%s: as long as the account stays, changes are reviewed as if they were deployed", name)
		}
		if name == "removed" && !strings.Contains(report.Losses[0].Fate, "placeholder: if nothing was ever deployed, accept this") {
			t.Errorf("a new user who takes out what never was there is told nothing but %q", report.Losses[0].Fate)
		}
	}
}
