package review_test

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/review"
)

// Catches a construct that was only moved, whose resource AWS does not make a second time, or takes away again.
func TestMovedResourcesWithoutANameAreTwins(t *testing.T) {
	for _, c := range []struct{ resource, says string }{
		{`"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "sg-1", "IpProtocol": "tcp", "FromPort": 443}`, "rule twice"},
		{`"Type": "AWS::EC2::Route", "Properties": {"RouteTableId": "rtb-1", "DestinationCidrBlock": "0.0.0.0/0"}`, "two routes"},
		{`"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": ["q"], "PolicyDocument": {}}`, "the queue has no policy"},
		{`"Type": "AWS::SNS::Subscription", "Properties": {"TopicArn": "t", "Protocol": "email", "Endpoint": "a"}`, "nothing is subscribed"},
		{`"Type": "AWS::Lambda::Permission", "Properties": {"FunctionName": "f", "Action": "a", "Principal": "p"}`, ""},
	} {
		base := resources(`{"Old": {` + c.resource + `}, "T": {"Type": "AWS::SNS::Topic"}}`)
		head := resources(`{"New": {` + c.resource + `}, "T": {"Type": "AWS::SNS::Topic"}}`)
		report := compare(t, base.Assembly(t), head.Assembly(t))
		switch {
		case c.says == "" && len(report.Failures) > 0:
			t.Errorf("%s: failures %+v, want none", c.resource, report.Failures)
		case c.says != "":
			wants(t, "failure", report.Failures, c.says)
			if report.Verdict != review.Failing {
				t.Errorf("%s: verdict %q, want %q", c.resource, report.Verdict, review.Failing)
			}
		}
	}
}

// Catches two resources that are the same to AWS, in the new template or for as long as CloudFormation works.
func TestTwoOfOneKindAreTwins(t *testing.T) {
	rule := func(id, listener string, priority int, target string) string {
		return fmt.Sprintf(`%q: {"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"ListenerArn": %q, "Priority": %d,
			"Actions": [{"TargetGroupArn": %q}]}}`, id, listener, priority, target)
	}
	ingress := func(id, description string, port int) string {
		return fmt.Sprintf(`%q: {"Type": "AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": "g", "Description": %q,
			"IpProtocol": "tcp", "FromPort": %d, "ToPort": %d, "CidrIp": "10.0.0.0/16"}}`, id, description, port, port)
	}
	route := func(id, gateway string) string {
		return fmt.Sprintf(`%q: {"Type": "AWS::EC2::Route", "Properties": {"RouteTableId": "t", "DestinationCidrBlock": "0.0.0.0/0",
			"NatGatewayId": %q}}`, id, gateway)
	}
	policy := func(id string) string {
		return fmt.Sprintf(`%q: {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": ["q"], "PolicyDocument": {"Id": %q}}}`, id, id)
	}
	const inUse = ": its priority is in use (ListenerArn, Priority)"
	for name, c := range map[string]struct {
		old, new string
		region   string // of the new stack, where it moves
		failures []string
	}{
		"a second policy is taken": {old: policy("A"), new: policy("A") + "," + policy("B")},
		"a moved stack has others": {old: rule("A", "l", 1, "x"), new: rule("B", "l", 1, "y"), region: "eu-west-1"},
		"a moved stack is new": {old: rule("A", "l", 1, "x") + "," + rule("B", "l", 1, "y"), region: "eu-west-1",
			new: rule("A", "l", 1, "x") + "," + rule("B", "l", 1, "y"), failures: []string{"B: to AWS, this is the same as A"}},
		"two listeners":  {old: rule("A", "l", 1, "x"), new: rule("A", "l", 1, "x") + "," + rule("B", "m", 1, "x")},
		"two priorities": {old: rule("A", "l", 1, "x"), new: rule("A", "l", 1, "x") + "," + rule("B", "l", 2, "x")},
		"one priority": {old: rule("A", "l", 1, "x"), new: rule("A", "l", 1, "x") + "," + rule("B", "l", 1, "y"),
			failures: []string{"B: to AWS, this is the same as A" + inUse}},
		"both are new": {old: rule("C", "l", 9, "x"), new: rule("C", "l", 9, "x") + "," + rule("A", "l", 1, "x") + "," + rule("B", "l", 1, "y"),
			failures: []string{"B: to AWS"}},
		"both were so": {old: rule("A", "l", 1, "x") + "," + rule("B", "l", 1, "y"), new: rule("A", "l", 1, "z") + "," + rule("B", "l", 1, "y")},
		"both become one": {old: rule("A", "l", 1, "x") + "," + rule("B", "l", 2, "y"),
			new: rule("A", "l", 5, "x") + "," + rule("B", "l", 5, "y"), failures: []string{"B: to AWS, this is the same as A"}},
		"they swap": {old: rule("A", "l", 1, "x") + "," + rule("B", "l", 2, "y"), new: rule("A", "l", 2, "x") + "," + rule("B", "l", 1, "y"),
			failures: []string{"A: to AWS, this is the same as B", "B: to AWS, this is the same as A"}},
		"another takes over": {old: rule("A", "l", 1, "x"), new: rule("B", "l", 1, "y"),
			failures: []string{"B: to AWS, this is the same as A" + inUse}},
		"other words": {old: ingress("A", "x", 80), new: ingress("A", "x", 80) + "," + ingress("B", "y", 80),
			failures: []string{"B: to AWS, this is the same as A: EC2 refuses the same rule twice"}},
		"another port": {old: ingress("A", "x", 80), new: ingress("A", "x", 80) + "," + ingress("B", "x", 81)},
		"one destination": {old: route("A", "n"), new: route("A", "n") + "," + route("B", "m"),
			failures: []string{"B: to AWS, this is the same as A: EC2 refuses two routes"}},
		"another gateway": {old: route("A", "n"), new: route("A", "m")},
	} {
		t.Run(name, func(t *testing.T) {
			base, head := resources("{"+c.old+"}").Assembly(t), resources("{"+c.new+"}").Assembly(t)
			if c.region != "" {
				head.Stacks[0].Region = c.region
			}
			wants(t, "failure", compare(t, base, head).Failures, c.failures...)
		})
	}
}

