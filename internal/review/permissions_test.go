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
		{"a denial goes", readOne + "," + denyHTTP, readOne, []string{"no longer forbidden: deny s3:* on *"}},
		{"a denial widens", denyHTTP, `{"Effect": "Deny", "Action": "*", "Resource": "*"}`, nil},
		{"a denial comes", readOne, readOne + "," + denyHTTP, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, policy(c.from).assembly(t), policy(c.to).assembly(t))
			wants(t, "opening", report.Openings, c.want...)
		})
	}
}

// The engine must find the statements wherever AWS lets people write some.
func TestPoliciesOfEveryKindAreRead(t *testing.T) {
	const open = `{"Effect": "Allow", "Principal": "*", "Action": "x:Read", "Resource": "*"}`
	for name, c := range map[string]struct{ resource, want string }{
		"key":            {`"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [POLICY]}}`, "everyone is let in"},
		"bucket":         {`"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": "b", "PolicyDocument": {"Statement": [POLICY]}}`, "everyone is let in"},
		"queue":          {`"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": ["q"], "PolicyDocument": {"Statement": [POLICY]}}`, "everyone is let in"},
		"topic":          {`"Type": "AWS::SNS::TopicPolicy", "Properties": {"Topics": ["t"], "PolicyDocument": {"Statement": [POLICY]}}`, "everyone is let in"},
		"secret":         {`"Type": "AWS::SecretsManager::ResourcePolicy", "Properties": {"SecretId": "s", "BlockPublicPolicy": true, "ResourcePolicy": {"Statement": [POLICY]}}`, "everyone is let in"},
		"repository":     {`"Type": "AWS::ECR::Repository", "Properties": {"RepositoryPolicyText": {"Statement": [POLICY]}}`, "everyone is let in"},
		"backup vault":   {`"Type": "AWS::Backup::BackupVault", "Properties": {"BackupVaultName": "v", "AccessPolicy": {"Statement": [POLICY]}}`, "everyone is let in"},
		"endpoint":       {`"Type": "AWS::EC2::VPCEndpoint", "Properties": {"VpcId": "v", "ServiceName": "s", "PolicyDocument": {"Statement": [POLICY]}}`, "everyone is let in"},
		"trust":          {`"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [POLICY]}}`, "everyone is let in"},
		"managed policy": {`"Type": "AWS::IAM::ManagedPolicy", "Properties": {"Roles": ["r"], "PolicyDocument": {"Statement": [POLICY]}}`, "on everything of its kind"},
		"logs, as text":  {`"Type": "AWS::Logs::ResourcePolicy", "Properties": {"PolicyName": "p", "PolicyDocument": "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"x:READ\", \"Resource\": \"*\"}]}"}`, "everyone is let in"},
	} {
		t.Run(name, func(t *testing.T) {
			base := strings.NewReplacer("POLICY", "", "x:READ", "x:Read").Replace(strings.Replace(c.resource, `\"Principal\": \"*\"`, `\"Principal\": {\"AWS\": \"1\"}`, 1))
			head := strings.NewReplacer("POLICY", open, "x:READ", "x:Read").Replace(c.resource)
			report := compare(t, resources(`{"X": {`+base+`}}`).assembly(t), resources(`{"X": {`+head+`}}`).assembly(t))
			wants(t, "opening", report.Openings, c.want)
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

// A new environment is all new permissions; nobody reads two hundred of them.
func TestPermissionsOfWhatIsGoneOrWhollyNewAreNotListed(t *testing.T) {
	base := app{"a": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}, "Q": {` + queue + `}, "P": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Q"}], "PolicyDocument": {"Statement": [
		{"Effect": "Deny", "Principal": "*", "Action": "sqs:*", "Resource": {"Fn::GetAtt": ["Q", "Arn"]}}]}}}}}`}
	head := app{"a": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`, "b": strings.Replace(base["a"], "Deny", "Allow", 1)}
	report := compare(t, base.assembly(t), head.assembly(t))
	wants(t, "opening", report.Openings)
}

