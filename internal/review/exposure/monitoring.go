package exposure

import (
	"regexp"
	"strings"

	"kasha/internal/review/values"
)

// monitoringSettings are those of what tells people, or asks them: alarms, flow logs, approvals.
func monitoringSettings() []setting {
	const alarm = "AWS::CloudWatch::Alarm"
	return []setting{
		weakening(alarm, "alarm actions are enabled", or(at("ActionsEnabled"), true), turnedOff),
		weakening(alarm, "missing data is treated as breaching", at("TreatMissingData"), leaves("breaching")),
		weakening(alarm, "alarm actions", at("AlarmActions"), fewer),
		weakening("AWS::CloudWatch::CompositeAlarm", "alarms that it consists of", partsOfAlarm, fewer),

		opening("AWS::Events::Rule", "targets that also receive the rule's events", eventTargets, moreTargets),
		opening("AWS::Events::Rule", "events leave for another event bus or an API outside of AWS", outsideTargets, more).evenNew(),
		opening("AWS::SNS::Subscription", "one more endpoint receives what is published", unattendedEndpoint, appears).evenNew(),

		opening("AWS::Logs::SubscriptionFilter", "log events are also sent to this destination", at("DestinationArn"), appears).evenNew(),

		weakening("AWS::EC2::FlowLog", "traffic recorded by the flow log", at("TrafficType"), leaves("ALL")),
	}
}

// eventTargets are the targets of a rule, by their ids.
func eventTargets(rule map[string]any) any {
	targets := map[string]any{}
	for _, target := range objects(at("Targets")(rule)) {
		targets[values.Text(target["Id"])] = target["Arn"]
	}
	return targets
}

// moreTargets reports whether a rule has another target than before. One that changes is judged by the tables.
func moreTargets(old, new any) bool {
	before, _ := old.(map[string]any)
	after, _ := new.(map[string]any)
	for id := range after {
		if before[id] == nil {
			return true
		}
	}
	return false
}

// outsideTargets are event buses and API destinations: who owns them decides what happens to the events.
func outsideTargets(rule map[string]any) any {
	var all []any
	for _, target := range objects(at("Targets")(rule)) {
		if isOutside(values.Text(target["Arn"])) {
			all = append(all, target["Arn"])
		}
	}
	return all
}

func isOutside(arn string) bool {
	return strings.Contains(arn, ":event-bus/") || strings.Contains(arn, ":api-destination/")
}

// unattendedEndpoint is the endpoint of a subscription. An address for mail or messages is that of a person, who must confirm it.
func unattendedEndpoint(subscription map[string]any) any {
	switch at("Protocol")(subscription) {
	case "email", "email-json", "sms":
		return nil
	}
	return at("Endpoint")(subscription)
}

// quotedName finds the names of alarms in the rule of a composite alarm.
var quotedName = regexp.MustCompile(`ALARM\("([^"]+)"\)`)

// partsOfAlarm lists the alarms of which a composite alarm consists. A rule that also has AND or NOT is compared as a whole.
func partsOfAlarm(alarm map[string]any) any {
	rule := values.Text(at("AlarmRule")(alarm))
	var parts []any
	for _, found := range quotedName.FindAllStringSubmatch(rule, -1) {
		parts = append(parts, found[1])
	}
	if len(parts) == 0 || strings.Contains(rule, "AND") || strings.Contains(rule, "NOT") {
		return []any{rule}
	}
	return parts
}
