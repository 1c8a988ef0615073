package schedule

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// mutedByRule is how many alarms one mute rule takes (CloudWatch API, PutAlarmMuteRule).
const mutedByRule = 100

// AlarmsProps is the alarms of one stack and the hours in which they may be heard.
type AlarmsProps struct {
	Environment string
	Names       []*string // as Ref gives them, so that a rule is made after its alarms
	Hours       config.Schedule
}

// Alarms mutes alarms from the stop of one day until a while after the next start.
//
// A mute rule lasts a fixed time, and a night on which the clocks change is an hour longer or shorter than others. So the
// silence is made of pieces that begin by the clock: every evening until after the clocks may have changed, and from then
// until the start, or on a day off until the evening. The pieces overlap.
func Alarms(scope constructs.Construct, id string, props AlarmsProps) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	hours := props.Hours
	const longestDay = 25 * time.Hour // where the clocks go back
	const overlap = 30 * time.Minute
	pieces := []piece{
		{"Evening", hours.StopTime(), longestDay - hours.StopTime() + clockChange + overlap, "*"},
		{"Morning", clockChange, hours.StartTime() + alarmLag - clockChange, startDays(hours)},
	}
	if off := hours.DaysOff(); len(off) > 0 {
		pieces = append(pieces, piece{"DayOff", clockChange, hours.StopTime() - clockChange, on(off)})
	}
	for _, piece := range pieces {
		for first := 0; first < len(props.Names); first += mutedByRule {
			names := props.Names[first:min(first+mutedByRule, len(props.Names))]
			awscloudwatch.NewCfnAlarmMuteRule(scope, jsii.String(fmt.Sprintf("%s%d", piece.id, first/mutedByRule+1)), &awscloudwatch.CfnAlarmMuteRuleProps{
				Description: jsii.String("Off-hours of kasha-" + props.Environment),
				MuteTargets: &awscloudwatch.CfnAlarmMuteRule_MuteTargetsProperty{AlarmNames: &names},
				Rule: &awscloudwatch.CfnAlarmMuteRule_RuleProperty{Schedule: &awscloudwatch.CfnAlarmMuteRule_ScheduleProperty{
					Expression: jsii.String(piece.cron()),
					Duration:   jsii.String(duration(piece.lasts)),
					Timezone:   jsii.String(hours.TimeZone),
				}},
			})
		}
	}
}

type piece struct {
	id    string
	from  time.Duration // after midnight
	lasts time.Duration
	days  string
}

// cron has five fields, as mute rules want it; the other services' have six.
func (p piece) cron() string {
	minute, hour := at(p.from)
	return fmt.Sprintf("cron(%s %s * * %s)", minute, hour, p.days)
}

// duration is a time in ISO 8601: PT11H15M.
func duration(d time.Duration) string {
	text := fmt.Sprintf("PT%dH", int(d.Hours()))
	if minutes := int(d.Minutes()) % 60; minutes > 0 {
		text += fmt.Sprintf("%dM", minutes)
	}
	return text
}
