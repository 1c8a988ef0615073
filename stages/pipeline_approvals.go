package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodestarnotifications"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/encryption"
	"kasha/lib/names"
)

// approvals returns the steps before production: a person approves the release, and approves again where it broadens permissions,
// because the second question lists them. Nonproduction environments have none.
func approvals(environment Environment, topic awssns.ITopic) *[]pipelines.Step {
	if !environment.Config.IsProduction() {
		return nil
	}
	name := environment.Config.Name
	promote := pipelines.NewManualApprovalStep(jsii.String("Promote-to-"+name), &pipelines.ManualApprovalStepProps{
		// CodePipeline locks the stage until somebody answers, so the question is about the oldest push that has come this far.
		Comment: jsii.String("Deploy this revision to " + name + "? The review of its pull request says what changes. " +
			"A newer push waits behind this question: reject to let it ask instead. Runbook: " + pipelineRunbook),
	})
	id := jsii.String("Permissions-of-" + name)
	permissions := pipelines.NewConfirmPermissionsBroadening(id, &pipelines.PermissionsBroadeningCheckProps{
		Stage:             environment.Stage,
		NotificationTopic: topic,
	})
	permissions.AddStepDependency(promote)
	return &[]pipelines.Step{promote, permissions}
}

// pipelineRunbook says what to do when the pipeline has failed or waits.
const pipelineRunbook = "docs/runbooks/pipeline.md"

// newPipelineTopic builds the topic for failures and pending approvals. notify subscribes it to the pipeline's events, which also lets
// the service that sends them use the key.
func newPipelineTopic(stack awscdk.Stack, settings config.Pipeline) awssns.Topic {
	key := encryption.NewKey(stack, "Key", encryption.KeyProps{
		Alias: names.PipelineKey, Description: "Kasha pipeline: notifications", Retain: false,
	})
	topic := awssns.NewTopic(stack, jsii.String("Notifications"), &awssns.TopicProps{
		TopicName: jsii.String(names.PipelineTopic), MasterKey: key, EnforceSSL: jsii.Bool(true),
		// The sender's name in every email. AWS writes the text of a failure, and there is no other place in it for words of ours.
		DisplayName: jsii.String("Kasha pipeline, see " + pipelineRunbook),
	})
	if settings.Email != "" {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String(settings.Email), nil))
	}
	return topic
}

// notify publishes to the topic the events that need a person.
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