func TestSecurityGroups(t *testing.T) {
	group := func(ingress string) app {
		return resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g", "SecurityGroupIngress": [` + ingress + `]}}}`)
	}
	rule := func(protocol, from, to, peer string) string {
		return `{"IpProtocol": "` + protocol + `", "FromPort": ` + from + `, "ToPort": ` + to + `, ` + peer + `}`
	}
	const some, all, six = `"CidrIp": "10.0.0.0/16"`, `"CidrIp": "0.0.0.0/0"`, `"CidrIpv6": "::/0"`
	for _, c := range []struct {
		name     string
		from, to app
		want     []string
	}{
		{"to the world", group(rule("tcp", "443", "443", some)), group(rule("tcp", "443", "443", all)), []string{"opened, from the whole world: tcp 443 from 10.0.0.0/16 -> tcp 443 from 0.0.0.0/0"}},
		{"to the world of IPv6", group(""), group(rule("tcp", "443", "443", six)), []string{"from the whole world:  -> tcp 443 from ::/0"}},
		{"from the world to some", group(rule("tcp", "443", "443", all)), group(rule("tcp", "443", "443", some)), nil},
		{"to a part of some", group(rule("tcp", "443", "443", some)), group(rule("tcp", "443", "443", `"CidrIp": "10.0.7.0/24"`)), nil},
		{"another network", group(rule("tcp", "443", "443", some)), group(rule("tcp", "443", "443", `"CidrIp": "10.7.0.0/24"`)), []string{"tcp 443 from 10.7.0.0/24"}},
		{"from the world to a group", group(rule("tcp", "443", "443", all)), group(rule("tcp", "443", "443", `"SourceSecurityGroupId": "sg-1"`)), nil},
		{"from the world to some of IPv6", group(rule("tcp", "443", "443", all)), group(rule("tcp", "443", "443", `"CidrIpv6": "2001:db8::/32"`)), []string{"2001:db8"}},
		{"the CDK's rule for nothing", group(""), group(rule("icmp", "252", "86", `"CidrIp": "255.255.255.255/32"`)), nil},
		{"more ports", group(rule("tcp", "443", "443", some)), group(rule("tcp", "1", "1000", some)), []string{"tcp 1 to 1000 from 10.0.0.0/16"}},
		{"fewer ports", group(rule("tcp", "1", "1000", some)), group(rule("tcp", "443", "443", some)), nil},
		{"every protocol", group(rule("tcp", "443", "443", some)), group(`{"IpProtocol": "-1", ` + some + `}`), []string{"every protocol and port from 10.0.0.0/16"}},
		{"not every protocol any more", group(`{"IpProtocol": "-1", ` + some + `}`), group(rule("tcp", "443", "443", some)), nil},
		{"another group", group(rule("tcp", "443", "443", `"SourceSecurityGroupId": "sg-1"`)), group(rule("tcp", "443", "443", `"SourceSecurityGroupId": "sg-2"`)), []string{"tcp 443 from sg-2"}},
		{
			"a rule that changes groups",
			resources(`{"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-1", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, ` + some + `}}}`),
			resources(`{"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-2", "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, ` + some + `}}}`),
			[]string{"sg-2: security group is opened:  -> tcp 443"},
		},
		{
			"a rule that becomes a resource of its own",
			group(rule("tcp", "443", "443", some)),
			resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g", "SecurityGroupIngress": []}},
				"I": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": {"Fn::GetAtt": ["G", "GroupId"]}, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, ` + some + `}}}`),
			nil,
		},
		{
			"a way out",
			resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g"}}}`),
			resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g"}}, "E": {"Type": "AWS::EC2::SecurityGroupEgress", "Properties": {"GroupId": {"Fn::GetAtt": ["G", "GroupId"]}, "IpProtocol": "tcp", "FromPort": 25, "ToPort": 25, "DestinationPrefixListId": "pl-1"}}}`),
			[]string{"G: security group may call out:  -> tcp 25 to pl-1"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, c.from.assembly(t), c.to.assembly(t))
			wants(t, "opening", report.Openings, c.want...)
		})
	}
}
