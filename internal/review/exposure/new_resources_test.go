package exposure_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
)

const queue = `"Type": "AWS::SQS::Queue"`

// openStack gives everyone access to everything.
const openStack = `{"Resources": {
	"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow",
		"Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]},
		"ManagedPolicyArns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}},
	"G": {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-1", "IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}},
	"L": {"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE"}}}}`

// Catches a new stack whose openings are not reported, and a new environment whose openings all are.
func TestOpeningsOfNewStacks(t *testing.T) {
	base := app{"a": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`}
	with := app{"a": base["a"], "b": openStack}
	want := []string{"R: access for everyone", "managed policy attached:  -> arn:aws:iam::aws:policy/AdministratorAccess on ${R}",
		"from any IP address", "L: function URL without authentication"}

	wants(t, "opening", compare(t, base.Assembly(t), with.Assembly(t)).Openings, want...)

	head := with.Assembly(t)
	head.Stacks[1].Stage, head.Stacks[1].Path = "shop", "shop/b"
	wants(t, "opening of a new environment", compare(t, base.Assembly(t), head).Openings)
	head.Stacks[1].Stage, head.Stacks[1].Path = "", "b"
	wants(t, "opening beside the environments", compare(t, base.Assembly(t), head).Openings, want...)
	wants(t, "opening of the first revision", compare(t, assembly.Assembly{}, head).Openings)
}

// Catches a change that opens something and hides behind the new name of its stack, and false alarms about a stack that is only
// renamed.
func TestOpeningsOfRenamedStacks(t *testing.T) {
	const arn = `arn:aws:sqs:us-east-1:555555555555:kasha-prod-q`
	stack := func(principal, protection string) string {
		return `{"Resources": {"Q": {` + queue + protection + `}, "P": {"Type": "AWS::SQS::QueuePolicy",
			"Properties": {"Queues": [{"Ref": "Q"}], "PolicyDocument": {"Statement": [
			{"Effect": "Allow", "Principal": {"AWS": "` + principal + `"}, "Action": "sqs:SendMessage", "Resource": ["` + arn +
			`", {"Fn::GetAtt": ["Q", "Arn"]}]}]}}},
			"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g", "SecurityGroupIngress": [
			{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "SourceSecurityGroupId": {"Fn::GetAtt": ["G", "GroupId"]}}]}}}}`
	}
	const me = "arn:aws:iam::555555555555:root"
	base := app{"a": stack(me, `, "DeletionPolicy": "Retain"`)}.Assembly(t)
	edit := func(template string, change func(*assembly.Stack)) assembly.Assembly {
		head := app{"a": template}.Assembly(t)
		change(&head.Stacks[0])
		return head
	}
	rename := func(s *assembly.Stack) { s.Name = "store" }
	opened := compare(t, base, edit(stack("*", ""), rename))
	wants(t, "opening", opened.Openings, "P: access for everyone")
	wants(t, "weakening", opened.Weakenings, "Q: DeletionPolicy: Retain -> Delete")

	moved := strings.NewReplacer("555555555555", "444444444444", "us-east-1", "eu-west-1", "kasha-prod-",
		"kasha-shop-").Replace(stack(me, `, "DeletionPolicy": "Retain"`))
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
			t.Errorf("%s: losses %+v, want one", name, report.Losses)
		}
	}
}

// Catches a false alarm about a policy that moves to a new stack of its environment.
func TestPolicyThatMovesToANewStack(t *testing.T) {
	const topic = `"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}, "P": {"Type": "AWS::SNS::TopicPolicy",
		"Properties": {"Topics": [{"Ref": "T"}], "PolicyDocument": {"Statement": [
		{"Effect": "Allow", "Principal": {"Service": "x"}, "Action": "sns:Publish", "Resource": {"Ref": "T"}}]}}}`
	base := app{"a": `{"Resources": {` + topic + `, "Other": {"Type": "AWS::SNS::Topic"}}}`}
	head := app{"a": `{"Resources": {"Other": {"Type": "AWS::SNS::Topic"}}}`, "b": `{"Resources": {` + topic + `}}`}
	wants(t, "opening", compare(t, base.Assembly(t), head.Assembly(t)).Openings)
}

// Catches a new resource that is open from the start, which has no old setting to compare with.
func TestNewResourcesThatAreOpen(t *testing.T) {
	base := resources(`{"T": {"Type": "AWS::SNS::Topic"}}`)
	for resource, want := range map[string]string{
		`"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": true}`:                              "publicly accessible",
		`"Type": "AWS::S3::Bucket", "Properties": {"PublicAccessBlockConfiguration": {"BlockPublicAcls": false}}`: "public access block",
		`"Type": "AWS::S3::Bucket"`:                           "",
		`"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer"`: "internet-facing load balancer",
		`"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
			"Properties": {"Scheme": "internal"}`: "",
		`"Type": "AWS::EC2::Route", "Properties": {"DestinationIpv6CidrBlock": "::/0",
			"GatewayId": "i"}`: "internet",
		`"Type": "AWS::EC2::Route", "Properties": {"DestinationCidrBlock": "0.0.0.0/1",
			"NatGatewayId": "n"}`: "route to the internet: nothing -> outbound only",
		`"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"Conditions": [{"Field": "path-pattern", "Values": ["/*"]}],
			"Actions": [{"Type": "forward"}]}`: "without a secret in their headers",
		`"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"Conditions": [{"Field": "http-header",
			"HttpHeaderConfig": {"Values": ["{{resolve:secretsmanager:s}}"]}}],
			"Actions": [{"Type": "forward"}]}`: "",
		`"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"Conditions": [{"Field": "http-header",
			"HttpHeaderConfig": {"Values": ["sk_live_51HxQ7aBcDeFgH"]}}],
			"Actions": [{"Type": "forward"}]}`: "without a secret in their headers",
		`"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"Conditions": [{"Field": "path-pattern"}],
			"Actions": [{"Type": "fixed-response"}]}`: "",
		`"Type": "AWS::EC2::Route", "Properties": {"DestinationCidrBlock": "10.0.0.0/8",
			"GatewayId": "i"}`: "",
		`"Type": "AWS::Lambda::Url",
			"Properties": {"AuthType": "NONE"}`: "function URL without authentication",
		`"Type": "AWS::WAFv2::WebACL", "Properties": {"Rules": [{"Name": "A", "Priority": 0, "Action": {"Allow": {}}}, {"Name": "B",
			"Priority": 1, "Action": {"Block": {}}}]}`: "",
		`"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": []}}`: "",
		`"Type": "AWS::SQS::Queue",
			"Properties": {"SqsManagedSseEnabled": false}`: "",
		`"Type": "AWS::SNS::Subscription", "Properties": {"TopicArn": "t", "Protocol": "https",
			"Endpoint": "https://example.com"}`: "one more endpoint receives",
		`"Type": "AWS::SNS::Subscription", "Properties": {"TopicArn": "t", "Protocol": "email",
			"Endpoint": "oncall@example.com"}`: "one more person receives",
		`"Type": "AWS::Logs::SubscriptionFilter", "Properties": {"LogGroupName": "a", "FilterPattern": "",
			"DestinationArn": "arn:aws:logs:us-east-1:999999999999:destination:a"}`: "log events are also sent to this destination",
		`"Type": "AWS::Events::Rule", "Properties": {"Targets": [{"Id": "a",
			"Arn": "arn:aws:events:us-east-1:999999999999:event-bus/default"}]}`: "events leave for another event bus",
		`"Type": "AWS::Events::Rule", "Properties": {"Targets": [{"Id": "a",
			"Arn": "arn:aws:sns:us-east-1:555555555555:alarms"}]}`: "is outside of the templates",
		`"Type": "AWS::CloudFront::Distribution",
			"Properties": {"DistributionConfig": {"Origins": [{"DomainName": "x"}]}}`: "is outside of the templates",
		`"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"Protocol": "HTTP",
			"DefaultActions": [{"Type": "forward"}]}`: "",
	} {
		head := resources(`{"T": {"Type": "AWS::SNS::Topic"}, "N": {` + resource + `}}`)
		report := compare(t, base.Assembly(t), head.Assembly(t))
		if want == "" {
			wants(t, resource+": opening", report.Openings)
		} else {
			wants(t, resource+": opening", report.Openings, want)
		}
	}
}
