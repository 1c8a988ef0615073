package review_test

import (
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