// Catches a rule of a security group that moves with its group: it is made in the new one, and nothing is twice.
func TestARuleThatMovesWithItsGroupIsNoTwin(t *testing.T) {
	base := resources(`{"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"GroupDescription": "g"}}, "R": {"Type":
		"AWS::EC2::SecurityGroupIngress", "Properties": {"GroupId": {"Fn::GetAtt": ["G", "GroupId"]}, "IpProtocol": "tcp", "FromPort": 443}}}`)
	moved := strings.NewReplacer(`"G":`, `"H":`, `["G"`, `["H"`, `"R":`, `"S":`).Replace(base["s"])
	if failures := compare(t, base.Assembly(t), app{"s": moved}.Assembly(t)).Failures; len(failures) > 0 {
		t.Errorf("failures %+v, want none", failures)
	}
}

// Catches a replacement that fails because of a fixed name, and is not reported because no data is lost.
func TestFixedNamesFailWithoutDataToo(t *testing.T) {
	base := resources(`{"C": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Name": "web",
		"Scheme": "internet-facing"}}}`)
	head := resources(`{"C": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Name": "web", "Scheme": "internal"}}}`)
	report := compare(t, base.Assembly(t), head.Assembly(t))
	wants(t, "failure", report.Failures, "Name web")
	renamed := strings.Replace(base["s"], `"C":`, `"D":`, 1)
	report = compare(t, base.Assembly(t), app{"s": renamed}.Assembly(t))
	wants(t, "failure", report.Failures, "C: CloudFormation creates the new resource while the old one still has Name web")
	if report.Verdict != review.Failing || !report.Fails() {
		t.Errorf("verdict %q, want %q: no later change is deployed before this one is taken back", report.Verdict, review.Failing)
	}
	entry := report.Failures[0].Acceptance()
	entry.Reason = "the old one is deleted by hand before"
	report = compare(t, base.Assembly(t), app{"s": renamed}.Assembly(t), entry)
	if report.Fails() || report.Failures[0].Accepted != entry.Reason {
		t.Errorf("verdict %q, failures %+v, want the failure accepted", report.Verdict, report.Failures)
	}
	if report = compare(t, base.Assembly(t), base.Assembly(t), entry); report.Verdict != review.BadAcceptance {
		t.Errorf("verdict %q for an accepted failure that does not occur, want %q", report.Verdict, review.BadAcceptance)
	}
}
