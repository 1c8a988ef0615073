package exposure_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/tests/reviewtest"
)

// policy is a role with an inline policy of the given statements.
func policy(statements string) app {
	return resources(`{"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}}},
		"P": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p", "Roles": [{"Ref": "R"}],
			"PolicyDocument": {"Statement": [` + statements + `]}}}}`)
}

const (
	readOne  = `{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::one/*"}`
	readBoth = `{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::one/*"}`
	denyHTTP = `{"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}`
)

func allBut(actions string) string {
	return `{"Effect": "Allow", "NotAction": ` + actions + `, "Resource": "*"}`
}

// Catches a principal that a policy of a resource no longer excludes, from what it allows or to what it denies.
func TestExcludedPrincipals(t *testing.T) {
	bucket := func(effect, excluded string) app {
		return resources(`{"P": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "one", "PolicyDocument": {"Statement": [{
			"Effect": "` + effect + `", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::one/*",
			"NotPrincipal": {"AWS": [` + excluded + `]}}]}}}}`)
	}
	const one, two = `"arn:aws:iam::111111111111:role/one"`, `"arn:aws:iam::111111111111:role/two"`
	for _, c := range []struct {
		name     string
		from, to app
		want     []string
	}{
		{name: "fewer are excluded", from: bucket("Allow", one+","+two), to: bucket("Allow", one), want: []string{"everything except"}},
		{name: "more are excluded", from: bucket("Allow", one), to: bucket("Allow", one+","+two)},
		{name: "another is excluded", from: bucket("Allow", one), to: bucket("Allow", two), want: []string{"everything except"}},
		{name: "fewer are denied", from: bucket("Deny", one), to: bucket("Deny", one+","+two), want: []string{"no longer denied"}},
		{name: "more are denied", from: bucket("Deny", one+","+two), to: bucket("Deny", one)},
	} {
		t.Run(c.name, func(t *testing.T) {
			wants(t, "opening", compare(t, c.from.Assembly(t), c.to.Assembly(t)).Openings, c.want...)
		})
	}
}

