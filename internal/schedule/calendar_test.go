package schedule

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"kasha/internal/assembly"
)

// office is a scheduled environment, as small as can be.
const office = `{
  "Service": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {"ScheduledActions": [
    {"Schedule": "cron(0 20 * * ? *)", "Timezone": "Europe/Berlin", "ScalableTargetAction": {"MinCapacity": 0, "MaxCapacity": 0}},
    {"Schedule": "cron(0 7 ? * MON-FRI *)", "Timezone": "Europe/Berlin", "ScalableTargetAction": {"MinCapacity": 2, "MaxCapacity": 4}}]}},
  "Stop": {"Type": "AWS::Scheduler::Schedule", "Properties": {"ScheduleExpression": "cron(10 20 * * ? *)", "ScheduleExpressionTimezone": "Europe/Berlin",
    "Target": {"Arn": "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance"}}},
  "Start": {"Type": "AWS::Scheduler::Schedule", "Properties": {"ScheduleExpression": "cron(40 6 ? * MON-FRI *)", "ScheduleExpressionTimezone": "Europe/Berlin",
    "Target": {"Arn": "arn:aws:scheduler:::aws-sdk:rds:startDBInstance"}}},
  "Other": {"Type": "AWS::Scheduler::Schedule", "Properties": {"ScheduleExpression": "rate(90 days)", "Target": {"Arn": "arn:aws:lambda:::x"}}},
  "Alarm": {"Type": "AWS::CloudWatch::Alarm"},
  "Evening": {"Type": "AWS::CloudWatch::AlarmMuteRule", "Properties": {"MuteTargets": {"AlarmNames": [{"Ref": "Alarm"}]},
    "Rule": {"Schedule": {"Expression": "cron(0 20 * * *)", "Duration": "PT9H30M", "Timezone": "Europe/Berlin"}}}},
  "Morning": {"Type": "AWS::CloudWatch::AlarmMuteRule", "Properties": {"MuteTargets": {"AlarmNames": [{"Ref": "Alarm"}]},
    "Rule": {"Schedule": {"Expression": "cron(0 4 * * MON-FRI)", "Duration": "PT3H15M", "Timezone": "Europe/Berlin"}}}},
  "DayOff": {"Type": "AWS::CloudWatch::AlarmMuteRule", "Properties": {"MuteTargets": {"AlarmNames": [{"Ref": "Alarm"}]},
    "Rule": {"Schedule": {"Expression": "cron(0 4 * * SAT,SUN)", "Duration": "PT16H", "Timezone": "Europe/Berlin"}}}}
}`

func read(t *testing.T, resources string) (Schedule, error) {
	t.Helper()
	stack := assembly.Stack{Name: "kasha-dev-services", Stage: "dev", Region: "eu-central-1"}
	if err := json.Unmarshal([]byte(resources), &stack.Template.Resources); err != nil {
		t.Fatal(err)
	}
	for id, resource := range stack.Template.Resources {
		resource.LogicalID, resource.Path = id, id
		stack.Template.Resources[id] = resource
	}
	return Read([]assembly.Stack{stack})
}

func must(t *testing.T, resources string) Schedule {
	t.Helper()
	schedule, err := read(t, resources)
	if err != nil {
		t.Fatal(err)
	}
	return schedule
}

func happened(c Calendar) []string {
	var lines []string
	for _, event := range c.Events {
		for _, change := range event.Changes {
			lines = append(lines, event.At.In(c.Zone).Format("Mon 15:04 ")+change)
		}
	}
	return lines
}

func TestAWeekendInWhichTheClocksChange(t *testing.T) {
	schedule := must(t, office)
	for _, friday := range []string{"2026-10-23", "2026-03-27", "2026-06-05"} {
		from, _ := time.Parse(time.DateOnly, friday)
		got := strings.Join(happened(schedule.Calendar(from, 4)), "\n")
		want := "Fri 06:40 database starts\nFri 07:00 service starts\nFri 07:15 alarms speak\nFri 20:00 service stops\nFri 20:00 alarms are silent\nFri 20:10 database stops\n" +
			"Mon 06:40 database starts\nMon 07:00 service starts\nMon 07:15 alarms speak\nMon 20:00 service stops\nMon 20:00 alarms are silent\nMon 20:10 database stops"
		if got != want {
			t.Errorf("from %s:\n%s\nwant\n%s", friday, got, want)
		}
	}
}

