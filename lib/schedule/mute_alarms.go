package schedule

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

// mostMutedAlarms is how many alarms a mute rule takes (CloudWatch API, PutAlarmMuteRule).
const mostMutedAlarms = 100

// AlarmsProps is the alarms of one stack, and the hours in which they are not muted.
type AlarmsProps struct {
	Environment names.Environment
	Names       []*string // each the Ref of its alarm, so that CloudFormation creates the alarm before the mute rule
	Hours       config.Schedule
}

// MuteAlarms mutes alarms from the stop of one day until 15 minutes after the next start.
//
// A mute rule lasts a fixed time, but a night on which the clocks change is an hour longer or shorter. So the mute consists of
// rules that each begin at a fixed time of day. One begins every evening and lasts until after a possible clock change. The other
// lasts from then until the start, or on a day off until the evening. The rules overlap.
func MuteAlarms(scope constructs.Construct, id string, props AlarmsProps) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	hours := props.Hours
	const longestDay = 25 * time.Hour // when the clocks are set back
	const overlap = 30 * time.Minute
	mutes := []mute{
		{id: "Evening", from: hours.StopTime(), lasts: longestDay - hours.StopTime() + clockChange + overlap, days: "*"},
		{id: "Morning", from: clockChange, lasts: hours.StartTime() + alarmLag - clockChange, days: startDays(hours)},
	}
	if off := hours.DaysOff(); len(off) > 0 {
		mutes = append(mutes, mute{id: "DayOff", from: clockChange, lasts: hours.StopTime() - clockChange, days: on(off)})
	}
	for _, mute := range mutes {
		for first := 0; first < len(props.Names); first += mostMutedAlarms {
			alarms := props.Names[first:min(first+mostMutedAlarms, len(props.Names))]
			ruleID := fmt.Sprintf("%s%d", mute.id, first/mostMutedAlarms+1)
			awscloudwatch.NewCfnAlarmMuteRule(scope, jsii.String(ruleID), &awscloudwatch.CfnAlarmMuteRuleProps{
				Description: jsii.String("Mutes the alarms of " + string(props.Environment) + " while it is switched off"),
				MuteTargets: &awscloudwatch.CfnAlarmMuteRule_MuteTargetsProperty{AlarmNames: &alarms},
				Rule: &awscloudwatch.CfnAlarmMuteRule_RuleProperty{Schedule: &awscloudwatch.CfnAlarmMuteRule_ScheduleProperty{
					Expression: jsii.String(mute.cron()),
					Duration:   jsii.String(iso8601(mute.lasts)),
					Timezone:   jsii.String(hours.TimeZone),
				}},
			})
		}
	}
}

// mute is one mute rule's schedule.
type mute struct {
	id    string
	from  time.Duration // after midnight
	lasts time.Duration
	days  string // as in cron expressions
}

// cron has five fields, as mute rules require. The cron expressions of other AWS services have six.
func (m mute) cron() string {
	minute, hour := at(m.from)
	return fmt.Sprintf("cron(%s %s * * %s)", minute, hour, m.days)
}

// iso8601 returns a duration in hours and minutes, such as PT11H15M.
func iso8601(d time.Duration) string {
	text := fmt.Sprintf("PT%dH", int(d.Hours()))
	if minutes := int(d.Minutes()) % 60; minutes > 0 {
		text += fmt.Sprintf("%dM", minutes)
	}
	return text
}
