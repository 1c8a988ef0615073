package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/pipelines"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

const (
	// synthCommand is all that the pipeline knows about building Kasha. How to build is in the repository, so a push can
	// change it; were it here, a wrong build could only be mended by hand, because self-mutation needs a build first.
	synthCommand = "make synth"

	// assetsVersion is the command line that publishes files; the CDK would install whatever is newest.
	assetsVersion = "4.7.3"

	sourceAction = "Push"

	// cdkVersion is the command line that updates and deploys, the same as in package.json; a test compares them.
	cdkVersion = "2.1148.1"

	synthTimeoutMinutes = 30 // a cold build takes some minutes, see README.md; the default is an hour
)

// NewPipeline builds the stack kasha-pipeline: on every push it synthesizes, updates itself, and deploys the environments in
// their configured order. Before production a person approves, and a second one where permissions broaden. After each
// environment a smoke test asks the deployed site.
//
// It deploys the very stages that a manual rollout deploys. Failure modes: the first deployment is by hand (npx cdk deploy
// kasha-pipeline), after the push that configures it; a connection is created pending and somebody must confirm it in the
// console; a target account must be bootstrapped with trust in the pipeline's account, and the pipeline's own account in
// every region that it deploys to.
func NewPipeline(scope constructs.Construct, settings config.Pipeline, environments []Environment) {
	stack := awscdk.NewStack(scope, jsii.String("kasha-pipeline"), &awscdk.StackProps{
		Description: jsii.String("Kasha: the pipeline that deploys every environment and itself"),
		Env:         place(settings.Account, settings.Region),
		Tags:        &map[string]*string{"application": jsii.String("kasha"), "component": jsii.String("pipeline")},
	})
	tagPipeline(stack)

	source := pipelines.CodePipelineSource_Connection(jsii.String(settings.Repository), jsii.String(settings.Branch), &pipelines.ConnectionSourceOptions{
		ConnectionArn: jsii.String(settings.ConnectionARN),
		ActionName:    jsii.String(sourceAction),
		TriggerOnPush: jsii.Bool(true),
	})
	cache := newBuildCache(stack)
	pipeline := pipelines.NewCodePipeline(stack, jsii.String("Pipeline"), &pipelines.CodePipelineProps{
		PipelineName:        jsii.String("kasha"),
		PipelineType:        awscodepipeline.PipelineType_V2,
		CdkAssetsCliVersion: jsii.String(assetsVersion),
		CliVersion:          jsii.String(cdkVersion),
		SelfMutation:        jsii.Bool(true),
		CrossAccountKeys:    jsii.Bool(true), // roles of other accounts can use a customer key, never AWS's own
		EnableKeyRotation:   jsii.Bool(true),
		Synth: pipelines.NewCodeBuildStep(jsii.String("Synth"), &pipelines.CodeBuildStepProps{
			Input:                  source,
			Commands:               jsii.Strings(synthCommand),
			PrimaryOutputDirectory: jsii.String("cdk.out"),
			Cache:                  cache,
			PartialBuildSpec:       synthBuild(),
			Timeout:                awscdk.Duration_Minutes(jsii.Number(synthTimeoutMinutes)),
			BuildEnvironment: &awscodebuild.BuildEnvironment{
				ComputeType:          awscodebuild.ComputeType_MEDIUM, // 7 GB: linking the CDK bindings takes one, and small has two cores
				EnvironmentVariables: cacheVariables(),
			},
		}),
		CodeBuildDefaults: &pipelines.CodeBuildOptions{
			BuildEnvironment: &awscodebuild.BuildEnvironment{BuildImage: awscodebuild.LinuxBuildImage_STANDARD_7_0()},
			PartialBuildSpec: withNode(),
		},
	})
	topic := newPipelineTopic(stack, settings)
	for _, environment := range environments {
		pipeline.AddStage(environment.Stage, &pipelines.AddStageOpts{
			Pre:  approvals(environment, topic),
			Post: &[]pipelines.Step{smokeTest(environment, source)},
		})
	}
	pipeline.BuildPipeline()
	// Of the pushes that wait before a stage only the newest goes on: see docs/decisions. Written down, because it is a choice.
	pipeline.Pipeline().Node().DefaultChild().(awscodepipeline.CfnPipeline).SetExecutionMode(jsii.String("SUPERSEDED"))
	allowConnection(pipeline.Pipeline(), settings.ConnectionARN)
	pinSecurityCheck(pipeline)
	notify(pipeline.Pipeline(), topic)
	acknowledge(stack, pipelineAcknowledgements(environments))
	finishSupport(pipeline.Pipeline())
}
