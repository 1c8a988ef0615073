package limits

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the same zones on a machine without a time zone database

	"kasha/internal/review/properties"
	"kasha/lib/cron"
)

// expressions says where a resource type has schedules, and what they may be.
type expressions struct {
	resource, path, zone string
	forms                []string // of cron, rate and at
	fields               int      // of cron
	units                []string // of rate
	strict               bool     // one of the two days is ?, and the unit of 1 is singular
	source               string
}

func scheduled() []expressions {
	minutes := []string{"minute", "minutes", "hour", "hours", "day", "days"}
	return []expressions{
		{resource: "AWS::Events::Rule", path: "ScheduleExpression", forms: []string{"cron", "rate"}, fields: 6, units: minutes, strict: true,
			source: "EventBridge user guide, \"Setting a schedule pattern for scheduled rules in Amazon EventBridge\""},
		{resource: "AWS::Scheduler::Schedule", path: "ScheduleExpression", zone: "ScheduleExpressionTimezone",
			forms: []string{"cron", "rate", "at"}, fields: 6, units: minutes, strict: true,
			source: "EventBridge Scheduler user guide, \"Schedule types in EventBridge Scheduler\""},
		{resource: "AWS::ApplicationAutoScaling::ScalableTarget", path: "ScheduledActions[].Schedule", zone: "ScheduledActions[].Timezone",
			forms: []string{"cron", "rate", "at"}, fields: 6, units: minutes, source: "Application Auto Scaling API, ScheduledAction"},
		{resource: "AWS::Backup::BackupPlan", path: "BackupPlan.BackupPlanRule[].ScheduleExpression", forms: []string{"cron"}, fields: 6,
			source: "AWS Backup API, BackupRuleInput"},
		{resource: "AWS::Backup::RestoreTestingPlan", path: "ScheduleExpression", forms: []string{"cron"}, fields: 6,
			source: "AWS Backup API, CreateRestoreTestingPlan"},
		{resource: "AWS::SecretsManager::RotationSchedule", path: "RotationRules.ScheduleExpression", forms: []string{"cron", "rate"}, fields: 6,
			units: []string{"hour", "hours", "day", "days"}, source: "Secrets Manager API, RotationRulesType"},
		{resource: "AWS::Synthetics::Canary", path: "Schedule.Expression", forms: []string{"cron", "rate"}, fields: 6,
			units: []string{"minute", "minutes", "hour"}, source: "CloudWatch Synthetics API, CanaryScheduleInput"},
		{resource: "AWS::CloudWatch::AlarmMuteRule", path: "Rule.Schedule.Expression", zone: "Rule.Schedule.Timezone",
			forms: []string{"cron", "at"}, fields: 5, source: "CloudWatch API, PutAlarmMuteRule"},
	}
}

// scheduleChecks read every schedule with lib/cron.
func scheduleChecks() []check {
	var all []check
	for _, e := range scheduled() {
		all = append(all, of(e.refused, e.resource))
	}
	return all
}

func (e expressions) refused(p map[string]any) []Refusal {
	var found []Refusal
	for at, leaf := range properties.Leaves(p) {
		text, isText := leaf.Value.(string)
		if !isText || isReference(text) {
			continue
		}
		switch leaf.Path {
		case e.path:
			why := e.wrong(text)
			found = append(found, one(why != "", at, at+" "+why+" ("+e.source+")", text)...)
		case e.zone:
			_, err := time.LoadLocation(text)
			found = append(found, one(err != nil || text == "Local", at, at+" is no time zone of the IANA database ("+e.source+")", text)...)
		}
	}
	return found
}

// wrong says why AWS does not read an expression; empty if it does.
func (e expressions) wrong(expression string) string {
	form, rest, _ := strings.Cut(expression, "(")
	inner, closed := strings.CutSuffix(rest, ")")
	if !closed || !slices.Contains(e.forms, form) {
		return "must be " + strings.Join(e.forms, "(...) or ") + "(...)"
	}
	switch form {
	case "cron":
		return e.wrongCron(inner)
	case "rate":
		return e.wrongRate(inner)
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if _, err := time.Parse(layout, inner); err == nil {
			return ""
		}
	}
	return "is no date and time, such as at(2030-01-31T07:00:00)"
}

// Forms of days that lib/cron does not read: the last one, the weekday nearest to one, and the second Monday of a month.
var (
	otherDay     = regexp.MustCompile(`^(L|LW|L-\d{1,2}|\d{1,2}W)$`)
	otherWeekday = regexp.MustCompile(`^([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5])$|^L$`)
)

func (e expressions) wrongCron(inner string) string {
	fields := strings.Fields(inner)
	if len(fields) != e.fields {
		return "has " + strconv.Itoa(len(fields)) + " fields, and must have " + strconv.Itoa(e.fields)
	}
	if e.strict && (fields[2] == "?") == (fields[4] == "?") {
		return "must have a ? as day of the month or as day of the week, and not as both"
	}
	if otherDay.MatchString(fields[2]) {
		fields[2] = "*"
	}
	if otherWeekday.MatchString(fields[4]) {
		fields[4] = "*"
	}
	if _, err := cron.Parse("cron(" + strings.Join(fields, " ") + ")"); err != nil {
		return "cannot be read: " + err.Error()
	}
	return ""
}

func (e expressions) wrongRate(inner string) string {
	value, unit, _ := strings.Cut(inner, " ")
	n, err := strconv.Atoi(value)
	switch {
	case err != nil || n < 0 || n == 0 && e.resource != "AWS::Synthetics::Canary": // where 0 stands for one run only
		return "must have a positive number"
	case !slices.Contains(e.units, unit):
		return "must have one of the units " + strings.Join(e.units, ", ")
	case e.strict && e.resource == "AWS::Events::Rule" && (n == 1) == strings.HasSuffix(unit, "s"):
		return "must have the unit in the singular for 1, and in the plural for more"
	}
	return ""
}
