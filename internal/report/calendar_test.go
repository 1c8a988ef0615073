package report

import (
	"strings"
	"testing"
	"time"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// monday begins the week of these tests.
func monday() time.Time { return time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC) }

func calendarWith(t *testing.T, resources map[string]assembly.Resource) calendar {
	t.Helper()
	for id, resource := range resources {
		resource.LogicalID, resource.Path = id, id
		resources[id] = resource
	}
	stacks := []assembly.Stack{{Name: "s", Account: "111111111111", Region: "eu-west-1", Template: assembly.Template{Resources: resources}}}
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	h, problem := hoursOf(stacks, monday())
	return calendarOf(env, h, problem, monday())
}

func rows(list []moment) string {
	var texts []string
	for _, each := range list {
		texts = append(texts, each.When+" | "+each.What)
	}
	return strings.Join(texts, "\n")
}

// Catches a backup, a window, a rotation or a timer that the calendar leaves out or puts at another time.
func TestTheCalendarHasBackupsWindowsAndTimers(t *testing.T) {
	rule := func(name, expression string) map[string]any {
		return map[string]any{"RuleName": name, "ScheduleExpression": expression, "StartWindowMinutes": 480.0}
	}
	c := calendarWith(t, map[string]assembly.Resource{
		"Db": {Type: "AWS::RDS::DBInstance", Properties: map[string]any{
			"BackupRetentionPeriod": 7.0, "PreferredBackupWindow": "03:00-04:00", "PreferredMaintenanceWindow": "sun:05:00-sun:06:00"}},
		"Plan": {Type: "AWS::Backup::BackupPlan", Properties: map[string]any{"BackupPlan": map[string]any{"BackupPlanRule": []any{
			rule("monthly", "cron(0 7 1 * ? *)"), rule("yearly", "cron(30 6 9 1 ? *)")}}}},
		"Test":  {Type: "AWS::Backup::RestoreTestingPlan", Properties: map[string]any{"ScheduleExpression": "cron(0 9 3 * ? *)"}},
		"Check": {Type: "AWS::Scheduler::Schedule", Properties: map[string]any{"ScheduleExpression": "rate(1 hour)", "Description": "Looks"}},
		"Rotate": {Type: "AWS::SecretsManager::RotationSchedule", Properties: map[string]any{
			"RotationRules": map[string]any{"AutomaticallyAfterDays": 90.0}}},
		"Canary": {Type: "AWS::Synthetics::Canary", Properties: map[string]any{"Schedule": map[string]any{"Expression": "rate(5 minutes)"}}},
		"Rule":   {Type: "AWS::Events::Rule", Properties: map[string]any{"ScheduleExpression": "cron(15 10 ? * TUE *)"}},
	})
	for what, pair := range map[string][2]string{
		"the week": {rows(c.Week), strings.Join([]string{
			"Tue 1 Dec 07:00 | Plan: the backup monthly (starts within 8 hours)", "Tue 1 Dec 10:15 | Rule",
			"Thu 3 Dec 09:00 | Test: a test restores a backup", "Sun 6 Dec 05:00 | Db: maintenance, if there is any (until 06:00 UTC)"}, "\n")},
		"later": {rows(c.Later), "Sat 9 Jan 2027 06:30 | Plan: the backup yearly (starts within 8 hours)"},
		"often": {rows(c.Often), strings.Join([]string{"every day, 03:00-04:00 UTC | Db: an automated backup", "every hour | Looks",
			"every 90 days | Rotate: the password is changed", "every 5 minutes | Canary: the canary visits the site"}, "\n")},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got\n%s\nwant\n%s", what, pair[0], pair[1])
		}
	}
	if len(c.Problems) > 0 || !c.OnDayAndNight {
		t.Errorf("got the problems %q, and on day and night: %t; want none and true", c.Problems, c.OnDayAndNight)
	}
}

// Catches a timer that cannot be read and is left out without a word.
func TestATimerThatCannotBeReadIsNamed(t *testing.T) {
	c := calendarWith(t, map[string]assembly.Resource{
		"Test": {Type: "AWS::Backup::RestoreTestingPlan", Properties: map[string]any{"ScheduleExpression": "cron(0 9 L * ? *)"}},
		"Rule": {Type: "AWS::Events::Rule", Properties: map[string]any{"ScheduleExpression": "cron(0 9 31 2 ? *)"}},
	})
	text := strings.Join(c.Problems, "\n")
	if !strings.Contains(text, "When Test happens") || !strings.Contains(text, "Rule happens at no time") {
		t.Errorf("got %q, want both named", text)
	}
}
