// Package stages wires the stacks of an environment together, and environments into a pipeline.
package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// Environment is one account and region: the stacks that follow the lifecycles of what they hold.
//
//	kasha-<env>-network   VPC, flow logs, the general key and the alarm topic; changes rarely
//	kasha-<env>-data      what must survive: database, secrets, queues, buckets, repositories
//	kasha-<env>-services  load balancers, services, alarms; changes with every release
//	kasha-<env>-edge      CloudFront, WAF, certificate, DNS and the dashboard; always in us-east-1
//	kasha-<env>-archive   copies of the database's archive in a second region or account, where configured
//
// Each stack refers only to those above it. References are weak: the reader asks for the value when it deploys, so a stack
// can drop an output without first being cut loose from its readers.
type Environment struct {
	Config   config.Environment
	Stage    awscdk.Stage
	Services ServicesStack
	Edge     EdgeStack
}

// NewEnvironment builds the stage of one environment. The manual rollout and the pipeline deploy this very stage.
func NewEnvironment(scope constructs.Construct, env config.Environment) Environment {
	stage := awscdk.NewStage(scope, jsii.String(env.Name), &awscdk.StageProps{Env: place(env.Account, env.Region)})
	configureZones(stage, env)
	tag(stage, "application", "kasha")
	tag(stage, "environment", env.Name)
	tag(stage, "tier", string(env.Tier))

	network := newNetworkStack(stage, env)
	data := newDataStack(stage, env, network)
	services := newServicesStack(stage, env, network, data)
	edge := newEdgeStack(stage, env, services)
	watchEdge(edge, env, network, data, services)

	if archive := newArchiveStack(stage, env); archive != nil {
		data.Stack.AddStackDependency(archive, jsii.String("the archive's rule names the vault of the copies"))
	}
	data.Stack.AddStackDependency(network.Stack, jsii.String("the database stands in the VPC"))
	services.Stack.AddStackDependency(data.Stack, jsii.String("tasks read the secrets when they start"))
	edge.Stack.AddStackDependency(services.Stack, jsii.String("the distribution's origin is the load balancer"))
	muteOffHours(stage, env)
	logFunctions(stage, env, network)
	acknowledge(stage, in(env, acknowledgements()))
	return Environment{Config: env, Stage: stage, Services: services, Edge: edge}
}

// newStack builds one of an environment's stacks. protect is for stacks that hold what cannot be made again.
func newStack(stage constructs.Construct, env config.Environment, part, region, description string, protect bool) awscdk.Stack {
	stack := awscdk.NewStack(stage, jsii.String(part), &awscdk.StackProps{
		StackName:             jsii.String("kasha-" + env.Name + "-" + part),
		Description:           jsii.String(description),
		Env:                   place(env.Account, region),
		TerminationProtection: jsii.Bool(protect && env.IsProduction()),
		Tags: &map[string]*string{
			"application": jsii.String("kasha"), "environment": jsii.String(env.Name),
			"tier": jsii.String(string(env.Tier)), "component": jsii.String(part),
		},
	})
	tag(stack, "component", part)
	return stack
}

func place(account, region string) *awscdk.Environment {
	place := &awscdk.Environment{Region: jsii.String(region)}
	if account != "" {
		place.Account = jsii.String(account)
	}
	return place
}

// configureZones answers the one question that the CDK would otherwise ask an account: which zones there are. Without it,
// synthesis of an environment with an account would write a context look-up and fail on the configured names.
func configureZones(stage awscdk.Stage, env config.Environment) {
	zones := make([]any, len(env.AvailabilityZones))
	for i, zone := range env.AvailabilityZones {
		zones[i] = zone
	}
	if env.Account != "" {
		stage.Node().SetContext(jsii.String("availability-zones:account="+env.Account+":region="+env.Region), zones)
	}
}

func tag(scope constructs.IConstruct, key, value string) {
	awscdk.Tags_Of(scope).Add(jsii.String(key), jsii.String(value), nil)
}

// output is one of the stack outputs that people and the pipeline's smoke test read; its name is a public interface.
func output(stack awscdk.Stack, name string, value *string, description string) awscdk.CfnOutput {
	return awscdk.NewCfnOutput(stack, jsii.String(name), &awscdk.CfnOutputProps{Value: value, Description: jsii.String(description)})
}
