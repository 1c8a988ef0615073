package stages

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodestarnotifications"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/encryption"
)

// cacheDays is how long an unused build cache is kept. A build that finds none takes minutes longer, nothing else.
const cacheDays = 30

// newBuildCache keeps compiled packages and downloads between builds.
func newBuildCache(stack awscdk.Stack) awscodebuild.Cache {
	bucket := awss3.NewBucket(stack, jsii.String("BuildCache"), &awss3.BucketProps{
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		Encryption:        awss3.BucketEncryption_S3_MANAGED,
		EnforceSSL:        jsii.Bool(true),
		LifecycleRules:    &[]*awss3.LifecycleRule{{Id: jsii.String("expire"), Expiration: awscdk.Duration_Days(jsii.Number(cacheDays))}},
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
	})
	return awscodebuild.Cache_Bucket(bucket, nil)
}

// cachedFolders are those of the root user, as whom CodeBuild runs.
func cachedFolders() awscodebuild.BuildSpec {
	return awscodebuild.BuildSpec_FromObject(&map[string]any{
		"cache": map[string]any{"paths": []any{
			"/root/.cache/go-build/**/*", // the CDK bindings: two minutes on two cores
			"/root/go/pkg/mod/**/*",
			"/root/.npm/**/*",
			"/root/.cache/aws/jsii/**/*", // the CDK's JavaScript, unpacked: 200 MB
		}},
	})
}

// newPipelineTopic tells people of failures and pending approvals.
func newPipelineTopic(stack awscdk.Stack, settings config.Pipeline) awssns.Topic {
	key := encryption.NewKey(stack, "Key", encryption.KeyProps{
		Alias: "kasha-pipeline", Description: "Kasha pipeline: notifications", Retain: false,
	})
	encryption.AllowNotifications(key)
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

// pinSecurityCheck makes the permission check install the command line that everything else uses. The CDK installs npm's
// latest there, which is another product line.
func pinSecurityCheck(pipeline pipelines.CodePipeline) {
	check := pipeline.Node().TryFindChild(jsii.String("PipelinesSecurityCheck"))
	if check == nil {
		return // no production environment, no check
	}
	project := descendant(check, "CDKSecurityCheck", "Resource").(awscodebuild.CfnProject)
	source := awscdk.Stack_Of(check).Resolve(project.Source()).(map[string]any)
	project.AddPropertyOverride(jsii.String("Source.BuildSpec"), replaceText(source["buildSpec"],
		"npm install -g aws-cdk\"", "npm install -g aws-cdk@"+cdkVersion+"\""))
}

// replaceText replaces in every string of a template fragment.
func replaceText(fragment any, before, after string) any {
	switch f := fragment.(type) {
	case string:
		return strings.ReplaceAll(f, before, after)
	case []any:
		replaced := make([]any, len(f))
		for i, each := range f {
			replaced[i] = replaceText(each, before, after)
		}
		return replaced
	case map[string]any:
		replaced := map[string]any{}
		for key, each := range f {
			replaced[key] = replaceText(each, before, after)
		}
		return replaced
	}
	return fragment
}

// descendant follows the ids of constructs that the CDK made. A new CDK version that names them otherwise fails here, in
// every synthesis, and not at night in the pipeline.
func descendant(construct constructs.IConstruct, ids ...string) constructs.IConstruct {
	for _, id := range ids {
		construct = construct.Node().FindChild(jsii.String(id))
	}
	return construct
}
