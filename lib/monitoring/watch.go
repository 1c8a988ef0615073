package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// Watch attaches alarms and events to an environment's topic, within one stack. A stack that has something of its own to
// watch builds one:
//
//	watch := monitoring.NewWatch(stack, "Archive", monitoring.WatchProps{Environment: env, TopicKey: key})
//	watch.Event(monitoring.Event{Name: "archive-backup-failed", Severity: monitoring.Critical, ...})
type Watch struct {
	Topic awssns.ITopic

	scope  constructs.Construct
	props  WatchProps
	action awscloudwatch.IAlarmAction // tells the topic
	hurt   []awscloudwatch.Alarm      // what users notice, see UsersHurt
	names  []string                   // of the alarms that were built
	role   awsiam.Role                // EventBridge's, built with the first event
	periods
}

// WatchProps says whose watch it is.
type WatchProps struct {
	Environment config.Environment
	TopicKey    awskms.IKey // what the topic is encrypted with; only events need it
}

// NewWatch builds nothing yet. The topic is known by its fixed name and must exist in the stack's region (NewTopic): a
// reference to another stack would be looked up anew for each action of each alarm.
func NewWatch(scope constructs.Construct, id string, props WatchProps) *Watch {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	arn := awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("sns"), Resource: jsii.String(TopicName(props.Environment.Name)),
	})
	topic := awssns.Topic_FromTopicArn(scope, jsii.String("Topic"), arn)
	return &Watch{Topic: topic, scope: scope, props: props, action: awscloudwatchactions.NewSnsAction(topic), periods: periods{}}
}

// Alarm builds an alarm that tells the topic when it rings and when it stops. It returns nil for a warning that the
// environment's coverage leaves out.
func (w *Watch) Alarm(a Alarm) awscloudwatch.Alarm {
	if !w.covers(a.Severity) {
		return nil
	}
	name := w.name(a.Severity, a.Name)
	w.names = append(w.names, name)
	props := &awscloudwatch.AlarmProps{
		AlarmName:          jsii.String(name),
		AlarmDescription:   jsii.String(a.text()),
		Metric:             a.Metric,
		Threshold:          jsii.Number(a.When.limit),
		ComparisonOperator: a.When.comparison,
		DatapointsToAlarm:  jsii.Number(a.For.Periods),
		EvaluationPeriods:  jsii.Number(a.For.Of),
		TreatMissingData:   a.Missing,
	}
	if a.percentile {
		// With a handful of requests the slowest of them is the percentile.
		props.EvaluateLowSampleCountPercentile = jsii.String("ignore")
	}
	alarm := awscloudwatch.NewAlarm(w.scope, jsii.String(a.Name), props)
	w.tell(alarm)
	return alarm
}

// Placed are the alarms that this watch has built in a region.
func (w *Watch) Placed(region string) []Placed {
	var placed []Placed
	for _, name := range w.names {
		placed = append(placed, Placed{name, region})
	}
	return placed
}

// covers reports whether the environment's coverage has what is of this severity.
func (w *Watch) covers(severity Severity) bool {
	return severity != Warning || w.props.Environment.Alarms.IsFull()
}

// tell also says when it is over: nobody has to look whether it still is.
//
// Not in an environment that sleeps. There the alarms on tasks are raised in the evening and fall in the morning, unheard; and
// what a mute rule held back CloudWatch does when the silence ends, if the alarm is then in that state (user guide, "How
// alarm mute rules work": "actions associated with all alarm states"). Every morning would begin with a mail for each.
func (w *Watch) tell(alarm awscloudwatch.AlarmBase) {
	alarm.AddAlarmAction(w.action)
	if w.props.Environment.Schedule == nil {
		alarm.AddOkAction(w.action)
	}
}

// name is what people see and what pagers filter by.
func (w *Watch) name(severity Severity, name string) string {
	return fmt.Sprintf("kasha-%s-%s-%s", w.props.Environment.Name, severity, name)
}
