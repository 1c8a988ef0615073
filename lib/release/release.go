// Package release builds the release: a task that must succeed before any service of the stack gets a new image.
//
// A custom resource has the image and the command as its properties, so CloudFormation calls its function only when one of them changes.
// The function (lib/release/function) starts a state machine (lib/release/wait), which starts the one that runs the task (lib/runtask),
// waits for it, and answers CloudFormation. The stack's services depend on the custom resource.
//
// The ARN of the task definition is an input of the function and of both state machines. A state machine could also have it in its own
// definition. But for some seconds after an update, Step Functions may start an execution with the previous definition (Step Functions
// API, UpdateStateMachine). That would run the previous image and report success.
//
// Failure modes: if a release fails, the deployment fails before a service changes, and CloudFormation rolls the stack back. The database
// keeps the changes that the command has made until then. docs/release.md says how to write migrations for that.
package release

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/job"
	"kasha/lib/logging"
	"kasha/lib/names"
	"kasha/lib/release/bundle"
	"kasha/lib/release/wait"
	"kasha/lib/statemachine"
)

const (
	// functionSeconds is how long the function may take. With a new role, the start of the state machine may take half a minute. So may an
	// answer.
	functionSeconds = 90

	functionMemoryMiB = 128
)

// Props describes a release.
type Props struct {
	Environment config.Environment
	Task        job.Task
	Code        string // the folder of the compiled function; see lib/release/bundle

	Topic awssns.ITopic // receives failures
	Key   awskms.IKey   // encrypts the topic and the log groups
}

// Release is what the services wait for, and the state machine for people who start it by hand.
type Release struct {
	Resource awscdk.CfnResource
	Machine  awsstepfunctions.StateMachine
}

// New builds the release. scope is its own.
func New(scope constructs.Construct, props Props) Release {
	run := job.NewMachine(scope, job.MachineProps{
		Environment: props.Environment, Process: names.Release, Title: names.Release, Runbook: "release-failed", Task: props.Task,
		TimeoutMinutes: props.Environment.Release.TimeoutMinutes, ChoosesTask: true, Topic: props.Topic, Key: props.Key,
	})
	function := props.newFunction(scope)
	waiting := props.newWaitMachine(constructs.NewConstruct(scope, jsii.String("Wait")), run, function)
	container := props.Environment.ReleaseContainer()
	resource := awscdk.NewCustomResource(scope, jsii.String("Resource"), &awscdk.CustomResourceProps{
		ResourceType: jsii.String("Custom::Release"),
		ServiceToken: function.FunctionArn(),
		// Always the longest. With one that follows timeoutMinutes, a change of that would be an update, and run the release.
		ServiceTimeout: awscdk.Duration_Minutes(jsii.Number(config.ReleaseAnswerMinutes)),
		Properties:     &map[string]any{"Image": container.Image.Reference, "Command": container.Command},
	})
	// CloudFormation calls the function as soon as it can. By then everything that a run needs must be there, and be the new one.
	for _, needed := range []constructs.IConstruct{
		function, function.Role(), run, waiting, props.Task.Definition, props.Task.SecurityGroup, props.Task.Cluster,
	} {
		resource.Node().AddDependency(needed)
	}
	return Release{Resource: resource.Node().DefaultChild().(awscdk.CfnResource), Machine: run}
}

// Precedes makes services and others wait until the release has ended well.
func (r Release) Precedes(resources ...awscdk.CfnResource) {
	for _, resource := range resources {
		resource.AddResourceDependency(r.Resource, nil)
	}
}

// newFunction builds the function that CloudFormation calls. It may start the one state machine. It needs no VPC: it calls Step Functions
// and the URL that CloudFormation signs.
func (p Props) newFunction(scope constructs.Construct) awslambda.Function {
	name := p.Environment.Names().ReleaseFunction()
	// The log group exists before the function runs. A group that Lambda creates never expires.
	logs := logging.NewGroup(scope, "FunctionLogs", logging.GroupProps{
		Name: names.FunctionLogs(name), RetentionDays: p.Environment.Logs.RetentionDays, Key: p.Key, Retain: p.Environment.IsProduction(),
	})
	role := awsiam.NewRole(scope, jsii.String("FunctionRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
	})
	logs.GrantWrite(role)
	machine := p.waitMachineARN(scope)
	role.AddToPolicy(statemachine.Allow([]string{"states:StartExecution"}, machine))
	return awslambda.NewFunction(scope, jsii.String("Function"), &awslambda.FunctionProps{
		FunctionName: jsii.String(name),
		Description:  jsii.String(p.Environment.Names().Description("starts a release for CloudFormation, and answers it")),
		Code:         awslambda.Code_FromAsset(jsii.String(p.Code), nil),
		Runtime:      awslambda.Runtime_PROVIDED_AL2023(), // see lib/database/rotation_function.go
		Handler:      jsii.String("bootstrap"),
		Architecture: awslambda.Architecture_X86_64(),
		MemorySize:   jsii.Number(functionMemoryMiB),
		Timeout:      awscdk.Duration_Seconds(jsii.Number(functionSeconds)),
		Role:         role,
		LogGroup:     logs,
		Environment: &map[string]*string{
			bundle.MachineVariable:        machine,
			bundle.TaskDefinitionVariable: p.Task.Definition.TaskDefinitionArn(),
		},
	})
}

// newWaitMachine builds the state machine that waits for a run. Its executions hold the URL that CloudFormation signs, so they are logged
// without their data.
func (p Props) newWaitMachine(
	scope constructs.Construct, run awsstepfunctions.StateMachine, function awslambda.Function,
) awsstepfunctions.StateMachine {
	settings := wait.Settings{
		RunMachineArn: *run.StateMachineArn(), FunctionArn: *function.FunctionArn(), TimeoutMinutes: p.Environment.Release.TimeoutMinutes,
	}
	machine := statemachine.New(scope, statemachine.Props{
		Name: p.Environment.Names().ReleaseMachine(), Definition: settings.Definition(), Environment: p.Environment, Key: p.Key,
		WithoutData: true,
	})
	stack := awscdk.Stack_Of(scope)
	runs := stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("states"), Resource: jsii.String("execution"), ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
		ResourceName: jsii.String(p.Environment.Names().Machine(names.Release) + ":*"),
	})
	for _, statement := range []awsiam.PolicyStatement{
		statemachine.Allow([]string{"cloudformation:DescribeStacks"}, stack.StackId()),
		statemachine.Allow([]string{"states:StartExecution"}, run.StateMachineArn()),
		statemachine.Allow([]string{"states:DescribeExecution"}, runs),
		statemachine.Allow([]string{"lambda:InvokeFunction"}, function.FunctionArn()),
	} {
		machine.AddToRolePolicy(statement)
	}
	return machine
}

// waitMachineARN puts the ARN together: the function and the state machine name each other.
func (p Props) waitMachineARN(scope constructs.Construct) *string {
	return awscdk.Stack_Of(scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("states"), Resource: jsii.String("stateMachine"),
		ResourceName: jsii.String(p.Environment.Names().ReleaseMachine()), ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
	})
}

// Services returns the ECS services of a stack.
func Services(stack awscdk.Stack) []awscdk.CfnResource {
	var found []awscdk.CfnResource
	selector := awscdk.ConstructSelector_ResourcesOfType(jsii.String("AWS::ECS::Service"))
	for _, construct := range *selector.Select(stack) {
		found = append(found, construct.(awsecs.CfnService))
	}
	return found
}
