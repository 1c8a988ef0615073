package rotation

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/monitoring"
)

// missedChecks is how many checks in a row may fail or be missed. One may be throttled, and the next makes up for it.
const missedChecks = 3

// Alarm rings when no check of the flow succeeded for three intervals: because rotation or the restart is in trouble, or
// because nothing starts the flow any more. A missing figure therefore counts as a bad one. It is a warning: the flow itself
// tells the topic of what it finds, in every tier.
func (r Rotation) Alarm() monitoring.Alarm {
	return monitoring.Alarm{
		Name: "rotation-check", Severity: monitoring.Warning,
		Notice: monitoring.Notice{
			Means: "No check of rotation and restart has succeeded for three intervals. The current password works until the rotation after the next one. " +
				fmt.Sprintf("Where the flow is new it also rings until its first check, which comes within %d minutes.", r.checkMinutes),
			Do:      "Read the cause of the last failed execution of " + r.name + "; if there is no execution, see its schedule.",
			Runbook: "rotation",
		},
		Metric: r.Machine.MetricSucceeded(&awscloudwatch.MetricOptions{
			Statistic: awscloudwatch.Stats_SUM(), Period: awscdk.Duration_Minutes(jsii.Number(r.checkMinutes)),
		}),
		When:      monitoring.Below(1),
		For:       monitoring.For{Periods: missedChecks, Of: missedChecks},
		Missing:   awscloudwatch.TreatMissingData_BREACHING,
		Threshold: "three intervals of the schedule, so that one throttled call wakes nobody",
	}
}