// Catches a broader statement that is not reported, and a narrower one that is; the CDK's own check reports every change.
func TestPermissionsThatBroaden(t *testing.T) {
	for _, c := range []struct {
		name, from, to string
		want           []string
	}{
		{name: "another action", from: readOne, to: readBoth,
			want: []string{"additional permission: allow s3:GetObject on arn:aws:s3:::one/* by AWS:${R} -> allow s3:PutObject on"}},
		{name: "an action is removed", from: readBoth, to: readOne},
		{name: "a statement is split", from: readBoth, to: readOne + `, {"Effect": "Allow", "Action": "s3:PutObject",
			"Resource": "arn:aws:s3:::one/*"}`},
		{name: "a wildcard that covered it before", from: `{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::*"}`,
			to: readOne},
		{name: "another resource", from: readOne, to: strings.ReplaceAll(readOne, "one", "two"), want: []string{"on arn:aws:s3:::two/*"}},
		{name: "every resource", from: readOne, to: strings.ReplaceAll(readOne, "arn:aws:s3:::one/*", "*"), want: []string{"on all resources"}},
		{name: "every action", from: readOne, to: strings.ReplaceAll(readOne, "s3:GetObject", "s3:*"),
			want: []string{"all actions of a service"}},
		{name: "all actions on all resources", from: readOne, to: `{"Effect": "Allow", "Action": "*", "Resource": "*"}`,
			want: []string{"all actions on all resources"}},
		{name: "all but some", from: readOne, to: `{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}`,
			want: []string{"everything except what is listed"}},
		{name: "all but some, as before", from: `{"Sid": "a", "Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}`,
			to: `{"Sid": "b", "Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}`},
		{name: "fewer exceptions", from: allBut(`["iam:*", "kms:*"]`), to: allBut(`["iam:*"]`),
			want: []string{"allow everything except iam:*, kms:* on * by AWS:${R} -> allow everything except iam:*"}},
		{name: "a narrower exception", from: allBut(`"iam:*"`), to: allBut(`"iam:Create*"`), want: []string{"except iam:Create*"}},
		{name: "more exceptions", from: allBut(`"iam:Create*"`), to: allBut(`["iam:*", "kms:*"]`)},
		{name: "all instead of all but some", from: allBut(`"iam:*"`), to: `{"Effect": "Allow", "Action": "*", "Resource": "*"}`,
			want: []string{"all actions on all resources"}},
		{name: "all but some instead of all", from: `{"Effect": "Allow", "Action": "*", "Resource": "*"}`, to: allBut(`"iam:*"`)},
		{name: "one instead of all but some", from: allBut(`"iam:*"`), to: readOne},
		{name: "an exception instead of all but some", from: allBut(`"iam:*"`), to: strings.ReplaceAll(readOne, "s3:GetObject", "iam:PassRole"),
			want: []string{"additional permission"}},
		{name: "another resource is no exception any more", from: `{"Effect": "Allow", "Action": "s3:GetObject",
			"NotResource": ["arn:aws:s3:::one/*", "arn:aws:s3:::two/*"]}`,
			to:   `{"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::one/*"}`,
			want: []string{"on everything except arn:aws:s3:::one/*"}},
		{name: "a denial with another exception", from: readOne + `, {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}`,
			to: readOne + `, {"Effect": "Deny", "NotAction": ["iam:*", "kms:*"], "Resource": "*"}`, want: []string{"no longer denied"}},
		{name: "a denial with fewer exceptions", from: readOne + `, {"Effect": "Deny", "NotAction": ["iam:*", "kms:*"], "Resource": "*"}`,
			to: readOne + `, {"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}`},
		{name: "a condition is removed", from: strings.Replace(readOne, "}", `, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}`, 1),
			to: readOne, want: []string{"additional permission"}},
		{name: "a condition is added", from: readOne, to: strings.Replace(readOne, "}",
			`, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}`, 1)},
		{name: "a condition changes", from: strings.Replace(readOne, "}", `, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}}`, 1),
			to:   strings.Replace(readOne, "}", `, "Condition": {"StringEquals": {"aws:SourceAccount": "2"}}}`, 1),
			want: []string{`if {"StringEquals":{"aws:SourceAccount":"2"}}`}},
		{name: "another statement for a part of the same", from: `{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::one/*"}`,
			to: `{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::one/*"}, ` + readOne},
		{name: "one match of a question mark", from: strings.ReplaceAll(readOne, "one/*", "bucket-?"),
			to: strings.ReplaceAll(readOne, "one/*", "bucket-1")},
		{name: "a question mark instead of one match", from: strings.ReplaceAll(readOne, "one/*", "bucket-1"),
			to: strings.ReplaceAll(readOne, "one/*", "bucket-?"), want: []string{"bucket-?"}},
		{name: "a denial that another one includes", from: denyHTTP + `, {"Effect": "Deny", "Action": "*", "Resource": "*"}`,
			to: `{"Effect": "Deny", "Action": "*", "Resource": "*"}`},
		{name: "a denial is removed", from: readOne + "," + denyHTTP, to: readOne, want: []string{"no longer denied: deny s3:* on *"}},
		{name: "a denial widens", from: denyHTTP, to: `{"Effect": "Deny", "Action": "*", "Resource": "*"}`},
		{name: "a denial is added", from: readOne, to: readOne + "," + denyHTTP},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, policy(c.from).Assembly(t), policy(c.to).Assembly(t))
			wants(t, "opening", report.Openings, c.want...)
			for _, f := range report.Openings {
				if f.Construct != "P" || f.Type != "AWS::IAM::Policy" {
					t.Errorf("%s %s, want the policy P", f.Type, f.Construct)
				}
			}
		})
	}
}