func TestHoursAreCounted(t *testing.T) {
	from, _ := time.Parse(time.DateOnly, "2026-10-19")
	calendar := must(t, office).Calendar(from, 7)
	for what, want := range map[string]string{"service": "65h0m0s", "database": "67h30m0s", "alarms": "63h45m0s"} {
		if got := calendar.On[what].String(); got != want {
			t.Errorf("%s is on for %s, want %s", what, got, want)
		}
	}
	if text := calendar.Markdown(); !strings.Contains(text, "service | 65 h of 169 h | 38 %") || !strings.Contains(text, "change on Sun 2026-10-25, from UTC+02:00 to UTC+01:00: that day has 25 h") {
		t.Error(text)
	}
}

func TestWhatNeverStopsIsAlwaysOn(t *testing.T) {
	from, _ := time.Parse(time.DateOnly, "2026-10-19")
	calendar := must(t, strings.Replace(office, "rds:stopDBInstance", "rds:rebootDBInstance", 1)).Calendar(from, 7)
	if got := calendar.On["database"].String(); got != "169h0m0s" {
		t.Errorf("a database that is only ever started is on for %s", got)
	}
}

// A silence of one piece, from Friday's evening to Monday's morning, is what one writes first. It is wrong by an hour where
// the clocks change, and the calendar must show that.
func TestASilenceOfOnePieceIsAnHourOffWhenClocksChange(t *testing.T) {
	schedule := must(t, strings.NewReplacer(
		`"cron(0 4 * * SAT,SUN)", "Duration": "PT16H"`, `"cron(0 20 * * FRI)", "Duration": "P2DT11H15M"`,
		`"cron(0 20 * * *)", "Duration": "PT9H30M"`, `"cron(0 20 * * MON-THU)", "Duration": "PT11H15M"`,
		`"cron(0 4 * * MON-FRI)"`, `"cron(0 4 * * TUE-FRI)"`).Replace(office))
	from, _ := time.Parse(time.DateOnly, "2026-10-26")
	if got := happened(schedule.Calendar(from, 1)); got[0] != "Mon 06:15 alarms speak" {
		t.Error(got)
	}
}

func TestAnAlarmThatIsNotMutedIsNamed(t *testing.T) {
	if heard := must(t, office).AlwaysHeard(); len(heard) != 0 {
		t.Errorf("heard: %v", heard)
	}
	for name, change := range map[string]string{
		"in no rule":        strings.Replace(office, `"Alarm": {`, `"Late": {"Type": "AWS::CloudWatch::CompositeAlarm"}, "Alarm": {`, 1),
		"not on a day off":  strings.Replace(office, `[{"Ref": "Alarm"}]}`+",\n    "+`"Rule": {"Schedule": {"Expression": "cron(0 4 * * SAT,SUN)"`, `[]}, "Rule": {"Schedule": {"Expression": "cron(0 4 * * SAT,SUN)"`, 1),
		"by nothing at all": office[:strings.Index(office, `,`+"\n"+`  "Evening"`)] + "}",
	} {
		if heard := must(t, change).AlwaysHeard(); len(heard) != 1 {
			t.Errorf("%s: heard %v", name, heard)
		}
	}
}

func TestPartsInDifferentZonesAreRefused(t *testing.T) {
	_, err := read(t, strings.Replace(office, `"Duration": "PT16H", "Timezone": "Europe/Berlin"`, `"Duration": "PT16H", "Timezone": "Europe/London"`, 1))
	if err == nil || !strings.Contains(err.Error(), "Europe/London, and Europe/Berlin elsewhere") {
		t.Error(err)
	}
	_, err = read(t, strings.Replace(office, "PT16H", "16 hours", 1))
	if err == nil || !strings.Contains(err.Error(), "is no duration") {
		t.Error(err)
	}
}

func TestAnEnvironmentWithoutAScheduleSaysSo(t *testing.T) {
	if _, err := read(t, `{"Alarm": {"Type": "AWS::CloudWatch::Alarm"}}`); !errors.Is(err, ErrNone) {
		t.Error(err)
	}
}
