package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/catalogue"
)

// TestDashboardReadsFromTheTop catches an alarm that the dashboard does not show, a figure without its region, and rows that
// do not follow a request's way.
func TestDashboardReadsFromTheTop(t *testing.T) {
	for shape, name := range shapeNames() {
		stacks := synthesized(t, shape).Stacks
		body := dashboard(t, stacks)
		var titles []string
		shown := map[string]bool{}
		for _, widget := range body.Widgets {
			titles = append(titles, widget.Properties.Title)
			for _, alarm := range widget.Properties.Alarms {
				shown[alarm[strings.LastIndex(alarm, ":")+1:]] = true
			}
			if widget.Type == "metric" && widget.Properties.Region == "" {
				t.Errorf("%s: %s has no region", shape, widget.Properties.Title)
			}
			if site := strings.HasPrefix(widget.Properties.Title, "Site") || strings.HasPrefix(widget.Properties.Title, "Web ACL"); site && widget.Properties.Region != "us-east-1" {
				t.Errorf("%s: %s reads %s", shape, widget.Properties.Title, widget.Properties.Region)
			}
		}
		for _, entry := range alarms(t, shape) {
			if entry.Resource.Type == catalogue.Alarm || entry.Resource.Type == catalogue.Composite {
				if !shown[entry.Name] {
					t.Errorf("%s: the dashboard does not show %s", shape, entry.Name)
				}
				delete(shown, entry.Name)
			}
		}
		for alarm := range shown {
			t.Errorf("%s: the dashboard shows %s, which does not exist", shape, alarm)
		}
		way, last := []string{"Pages", "Site", "Frontend", "Backend", "Database", "Queues", "NAT"}, -1
		for _, part := range way {
			at := slices.IndexFunc(titles, func(title string) bool { return strings.HasPrefix(title, part) })
			if at <= last {
				t.Errorf("%s (%s): %q is at %d, after %d, in %q", shape, name, part, at, last, titles)
			}
			last = at
		}
	}
}

type dashboardBody struct {
	Widgets []struct {
		Type       string
		Properties struct {
			Title, Region string
			Alarms        []string
		}
	}
}

// dashboard is an environment's only one. What CloudFormation fills in reads as nothing.
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
