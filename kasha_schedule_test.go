package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"kasha/internal/schedule"
)

// TestTheScheduleInTheDocsIsTheTemplates keeps docs/schedule.md: its table is a week in which the clocks change, read from
// the templates. KASHA_UPDATE=1 writes it anew.
func TestTheScheduleInTheDocsIsTheTemplates(t *testing.T) {
	found, err := schedule.Read(pipelineAssembly(t).Stage("dev"))
	if err != nil {
		t.Fatal(err)
	}
	if heard := found.AlwaysHeard(); len(heard) > 0 {
		t.Errorf("alarms that ring at night: %v", heard)
	}
	from := time.Date(2026, 10, 22, 0, 0, 0, 0, time.UTC)
	fresh := found.Calendar(from, 7).Markdown()
	for _, want := range []string{"Fri 2026-10-23 | 06:40 | Fri 04:40 | database starts", "Mon 2026-10-26 | 06:40 | Mon 05:40 | database starts", "that day has 25 h"} {
		if !strings.Contains(fresh, want) {
			t.Errorf("the table does not say %q", want)
		}
	}

	const begin, end = "<!-- kasha schedule cdk.out --env dev --from 2026-10-22 -->\n", "<!-- end -->\n"
	text := readFile(t, "docs", "schedule.md")
	before, rest, ok := strings.Cut(text, begin)
	written, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("docs/schedule.md has no table between %q and %q", begin, end)
	}
	if os.Getenv("KASHA_UPDATE") == "1" {
		if err := os.WriteFile("docs/schedule.md", []byte(before+begin+fresh+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if written != fresh {
		t.Errorf("docs/schedule.md differs from the templates; KASHA_UPDATE=1 go test -run Schedule . writes it anew\nwant\n%s", fresh)
	}
}

// TestOnlyAScheduledEnvironmentSleeps catches parts of a schedule in an environment that has none: dev, which could have one;
// production cannot.
func TestOnlyAScheduledEnvironmentSleeps(t *testing.T) {
	stacks := synthesized(t, "dev").Stacks
	if _, err := schedule.Read(stacks); err != schedule.ErrNone {
		t.Errorf("dev has a schedule: %v", err)
	}
	for _, stack := range stacks {
		for _, resource := range stack.Template.Resources {
			switch resource.Type {
			case "AWS::CloudWatch::AlarmMuteRule", "AWS::Scheduler::ScheduleGroup":
				t.Errorf("%s has %s %s", stack.Name, resource.Type, resource.LogicalID)
			case "AWS::ApplicationAutoScaling::ScalableTarget":
				if resource.Properties["ScheduledActions"] != nil {
					t.Errorf("%s: %s has hours", stack.Name, resource.LogicalID)
				}
			}
		}
	}
}

// TestASleepingEnvironmentSendsNoMails catches alarms that say every morning that they are over, and a stop that is tried for so
// long that it puts to sleep again what somebody has just woken.
func TestASleepingEnvironmentSendsNoMails(t *testing.T) {
	const mostSeconds = 900 // a person who wakes an environment waits five to ten minutes for its database
	stops := 0
	for _, stack := range synthesized(t, "ap-southeast-2").Stacks {
		for _, resource := range stack.Template.Sorted() {
			switch resource.Type {
			case "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm":
				if resource.Properties["OKActions"] != nil || resource.Properties["AlarmActions"] == nil {
					t.Errorf("%s: %s does %v when it is over and %v when it rings", stack.Name, resource.LogicalID, resource.Properties["OKActions"], resource.Properties["AlarmActions"])
				}
			case "AWS::Scheduler::Schedule":
				target := resource.Properties["Target"].(map[string]any)
				if name, _ := resource.Properties["Name"].(string); strings.HasSuffix(name, "-database-stop") {
					stops++
					if age := target["RetryPolicy"].(map[string]any)["MaximumEventAgeInSeconds"].(float64); age > mostSeconds {
						t.Errorf("%s is tried for %v seconds", name, age)
					}
				}
			}
		}
	}
	if stops != 1 {
		t.Errorf("%d stops of the database, want one", stops)
	}
}
