package exposure

import (
	"slices"
	"strings"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

const alarmType = "AWS::CloudWatch::Alarm"

// alarm compares when an alarm goes into ALARM. Its threshold, periods and missing data belong together: three of three minutes and three
// of five are different alarms. Thresholds of Kasha's alarms follow the size of what they watch. So a threshold that changes together with
// a capacity is a note and no weakening. On the messages of a queue, it must be the capacity of the processes that receive from this queue.
func (e *Environment) alarm(s Stack, r Resource) Findings {
	var found Findings
	if r.Old == nil || values.Type(r.New) != alarmType {
		return found
	}
	old, new := values.Properties(r.Old), values.Properties(r.New)
	tell := func(to *[]Finding, what, property string) {
		*to = append(*to, e.about(s, r, what, old[property], new[property]))
	}
	if !values.Equal(old["ComparisonOperator"], new["ComparisonOperator"]) {
		tell(&found.Weakenings, "the alarm compares in another way", "ComparisonOperator")
	} else if laterThreshold(values.Text(new["ComparisonOperator"]), old["Threshold"], new["Threshold"]) {
		queue, onQueue := e.waitingMessages(r)
		why := ""
		if onQueue && strings.HasPrefix(values.Text(new["ComparisonOperator"]), "Greater") {
			why = e.moreReceivers(queue, old["Threshold"], new["Threshold"])
		}
		switch {
		case why != "":
			tell(&found.Notes, "the alarm's threshold grows, because "+why, "Threshold")
		case e.grows && !onQueue:
			tell(&found.Notes, "the alarm's threshold moves together with a capacity", "Threshold")
		default:
			tell(&found.Weakenings, "the alarm goes into ALARM later: threshold", "Threshold")
		}
	}
	for _, name := range []string{"Period", "EvaluationPeriods", "DatapointsToAlarm"} {
		was, is := old[name], new[name]
		if name == "DatapointsToAlarm" { // absent: all of the evaluation periods
			was, is = or2(was, old["EvaluationPeriods"]), or2(is, new["EvaluationPeriods"])
		}
		if !values.Equal(was, is) && values.Number(is) > values.Number(was) {
			tell(&found.Weakenings, "the alarm goes into ALARM later: "+name, name)
		}
	}
	if before, after := expressions(r.Old), expressions(r.New); !values.Equal(e.names.Current(before), after) {
		if e.grows {
			found.Notes = append(found.Notes, e.about(s, r, "the alarm's expression changes together with a capacity", before, after))
		} else {
			found.Weakenings = append(found.Weakenings, e.about(s, r, "the alarm watches something else: expression", before, after))
		}
	}
	return found
}

// about is a finding about a resource, with a value before and after.
func (e *Environment) about(s Stack, r Resource, what string, old, new any) Finding {
	before, after := values.Excerpts(e.names.Readable(s.Name, old), e.names.Readable(s.Name, new))
	return Finding{Construct: r.Construct, Type: values.Type(r.New), What: what, Rank: rankOf(""), Old: before, New: after}
}

func or2(value, absent any) any {
	if value == nil {
		return absent
	}
	return value
}

// laterThreshold reports whether more must happen before the alarm goes into ALARM. A threshold that only a deployment knows can have any
// value.
func laterThreshold(operator string, old, new any) bool {
	_, wasNumber := values.ParseNumber(old)
	_, isNumber := values.ParseNumber(new)
	switch {
	case values.Equal(old, new):
		return false
	case !wasNumber || !isNumber:
		return true
	case strings.HasPrefix(operator, "Greater"):
		return values.Number(new) > values.Number(old)
	case strings.HasPrefix(operator, "Less") && !strings.Contains(operator, "Or") || operator == "LessThanOrEqualToThreshold":
		return values.Number(new) < values.Number(old)
	}
	return true
}

// expressions are the formulas of an alarm on metric math.
func expressions(alarm map[string]any) any {
	var all []any
	for _, metric := range objects(at("Metrics")(alarm)) {
		if metric["Expression"] != nil {
			all = append(all, metric["Expression"])
		}
	}
	return all
}

// ofTaskCount are properties of class availability that decide how many tasks run.
func ofTaskCount(path string) bool {
	return slices.Contains([]string{"MinCapacity", "DesiredCount", "TargetTrackingScalingPolicyConfiguration.TargetValue",
		"TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown"}, path)
}

// grows reports whether the capacity of anything in the environment changes, up or down.
func grows(names Names, table properties.Table, stacks []Stack) bool {
	return slices.ContainsFunc(stacks, func(s Stack) bool {
		return slices.ContainsFunc(s.Resources, func(r Resource) bool {
			if r.Old == nil || r.New == nil {
				return false
			}
			old, _ := names.Current(values.Properties(r.Old)).(map[string]any)
			return slices.ContainsFunc(properties.Differences(old, values.Properties(r.New)), func(d properties.Difference) bool {
				rule, known := table.Lookup(values.Type(r.New), d.Path)
				return known && (rule.Class == properties.Capacity || ofTaskCount(d.Path))
			})
		})
	})
}
