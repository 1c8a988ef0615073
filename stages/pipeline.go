package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
	"kasha/lib/names"
	"kasha/lib/retention"
)

const (
	// synthCommand is all that the pipeline knows about building Kasha. The repository says how to build, so a push can change
	// it. A wrong build command in the pipeline could only be corrected by hand, because self-mutation needs a successful build.
	synthCommand = "make synth"

	// assetsVersion is the version of cdk-assets, which publishes files. The CDK would install the newest one.
	// A test holds it equal to package.json's.
	assetsVersion = "4.7.3"

	// assemblySchema is the newest schema of an assembly that both tools read: cdkVersion, which updates the pipeline, and
	// assetsVersion. It is in the template, so that a review can tell whether the deployed pipeline reads a new assembly.
	assemblySchema = 54

	sourceAction = "Push"

	// cdkVersion is the version of the CDK's command line, which updates and deploys. A test holds it equal to package.json's.
	cdkVersion = "2.1148.1"

	// artifactDays is how long the artifacts of a run are kept. A stage that failed can be retried for as long: CodePipeline starts it
	// with the artifacts of its run.
	artifactDays = 90

	// buildLogDays is how long the logs of builds are kept.
	buildLogDays = 90

	synthTimeoutMinutes = 30 // a cold build takes some minutes, see docs/performance.md; CodeBuild's default is an hour
)

// NewPipeline builds the stack kasha-pipeline. On every push the pipeline synthesizes, updates itself, and deploys the environments
// in their configured order. Before production a person approves the release, and approves again where it broadens permissions.
// After each environment a smoke test requests the deployed site.
//
// It deploys the same stages as a rollout by hand. Failure modes: the first deployment is by hand (npx cdk deploy
// kasha-pipeline), after the push that configures it. A connection is created pending, and somebody must confirm it in the
// console. A target account must be bootstrapped with trust in the pipeline's account. The pipeline's own account must be
// bootstrapped in every region that the pipeline deploys to.
func NewPipeline(scope constructs.Construct, settings config.Pipeline, environments []Environment) {
	stack := awscdk.NewStack(scope, jsii.String(names.PipelineStack), &awscdk.StackProps{
		Description: jsii.String(names.Description("the pipeline that deploys every environment and itself")),
		// Deleting the stack deletes the pipeline's roles and key. Environments keep running, but no push reaches them.
		TerminationProtection: jsii.Bool(true),
		Env:                   place(settings.Account, settings.Region),
		Tags: &map[string]*string{
			string(names.TagApplication): jsii.String(names.Application),
			string(names.TagComponent):   jsii.String(names.ComponentPipeline),
		},
	})
	tagPipeline(stack)
	stack.AddMetadata(jsii.String(names.AssemblySchema), assemblySchema)

	repository, branch := jsii.String(settings.Repository), jsii.String(settings.Branch)
	source := pipelines.CodePipelineSource_Connection(repository, branch, &pipelines.ConnectionSourceOptions{
		ConnectionArn: jsii.String(settings.ConnectionARN),
		ActionName:    jsii.String(sourceAction),
		TriggerOnPush: jsii.Bool(true),
	})
	buildLogs := logging.NewGroup(stack, "BuildLogs", logging.GroupProps{Name: names.PipelineLogs, RetentionDays: buildLogDays})
	pipeline := pipelines.NewCodePipeline(stack, jsii.String("Pipeline"), &pipelines.CodePipelineProps{
		PipelineName:        jsii.String(names.Pipeline),
		PipelineType:        awscodepipeline.PipelineType_V2,
		CdkAssetsCliVersion: jsii.String(assetsVersion),
		CliVersion:          jsii.String(cdkVersion),
		SelfMutation:        jsii.Bool(true),
		CrossAccountKeys:    jsii.Bool(true), // roles of other accounts can use a customer managed key, never an AWS managed one
		EnableKeyRotation:   jsii.Bool(true),
		Synth:               newSynthStep(stack, source),
		CodeBuildDefaults: &pipelines.CodeBuildOptions{
			BuildEnvironment: &awscodebuild.BuildEnvironment{BuildImage: awscodebuild.LinuxBuildImage_STANDARD_7_0()},
			PartialBuildSpec: withNode(),
			Logging:          &awscodebuild.LoggingOptions{CloudWatch: &awscodebuild.CloudWatchLoggingOptions{LogGroup: buildLogs}},
		},
	})
	topic := newPipelineTopic(stack, settings)
	for _, environment := range environments {
		smoke := newSmokeTest(environment, source)
		after := []pipelines.Step{smoke}
		if protection := newProtection(stack, environment, source); protection != nil {
			smoke.AddStepDependency(protection) // a failing smoke test must not leave the stacks unprotected
			after = append(after, protection)
		}
		pipeline.AddStage(environment.Stage, &pipelines.AddStageOpts{Pre: approvals(environment, topic), Post: &after})
	}
	pipeline.BuildPipeline()
	// SUPERSEDED: of the pushes that wait before a stage, only the newest goes on. It is the default of the service; it is written
	// down because it is a choice, see docs/decisions.
	pipeline.Pipeline().Node().DefaultChild().(awscodepipeline.CfnPipeline).SetExecutionMode(jsii.String("SUPERSEDED"))
	allowConnection(pipeline.Pipeline(), settings.ConnectionARN)
	pinSecurityCheck(pipeline, buildLogs)
	notify(pipeline.Pipeline(), topic)
	limitTrust(stack)
	acknowledge(stack, pipelineAcknowledgements(environments))
	expireArtifacts(pipeline.Pipeline())
	finishSupportStacks(pipeline.Pipeline())
}

