package review_test

import (
	"fmt"
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
	const open = `{"Name": "Open", "Action": {"Allow": {}}, "Statement": {"GeoMatchStatement": {"CountryCodes": ["DE"]}}}`
	at := func(priority int, rule string) string {
		return strings.Replace(rule, "{", fmt.Sprintf(`{"Priority": %d, `, priority), 1)
	}
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
		{"more for each address in a shorter time", rate, strings.Replace(rate, `2000`, `2000, "EvaluationWindowSec": 60`, 1), []string{"rule Rate lets more requests through: 2000 in 300 s -> 2000 in 60 s"}},
		{"as many over a longer time", strings.Replace(rate, `2000`, `2000, "EvaluationWindowSec": 60`, 1), rate, nil},
		{"another way to count", rate, strings.Replace(rate, `2000`, `2000, "AggregateKeyType": "FORWARDED_IP"`, 1), []string{"rule Rate looks for something else"}},
		{"a scope", rate, strings.Replace(rate, `2000`, `2000, "ScopeDownStatement": {"x": 1}`, 1), []string{"rule Rate looks for something else"}},
		{"a scope less", strings.Replace(rate, `2000`, `2000, "ScopeDownStatement": {"x": 1}`, 1), rate, nil},
		{"another group under the name", group, strings.Replace(group, `"Name": "C"`, `"Name": "D"`, 1), []string{"rule Common looks for something else"}},
		{"everybody before all rules", at(1, rate), at(0, open) + "," + at(1, rate), []string{"rule Open lets requests past rule Rate"}},
		{"everybody behind all rules", at(1, rate), at(1, rate) + "," + at(2, open), nil},
		{"everybody moves before a rule", at(1, rate) + "," + at(2, open), at(1, rate) + "," + at(0, open), []string{"rule Open lets requests past rule Rate"}},
		{"everybody moves back", at(0, open) + "," + at(1, rate), at(2, open) + "," + at(1, rate), nil},
		{"everybody blocked, then let past", at(0, strings.Replace(open, "Allow", "Block", 1)) + "," + at(1, rate), at(0, open) + "," + at(1, rate), []string{"rule Open no longer blocks"}},
		{"nobody is let past any more", at(0, open) + "," + at(1, rate), at(1, rate), nil},
		{"an exception less", strings.Replace(group, `"Name": "C"`, `"Name": "C", "ExcludedRules": [{"Name": "Size"}]`, 1), group, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, acl(c.from).assembly(t), acl(c.to).assembly(t))
			wants(t, "opening", report.Openings, c.want...)
		})
	}
}

// In a rule group, and where the default blocks, what is allowed last gets past something too.
func TestAllowedLast(t *testing.T) {
	acl := func(kind, action, rules string) app {
		return resources(`{"W": {"Type": "` + kind + `", "Properties": {"DefaultAction": {"` + action + `": {}}, "Rules": [` + rules + `]}}}`)
	}
	const open = `{"Name": "Open", "Action": {"Allow": {}}, "Statement": {}}`
	for want, kind := range map[string]string{"past the default, which blocks": "AWS::WAFv2::WebACL", "past the rules behind the group": "AWS::WAFv2::RuleGroup"} {
		report := compare(t, acl(kind, "Block", "").assembly(t), acl(kind, "Block", open).assembly(t))
		wants(t, "opening", report.Openings, want)
	}
}

// A new resource has no old setting to compare with; one that is open from its first day must be seen all the same.
func TestNewResourcesThatAreOpen(t *testing.T) {
	base := resources(`{"T": {"Type": "AWS::SNS::Topic"}}`)
	for resource, want := range map[string]string{
		`"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": true}`:                              "public address",
		`"Type": "AWS::S3::Bucket", "Properties": {"PublicAccessBlockConfiguration": {"BlockPublicAcls": false}}`: "public access block",
		`"Type": "AWS::S3::Bucket"`:                                                                                                                                             "",
		`"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer"`:                                                                                                                   "faces the internet",
		`"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Scheme": "internal"}`:                                                                             "",
		`"Type": "AWS::EC2::Route", "Properties": {"DestinationIpv6CidrBlock": "::/0", "GatewayId": "i"}`:                                                                       "internet",
		`"Type": "AWS::EC2::Route", "Properties": {"DestinationCidrBlock": "0.0.0.0/1", "NatGatewayId": "n"}`:                                                                   "a way to the internet: nothing -> outward only",
		`"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"Conditions": [{"Field": "path-pattern", "Values": ["/*"]}], "Actions": [{"Type": "forward"}]}`:    "whatever their headers say",
		`"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"Conditions": [{"Field": "http-header"}], "Actions": [{"Type": "forward"}]}`:                       "",
		`"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"Conditions": [{"Field": "path-pattern"}], "Actions": [{"Type": "fixed-response"}]}`:               "",
		`"Type": "AWS::EC2::Route", "Properties": {"DestinationCidrBlock": "10.0.0.0/8", "GatewayId": "i"}`:                                                                     "",
		`"Type": "AWS::Lambda::Url", "Properties": {"AuthType": "NONE"}`:                                                                                                        "function's address",
		`"Type": "AWS::WAFv2::WebACL", "Properties": {"Rules": [{"Name": "A", "Priority": 0, "Action": {"Allow": {}}}, {"Name": "B", "Priority": 1, "Action": {"Block": {}}}]}`: "",
		`"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": []}}`:                                                                                               "",
		`"Type": "AWS::SQS::Queue", "Properties": {"SqsManagedSseEnabled": false}`:                                                                                              "",
		`"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {"Origins": [{"DomainName": "x"}]}}`:                                                     "",
		`"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"Protocol": "HTTP", "DefaultActions": [{"Type": "forward"}]}`:                                          "",
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

// The same alarm in another environment is another alarm.
func TestGuardThatGoesHereAndComesElsewhere(t *testing.T) {
	const topic, alarm = `"T": {"Type": "AWS::SNS::Topic"}`, `"A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Threshold": 1}}`
	stack := func(resources string) string { return `{"Resources": {` + resources + `}}` }
	base := app{"a": stack(topic + "," + alarm), "b": stack(topic)}.assembly(t)
	head := app{"a": stack(topic), "b": stack(topic + "," + alarm)}.assembly(t)
	wants(t, "weakening in one environment", compare(t, base, head).Weakenings)
	base.Stacks[1].Stage, head.Stacks[1].Stage = "shop", "shop"
	wants(t, "weakening", compare(t, base, head).Weakenings, "A: removed: nobody hears of it any more")
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
