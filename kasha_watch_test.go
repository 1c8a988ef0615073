package main

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/catalogue"
)

// TestPublishersMayPublish catches the quietest failure of all: alarms that ring and a topic, or its key, that lets nobody
// in. EventBridge publishes with a role; everything else needs a statement of the topic's policy and of its key's.
func TestPublishersMayPublish(t *testing.T) {
	principals := publisherOf()
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
						t.Errorf("%s: %s publishes without a role; Watch.Event gives it one", shape, rule.Path)
					}
				}
			}
		}
	}
}

// publisherOf is the service that publishes for a type of resource in its own name.
func publisherOf() map[string]string {
	return map[string]string{
		catalogue.Alarm: "cloudwatch.amazonaws.com", catalogue.Composite: "cloudwatch.amazonaws.com",
		catalogue.Subscription: "events.rds.amazonaws.com", catalogue.Budget: "budgets.amazonaws.com",
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

// TestSlowTasksMayStart catches a task that is stopped, or a release that is rolled back, while it still starts as slowly as the
// configuration says: ECS's own patience, and that of the two alarms that count a starting task as broken.
func TestSlowTasksMayStart(t *testing.T) {
	slow := 0
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			start := c.configured.StartSeconds
			if start > 60 {
				slow++
			}
			p.equal(c.service, "HealthCheckGracePeriodSeconds", start)
			for _, alarm := range p.some(catalogue.Alarm) {
				short, name := alarm.Properties.Text("AlarmName"), c.says.Text("Name")
				minutes, _ := strconv.Atoi(alarm.Properties.Text("DatapointsToAlarm"))
				least := start/60 + 2 // it is unhealthy at most until ECS gives up, in a minute that has just begun
				if strings.HasSuffix(short, "-"+name+"-too-few-healthy") {
					least += 2 // a task that was lost is noticed, taken away and started anew before
				} else if !strings.HasSuffix(short, "-warning-"+name+"-unhealthy") {
					continue
				}
				if minutes < least {
					p.t.Errorf("%s rings after %d minutes, and a task may take %d s to start", short, minutes, start)
				}
			}
		}
	})
	if slow == 0 {
		t.Error("no shape has a task that starts slowly")
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

// TestTopicsAreWhereAlarmsAre catches a topic, and with it a key, in a region where nothing rings.
func TestTopicsAreWhereAlarmsAre(t *testing.T) {
	for shape, want := range map[string][]string{
		"dev": {"us-east-1"}, "ap-southeast-2": {"ap-southeast-2"}, "prod": {"us-east-1"}, "eu-west-1": {"eu-west-1", "us-east-1"},
	} {
		if topics := topicsOf(synthesized(t, shape).Stacks); !slices.Equal(topics, want) {
			t.Errorf("%s has topics in %v, want %v", shape, topics, want)
		}
	}
}

// TestOnlyPublishersAreAdmitted catches a service that the topic lets in and that publishes nothing in any environment: another
// way to our pager. AWS Backup and EventBridge are the usual ones; the role of a rule does their work.
func TestOnlyPublishersAreAdmitted(t *testing.T) {
	publishers := slices.Sorted(maps.Values(publisherOf()))
	principal := regexp.MustCompile(`[a-z.]+\.amazonaws\.com`)
	for shape := range shapeNames() {
		for _, stack := range synthesized(t, shape).Stacks {
			for _, policy := range stack.Template.Sorted() {
				if text, _ := json.Marshal(policy.Properties["PolicyDocument"]); policy.Type == "AWS::SNS::TopicPolicy" {
					for _, admitted := range principal.FindAllString(string(text), -1) {
						if !slices.Contains(publishers, admitted) {
							t.Errorf("%s: the topic in %s admits %s, which publishes nothing", shape, stack.Region, admitted)
						}
					}
				}
			}
		}
	}
}

// TestContainerInsightsAreRead catches figures that are paid for and read by nobody, and alarms and graphs that wait for figures
// that nobody collects. Where they are collected, the group of their log is ours and forgets.
func TestContainerInsightsAreRead(t *testing.T) {
	for shape, name := range shapeNames() {
		stacks := synthesized(t, shape).Stacks
		on, watched, group := false, false, false
		for _, stack := range stacks {
			for _, resource := range stack.Template.Resources {
				text, _ := json.Marshal(resource.Properties)
				switch resource.Type {
				case "AWS::ECS::Cluster":
					on = strings.Contains(string(text), `{"Name":"containerInsights","Value":"enabled"}`)
					before, _ := json.Marshal(resource.DependsOn)
					group = strings.Contains(string(before), `"InsightsLogs`)
				case catalogue.Alarm:
					watched = watched || strings.Contains(string(text), "ECS/ContainerInsights")
				case "AWS::CloudWatch::Dashboard":
					if graphed := strings.Contains(string(text), "ECS/ContainerInsights"); graphed && !on {
						t.Errorf("%s: the dashboard draws figures of Container Insights, which is off", shape)
					}
				case "AWS::Logs::LogGroup":
					if resource.Properties["LogGroupName"] == "/aws/ecs/containerinsights/kasha-"+name+"/performance" && resource.Properties["RetentionInDays"] == nil {
						t.Errorf("%s: %s never forgets", shape, resource.Path)
					}
				}
			}
		}
		if on != watched || on != group {
			t.Errorf("%s: Container Insights on: %v; an alarm reads it: %v; its log group is made before it: %v", shape, on, watched, group)
		}
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
