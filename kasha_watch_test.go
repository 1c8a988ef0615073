package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/catalogue"
)

// TestPublishersMayPublish catches the quietest failure of all: alarms that ring and a topic, or its key, that lets nobody
// in. EventBridge publishes with a role; everything else needs a statement of the topic's policy and of its key's.
func TestPublishersMayPublish(t *testing.T) {
	principals := map[string]string{
		catalogue.Alarm: "cloudwatch.amazonaws.com", catalogue.Composite: "cloudwatch.amazonaws.com",
		catalogue.Subscription: "events.rds.amazonaws.com", catalogue.Budget: "budgets.amazonaws.com",
	}
	for shape := range shapeNames() {
		stacks := synthesized(t, shape).Stacks
		for _, entry := range alarms(t, shape) {
			principal, needed := principals[entry.Resource.Type]
			if !needed {
				continue
			}
			for _, kind := range []string{"AWS::SNS::TopicPolicy", "AWS::KMS::Key"} {
				if !admits(stacks, entry.Stack.Region, kind, principal) {
					t.Errorf("%s: %s: no %s in %s admits %s", shape, entry.Name, kind, entry.Stack.Region, principal)
				}
			}
		}
		for _, stack := range stacks {
			for _, rule := range stack.Template.Sorted() {
				targets, _ := rule.Properties["Targets"].([]any)
				for _, each := range targets {
					target := each.(map[string]any)
					where, _ := json.Marshal(target["Arn"])
					if rule.Type == catalogue.Rule && strings.Contains(string(where), "-alarms") && target["RoleArn"] == nil {
						t.Errorf("%s: %s publishes without a role; Watch.Publisher is one", shape, rule.Path)
					}
				}
			}
		}
	}
}

// admits reports whether a policy of the region lets a service publish, under a condition: without one, anybody's alarm could
// be sent to this pager.
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

// TestBadReleasesRollBack catches a service that no alarm watches while it is deployed, an alarm that does not exist, and the
// circle in which service and alarm wait for each other.
func TestBadReleasesRollBack(t *testing.T) {
	for shape := range shapeNames() {
		rollingBack := 0
		for _, stack := range synthesized(t, shape).Stacks {
			for _, service := range stack.Template.Sorted() {
				if service.Type != "AWS::ECS::Service" {
					continue
				}
				rollingBack++
				deployment := service.Properties["DeploymentConfiguration"].(map[string]any)
				settings, _ := deployment["Alarms"].(map[string]any)
				if settings["Enable"] != true || settings["Rollback"] != true {
					t.Errorf("%s: %s does not roll back: %v", shape, service.LogicalID, settings)
					continue
				}
				for _, name := range settings["AlarmNames"].([]any) {
					alarm, ok := named(stack, name.(string))
					if !ok {
						t.Errorf("%s: %s waits for %s, which does not exist", shape, service.LogicalID, name)
						continue
					}
					after, _ := json.Marshal(service.DependsOn)
					if !strings.Contains(string(after), `"`+alarm.LogicalID+`"`) {
						t.Errorf("%s: %s is created before %s", shape, service.LogicalID, name)
					}
					if text, _ := json.Marshal(alarm); strings.Contains(string(text), `"`+service.LogicalID+`"`) {
						t.Errorf("%s: %s and %s need each other", shape, service.LogicalID, name)
					}
				}
			}
		}
		if rollingBack != 2 {
			t.Errorf("%s: %d services, want 2", shape, rollingBack)
		}
	}
}

func named(stack assembly.Stack, name string) (assembly.Resource, bool) {
	for _, resource := range stack.Template.Resources {
		if resource.Type == catalogue.Alarm && resource.Properties["AlarmName"] == name {
			return resource, true
		}
	}
	return assembly.Resource{}, false
}

// TestUsersHurtNamesItsChildren catches a page that does not say what it is made of.
func TestUsersHurtNamesItsChildren(t *testing.T) {
	for _, entry := range alarms(t, "prod") {
		if entry.Resource.Type != catalogue.Composite {
			continue
		}
		rule, _ := json.Marshal(entry.Resource.Properties["AlarmRule"])
		children := 0
		for _, child := range alarms(t, "prod") {
			if child.Resource.Type == catalogue.Alarm && strings.Contains(string(rule), `"`+child.Resource.LogicalID+`"`) {
				children++
				if !strings.Contains(entry.Means, child.Short) {
					t.Errorf("%s does not name %s", entry.Name, child.Short)
				}
			}
		}
		if children != 8 || entry.Severity != "critical" {
			t.Errorf("%s (%s) has %d children, want four of each service", entry.Name, entry.Severity, children)
		}
		return
	}
	t.Error("no composite alarm")
}

// TestQuietEnvironmentsAreCheap catches alarms that creep into nonproduction. Two dollars a month is what it may cost there.
func TestQuietEnvironmentsAreCheap(t *testing.T) {
	for shape, most := range map[string]int{"dev": 200, "ap-southeast-2": 200, "prod": 1000} {
		cents := 0
		for _, entry := range alarms(t, shape) {
			cents += entry.Cents()
			if entry.Resource.Type == catalogue.Alarm && most == 200 && entry.Severity != "critical" {
				t.Errorf("%s has %s", shape, entry.Name)
			}
		}
		if cents > most {
			t.Errorf("the alarms of %s are %d cents a month, more than %d", shape, cents, most)
		}
		if topics := topicsOf(synthesized(t, shape).Stacks); len(topics) != 1 {
			t.Errorf("%s has topics in %v", shape, topics)
		}
	}
	if topics := topicsOf(synthesized(t, "eu-west-1").Stacks); !slices.Equal(topics, []string{"eu-west-1", "us-east-1"}) {
		t.Errorf("production in Ireland has topics in %v, want one beside the distribution too", topics)
	}
}

// TestRotationAlarmsWatchWhatRotates catches a function whose name changed: its alarm would wait for ever.
func TestRotationAlarmsWatchWhatRotates(t *testing.T) {
	functions := map[string]bool{}
	for _, stack := range synthesized(t, "prod").Stacks {
		for _, resource := range stack.Template.Resources {
			if hosted, ok := resource.Properties["HostedRotationLambda"].(map[string]any); ok {
				functions[hosted["RotationLambdaName"].(string)] = true
			}
		}
	}
	for _, entry := range alarms(t, "prod") {
		if strings.HasPrefix(entry.Short, "rotation-") && entry.Short != "rotation-check" { // which watches the restart
			dimension := entry.Resource.Properties["Dimensions"].([]any)[0].(map[string]any)["Value"].(string)
			if !functions[dimension] {
				t.Errorf("%s watches %s; there are %v", entry.Name, dimension, functions)
			}
			delete(functions, dimension)
		}
	}
	for function := range functions {
		t.Errorf("no alarm watches %s", function)
	}
}
