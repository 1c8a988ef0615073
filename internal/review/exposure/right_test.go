package exposure_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
)

// Catches a right of something new that is taken for one of what is there today. It catches the reverse too: an existing role, service or
// security group that hides among new ones. It also catches a component that contains something older.
func TestRightsAreOfWhatIsNew(t *testing.T) {
	const (
		role = `{"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [
			{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}}]}}}`
		group = `{"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g", "SecurityGroupEgress": [
			{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": "0.0.0.0/0"}]}}`
		before = `"WorkerOldRole": ` + role + `, "OldQueue": {"Type": "AWS::SQS::Queue"}, "OldGroup": {"Type": "AWS::EC2::SecurityGroup",
			"Properties": {"GroupDescription": "g"}}`
	)
	policy := func(of string) string {
		return `{"Type": "AWS::IAM::Policy", "Properties": {"Roles": [` + of + `], "PolicyDocument": {"Statement": [
			{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": {"Fn::GetAtt": ["OldQueue", "Arn"]}}]}}}`
	}
	base := resources(`{` + before + `}`).Assembly(t)
	head := resources(`{` + before + `, "WorkerNewRole": ` + role + `, "NewGroup": ` + group + `,
		"Mine": ` + policy(`{"Ref": "WorkerNewRole"}`) + `, "Theirs": ` + policy(`{"Ref": "WorkerOldRole"}`) + `,
		"Lets": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": {"Fn::GetAtt": ["OldGroup", "GroupId"]},
			"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "SourceSecurityGroupId": {"Fn::GetAtt": ["NewGroup", "GroupId"]}}},
		"Any": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "OldQueue"}], "PolicyDocument": {"Statement": [
			{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage",
			"Resource": {"Fn::GetAtt": ["OldQueue", "Arn"]}}]}}}}`).Assembly(t)
	for id, path := range map[string]string{
		"WorkerOldRole": "Worker/Old/Role", "WorkerNewRole": "Worker/New/Role", "NewGroup": "Worker/New/Tasks",
	} {
		for _, revision := range []assembly.Assembly{base, head} {
			if r, ok := revision.Stacks[0].Template.Resources[id]; ok {
				r.Path = path
				revision.Stacks[0].Template.Resources[id] = r
			}
		}
	}
	components := map[string]string{}
	for _, f := range compare(t, base, head).Openings {
		components[f.Construct+": "+strings.Fields(f.New)[1]] = componentOf(f)
	}
	for opening, want := range map[string]string{
		"Mine: sqs:SendMessage": "Worker/New", "Theirs: sqs:SendMessage": "", "Worker/New/Role: sts:AssumeRole": "Worker/New",
		"Worker/New/Tasks: 443": "Worker/New", "OldGroup: 1": "", "Any: sqs:SendMessage": "",
	} {
		if got, found := components[opening]; got != want || !found {
			t.Errorf("%s: component %q, found %t; want %q; all: %q", opening, got, found, want, components)
		}
	}
}

func componentOf(f review.Finding) string {
	if f.Right == nil {
		return ""
	}
	return f.Right.Component
}
