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
	found, err := schedule.Read(operatedAssembly(t).Stage("dev"))
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

// TestOnlyAScheduledEnvironmentSleeps catches parts of a schedule in an environment that has none.
func TestOnlyAScheduledEnvironmentSleeps(t *testing.T) {
	if _, err := schedule.Read(operatedAssembly(t).Stage("prod")); err != schedule.ErrNone {
		t.Errorf("prod has a schedule: %v", err)
	}
	for _, stack := range operatedAssembly(t).Stage("prod") {
		for _, resource := range stack.Template.Resources {
			switch resource.Type {
			case "AWS::CloudWatch::AlarmMuteRule", "AWS::Scheduler::ScheduleGroup":
				t.Errorf("%s has %s %s", stack.Name, resource.Type, resource.LogicalID)
			}
		}
	}
}
