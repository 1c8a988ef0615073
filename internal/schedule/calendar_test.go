package schedule

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"kasha/internal/assembly"
)

// office is the smallest environment with a schedule.
const office = `{
  "Service": {"Type": "AWS::ApplicationAutoScaling::ScalableTarget", "Properties": {"ScheduledActions": [
    {"Schedule": "cron(0 20 * * ? *)", "Timezone": "Europe/Berlin", "ScalableTargetAction": {"MinCapacity": 0, "MaxCapacity": 0}},
    {"Schedule": "cron(0 7 ? * MON-FRI *)", "Timezone": "Europe/Berlin", "ScalableTargetAction": {"MinCapacity": 2, "MaxCapacity": 4}}]}},
  "Stop": {"Type": "AWS::Scheduler::Schedule", "Properties": {
    "ScheduleExpression": "cron(10 20 * * ? *)", "ScheduleExpressionTimezone": "Europe/Berlin",
    "Target": {"Arn": "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance"}}},
  "Start": {"Type": "AWS::Scheduler::Schedule", "Properties": {
    "ScheduleExpression": "cron(40 6 ? * MON-FRI *)", "ScheduleExpressionTimezone": "Europe/Berlin",
    "Target": {"Arn": "arn:aws:scheduler:::aws-sdk:rds:startDBInstance"}}},
  "Other": {"Type": "AWS::Scheduler::Schedule", "Properties": {
    "ScheduleExpression": "rate(90 days)", "Target": {"Arn": "arn:aws:lambda:::x"}}},
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

// TestAWeekendInWhichTheClocksChange catches a change that comes an hour early or late on the Monday after.
func TestAWeekendInWhichTheClocksChange(t *testing.T) {
	schedule := must(t, office)
	for _, friday := range []string{"2026-10-23", "2026-03-27", "2026-06-05"} {
		from, _ := time.Parse(time.DateOnly, friday)
		got := strings.Join(happened(schedule.Calendar(from, 4)), "\n")
		weekday := []string{
			"06:40 database starts", "07:00 service starts", "07:15 alarms are active",
			"20:00 service stops", "20:00 alarms are muted", "20:10 database stops",
		}
		want := "Fri " + strings.Join(weekday, "\nFri ") + "\nMon " + strings.Join(weekday, "\nMon ")
		if got != want {
			t.Errorf("from %s: got\n%s\nwant\n%s", friday, got, want)
		}
	}
}

// TestJobsAreInTheCalendar catches a job that is missing or at another hour when the clocks change, and a job that hides all others. The
// weekend has the change to winter's time in Berlin, which UTC does not follow.
func TestJobsAreInTheCalendar(t *testing.T) {
	const machine = `{"Nightly/Machine": {"Type": "AWS::StepFunctions::StateMachine"},
	  "Often/Machine": {"Type": "AWS::StepFunctions::StateMachine"},
	  "Nightly/Schedule": {"Type": "AWS::Scheduler::Schedule", "Properties": {"ScheduleExpression": "cron(0 5 * * ? *)",
	    "ScheduleExpressionTimezone": "Europe/Berlin", "Target": {"Arn": {"Ref": "Nightly/Machine"}}}},
	  "Often/Schedule": {"Type": "AWS::Scheduler::Schedule", "Properties": {"ScheduleExpression": "cron(0/15 * * * ? *)",
	    "Target": {"Arn": {"Ref": "Often/Machine"}}}},
	  "Check": {"Type": "AWS::Scheduler::Schedule", "Properties": {"ScheduleExpression": "rate(15 minutes)",
	    "Target": {"Arn": {"Ref": "Often/Machine"}}}}`
	from, _ := time.Parse(time.DateOnly, "2026-10-24")
	schedule := must(t, machine+"}")
	calendar := schedule.Calendar(from, 2)
	if got, want := strings.Join(happened(calendar), "; "), "Sat 05:00 Nightly runs; Sun 05:00 Nightly runs"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, want := range []string{"| Sat 2026-10-24 | 05:00 | Sat 03:00 | Nightly runs |",
		"| Sun 2026-10-25 | 05:00 | Sun 04:00 | Nightly runs |", "Often runs 196 times in these days."} {
		if text := calendar.Markdown(); !strings.Contains(text, want) {
			t.Errorf("the calendar does not say %q:\n%s", want, text)
		}
	}
	if unmuted := schedule.Unmuted(); len(unmuted) > 0 {
		t.Errorf("alarms that are not muted: %v, want none, because nothing is switched off", unmuted)
	}
	both := must(t, machine+","+strings.TrimPrefix(office, "{")).Calendar(from, 1)
	if got := strings.Join(happened(both), "; "); !strings.Contains(got, "Sat 05:00 Nightly runs") {
		t.Errorf("beside off-hours: %s", got)
	}
}

// TestHoursAreCounted catches hours that are counted twice or not at all, and a day of 25 hours that counts as 24.
func TestHoursAreCounted(t *testing.T) {
	from, _ := time.Parse(time.DateOnly, "2026-10-19")
	calendar := must(t, office).Calendar(from, 7)
	for what, want := range map[string]string{"service": "65h0m0s", "database": "67h30m0s", "alarms": "63h45m0s"} {
		if got := calendar.On[what].String(); got != want {
			t.Errorf("%s is on for %s, want %s", what, got, want)
		}
	}
	for _, want := range []string{
		"service | 65 h of 169 h | 38 %", "change on Sun 2026-10-25, from UTC+02:00 to UTC+01:00: that day has 25 h",
	} {
		if text := calendar.Markdown(); !strings.Contains(text, want) {
			t.Errorf("got\n%s\nwant %q in it", text, want)
		}
	}
}

// TestWhatNeverStopsIsAlwaysOn catches a start without a stop that counts as off before it.
func TestWhatNeverStopsIsAlwaysOn(t *testing.T) {
	from, _ := time.Parse(time.DateOnly, "2026-10-19")
	calendar := must(t, strings.Replace(office, "rds:stopDBInstance", "rds:rebootDBInstance", 1)).Calendar(from, 7)
	if got := calendar.On["database"].String(); got != "169h0m0s" {
		t.Errorf("a database that is only ever started is on for %s", got)
	}
}

// TestAMuteOverTheWeekendIsAnHourOff catches a calendar that hides a mistake of the templates. One mute rule from Friday evening to Monday
// morning is the obvious solution, but it ends an hour early or late when the clocks change.
func TestAMuteOverTheWeekendIsAnHourOff(t *testing.T) {
	schedule := must(t, strings.NewReplacer(
		`"cron(0 4 * * SAT,SUN)", "Duration": "PT16H"`, `"cron(0 20 * * FRI)", "Duration": "P2DT11H15M"`,
		`"cron(0 20 * * *)", "Duration": "PT9H30M"`, `"cron(0 20 * * MON-THU)", "Duration": "PT11H15M"`,
		`"cron(0 4 * * MON-FRI)"`, `"cron(0 4 * * TUE-FRI)"`).Replace(office))
	from, _ := time.Parse(time.DateOnly, "2026-10-26")
	if got := happened(schedule.Calendar(from, 1)); got[0] != "Mon 06:15 alarms are active" {
		t.Errorf("got %v, want the alarms to be active from 06:15", got)
	}
}

// TestAnAlarmThatIsNotMutedIsNamed catches an alarm that notifies people in off-hours.
func TestAnAlarmThatIsNotMutedIsNamed(t *testing.T) {
	if unmuted := must(t, office).Unmuted(); len(unmuted) != 0 {
		t.Errorf("got %v, want none", unmuted)
	}
	const dayOff = ",\n    " + `"Rule": {"Schedule": {"Expression": "cron(0 4 * * SAT,SUN)"`
	for name, change := range map[string]string{
		"in no rule":        strings.Replace(office, `"Alarm": {`, `"Late": {"Type": "AWS::CloudWatch::CompositeAlarm"}, "Alarm": {`, 1),
		"not on a day off":  strings.Replace(office, `[{"Ref": "Alarm"}]}`+dayOff, `[]}`+dayOff, 1),
		"by nothing at all": office[:strings.Index(office, `,`+"\n"+`  "Evening"`)] + "}",
	} {
		if unmuted := must(t, change).Unmuted(); len(unmuted) != 1 {
			t.Errorf("%s: got %v, want one alarm", name, unmuted)
		}
	}
}

// TestPartsInDifferentZonesAreRefused catches a calendar that mixes two time zones, and a duration that is misread.
func TestPartsInDifferentZonesAreRefused(t *testing.T) {
	const duration = `"Duration": "PT16H", "Timezone": `
	_, err := read(t, strings.Replace(office, duration+`"Europe/Berlin"`, duration+`"Europe/London"`, 1))
	if err == nil || !strings.Contains(err.Error(), "Europe/London, but Europe/Berlin in the rest") {
		t.Errorf("got %v, want both time zones", err)
	}
	_, err = read(t, strings.Replace(office, "PT16H", "16 hours", 1))
	if err == nil || !strings.Contains(err.Error(), "is not a duration") {
		t.Errorf("got %v, want an error about the duration", err)
	}
}

// TestAnEnvironmentWithoutAScheduleSaysSo catches an empty calendar that looks like an environment that is always off.
func TestAnEnvironmentWithoutAScheduleSaysSo(t *testing.T) {
	if _, err := read(t, `{"Alarm": {"Type": "AWS::CloudWatch::Alarm"}}`); !errors.Is(err, ErrNone) {
		t.Errorf("got %v, want ErrNone", err)
	}
}
