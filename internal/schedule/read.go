// Package schedule reads from an environment's templates when the environment is switched off and on, and when its jobs run. It computes a
// calendar from the cron expressions, time zones and durations in the templates. The calendar is also right when the clocks change. The
// package does not read the configuration, so the calendar also shows where the templates differ from the configuration.
package schedule

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // the same calendar on a machine without a time zone database

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/lib/cron"
)

// Schedule is everything in an environment that switches it off and on at certain times.
type Schedule struct {
	Zone    *time.Location
	actions []action // by what they start or stop
	mutes   []mute
	alarms  []string // references of all alarms
	jobs    []job
}

// job is a state machine that is started at certain times. Its zone may be another than that of the off-hours.
type job struct {
	what string // its construct path: JobNightly
	cron cron.Expression
	zone *time.Location
}

// action starts or stops something.
type action struct {
	what  string // frontend, backend, database, or the construct of a further service: ServiceApi
	start bool
	cron  cron.Expression
}

// ErrNone means that an environment has no schedule and no jobs: it is on day and night.
var ErrNone = errors.New("no schedule: it is on day and night")

// Read reads the schedule and the jobs of one environment's stacks. It returns ErrNone if there is neither, and otherwise all problems at
// once.
func Read(stacks []assembly.Stack) (Schedule, error) {
	environment, err := cloudformation.Resolve(stacks)
	if err != nil {
		return Schedule{}, err
	}
	r := reader{}
	for _, resource := range environment.Resources("AWS::Scheduler::Schedule") {
		r.database(resource)
		if target, ok := environment.Find(resource.Properties.Map("Target").Text("Arn")); ok {
			r.job(resource, target)
		}
	}
	for _, resource := range environment.Resources("AWS::ApplicationAutoScaling::ScalableTarget") {
		r.service(resource)
	}
	for _, resource := range environment.Resources("AWS::CloudWatch::AlarmMuteRule") {
		r.mute(resource)
	}
	for _, resource := range environment.Resources("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm") {
		r.schedule.alarms = append(r.schedule.alarms, resource.Reference())
	}
	if err := errors.Join(r.problems...); err != nil {
		return Schedule{}, err
	}
	switch {
	case len(r.schedule.actions) > 0:
	case len(r.schedule.jobs) > 0:
		r.schedule.Zone = r.schedule.jobs[0].zone
	default:
		return Schedule{}, ErrNone
	}
	slices.SortFunc(r.schedule.jobs, func(a, b job) int { return strings.Compare(a.what, b.what) })
	slices.SortStableFunc(r.schedule.actions, func(a, b action) int { return strings.Compare(a.what, b.what) })
	return r.schedule, nil
}

type reader struct {
	schedule Schedule
	problems []error
}

func (r *reader) database(resource cloudformation.Resource) {
	_, call, _ := strings.Cut(resource.Properties.Map("Target").Text("Arn"), ":aws-sdk:")
	switch call {
	case "rds:startDBInstance", "rds:stopDBInstance":
		database := action{what: "database", start: call == "rds:startDBInstance"}
		r.add(resource, database, resource.Properties.Text("ScheduleExpression"), resource.Properties.Text("ScheduleExpressionTimezone"))
	}
}

// job reads a schedule that starts a state machine at times of day. Checks at a rate, such as those of rotations, are no jobs.
func (r *reader) job(resource, target cloudformation.Resource) {
	expression := resource.Properties.Text("ScheduleExpression")
	if target.Type != "AWS::StepFunctions::StateMachine" || !strings.HasPrefix(expression, "cron(") {
		return
	}
	times, err := cron.Parse(expression)
	zone, zoneErr := time.LoadLocation(cmp.Or(resource.Properties.Text("ScheduleExpressionTimezone"), "UTC"))
	if err := errors.Join(err, zoneErr); err != nil {
		r.problems = append(r.problems, fmt.Errorf("%s: %w", resource, err))
	}
	what, _, _ := strings.Cut(target.Name(), "/")
	r.schedule.jobs = append(r.schedule.jobs, job{what: what, cron: times, zone: zone})
}

func (r *reader) service(resource cloudformation.Resource) {
	name, _, _ := strings.Cut(resource.Name(), "/")
	if rest := name[1:]; rest == strings.ToLower(rest) { // of one word
		name = strings.ToLower(name)
	}
	for _, scheduled := range resource.Properties.Maps("ScheduledActions") {
		tasks, _ := scheduled.Map("ScalableTargetAction").Int("MaxCapacity")
		r.add(resource, action{what: name, start: tasks > 0}, scheduled.Text("Schedule"), scheduled.Text("Timezone"))
	}
}

func (r *reader) add(resource cloudformation.Resource, a action, expression, zone string) {
	var err error
	if a.cron, err = cron.Parse(expression); err != nil {
		r.problems = append(r.problems, fmt.Errorf("%s: %w", resource, err))
	}
	r.zone(resource, zone)
	r.schedule.actions = append(r.schedule.actions, a)
}

func (r *reader) mute(resource cloudformation.Resource) {
	rule := resource.Properties.Map("Rule").Map("Schedule")
	expression, err := cron.Parse(rule.Text("Expression"))
	lasts, durationErr := parseDuration(rule.Text("Duration"))
	if err := errors.Join(err, durationErr); err != nil {
		r.problems = append(r.problems, fmt.Errorf("%s: %w", resource, err))
	}
	r.zone(resource, rule.Text("Timezone"))
	alarms := map[string]bool{}
	for _, name := range resource.Properties.Map("MuteTargets").Texts("AlarmNames") {
		alarms[name] = true
	}
	r.schedule.mutes = append(r.schedule.mutes, mute{alarms: alarms, cron: expression, lasts: lasts})
}

// zone keeps the time zone. Parts of one schedule in different zones would drift apart twice a year, so that is a problem.
func (r *reader) zone(resource cloudformation.Resource, name string) {
	if name == "" {
		name = "UTC" // the default of all three services
	}
	zone, err := time.LoadLocation(name)
	switch {
	case err != nil:
		r.problems = append(r.problems, fmt.Errorf("%s: %w", resource, err))
	case r.schedule.Zone == nil:
		r.schedule.Zone = zone
	case r.schedule.Zone.String() != name:
		r.problems = append(r.problems, fmt.Errorf("%s: the time zone is %s, but %s in the rest of the schedule", resource, name,
			r.schedule.Zone))
	}
}

var durationPattern = regexp.MustCompile(`^P(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?)?$`)

// parseDuration reads an ISO 8601 duration of days, hours and minutes, as mute rules use it: PT11H15M, P2DT12H.
func parseDuration(text string) (time.Duration, error) {
	parts := durationPattern.FindStringSubmatch(text)
	if parts == nil {
		return 0, fmt.Errorf("%q is not a duration; fix: write it as PT11H15M", text)
	}
	var total time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute} {
		number, _ := strconv.Atoi(parts[i+1])
		total += time.Duration(number) * unit
	}
	return total, nil
}
