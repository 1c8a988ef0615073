package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

// Watch builds alarms and events that notify the environment's alarm topic, all in one stack. A stack with something of its own
// to watch builds its own:
//
//	watch := monitoring.NewWatch(stack, "Archive", monitoring.WatchProps{Environment: env, TopicKey: key})
//	watch.Event(monitoring.Event{Name: "archive-backup-failed", Severity: names.Critical, ...})
type Watch struct {
	Topic awssns.ITopic

	scope     constructs.Construct
	region    string // of the scope's stack
	props     WatchProps
	env       names.Environment
	action    awscloudwatch.IAlarmAction // publishes to the topic
	built     []BuiltAlarm
	noticed   []BuiltAlarm // those of them that users notice
	publisher awsiam.Role  // EventBridge's role, built with the first event
	periods

	undelivered awssqs.Queue // built with the first event; see Undelivered
}

// WatchProps says which environment is watched.
type WatchProps struct {
	Environment config.Environment
	TopicKey    awskms.IKey // the KMS key of the alarm topic; nil if the watch gets no events
}

// NewWatch builds no resource yet. The topic must exist in the stack's region (NewTopic). It is known by its fixed name: a
// reference to another stack would be looked up anew for each action of each alarm.
func NewWatch(scope constructs.Construct, id string, props WatchProps) *Watch {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	env := props.Environment.Names()
	stack := awscdk.Stack_Of(scope)
	arn := stack.FormatArn(&awscdk.ArnComponents{Service: jsii.String("sns"), Resource: jsii.String(env.AlarmTopic())})
	topic := awssns.Topic_FromTopicArn(scope, jsii.String("Topic"), arn)
	return &Watch{
		Topic: topic, scope: scope, region: *stack.Region(), props: props, env: env,
		action: awscloudwatchactions.NewSnsAction(topic), periods: periods{},
	}
}

// After makes everything that the watch has built, and builds later, wait for something in its stack. Alarms name the topic and many
// dimensions as text, so CloudFormation does not know the order by itself.
func (w *Watch) After(something constructs.IDependable) { w.scope.Node().AddDependency(something) }

// Construct holds everything that the watch builds.
func (w *Watch) Construct() constructs.IDependable { return w.scope }

// Alarm builds an alarm that notifies the topic when it goes into ALARM and when it returns to OK. It returns nil for a warning
// that the environment's coverage leaves out.
func (w *Watch) Alarm(a Alarm) awscloudwatch.Alarm {
	if !w.covers(a.Severity) {
		return nil
	}
	props := &awscloudwatch.AlarmProps{
		AlarmName:          jsii.String(w.env.Alarm(a.Severity, a.Name)),
		AlarmDescription:   jsii.String(a.text()),
		Metric:             a.Metric,
		Threshold:          jsii.Number(a.When.threshold),
		ComparisonOperator: a.When.comparison,
		DatapointsToAlarm:  jsii.Number(a.For.toAlarm),
		EvaluationPeriods:  jsii.Number(a.For.evaluated),
		TreatMissingData:   a.Missing,
	}
	alarm := awscloudwatch.NewAlarm(w.scope, jsii.String(a.Name), props)
	w.notify(alarm)
	built := w.add(a.Severity, a.Name, alarm)
	if a.UsersNotice {
		w.noticed = append(w.noticed, built)
	}
	return alarm
}

// covers reports whether the environment's coverage includes this severity.
func (w *Watch) covers(severity names.Severity) bool {
	return severity != names.Warning || w.props.Environment.Alarms.IsFull()
}

// notify publishes the change to ALARM, and the return to OK as well, so that no one has to check whether the problem is over.
//
// An environment with a schedule gets no OK notifications. Its alarms on tasks go into ALARM every evening and return to OK
// every morning while they are muted. When a mute rule ends, CloudWatch runs the actions of the state that the alarm is in,
// whichever state that is. Source: CloudWatch user guide, "How alarm mute rules work". Every morning would start with an email
// for each of these alarms.
func (w *Watch) notify(alarm awscloudwatch.AlarmBase) {
	alarm.AddAlarmAction(w.action)
	if w.props.Environment.Schedule == nil {
		alarm.AddOkAction(w.action)
	}
}

// BuiltAlarm is an alarm that a Watch has built, with the parts of its name.
type BuiltAlarm struct {
	Severity names.Severity
	Name     string // without environment and severity, as in docs/alarms.md
	FullName string // names.Environment.Alarm of severity and name
	Region   string

	alarm awscloudwatch.Alarm // nil for a composite alarm
}

// Built returns the alarms that the watch has built so far, in that order.
func (w *Watch) Built() []BuiltAlarm { return w.built }

// Noticed returns those of them whose problem users notice.
func (w *Watch) Noticed() []BuiltAlarm { return w.noticed }

func (w *Watch) add(severity names.Severity, name string, alarm awscloudwatch.Alarm) BuiltAlarm {
	built := BuiltAlarm{
		Severity: severity, Name: name, FullName: w.env.Alarm(severity, name),
		Region: w.region, alarm: alarm,
	}
	w.built = append(w.built, built)
	return built
}

// arn is put together from the alarm's name. A reference to another stack would be looked up in every deployment, one by one.
func (a BuiltAlarm) arn(partition, account string) *string {
	return jsii.String(fmt.Sprintf("arn:%s:cloudwatch:%s:%s:alarm:%s", partition, a.Region, account, a.FullName))
}
