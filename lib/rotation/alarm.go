package rotation

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// missedChecks is how many checks in a row may fail or be missed. One may be throttled, and the next makes up for it.
const missedChecks = 3

// NewAlarm rings when no check of the flow succeeded for three intervals: because rotation or the restart is in trouble, or
// because nothing starts the flow any more. A missing figure therefore counts as a bad one.
func (r Rotation) NewAlarm(scope constructs.Construct, id, environment string, topic awssns.ITopic) awscloudwatch.Alarm {
	alarm := awscloudwatch.NewAlarm(scope, jsii.String(id), &awscloudwatch.AlarmProps{
		AlarmName: jsii.String("kasha-" + environment + "-warning-rotation-check"),
		AlarmDescription: jsii.String("No check of rotation and restart has succeeded for three intervals. The current password works until the rotation after the next one.\n" +
			"Do: read the cause of the last failed execution of kasha-" + environment + "-restart; if there is no execution, see its schedule\n" +
			"Runbook: docs/runbooks/rotation.md\n" +
			"Threshold: three intervals of the schedule, so that one throttled call wakes nobody\n" +
			"From: fixed"),
		Metric: r.Machine.MetricSucceeded(&awscloudwatch.MetricOptions{
			Statistic: awscloudwatch.Stats_SUM(), Period: awscdk.Duration_Minutes(jsii.Number(r.CheckMinutes)),
		}),
		Threshold:          jsii.Number(1),
		ComparisonOperator: awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD,
		EvaluationPeriods:  jsii.Number(missedChecks),
		DatapointsToAlarm:  jsii.Number(missedChecks),
		TreatMissingData:   awscloudwatch.TreatMissingData_BREACHING,
	})
	notify := awscloudwatchactions.NewSnsAction(topic)
	alarm.AddAlarmAction(notify)
	alarm.AddOkAction(notify)
	return alarm
}
