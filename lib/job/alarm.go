package job

import (
	"fmt"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/monitoring"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

// mostHours is what CloudWatch evaluates at most with periods of an hour (CloudWatch API, PutMetricAlarm, EvaluationPeriods).
const mostHours = 7 * 24

// Alarm returns the job's alarm. It is a warning: a failed run publishes to the topic in every tier.
func (j Job) Alarm() monitoring.Alarm {
	_, longest := j.props.Job.Gaps()
	patience := longest + j.props.Job.Timeout()
	hours := int((patience+time.Hour-1)/time.Hour) + 1 // a run may begin just after an hour does
	alarm := monitoring.Alarm{
		Name: names.Job(j.props.Name) + "-overdue", Severity: names.Warning,
		Notice: monitoring.Notice{
			Means: fmt.Sprintf("No run of the job %s has succeeded for %d hours. Its runs are at most %s apart and may take %d minutes. "+
				"In a new environment the alarm is expected until the first run.", j.props.Name, hours, readable(longest), j.props.Job.TimeoutMinutes),
			Do: "Read the cause of the last failed execution of " + j.props.Environment.Names().Machine(names.Job(j.props.Name)) +
				". If there is no execution, check its schedule.",
			Runbook: "job",
		},
		Metric: monitoring.Filled("succeeded", 0, 60, j.Machine.MetricSucceeded(everyHour())),
		When:   monitoring.Below(1), For: monitoring.OutOf(hours, hours),
		Missing: awscloudwatch.TreatMissingData_BREACHING,
		Promise: deadline.Promise{
			Alarm: (hours+1)*60 + 2, OK: 120, Silence: deadline.Silence{Means: deadline.Breaking, Minutes: (hours+1)*60 + 2},
		},
		Threshold: "the longest time between two runs, and a run's time limit",
		From:      []string{"jobs." + j.props.Name + ".schedule", "jobs." + j.props.Name + ".timeoutMinutes"},
	}
	if hours <= mostHours {
		return alarm
	}
	alarm.Name = names.Job(j.props.Name) + "-failed"
	alarm.Notice.Means = "A run of the job " + j.props.Name + " has failed. CloudWatch looks back seven days, so nobody is told of a " +
		"run that is missing."
	alarm.Notice.Do = "Read the cause of the last execution of " + j.props.Environment.Names().Machine(names.Job(j.props.Name)) + "."
	alarm.Metric = monitoring.Filled("failed", 0, 60, j.Machine.MetricFailed(everyHour()))
	alarm.When, alarm.For = monitoring.AtLeast(1), monitoring.OutOf(1, 3)
	alarm.Missing = awscloudwatch.TreatMissingData_NOT_BREACHING
	alarm.Promise = deadline.Promise{Alarm: 62, OK: 240, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 240}}
	alarm.Threshold, alarm.From = "any failed run", nil
	return alarm
}

func readable(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%d hours", d/time.Hour)
	}
	return fmt.Sprintf("%d minutes", d/time.Minute)
}

func everyHour() *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{Statistic: awscloudwatch.Stats_SUM(), Period: awscdk.Duration_Hours(jsii.Number(1))}
}