// Catches an attached managed policy that is not reported, and one that is although only its role was renamed.
func TestManagedPolicies(t *testing.T) {
	role := func(id, policies string) app {
		return resources(`{"` + id +
			`": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}, "ManagedPolicyArns": [` + policies + `]}}}`)
	}
	more := compare(t, role("R", `"arn:aws:iam::aws:policy/One"`).Assembly(t),
		role("R", `"arn:aws:iam::aws:policy/One", "arn:aws:iam::aws:policy/AdministratorAccess"`).Assembly(t))
	wants(t, "opening", more.Openings, "managed policy attached:  -> arn:aws:iam::aws:policy/AdministratorAccess on ${R}")
	renamed := compare(t, role("R", `"arn:aws:iam::aws:policy/One"`).Assembly(t), role("R2", `"arn:aws:iam::aws:policy/One"`).Assembly(t))
	wants(t, "opening", renamed.Openings)
}

// Catches a false alarm about a role with another logical id or another name, which allows no more than before.
func TestRenamedOrReplacedRole(t *testing.T) {
	role := func(id, name string) app {
		return resources(`{"` + id + `": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "` + name +
			`", "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": [` + readOne + `]}}]}},
			"Q": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": ["q"], "PolicyDocument": {"Statement": [{"Effect": "Allow",
				"Action": "sqs:SendMessage", "Resource": "*", "Principal": {"AWS": {"Fn::GetAtt": ["` + id + `", "Arn"]}}}]}}}}`)
	}
	for name, head := range map[string]app{"renamed": role("R2", "one"), "replaced": role("R", "two")} {
		report := compare(t, role("R", "one").Assembly(t), head.Assembly(t))
		wants(t, name+": opening", report.Openings)
	}
}

// Catches an order in which the worst opening is not the first.
func TestWorstOpeningsComeFirst(t *testing.T) {
	report := compare(t, policy(readOne).Assembly(t), policy(readBoth+`, {"Effect": "Allow", "Action": "*", "Resource": "*"}`).Assembly(t))
	wants(t, "opening", report.Openings[:1], "all actions on all resources")
	if len(report.Openings) != 2 {
		t.Errorf("openings %q, want 2", reviewtest.Sentences(report.Openings))
	}
}

// Catches a false alarm about a policy or rule that moves to another stack.
func TestPolicyThatMovesToAnotherStack(t *testing.T) {
	const topic = `"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}, "P": {"Type": "AWS::SNS::TopicPolicy",
		"Properties": {"Topics": [{"Ref": "T"}], "PolicyDocument": {"Statement": [
		{"Effect": "Deny", "Principal": "*", "Action": "sns:Publish", "Resource": {"Ref": "T"}}, {"Effect": "Allow",
			"Principal": {"Service": "x"}, "Action": "sns:Publish", "Resource": {"Ref": "T"}}]}}},
		"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-1", "IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}},`
	stack := func(resources string) string {
		return `{"Resources": {` + resources + `"Other": {"Type": "AWS::SNS::Topic"}}}`
	}
	report := compare(t, app{"a": stack(topic), "b": stack("")}.Assembly(t), app{"a": stack(""), "b": stack(topic)}.Assembly(t))
	wants(t, "opening", report.Openings)
}

// Catches the rights of a new role that hide those of a role that is there today, and an administrator below a permission to log.
func TestRightsOfNewRolesAndTheOrderOfOpenings(t *testing.T) {
	const role = `{"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": []}`
	policy := func(of, action string) string {
		return `{"Type": "AWS::IAM::Policy", "Properties": {"Roles": [{"Ref": "` + of + `"}], "PolicyDocument": {"Statement": [
			{"Effect": "Allow", "Action": "` + action + `", "Resource": "arn:aws:logs:us-east-1:111111111111:x"}]}}}`
	}
	base := resources(`{"Old": ` + role + `}}}`)
	head := resources(`{"Old": ` + role + `, "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}}, "New": ` + role + `}},
		"A": ` + policy("Old", "logs:PutLogEvents") + `, "B": ` + policy("Old", "iam:PassRole") + `, "C": ` + policy("New", "s3:GetObject") + `}`)
	var got []string
	for _, f := range compare(t, base.Assembly(t), head.Assembly(t)).Openings {
		got = append(got, f.Construct+map[bool]string{true: " of new"}[f.OfNew])
	}
	if want := []string{"Old", "B", "C of new", "A"}; !slices.Equal(got, want) {
		t.Errorf("openings of %q, want %q", got, want)
	}
}
