package stages

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
	"kasha/lib/names"
	"kasha/lib/schedule"
)

// Environment is one account and region. Its stacks follow the lifecycles of what they hold:
//
//	kasha-<env>-network   VPC, flow logs, the general key and the alarm topic; changes rarely
//	kasha-<env>-data      what must survive: database, secrets, queues, buckets, repositories
//	kasha-<env>-services  load balancers, services, alarms; changes with every release
//	kasha-<env>-edge      CloudFront, WAF, certificate, DNS and the dashboard; always in us-east-1
//	kasha-<env>-archive   copies of the database's archive in a second region or account, where configured
//
// Each stack refers only to those above it. references.go says which references are strong and which are weak.
type Environment struct {
	Config   config.Environment
	Stage    awscdk.Stage
	Services ServicesStack
	Edge     EdgeStack
}

// NewEnvironment builds the stage of one environment. A rollout by hand and the pipeline deploy the same stage.
func NewEnvironment(scope constructs.Construct, env config.Environment) Environment {
	stage := awscdk.NewStage(scope, jsii.String(env.Name), &awscdk.StageProps{Env: place(env.Account, env.Region)})
	configureZones(stage, env)
	tag(stage, names.TagApplication, names.Application)
	tag(stage, names.TagEnvironment, env.Name)
	tag(stage, names.TagTier, string(env.Tier))

	network := newNetworkStack(stage, env)
	data := newDataStack(stage, env, network)
	services := newServicesStack(stage, env, network, data)
	edge := newEdgeStack(stage, env, services)
	monitorEdge(edge, env, network, data, services)

	if archive := newArchiveStack(stage, env); archive != nil {
		data.Stack.AddStackDependency(archive, jsii.String("the archive's rule names the vault of the copies"))
	}
	data.Stack.AddStackDependency(network.Stack, jsii.String("the database stands in the VPC"))
	services.Stack.AddStackDependency(data.Stack, jsii.String("tasks read the secrets when they start"))
	edge.Stack.AddStackDependency(services.Stack, jsii.String("the distribution's origin is the load balancer"))

	muteOffHours(stage, env)
	writeEgress(stage)
	addFunctionLogs(stage, env, network)
	for _, stack := range stacksOf(stage) {
		limitTrust(stack)
	}
	acknowledge(stage, applicable(env, acknowledgements(env)))
	return Environment{Config: env, Stage: stage, Services: services, Edge: edge}
}

// stackProps describes one of an environment's stacks.
type stackProps struct {
	Part            names.Part
	Account, Region string // an empty account is the one of the credentials in use
	Contents        string // the stack's description, without the environment's name
	HoldsData       bool   // in production, CloudFormation then refuses to delete the stack (termination protection)
}

// newStack builds one of an environment's stacks, with the tags that cost reports and the rules in lib/rules read.
func newStack(stage constructs.Construct, env config.Environment, props stackProps) awscdk.Stack {
	stack := awscdk.NewStack(stage, jsii.String(string(props.Part)), &awscdk.StackProps{
		StackName:             jsii.String(env.Names().Stack(props.Part)),
		Description:           jsii.String(env.Names().Description(props.Contents)),
		Env:                   place(props.Account, props.Region),
		TerminationProtection: jsii.Bool(props.HoldsData && env.IsProduction()),
		Tags: &map[string]*string{
			string(names.TagApplication): jsii.String(names.Application),
			string(names.TagEnvironment): jsii.String(env.Name),
			string(names.TagTier):        jsii.String(string(env.Tier)),
			string(names.TagComponent):   jsii.String(string(props.Part)),
		},
	})
	tag(stack, names.TagComponent, string(props.Part))
	return stack
}

func place(account, region string) *awscdk.Environment {
	place := &awscdk.Environment{Region: jsii.String(region)}
	if account != "" {
		place.Account = jsii.String(account)
	}
	return place
}

// configureZones gives the CDK the region's zones. For an environment with an account, the CDK would otherwise look them up in that
// account. Synthesis would then need credentials, and would refuse the configured zones until the look-up is cached.
func configureZones(stage awscdk.Stage, env config.Environment) {
	zones := make([]any, len(env.AvailabilityZones))
	for i, zone := range env.AvailabilityZones {
		zones[i] = zone
	}
	if env.Account != "" {
		stage.Node().SetContext(jsii.String("availability-zones:account="+env.Account+":region="+env.Region), zones)
	}
}

// muteOffHours mutes every alarm of the environment while its schedule switches it off. It finds the alarms in the finished
// stacks, so that an alarm added later is muted as well. A CloudWatch mute rule applies to one region only; each stack therefore has
// its own rules.
func muteOffHours(stage awscdk.Stage, env config.Environment) {
	if env.Schedule == nil {
		return
	}
	types := awscdk.ConstructSelector_ResourcesOfType(jsii.String("AWS::CloudWatch::Alarm"), jsii.String("AWS::CloudWatch::CompositeAlarm"))
	for _, stack := range stacksOf(stage) {
		var alarms []*string
		for _, alarm := range *types.Select(stack) {
			alarms = append(alarms, alarm.(awscdk.CfnResource).Ref())
		}
		if len(alarms) > 0 {
			schedule.MuteAlarms(stack, "OffHoursAlarms", schedule.AlarmsProps{Environment: env.Names(), Names: alarms, Hours: *env.Schedule})
		}
	}
}

// addFunctionLogs gives a log group to each Lambda function that the CDK adds for its custom resources. Without one, Lambda creates a
// group on the first call, which never expires and outlives the environment. It finds the functions in the finished stacks, because
// the constructs that add one change with the CDK's versions.
func addFunctionLogs(stage awscdk.Stage, env config.Environment, net NetworkStack) {
	functions := awscdk.ConstructSelector_ResourcesOfType(jsii.String("AWS::Lambda::Function"))
	for _, stack := range stacksOf(stage) {
		for _, construct := range *functions.Select(stack) {
			if own, ok := construct.(awslambda.CfnFunction); ok && own.LoggingConfig() != nil {
				continue // a function of ours, with its own group
			}
			function := construct.(awscdk.CfnResource)
			id := strings.ReplaceAll(*function.Node().Scope().Node().Id(), "::", "") + "Logs"
			group := logging.NewGroup(stack, id, logging.GroupProps{
				RetentionDays: env.Logs.RetentionDays, Key: net.logKey(stack, env), Retain: env.IsProduction(),
			})
			function.AddPropertyOverride(jsii.String("LoggingConfig.LogGroup"), group.LogGroupName())
		}
	}
}

func stacksOf(stage awscdk.Stage) []awscdk.Stack {
	var stacks []awscdk.Stack
	for _, child := range *stage.Node().Children() {
		if stack, ok := child.(awscdk.Stack); ok {
			stacks = append(stacks, stack)
		}
	}
	return stacks
}

func tag(scope constructs.IConstruct, key names.Tag, value string) {
	awscdk.Tags_Of(scope).Add(jsii.String(string(key)), jsii.String(value), nil)
}

// output adds a stack output. People, scripts, runbooks and the pipeline's smoke test read outputs by their keys.
func output(stack awscdk.Stack, key names.Output, value *string, description string) awscdk.CfnOutput {
	return awscdk.NewCfnOutput(stack, jsii.String(string(key)), &awscdk.CfnOutputProps{Value: value, Description: jsii.String(description)})
}
