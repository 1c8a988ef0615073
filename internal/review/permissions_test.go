package review_test

import (
	"strings"
	"testing"
)

// policy is a role with an inline policy of the given statements.
func policy(statements string) app {
	return resources(`{"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
		"P": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p", "Roles": [{"Ref": "R"}], "PolicyDocument": {"Statement": [` + statements + `]}}}}`)
}

const (
	readOne  = `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::one/*"}`
	readBoth = `{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::one/*"}`
	denyHTTP = `{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`
)

// CDK's own check calls every changed statement a broadening, also one that shrank.
func TestPermissionsThatBroaden(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		want           []string
	}{
		{"an action more", readOne, readBoth, []string{"more is allowed: allow s3:GetObject on arn:aws:s3:::one/* by AWS:${R} -> allow s3:PutObject on"}},
		{"an action less", readBoth, readOne, nil},
		{"a statement in two parts", readBoth, readOne + `, {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::one/*"}`, nil},
		{"a wildcard that covered it before", `{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::*"}`, readOne, nil},
		{"another resource", readOne, strings.ReplaceAll(readOne, "one", "two"), []string{"on arn:aws:s3:::two/*"}},
		{"every resource", readOne, strings.ReplaceAll(readOne, "arn:aws:s3:::one/*", "*"), []string{"on everything of its kind"}},
		{"every action", readOne, strings.ReplaceAll(readOne, "s3:GetObject", "s3:*"), []string{"every action of a service"}},
		{"every action on everything", readOne, `{"Effect": "Allow", "Action": "*", "Resource": "*"}`, []string{"every action on everything"}},
		{"all but some", readOne, `{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}`, []string{"everything but what is named"}},
		{"all but some, as before", `{"Sid": "a", "Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}`, `{"Sid": "b", "Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}`, nil},
		{"a condition goes", strings.Replace(readOne, "}", `, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}`, 1), readOne, []string{"more is allowed"}},
		{"a condition comes", readOne, strings.Replace(readOne, "}", `, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}`, 1), nil},
		{"a condition changes", strings.Replace(readOne, "}", `, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}`, 1), strings.Replace(readOne, "}", `, "Condition": {"StringEquals": {"aws:SourceAccount": "2"}}}`, 1), []string{`if {"StringEquals":{"aws:SourceAccount":"2"}}`}},
		{"a statement more that says the same of less", `{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::one/*"}`, `{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::one/*"}, ` + readOne, nil},
		{"one of what a question mark stood for", strings.ReplaceAll(readOne, "one/*", "bucket-?"), strings.ReplaceAll(readOne, "one/*", "bucket-1"), nil},
		{"a question mark for one", strings.ReplaceAll(readOne, "one/*", "bucket-1"), strings.ReplaceAll(readOne, "one/*", "bucket-?"), []string{"bucket-?"}},
		{"a denial that another one repeats", denyHTTP + `, {"Effect": "Deny", "Action": "*", "Resource": "*"}`, `{"Effect": "Deny", "Action": "*", "Resource": "*"}`, nil},
		{"a denial goes", readOne + "," + denyHTTP, readOne, []string{"no longer forbidden: deny s3:* on *"}},
		{"a denial widens", denyHTTP, `{"Effect": "Deny", "Action": "*", "Resource": "*"}`, nil},
		{"a denial comes", readOne, readOne + "," + denyHTTP, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, policy(c.from).assembly(t), policy(c.to).assembly(t))
			wants(t, "opening", report.Openings, c.want...)
			for _, f := range report.Openings {
				if f.Construct != "P" || f.Type != "AWS::IAM::Policy" {
					t.Errorf("the construct of the policy is not named: %+v", f)
				}
			}
		})
	}
}

func TestManagedPolicies(t *testing.T) {
	role := func(id, policies string) app {
		return resources(`{"` + id + `": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}, "ManagedPolicyArns": [` + policies + `]}}}`)
	}
	more := compare(t, role("R", `"arn:aws:iam::aws:policy/One"`).assembly(t), role("R", `"arn:aws:iam::aws:policy/One", "arn:aws:iam::aws:policy/AdministratorAccess"`).assembly(t))
	wants(t, "opening", more.Openings, "${R} gets arn:aws:iam::aws:policy/AdministratorAccess")
	renamed := compare(t, role("R", `"arn:aws:iam::aws:policy/One"`).assembly(t), role("R2", `"arn:aws:iam::aws:policy/One"`).assembly(t))
	wants(t, "opening", renamed.Openings)
}

// The same role under another logical id, or with another name, may do no more than before.
func TestRoleThatIsRenamedOrReplacedMayDoNoMore(t *testing.T) {
	role := func(id, name string) app {
		return resources(`{"` + id + `": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "` + name + `", "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [` + readOne + `]}}]}},
			"Q": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": ["q"], "PolicyDocument": {"Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Principal": {"AWS": {"Fn::GetAtt": ["` + id + `", "Arn"]}}}]}}}}`)
	}
	for name, head := range map[string]app{"renamed": role("R2", "one"), "replaced": role("R", "two")} {
		report := compare(t, role("R", "one").assembly(t), head.assembly(t))
		wants(t, name+": opening", report.Openings)
	}
}

// What opens most is read first.
func TestWorstOpeningsComeFirst(t *testing.T) {
	report := compare(t, policy(readOne).assembly(t), policy(readBoth+`, {"Effect": "Allow", "Action": "*", "Resource": "*"}`).assembly(t))
	wants(t, "opening", report.Openings[:1], "every action on everything")
	if len(report.Openings) != 2 {
		t.Errorf("%q", sentences(report.Openings))
	}
}

// A topic that moves to another stack takes its policy along.
func TestPolicyThatMovesToAnotherStack(t *testing.T) {
	const topic = `"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}, "P": {"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": [{"Ref": "T"}], "PolicyDocument": {"Statement": [
		{"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": {"Ref": "T"}}, {"Effect": "Allow", "Principal": {"Service": "x"}, "Action": "sns:Publish", "Resource": {"Ref": "T"}}]}}},
		"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-1", "IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}},`
	stack := func(resources string) string {
		return `{"Resources": {` + resources + `"Other": {"Type": "AWS::SNS::Topic"}}}`
	}
	report := compare(t, app{"a": stack(topic), "b": stack("")}.assembly(t), app{"a": stack(""), "b": stack(topic)}.assembly(t))
	wants(t, "opening", report.Openings)
}
