package tests

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/catalogue"
)

// TestPublishersMayPublish catches a topic, or its key, whose policy does not let an alarm publish: the alarm would fire and nobody would
// be notified. EventBridge publishes with a role; every other service needs a statement in the topic's policy and in the key's.
func TestPublishersMayPublish(t *testing.T) {
	principals := publisherOf()
	for _, shape := range shapes() {
		stacks := stacksOf(t, shape)
		publishing, rules := 0, 0
		for _, entry := range alarms(t, shape) {
			principal, needed := principals[entry.Resource.Type]
			if !needed {
				continue
			}
			publishing++
			for _, kind := range []string{"AWS::SNS::TopicPolicy", "AWS::KMS::Key"} {
				if !admits(stacks, entry.Stack.Region, kind, principal) {
					t.Errorf("%s: %s: no %s in %s admits %s, want one", shape, entry.Name, kind, entry.Stack.Region, principal)
				}
			}
		}
		for _, stack := range stacks {
			for _, rule := range stack.Template.Sorted() {
				targets, _ := rule.Properties["Targets"].([]any)
				for _, each := range targets {
					target := each.(map[string]any)
					where, _ := json.Marshal(target["Arn"])
					if rule.Type != catalogue.Rule || !strings.Contains(string(where), "-alarms") {
						continue
					}
					rules++
					if target["RoleArn"] == nil {
						t.Errorf("%s: %s publishes without a role, want one; fix: create it with Watch.Event", shape, rule.Path)
					}
				}
			}
		}
		if publishing == 0 || rules == 0 {
			t.Errorf("%s: %d alarms and %d rules publish to the topic, want some", shape, publishing, rules)
		}
	}
}

// publisherOf maps a resource type to the service principal that publishes for it.
func publisherOf() map[string]string {
	return map[string]string{
		catalogue.Alarm: "cloudwatch.amazonaws.com", catalogue.Composite: "cloudwatch.amazonaws.com",
		catalogue.Budget: "budgets.amazonaws.com",
	}
}

// admits reports whether a policy of the region lets a service publish, under a condition. Without a condition, alarms of any account
// could be sent to this topic.
func admits(stacks []assembly.Stack, region, kind, principal string) bool {
	for _, stack := range stacks {
		for _, resource := range stack.Template.Resources {
			if stack.Region != region || resource.Type != kind {
				continue
			}
			policy := resource.Properties["PolicyDocument"]
			if kind == "AWS::KMS::Key" {
				policy = resource.Properties["KeyPolicy"]
			}
			for _, each := range policy.(map[string]any)["Statement"].([]any) {
				statement := each.(map[string]any)
				who, _ := json.Marshal(statement["Principal"])
				if statement["Effect"] == "Allow" && strings.Contains(string(who), `"`+principal+`"`) && statement["Condition"] != nil {
					return true
				}
			}
		}
	}
	return false
}

// TestAlarmsMayPublish catches alarms that fire without notifying anybody. A topic with a policy admits only what the policy names.
// CloudWatch must also be able to use the key of an encrypted topic.
func TestAlarmsMayPublish(t *testing.T) {
	admits := func(policy properties) bool {
		for _, statement := range policy.Maps("Statement") {
			if statement.Text("Effect") == "Allow" && strings.Contains(fmt.Sprint(statement["Principal"]), "cloudwatch.amazonaws.com") {
				return true
			}
		}
		return false
	}
	eachShape(t, func(p platform) {
		topics := map[string]resource{}
		for _, alarm := range p.some("AWS::CloudWatch::Alarm") {
			for _, action := range alarm.Properties.Texts("AlarmActions") {
				for _, topic := range p.some("AWS::SNS::Topic") { // alarms refer to it by its fixed name
					if topic.Region == alarm.Region && strings.HasSuffix(action, ":"+topic.Properties.Text("TopicName")) {
						topics[topic.Path] = topic
					}
				}
			}
		}
		if len(topics) == 0 {
			p.t.Error("no alarm notifies a topic, want at least one")
		}
		for _, topic := range topics {
			for _, policy := range p.some("AWS::SNS::TopicPolicy") {
				if p.follow(policy.Properties.Texts("Topics")[0]).Path == topic.Path && !admits(policy.Properties.Map("PolicyDocument")) {
					p.t.Errorf("%s is %v, want a statement that lets CloudWatch publish", policy, policy.Properties["PolicyDocument"])
				}
			}
			if key := p.follow(topic.Properties.Text("KmsMasterKeyId")); !admits(key.Properties.Map("KeyPolicy")) {
				p.t.Errorf("%s has the policy %v, want a statement that lets CloudWatch encrypt", key, key.Properties["KeyPolicy"])
			}
		}
	})
}

// TestTopicsAreEncrypted catches a topic in clear text: SNS encrypts nothing unless the topic names a key.
func TestTopicsAreEncrypted(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, topic := range p.some("AWS::SNS::Topic") {
			if topic.Properties.Text("KmsMasterKeyId") == "" {
				p.t.Errorf("%s has no key, want it encrypted", topic)
			}
		}
	})
}

// TestOnlyPublishersAreAdmitted catches a service that the topic's policy admits although nothing in any environment publishes through it.
// AWS Backup and EventBridge are the usual candidates; here the role of an EventBridge rule publishes for both.
func TestOnlyPublishersAreAdmitted(t *testing.T) {
	publishers := slices.Sorted(maps.Values(publisherOf()))
	principal := regexp.MustCompile(`[a-z.]+\.amazonaws\.com`)
	found := 0
	for _, shape := range shapes() {
		for _, stack := range stacksOf(t, shape) {
			for _, policy := range stack.Template.Sorted() {
				if text, _ := json.Marshal(policy.Properties["PolicyDocument"]); policy.Type == "AWS::SNS::TopicPolicy" {
					for _, admitted := range principal.FindAllString(string(text), -1) {
						found++
						if !slices.Contains(publishers, admitted) {
							t.Errorf("%s: the topic in %s admits %s, want only %v", shape, stack.Region, admitted, publishers)
						}
					}
				}
			}
		}
	}
	if found < len(shapes()) {
		t.Errorf("the topics of %d shapes admit %d services, want at least one each", len(shapes()), found)
	}
}

// TestTopicsAreInRegionsWithAlarms catches a topic, and with it a key, in a region that has no alarm, and a region with alarms but without
// a topic.
func TestTopicsAreInRegionsWithAlarms(t *testing.T) {
	for shape, want := range map[string][]string{
		"dev": {"us-east-1"}, "ap-southeast-2": {"ap-southeast-2"}, "prod": {"us-east-1"}, "eu-west-1": {"eu-west-1", "us-east-1"},
	} {
		if topics := topicsOf(stacksOf(t, shape)); !slices.Equal(topics, want) {
			t.Errorf("%s has topics in %v, want %v", shape, topics, want)
		}
	}
}