// expireArtifacts deletes what earlier runs left in the bucket. By default, CDK Pipelines keeps every artifact for ever, and retains the
// bucket when its stack is deleted. It does not retain the key, without which no one can read the bucket.
func expireArtifacts(pipeline awscodepipeline.Pipeline) {
	bucket := descendant(pipeline, "ArtifactsBucket").(awss3.Bucket)
	bucket.ApplyRemovalPolicy(retention.Policy(false))
	bucket.AddLifecycleRule(&awss3.LifecycleRule{
		Id: jsii.String("expire"), Expiration: awscdk.Duration_Days(jsii.Number(artifactDays)),
		AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(1)),
	})
}

// allowConnection lets the source action use the connection under the service's new name as well. The CDK grants only
// codestar-connections:UseConnection. Connections created since AWS renamed the service have codeconnections ARNs, and AWS checks
// the permission of that name for them.
func allowConnection(pipeline awscodepipeline.Pipeline, arn string) {
	role := descendant(pipeline, "Source", sourceAction, "CodePipelineActionRole").(awsiam.Role)
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("codeconnections:UseConnection"), Resources: jsii.Strings(arn),
	}))
}

// descendant finds a construct that the CDK created, by the ids that lead to it. If a new CDK version uses other ids, every
// synthesis fails here, rather than a later run of the pipeline.
func descendant(construct constructs.IConstruct, ids ...string) constructs.IConstruct {
	for _, id := range ids {
		construct = construct.Node().FindChild(jsii.String(id))
	}
	return construct
}

// finishSupportStacks tags the stacks that CDK Pipelines adds in the other regions that it deploys to, and acknowledges the
// findings on them. Each holds a bucket and a key, through which the templates reach that region.
func finishSupportStacks(pipeline awscodepipeline.Pipeline) {
	for _, support := range *pipeline.CrossRegionSupport() {
		tagPipeline(support.Stack)
		// The bucket has a fixed name. If it outlived its stack, no second creation would succeed. It holds copies only.
		support.ReplicationBucket.ApplyRemovalPolicy(retention.Policy(false))
		bucket := support.ReplicationBucket.Node().DefaultChild().(awss3.CfnBucket)
		bucket.SetLifecycleConfiguration(awss3.CfnBucket_LifecycleConfigurationProperty{Rules: []any{awss3.CfnBucket_RuleProperty{
			Id: jsii.String("expire"), Status: jsii.String("Enabled"), ExpirationInDays: jsii.Number(artifactDays),
			AbortIncompleteMultipartUpload: awss3.CfnBucket_AbortIncompleteMultipartUploadProperty{DaysAfterInitiation: jsii.Number(1)},
		}}})
		acknowledge(support.Stack, supportAcknowledgements())
	}
}

func tagPipeline(stack awscdk.Stack) {
	tag(stack, names.TagApplication, names.Application)
	tag(stack, names.TagComponent, names.ComponentPipeline)
}
