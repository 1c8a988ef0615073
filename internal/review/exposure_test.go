package review_test

import (
	"strings"
	"testing"
)

func TestWebACLRules(t *testing.T) {
	acl := func(rules string) app {
		return resources(`{"W": {"Type": "AWS::WAFv2::WebACL", "Properties": {"Name": "w", "Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "Rules": [` + rules + `]}}}`)
	}
	const (
		rate  = `{"Name": "Rate", "Action": {"Block": {}}, "Statement": {"RateBasedStatement": {"Limit": 2000}}}`
		group = `{"Name": "Common", "OverrideAction": {"None": {}}, "Statement": {"ManagedRuleGroupStatement": {"Name": "C"}}}`
	)
	for _, c := range []struct {
		name, from, to string
		want           []string
	}{
		{"a rule goes", rate + "," + group, group, []string{"rule Rate is removed: Block -> no rule"}},
		{"a rule comes", group, rate + "," + group, nil},
		{"rules in other order", rate + "," + group, group + "," + rate, nil},
		{"a rule only counts", rate, strings.Replace(rate, "Block", "Count", 1), []string{"rule Rate no longer blocks: Block -> Count"}},
		{"a rule asks instead of blocking", rate, strings.Replace(rate, "Block", "Captcha", 1), []string{"Block -> Captcha"}},
		{"a rule blocks at last", strings.Replace(rate, "Block", "Count", 1), rate, nil},
		{"a group only counts", group, strings.Replace(group, "None", "Count", 1), []string{"rule Common no longer blocks: the group's actions -> Count"}},
		{"a higher limit", rate, strings.Replace(rate, "2000", "20000", 1), []string{"2000 -> 20000"}},
		{"a lower limit", rate, strings.Replace(rate, "2000", "100", 1), nil},
		{"an exception", group, strings.Replace(group, `"Name": "C"`, `"Name": "C", "RuleActionOverrides": [{"Name": "Size", "ActionToUse": {"Count": {}}}]`, 1), []string{"rule Common has exceptions: nothing ->"}},
		{"an exception less", strings.Replace(group, `"Name": "C"`, `"Name": "C", "ExcludedRules": [{"Name": "Size"}]`, 1), group, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, acl(c.from).assembly(t), acl(c.to).assembly(t))
			wants(t, "opening", report.Openings, c.want...)
		})
	}
}

// A new resource has no old setting to compare with; one that is open from its first day must be seen all the same.
func TestNewResourcesThatAreOpen(t *testing.T) {
	base := resources(`{"T": {"Type": "AWS::SNS::Topic"}}`)
	for resource, want := range map[string]string{
		`"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": true}`:                              "public address",
		`"Type": "AWS::S3::Bucket", "Properties": {"PublicAccessBlockConfiguration": {"BlockPublicAcls": false}}`: "public access block",
		`"Type": "AWS::S3::Bucket"`:                                                                                                    "",
		`"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer"`:                                                                          "faces the internet",
		`"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Scheme": "internal"}`:                                    "",
		`"Type": "AWS::EC2::Route", "Properties": {"DestinationIpv6CidrBlock": "::/0", "GatewayId": "i"}`:                              "internet",
		`"Type": "AWS::EC2::Route", "Properties": {"DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "i"}`:                            "",
		`"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE"}`:                                                               "function's address",
		`"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": []}}`:                                                      "",
		`"Type": "AWS::SQS::Queue", "Properties": {"SqsManagedSseEnabled": false}`:                                                     "",
		`"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {"Origins": [{"DomainName": "x"}]}}`:            "",
		`"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"Protocol": "HTTP", "DefaultActions": [{"Type": "forward"}]}`: "",
	} {
		head := resources(`{"T": {"Type": "AWS::SNS::Topic"}, "N": {` + resource + `}}`)
		report := compare(t, base.assembly(t), head.assembly(t))
		if want == "" {
			wants(t, resource+": opening", report.Openings)
		} else {
			wants(t, resource+": opening", report.Openings, want)
		}
	}
}

// Losing an alarm loses no data, and nobody notices until it is needed.
func TestGuardsThatGo(t *testing.T) {
	base := resources(`{"T": {"Type": "AWS::SNS::Topic"}, "A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "a"}}, "B": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "b"}}}`)
	head := resources(`{"T": {"Type": "AWS::SNS::Topic"}, "B2": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "b"}}}`)
	report := compare(t, base.assembly(t), head.assembly(t))
	wants(t, "weakening", report.Weakenings, "A: removed: nobody hears of it any more") // B was only renamed
	if report.Fails() {
		t.Error("no data is lost")
	}
}

// A setting that names a renamed construct says what it said.
func TestSettingThatNamesWhatWasRenamed(t *testing.T) {
	plan := func(topic string) app {
		return resources(`{"` + topic + `": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}, "A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmActions": [{"Ref": "` + topic + `"}]}}}`)
	}
	wants(t, "weakening", compare(t, plan("Old").assembly(t), plan("New").assembly(t)).Weakenings)
}

// A renamed construct may weaken in the same breath.
func TestSettingsOfWhatWasRenamed(t *testing.T) {
	base := resources(`{"Old": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": "c"}, "DeletionPolicy": "Retain"}}`)
	head := resources(`{"New": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": "c"}}}`)
	report := compare(t, base.assembly(t), head.assembly(t))
	wants(t, "weakening", report.Weakenings, "New: what happens when it is deleted: Retain -> Delete")
}

// What holds no data is no loss when it is replaced, but a fixed name stops the deployment there too.
func TestNamedThingsWithoutDataFailToo(t *testing.T) {
	base := resources(`{"C": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Name": "web", "Scheme": "internet-facing"}}}`)
	head := resources(`{"C": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Name": "web", "Scheme": "internal"}}}`)
	report := compare(t, base.assembly(t), head.assembly(t))
	wants(t, "failure", report.Failures, "Name web")
	renamed := strings.Replace(base["s"], `"C":`, `"D":`, 1)
	report = compare(t, base.assembly(t), app{"s": renamed}.assembly(t))
	wants(t, "failure", report.Failures, "C: CloudFormation makes the new one while the old one still has Name web")
	if report.Fails() {
		t.Error("no data is lost")
	}
}
