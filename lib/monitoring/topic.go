package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/encryption"
	"kasha/lib/names"
)

// TopicProps describes the alarm topic of an environment in one region.
type TopicProps struct {
	Environment names.Environment
	Email       string     // empty: nobody is subscribed
	Key         awskms.Key // NewTopic extends its policy, so it must be the key itself, in the same stack
}

// NewTopic builds an encrypted topic that refuses requests without TLS. Alarms and budgets of this account can publish to it.
func NewTopic(scope constructs.Construct, id string, props TopicProps) awssns.Topic {
	stack := awscdk.Stack_Of(scope)
	topic := awssns.NewTopic(scope, jsii.String(id), &awssns.TopicProps{
		TopicName:  jsii.String(props.Environment.AlarmTopic()),
		MasterKey:  props.Key,
		EnforceSSL: jsii.Bool(true),
	})
	for _, service := range publishers() {
		topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String(service), nil)},
			Actions:    jsii.Strings("sns:Publish"),
			Resources:  &[]*string{topic.TopicArn()},
			// Only on behalf of this account. Without the condition, any account's alarms could publish here (confused deputy).
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": stack.Account()}},
		}))
	}
	// The key's policy names the topic by its fixed name. A reference would be circular, because the topic refers to the key.
	encryption.AllowTopic(props.Key, *stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("sns"), Resource: jsii.String(props.Environment.AlarmTopic()),
	}), publishers())
	if props.Email != "" {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String(props.Email), nil))
	}
	return topic
}

// publishers are the AWS services that publish in their own name. A topic with a policy admits only whom the policy names, so
// without these statements alarms go into ALARM and no one is notified.
//
// EventBridge is not among them, through which AWS Backup, ECS and RDS report. In SNS, neither a topic's policy nor a key's can
// restrict EventBridge to the rules of one account. SNS does not support conditions on the source for it. Rules therefore
// publish with a role; see Watch.Event.
func publishers() []string {
	return []string{
		"cloudwatch.amazonaws.com", // alarms
		"budgets.amazonaws.com",
	}
}
