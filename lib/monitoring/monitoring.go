// Package monitoring tells people: a topic, the alarms that publish to it, and one dashboard per environment.
//
// An alarm's name begins with its severity. Critical means that somebody must act now; warning can wait for the morning.
// Failure modes: an email subscription does nothing until its owner has confirmed it, and says so to nobody.
package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/database"
	"kasha/lib/messaging"
	"kasha/lib/service"
)

// Props is what is watched, and who hears of it.
type Props struct {
	Environment string
	Email       string // empty: nobody is subscribed yet
	Key         awskms.IKey

	Frontend, Backend service.Service
	Database          database.Database
	Queues            []messaging.Queue
}

// Monitoring is where further alarms can be attached.
type Monitoring struct {
	Topic  awssns.Topic
	Alarms []awscloudwatch.Alarm
}

// New builds the topic, the alarms and the dashboard.
func New(scope constructs.Construct, id string, props Props) Monitoring {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	monitoring := Monitoring{Topic: newTopic(scope, props)}
	for _, queue := range props.Queues {
		monitoring.Alarms = append(monitoring.Alarms, newDeadLetterAlarm(scope, props.Environment, queue))
	}
	notify := awscloudwatchactions.NewSnsAction(monitoring.Topic)
	for _, alarm := range monitoring.Alarms {
		alarm.AddAlarmAction(notify)
		alarm.AddOkAction(notify)
	}
	newDashboard(scope, props)
	return monitoring
}

func newTopic(scope constructs.Construct, props Props) awssns.Topic {
	topic := awssns.NewTopic(scope, jsii.String("Topic"), &awssns.TopicProps{
		TopicName:  jsii.String("kasha-" + props.Environment + "-alarms"),
		MasterKey:  props.Key,
		EnforceSSL: jsii.Bool(true),
	})
	if props.Email != "" {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String(props.Email), nil))
	}
	return topic
}

// newDeadLetterAlarm watches how many dead letters are waiting. NumberOfMessagesSent would miss them: SQS does not count a
// message that it moves itself.
func newDeadLetterAlarm(scope constructs.Construct, environment string, queue messaging.Queue) awscloudwatch.Alarm {
	return awscloudwatch.NewAlarm(scope, jsii.String("DeadLetters-"+queue.Name), &awscloudwatch.AlarmProps{
		AlarmName:        jsii.String("kasha-" + environment + "-critical-dead-letters-" + queue.Name),
		AlarmDescription: jsii.String("Messages of queue " + queue.Name + " failed three times and wait in its dead-letter queue."),
		Metric: queue.DeadLetters.MetricApproximateNumberOfMessagesVisible(&awscloudwatch.MetricOptions{
			Statistic: awscloudwatch.Stats_MAXIMUM(), Period: awscdk.Duration_Minutes(jsii.Number(1)),
		}),
		Threshold:          jsii.Number(1),
		ComparisonOperator: awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
		EvaluationPeriods:  jsii.Number(1),
		// A queue that nobody has used for six hours sends no metric; it has no dead letters either.
		TreatMissingData: awscloudwatch.TreatMissingData_NOT_BREACHING,
	})
}
