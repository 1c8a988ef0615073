package tests

import (
	"strings"
	"testing"
	"time"

	"kasha/internal/schedule"
	"kasha/tests/generated"
)

// TestOnlyScheduledEnvironmentsHaveOffHours catches a part of a schedule in an environment without one: dev, which could have one.
// Production cannot.
func TestOnlyScheduledEnvironmentsHaveOffHours(t *testing.T) {
	stacks := stacksOf(t, "dev")
	if _, err := schedule.Read(stacks); err != schedule.ErrNone {
		t.Errorf("schedule.Read(dev) is %v, want ErrNone", err)
	}
	for _, stack := range stacks {
		for _, resource := range stack.Template.Resources {
			switch resource.Type {
			case "AWS::CloudWatch::AlarmMuteRule", "AWS::Scheduler::ScheduleGroup":
				t.Errorf("%s has %s %s, want no part of a schedule", stack.Name, resource.Type, resource.LogicalID)
			case "AWS::ApplicationAutoScaling::ScalableTarget":
				if resource.Properties["ScheduledActions"] != nil {
					t.Errorf("%s: %s has scheduled actions, want none", stack.Name, resource.LogicalID)
				}
			}
		}
	}
}

// TestScheduledEnvironmentsSendNoNotificationWhenAnAlarmEnds catches alarms that send an OK notification every morning. It also catches a
// stop of the database that is retried for so long that it stops an environment which somebody has just started.
func TestScheduledEnvironmentsSendNoNotificationWhenAnAlarmEnds(t *testing.T) {
	const mostSeconds = 900 // a person who starts an environment waits five to ten minutes for its database
	stops := 0
	for _, stack := range stacksOf(t, "ap-southeast-2") {
		for _, resource := range stack.Template.Sorted() {
			switch resource.Type {
			case "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm":
				if resource.Properties["OKActions"] != nil || resource.Properties["AlarmActions"] == nil {
					t.Errorf("%s: %s has the OK actions %v, want none, and the alarm actions %v, want some", stack.Name, resource.LogicalID,
						resource.Properties["OKActions"], resource.Properties["AlarmActions"])
				}
			case "AWS::Scheduler::Schedule":
				target := resource.Properties["Target"].(map[string]any)
				if name, _ := resource.Properties["Name"].(string); strings.HasSuffix(name, "-database-stop") {
					stops++
					if age := target["RetryPolicy"].(map[string]any)["MaximumEventAgeInSeconds"].(float64); age > mostSeconds {
						t.Errorf("%s is retried for %v s, want at most 900", name, age)
					}
				}
			}
		}
	}
	if stops != 1 {
		t.Errorf("%d schedules stop the database, want one", stops)
	}
}

// TestScheduleDocumentIsCurrent catches a table in docs/schedule.md that differs from the templates. The table is a week in which the
// clocks change.
func TestScheduleDocumentIsCurrent(t *testing.T) {
	found, err := schedule.Read(pipelineAssembly(t).Stage("dev"))
	if err != nil {
		t.Fatal(err)
	}
	if unmuted := found.Unmuted(); len(unmuted) > 0 {
		t.Errorf("alarms that are not muted in off-hours: %v, want none", unmuted)
	}
	from := time.Date(2026, 10, 22, 0, 0, 0, 0, time.UTC)
	fresh := found.Calendar(from, 7).Markdown()
	for _, want := range []string{"Fri 2026-10-23 | 06:40 | Fri 04:40 | database starts",
		"Mon 2026-10-26 | 06:40 | Mon 05:40 | database starts", "that day has 25 h"} {
		if !strings.Contains(fresh, want) {
			t.Errorf("the table does not say %q", want)
		}
	}

	compareGenerated(t, "docs/schedule.md", generated.Part{Name: "a week of dev", Text: fresh})
}
