package tests

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/catalogue"
)

// TestDashboardShowsEveryAlarmInTheOrderOfARequest catches an alarm that the dashboard does not show, and a metric without its region. It
// also catches rows that do not follow a request from CloudFront to the database.
func TestDashboardShowsEveryAlarmInTheOrderOfARequest(t *testing.T) {
	for shape, name := range shapeEnvironments() {
		stacks := stacksOf(t, shape)
		body := dashboard(t, stacks)
		var titles []string
		shown := map[string]bool{}
		for _, widget := range body.Widgets {
			titles = append(titles, widget.Properties.Title)
			for _, alarm := range widget.Properties.Alarms {
				shown[alarm[strings.LastIndex(alarm, ":")+1:]] = true
			}
			if widget.Type == "metric" && widget.Properties.Region == "" {
				t.Errorf("%s: the widget %s has no region, want one", shape, widget.Properties.Title)
			}
			title := widget.Properties.Title
			global := strings.HasPrefix(title, "Site") || strings.HasPrefix(title, "Web ACL")
			if global && widget.Properties.Region != "us-east-1" {
				t.Errorf("%s: the widget %s reads %s, want us-east-1", shape, widget.Properties.Title, widget.Properties.Region)
			}
		}
		for _, entry := range alarms(t, shape) {
			if entry.Resource.Type == catalogue.Alarm || entry.Resource.Type == catalogue.Composite {
				if !shown[entry.Name] {
					t.Errorf("%s: the dashboard does not show %s, want every alarm", shape, entry.Name)
				}
				delete(shown, entry.Name)
			}
		}
		for alarm := range shown {
			t.Errorf("%s: the dashboard shows %s, want existing alarms only", shape, alarm)
		}
		way, last := []string{"Critical alarms", "Site", "Frontend", "Backend", "Database", "Queues", "NAT"}, -1
		for _, part := range way {
			at := slices.IndexFunc(titles, func(title string) bool { return strings.HasPrefix(title, part) })
			if at <= last {
				t.Errorf("%s (%s): the first widget of %q is at %d, want one after %d, in %q", shape, name, part, at, last, titles)
			}
			last = at
		}
	}
}

// TestContainerInsightsAreOnWhereTheyAreRead catches Container Insights that are paid for but read by no alarm, and alarms or widgets that
// read metrics which nobody collects. Where Insights are on, the stack itself creates their log group, with a retention.
func TestContainerInsightsAreOnWhereTheyAreRead(t *testing.T) {
	for shape, name := range shapeEnvironments() {
		stacks := stacksOf(t, shape)
		on, watched, group := false, false, false
		for _, stack := range stacks {
			for _, resource := range stack.Template.Resources {
				text, _ := json.Marshal(resource.Properties)
				switch resource.Type {
				case "AWS::ECS::Cluster":
					on = on || strings.Contains(string(text), `{"Name":"containerInsights","Value":"enabled"}`)
					before, _ := json.Marshal(resource.DependsOn)
					group = group || strings.Contains(string(before), `"InsightsLogs`)
				case catalogue.Alarm:
					watched = watched || strings.Contains(string(text), "ECS/ContainerInsights")
				case "AWS::CloudWatch::Dashboard":
					if graphed := strings.Contains(string(text), "ECS/ContainerInsights"); graphed && !on {
						t.Errorf("%s: the dashboard reads Container Insights, want them on or not read", shape)
					}
				case "AWS::Logs::LogGroup":
					if resource.Properties["LogGroupName"] == "/aws/ecs/containerinsights/kasha-"+name+"/performance" &&
						resource.Properties["RetentionInDays"] == nil {
						t.Errorf("%s: %s has no retention, want one", shape, resource.Path)
					}
				}
			}
		}
		if on != watched || on != group {
			t.Errorf("%s: Container Insights are on: %v; an alarm reads them: %v; their log group is created first: %v; want the same for all",
				shape, on, watched, group)
		}
	}
}

// dashboardBody is the part of a dashboard that these tests read.
type dashboardBody struct {
	Widgets []struct {
		Type       string
		Properties struct {
			Title, Region string
			Alarms        []string
		}
	}
}

// dashboard reads an environment's only dashboard. Parts that CloudFormation fills in are left empty.
func dashboard(t *testing.T, stacks []assembly.Stack) dashboardBody {
	t.Helper()
	var found []dashboardBody
	for _, stack := range stacks {
		for _, resource := range stack.Template.Resources {
			if resource.Type != "AWS::CloudWatch::Dashboard" {
				continue
			}
			var text strings.Builder
			for _, part := range resource.Properties["DashboardBody"].(map[string]any)["Fn::Join"].([]any)[1].([]any) {
				if literal, ok := part.(string); ok {
					text.WriteString(literal)
				}
			}
			var body dashboardBody
			if err := json.Unmarshal([]byte(text.String()), &body); err != nil {
				t.Fatal(err)
			}
			found = append(found, body)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d dashboards, want one", len(found))
	}
	return found[0]
}
