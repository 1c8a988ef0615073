package worker

import (
	"fmt"
	"math"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

const (
	// busyPercent is for how much of the time a task is planned to work. At 100, the messages of even traffic would wait ever longer.
	busyPercent = 80

	// cooldownSeconds is the time between two evaluations of the alarm. A policy of exact numbers needs no longer one: it adds nothing to
	// what an earlier invocation has started.
	cooldownSeconds = 60

	mostSteps = 20 // of a step policy (Application Auto Scaling user guide, "Quotas")
)

// scale sets the number of tasks to what the queue needs, every minute. One alarm calculates that number, and one step policy sets it.
//
// A queue that is empty says nothing about how many tasks keep it empty. So a number that follows the waiting messages alone swings:
// tasks empty the queue, are taken away, and it fills up again. The number here follows the traffic, and waiting messages add to it.
//
// The steps are exact numbers. How many tasks run does not matter to them, so zero is a number like any other. ECS has no metrics of a
// service without tasks, and target tracking therefore never leaves zero.
func scale(scope constructs.Construct, w Worker, props Props) awsecs.ScalableTaskCount {
	limits := props.Worker
	tasks := w.Service.AutoScaleTaskCount(&awsapplicationautoscaling.EnableScalingProps{
		MinCapacity: jsii.Number(limits.MinTasks), MaxCapacity: jsii.Number(limits.MaxTasks),
	})
	count := w.Service.Node().FindChild(jsii.String("TaskCount")) // which ScalableTaskCount does not give away itself
	action := awsapplicationautoscaling.NewStepScalingAction(scope, jsii.String("Scaling"),
		&awsapplicationautoscaling.StepScalingActionProps{
			ScalingTarget:         count.Node().FindChild(jsii.String("Target")).(awsapplicationautoscaling.ScalableTarget),
			PolicyName:            jsii.String("Needed"),
			AdjustmentType:        awsapplicationautoscaling.AdjustmentType_EXACT_CAPACITY,
			Cooldown:              awscdk.Duration_Seconds(jsii.Number(cooldownSeconds)),
			MetricAggregationType: awsapplicationautoscaling.MetricAggregationType_MAXIMUM,
		})
	for _, step := range Steps(limits.MinTasks, limits.MaxTasks) {
		adjustment := &awsapplicationautoscaling.AdjustmentTier{Adjustment: jsii.Number(step.Tasks), LowerBound: jsii.Number(step.From)}
		if !math.IsInf(step.To, 1) {
			adjustment.UpperBound = jsii.Number(step.To)
		}
		action.AddAdjustment(adjustment)
	}
	// The alarm is always in ALARM while the queue has metrics, and CloudWatch then invokes a scaling policy every minute (CloudWatch user
	// guide, "Alarm actions"). Without metrics, nobody has called the queue for six hours, and no task runs.
	alarm := awscloudwatch.NewAlarm(scope, jsii.String("Needed"), &awscloudwatch.AlarmProps{
		AlarmName: jsii.String(props.Environment.ScalingAlarm(props.Name)),
		AlarmDescription: jsii.String("Sets the number of tasks of " + props.Name + ". It is in ALARM all the time, and notifies nobody. " +
			"docs/workers.md explains it."),
		Metric:             Needed(w, limits),
		Threshold:          jsii.Number(0), // the bounds of the steps count from it
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		EvaluationPeriods:  jsii.Number(1), DatapointsToAlarm: jsii.Number(1),
		TreatMissingData: awscloudwatch.TreatMissingData_NOT_BREACHING,
	})
	alarm.AddAlarmAction(awscloudwatchactions.NewApplicationScalingAction(action))
	return tasks
}

// Needed is how many tasks the queue needs, a whole number:
//
//	load = the work that has come in, in tasks that are busy for busyPercent of the time, and
//	       the tasks that process the waiting messages within the acceptable time
//
// Tasks that were needed for messages in flight stay, so that a number between two others does not go up and down. That is limited, so
// that a worker which receives more messages at once than its configuration says does not grow to its maximum.
//
// The alarm's period is the time over which all of it is looked back on. It slides: CloudWatch evaluates every minute (CloudWatch user
// guide, "Alarm evaluation window"). Messages that wait therefore count within a minute, and tasks go after a whole period without need.
func Needed(w Worker, limits config.Worker) awscloudwatch.IMetric {
	period := awscdk.Duration_Minutes(jsii.Number(limits.WindowMinutes()))
	metric := func(name, statistic string) awscloudwatch.IMetric {
		return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
			Namespace: jsii.String("AWS/SQS"), MetricName: jsii.String(name), Statistic: jsii.String(statistic), Period: period,
			DimensionsMap: &map[string]*string{"QueueName": jsii.String(w.QueueName)},
		})
	}
	taskSeconds := limits.SecondsPerMessage / float64(limits.MessagesAtOnce) // of one task, for one message
	load := fmt.Sprintf("sent * %s + visible * %s",
		decimal(taskSeconds*100/busyPercent/float64(60*limits.WindowMinutes())), decimal(taskSeconds/float64(limits.AcceptableSeconds)))
	held := "held * " + decimal(1/float64(limits.MessagesAtOnce))
	kept := fmt.Sprintf("IF(%s > 2 * (%s) + 1, 2 * (%s) + 1, %s)", held, load, load, held)
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Label: jsii.String("tasks needed"), Period: period,
		Expression: jsii.String(fmt.Sprintf("CEIL(IF(%s > %s, %s, %s))", held, load, kept, load)),
		UsingMetrics: &map[string]awscloudwatch.IMetric{
			"sent":    metric("NumberOfMessagesSent", "Sum"),
			"visible": metric("ApproximateNumberOfMessagesVisible", "Maximum"),
			"held":    metric("ApproximateNumberOfMessagesNotVisible", "Maximum"),
		},
	})
}

// decimal writes a factor as metric math reads it: without an exponent.
func decimal(factor float64) string {
	text := strconv.FormatFloat(factor, 'g', 6, 64)
	rounded, _ := strconv.ParseFloat(text, 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// Step is how many tasks run while the metric is at least From and less than To. The last step has no end.
type Step struct {
	From, To float64
	Tasks    int
}

// Steps lead from the smallest number of tasks to the largest. Up to 19 above it, each number is a step. Beyond, steps grow by the same
// share, and round up: too few tasks would make messages wait.
func Steps(minTasks, maxTasks int) []Step {
	growth := math.Pow(float64(maxTasks)/float64(max(minTasks, 1)), 1/float64(mostSteps-1))
	levels := levelsTo(minTasks, maxTasks, 1)
	for ; len(levels) > mostSteps; growth *= 1.01 {
		levels = levelsTo(minTasks, maxTasks, growth)
	}
	var steps []Step
	from := 0.0
	for i, tasks := range levels {
		to := float64(tasks) + 0.5 // the metric is a whole number
		if i == len(levels)-1 {
			to = math.Inf(1)
		}
		steps = append(steps, Step{From: from, To: to, Tasks: tasks})
		from = to
	}
	return steps
}

// levelsTo are the numbers of tasks from the smallest to the largest, each the next number or so many times the one before.
func levelsTo(least, most int, growth float64) []int {
	levels := []int{least}
	for last := least; last < most; {
		last = min(max(last+1, int(math.Ceil(float64(last)*growth))), most)
		levels = append(levels, last)
	}
	return levels
}
