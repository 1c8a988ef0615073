package exposure

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

const scalableTargetType = "AWS::ApplicationAutoScaling::ScalableTarget"

// anyCall is the target of a schedule that calls an API of AWS. Source: EventBridge Scheduler user guide, "Using universal targets".
var anyCall = regexp.MustCompile(`:scheduler:::aws-sdk:([a-zA-Z0-9]+:[a-zA-Z0-9]+)$`)

// deletingCall are calls that end what they name.
var deletingCall = regexp.MustCompile(`:(delete|terminate|remove|purge|deregister|release|destroy|schedule.*Deletion|batchDelete)`)

// scheduledCall reports a new schedule that calls an API of AWS. In an environment with off-hours, the calls that stop and start the
// database are declared.
func (e *Environment) scheduledCall(s Stack, r Resource) []Finding {
	p := values.Properties(r.New)
	target := values.Text(within(p, "Target", "Arn"))
	call := anyCall.FindStringSubmatch(target)
	if call == nil {
		return nil // its target must be in the templates
	}
	when := values.Text(p["ScheduleExpression"]) + ": " + values.Text(within(p, "Target", "Input"))
	switch {
	case slices.Contains([]string{"rds:stopDBInstance", "rds:startDBInstance"}, call[1]) && len(e.offHours()) > 0:
		return nil
	case deletingCall.MatchString(call[1]):
		return []Finding{e.isAfter(s, r, properties.Loss, "a schedule deletes: it calls "+call[1], when)}
	}
	return []Finding{e.isAfter(s, r, properties.Weakening, "a schedule changes what is there: it calls "+call[1], when)}
}

// hours are when an environment is switched off, in minutes after midnight.
type hours struct {
	stop, start int
	days        []string // on which it starts; nil: every day
	zone        string
}

// offHours are those of the scheduled actions that stop all tasks of a service, each with the one that starts them.
func (e *Environment) offHours() []hours {
	var all []hours
	for _, target := range e.after.resources {
		if values.Type(target) != scalableTargetType {
			continue
		}
		var h hours
		stops, starts := false, false
		for _, action := range objects(at("ScheduledActions")(target)) {
			minute, days, ok := timeOfDay(values.Text(action["Schedule"]))
			if !ok {
				continue
			}
			if most := within(action, "ScalableTargetAction", "MaxCapacity"); most != nil && values.Number(most) == 0 {
				h.stop, h.zone, stops = minute, values.Text(action["Timezone"]), true
			} else {
				h.start, h.days, starts = minute, days, true
			}
		}
		if stops && starts {
			all = append(all, h)
		}
	}
	return all
}

var cron = regexp.MustCompile(`^cron\((\d+) (\d+) \S+ \S+ (\S+)( \S+)?\)$`)

// timeOfDay reads a cron expression with one time of day; days are nil for every day.
func timeOfDay(expression string) (minute int, days []string, ok bool) {
	found := cron.FindStringSubmatch(expression)
	if found == nil {
		return 0, nil, false
	}
	m, _ := strconv.Atoi(found[1])
	h, _ := strconv.Atoi(found[2])
	if found[3] != "*" && found[3] != "?" {
		days = strings.Split(found[3], ",")
	}
	return h*60 + m, days, true
}

var lasting = regexp.MustCompile(`^PT(?:(\d+)H)?(?:(\d+)M)?$`)

// mutes reports a new mute rule, unless its alarms are muted while the tasks are stopped. A mute rule has no effect on the state of an
// alarm: only its actions do not run.
func (e *Environment) mutes(s Stack, r Resource) []Finding {
	schedule := at("Rule", "Schedule")
	text := func(name string) string { return values.Text(within(map[string]any{"S": schedule(r.New)}, "S", name)) }
	from, days, daily := timeOfDay(text("Expression"))
	lasts := lasting.FindStringSubmatch(text("Duration"))
	if daily && lasts != nil {
		h, _ := strconv.Atoi(lasts[1])
		m, _ := strconv.Atoi(lasts[2])
		if slices.ContainsFunc(e.offHours(), func(off hours) bool {
			return off.zone == text("Timezone") && off.covers(from, h*60+m, days)
		}) {
			return nil
		}
	}
	return []Finding{e.isAfter(s, r, properties.Weakening, "alarms notify nobody during these times, in which tasks run", schedule(r.New))}
}

// afterStart is how long after a start alarms may stay muted: until tasks answer.
const afterStart = 30

// covers reports whether the tasks are stopped from a minute of the day on, for some minutes. On days without a start they are stopped
// until the next start.
func (off hours) covers(from, lasts int, days []string) bool {
	const day = 24 * 60
	if off.days != nil && days != nil && !slices.ContainsFunc(days, func(d string) bool { return slices.Contains(off.days, d) }) {
		return from+lasts <= off.stop // on a day off, until the evening
	}
	if from >= off.stop {
		return from+lasts <= day+off.start+afterStart
	}
	return from+lasts <= off.start+afterStart
}

// shrinkingPolicy reports one more scaling policy of a target of before that can take capacity away. Policies of the type TargetTracking
// only add to it: the largest capacity of them counts. Source: Application Auto Scaling user guide, "Multiple scaling policies".
func (e *Environment) shrinkingPolicy(s Stack, r Resource) []Finding {
	p := values.Properties(r.New)
	target := nameOf(p["ScalingTargetId"])
	steps := within(p, "StepScalingPolicyConfiguration")
	if target != "" && e.added[target] || steps == nil {
		return nil
	}
	exact := within(p, "StepScalingPolicyConfiguration", "AdjustmentType") == "ExactCapacity"
	shrinks := slices.ContainsFunc(objects(within(p, "StepScalingPolicyConfiguration", "StepAdjustments")), func(step map[string]any) bool {
		return exact || values.Number(step["ScalingAdjustment"]) < 0
	})
	if !shrinks || target != "" && !e.before.hasScalingPolicy(target, values.Properties(e.before.resources[target])) {
		return nil
	}
	return []Finding{e.isAfter(s, r, properties.Weakening, "one more policy decides how many tasks run, and takes tasks away", steps)}
}

// secondLimits reports one more scalable target of a service that has one: the limits that are registered last count.
func (e *Environment) secondLimits(s Stack, r Resource) []Finding {
	id := values.Text(at("ResourceId")(r.New))
	for name, other := range e.before.resources {
		if values.Type(other) == scalableTargetType && e.after.resources[name] != nil && values.Text(at("ResourceId")(other)) == id {
			limits := map[string]any{"MinCapacity": at("MinCapacity")(r.New), "MaxCapacity": at("MaxCapacity")(r.New)}
			return []Finding{e.isAfter(s, r, properties.Weakening, "other limits are registered for a service that has limits", limits)}
		}
	}
	return nil
}

// suppresses reports a new composite alarm that waits for another one before its actions run. It is new, so no action ran before.
func (e *Environment) suppresses(s Stack, r Resource) []Finding {
	if suppressor := at("ActionsSuppressor")(r.New); suppressor != nil {
		return []Finding{e.isAfter(s, r, properties.Weakening, "the actions of this alarm do not run while another one is in ALARM", suppressor)}
	}
	return nil
}
