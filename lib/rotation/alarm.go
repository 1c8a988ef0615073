package rotation

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/monitoring"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

// missedChecks is how many checks in a row may fail or be missing. A single one may be throttled, and the next one makes up for it.
const missedChecks = 3

// Alarm is in ALARM when no check has succeeded for three intervals. Rotation or the restart fails, or nothing starts the state
// machine any more. Missing data therefore counts as a failure. It is a warning: the state machine itself notifies the topic of
// what it finds, in every tier.
func (r Rotation) Alarm() monitoring.Alarm {
	return r.checkAlarm("rotation-check", "No check of password rotation and restart has succeeded for three intervals. The current password "+
		"works until the rotation after the next one. ")
}

// checkAlarm is in ALARM when no check of the state machine has succeeded for three intervals. means says what that can mean.
func (r Rotation) checkAlarm(name, means string) monitoring.Alarm {
	noticed := (missedChecks+1)*r.checkMinutes + 2 // the schedule may run just before an interval ends, and data may be late
	return monitoring.Alarm{
		Name: name, Severity: names.Warning,
		Notice: monitoring.Notice{
			Means:   means + fmt.Sprintf("In a new environment the alarm is expected until the first check, within %d minutes.", r.checkMinutes),
			Do:      "Read the cause of the last failed execution of " + r.name + ". If there is no execution, check its schedule.",
			Runbook: "rotation",
		},
		Metric: monitoring.Filled("succeeded", 0, r.checkMinutes, r.Machine.MetricSucceeded(&awscloudwatch.MetricOptions{
			Statistic: awscloudwatch.Stats_SUM(), Period: awscdk.Duration_Minutes(jsii.Number(r.checkMinutes)),
		})),
		When:    monitoring.Below(1),
		For:     monitoring.OutOf(missedChecks, missedChecks),
		Missing: awscloudwatch.TreatMissingData_BREACHING,
		Promise: deadline.Promise{
			Alarm: noticed, OK: 2 * r.checkMinutes, Silence: deadline.Silence{Means: deadline.Breaking, Minutes: noticed},
		},
		Threshold: "three intervals of the schedule, so that a single throttled call is ignored",
	}
}
