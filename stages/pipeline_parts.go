package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodestarnotifications"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/encryption"
)

// newPipelineTopic tells people of failures and pending approvals. Subscribing it to the pipeline's events lets the service
// that sends them use the key; notify does.
func newPipelineTopic(stack awscdk.Stack, settings config.Pipeline) awssns.Topic {
	key := encryption.NewKey(stack, "Key", encryption.KeyProps{
		Alias: "kasha-pipeline", Description: "Kasha pipeline: notifications", Retain: false,
	})
	topic := awssns.NewTopic(stack, jsii.String("Notifications"), &awssns.TopicProps{
		TopicName: jsii.String("kasha-pipeline"), MasterKey: key, EnforceSSL: jsii.Bool(true),
	})
	if settings.Email != "" {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String(settings.Email), nil))
	}
	return topic
}

// notify subscribes the topic to what needs a person.
func notify(pipeline awscodepipeline.Pipeline, topic awssns.Topic) {
	pipeline.NotifyOn(jsii.String("NeedsAPerson"), topic, &awscodepipeline.PipelineNotifyOnOptions{
		Events: &[]awscodepipeline.PipelineNotificationEvents{
			awscodepipeline.PipelineNotificationEvents_PIPELINE_EXECUTION_FAILED,
			awscodepipeline.PipelineNotificationEvents_MANUAL_APPROVAL_NEEDED,
			awscodepipeline.PipelineNotificationEvents_MANUAL_APPROVAL_FAILED,
		},
		DetailType: awscodestarnotifications.DetailType_FULL,
	})
}

// allowConnection lets the source action use the connection under the service's new name as well. The CDK grants
// codestar-connections:UseConnection only; connections made since the service was renamed have codeconnections ARNs and
// check the permission of that name.
func allowConnection(pipeline awscodepipeline.Pipeline, arn string) {
	role := descendant(pipeline, "Source", sourceAction, "CodePipelineActionRole").(awsiam.Role)
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("codeconnections:UseConnection"), Resources: jsii.Strings(arn),
	}))
}

// descendant follows the ids of constructs that the CDK made. A new CDK version that names them otherwise fails here, in
// every synthesis, and not at night in the pipeline.
func descendant(construct constructs.IConstruct, ids ...string) constructs.IConstruct {
	for _, id := range ids {
		construct = construct.Node().FindChild(jsii.String(id))
	}
	return construct
}

// finishSupport tags the stacks that CDK Pipelines makes in the other regions that it deploys to: a bucket and a key each,
// through which the templates go. It says of them what is accepted of the pipeline's own bucket.
func finishSupport(pipeline awscodepipeline.Pipeline) {
	for _, support := range *pipeline.CrossRegionSupport() {
		tagPipeline(support.Stack)
		acknowledge(support.Stack, supportAcknowledgements())
	}
}

func tagPipeline(stack awscdk.Stack) {
	tag(stack, "application", "kasha")
	tag(stack, "component", "pipeline")
}
