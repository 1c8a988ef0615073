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
)

// TopicProps is one environment's topic in one region.
type TopicProps struct {
	Environment string
	Email       string     // empty: nobody is subscribed yet
	Key         awskms.Key // its policy is extended, so it must be the key itself and in the same stack
}

// TopicName is fixed, so that every stack can name the topic.
func TopicName(environment string) string { return "kasha-" + environment + "-alarms" }

// publishers are the AWS services that publish in their own name. A topic with a policy allows nobody that the policy does
// not name: without these statements alarms ring and nobody hears of it.
//
// EventBridge is not among them, nor AWS Backup, whose failures come as events. SNS cannot tell one account's rules from another's (conditions on the source are not
// supported for it, neither in a topic's policy nor in a key's), so rules publish with a role: see Watch.Event.
func publishers() []string {
	return []string{
		"cloudwatch.amazonaws.com", // alarms
		"events.rds.amazonaws.com", // RDS event subscriptions
		"budgets.amazonaws.com",
	}
}

// NewTopic builds an encrypted, TLS-only topic to which this account's alarms, events and budgets can publish.
func NewTopic(scope constructs.Construct, id string, props TopicProps) awssns.Topic {
	stack := awscdk.Stack_Of(scope)
	topic := awssns.NewTopic(scope, jsii.String(id), &awssns.TopicProps{
		TopicName:  jsii.String(TopicName(props.Environment)),
		MasterKey:  props.Key,
		EnforceSSL: jsii.Bool(true),
	})
	for _, service := range publishers() {
		topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String(service), nil)},
			Actions:    jsii.Strings("sns:Publish"),
			Resources:  &[]*string{topic.TopicArn()},
			// On behalf of this account only: otherwise anybody's alarm could be sent to our pager (the confused deputy).
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": stack.Account()}},
		}))
	}
	// By its name, because the topic itself refers to the key.
	encryption.AllowTopic(props.Key, *stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("sns"), Resource: jsii.String(TopicName(props.Environment)),
	}), publishers())
	if props.Email != "" {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String(props.Email), nil))
	}
	return topic
}
