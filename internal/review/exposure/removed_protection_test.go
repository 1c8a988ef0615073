package exposure_test

import (
	"maps"
	"slices"
	"testing"

	"kasha/internal/review/exposure"
	"kasha/internal/review/properties"
)

// Catches a type whose removal the review passes over without anyone having decided so: a service, a load balancer, a restore test.
func TestEveryRemovalIsSaidOrDecided(t *testing.T) {
	table, err := properties.All()
	if err != nil {
		t.Fatal(err)
	}
	unsaid := exposure.GoesUnsaid()
	for _, kind := range slices.Sorted(maps.Keys(table)) {
		if kind == "*" {
			continue
		}
		const topic = `"T": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}}`
		base := resources(`{` + topic + `, "X": {"Type": "` + kind + `", "Properties": {"A": "a", "PolicyDocument": {"Statement": []}}}}`)
		report := compare(t, base.Assembly(t), resources(`{`+topic+`}`).Assembly(t))
		said := len(report.Losses)+len(report.Weakenings)+len(report.Unjudged) > 0
		switch {
		case said && unsaid[kind] != "":
			t.Errorf("%s: said, although goesUnsaid has it; fix: remove it there", kind)
		case !said && unsaid[kind] == "":
			t.Errorf("%s: a removal says nothing; fix: say in protection() what no longer happens, or in goesUnsaid() why not", kind)
		}
		delete(unsaid, kind)
	}
	for kind := range unsaid {
		t.Errorf("goesUnsaid has %s, which no table has; fix: remove it", kind)
	}
}

// Catches a removed alarm that is not reported: no data is lost, and no one notices until it is needed.
func TestRemovedProtection(t *testing.T) {
	base := resources(`{"T": {"Type": "AWS::SNS::Topic"}, "A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "a"}},
		"B": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "b"}}}`)
	head := resources(`{"T": {"Type": "AWS::SNS::Topic"}, "B2": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmName": "b"}}}`)
	report := compare(t, base.Assembly(t), head.Assembly(t))
	wants(t, "weakening", report.Weakenings, "A: removed: it no longer notifies anyone") // B was only renamed
	if len(report.Losses) > 0 {
		t.Errorf("losses %+v, but no data is lost", report.Losses)
	}
}

// Catches an alarm that is removed here and added in another environment, and counts as moved.
func TestProtectionAddedInAnotherEnvironment(t *testing.T) {
	const topic, alarm = `"T": {"Type": "AWS::SNS::Topic"}`, `"A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Threshold": 1}}`
	stack := func(resources string) string { return `{"Resources": {` + resources + `}}` }
	base := app{"a": stack(topic + "," + alarm), "b": stack(topic)}.Assembly(t)
	head := app{"a": stack(topic), "b": stack(topic + "," + alarm)}.Assembly(t)
	wants(t, "weakening in one environment", compare(t, base, head).Weakenings)
	base.Stacks[1].Stage, head.Stacks[1].Stage = "shop", "shop"
	wants(t, "weakening", compare(t, base, head).Weakenings, "A: removed: it no longer notifies anyone")
}

// Catches a false alarm about a setting that refers to a renamed construct.
func TestSettingThatRefersToARenamedConstruct(t *testing.T) {
	plan := func(topic string) app {
		return resources(`{"` + topic + `": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}},
			"A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmActions": [{"Ref": "` + topic + `"}]}}}`)
	}
	wants(t, "weakening", compare(t, plan("Old").Assembly(t), plan("New").Assembly(t)).Weakenings)
}

// Catches a renamed construct whose settings become worse unseen.
func TestSettingsOfARenamedConstruct(t *testing.T) {
	base := resources(`{"Old": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": "c"}, "DeletionPolicy": "Retain"}}`)
	head := resources(`{"New": {"Type": "AWS::ECS::Cluster", "Properties": {"ClusterName": "c"}}}`)
	report := compare(t, base.Assembly(t), head.Assembly(t))
	wants(t, "weakening", report.Weakenings, "New: DeletionPolicy: Retain -> Delete")
}
