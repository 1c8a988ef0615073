package job

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/network"
	"kasha/lib/runtask"
	"kasha/lib/statemachine"
)

// MachineProps describes the state machine of a process that runs to its end.
type MachineProps struct {
	Environment    config.Environment
	Process        string // in names
	Title, Runbook string // for messages
	Task           Task
	TimeoutMinutes int
	Retries        int
	Overlap        bool
	ChoosesTask    bool // see runtask.Settings

	Topic awssns.ITopic
	Key   awskms.IKey
}

// NewMachine builds the state machine with the rights for exactly its task.
func NewMachine(scope constructs.Construct, props MachineProps) awsstepfunctions.StateMachine {
	name, stack := props.Environment.Names().Machine(props.Process), awscdk.Stack_Of(scope)
	own := *stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("states"), Resource: jsii.String("stateMachine"), ResourceName: jsii.String(name),
		ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
	})
	subnets := *props.Task.VPC.SelectSubnets(network.In(network.BackendSubnets)).SubnetIds
	settings := runtask.Settings{
		Environment: props.Environment.Name, Name: props.Process, Title: props.Title, Runbook: props.Runbook,
		ClusterName: props.Task.ClusterName, TaskDefinitionArn: *props.Task.Definition.TaskDefinitionArn(),
		SecurityGroupID: *props.Task.SecurityGroup.SecurityGroupId(), SubnetIDs: [2]string{*subnets[0], *subnets[1]},
		StateMachineArn: own, TopicArn: *props.Topic.TopicArn(), LogGroup: props.Task.LogGroup,
		TimeoutMinutes: props.TimeoutMinutes, Retries: props.Retries, Overlap: props.Overlap,
		ChoosesTask: props.ChoosesTask,
	}
	machine := statemachine.New(scope, statemachine.Props{
		Name: name, Definition: settings.Definition(), Environment: props.Environment, Key: props.Key,
	})
	props.grant(machine, own)
	statemachine.AllowPublishing(machine, props.Topic, props.Key)
	return machine
}

// grant lets the state machine start this one task definition with its two roles, and read and stop tasks of the cluster. ECS asks for
// ecs:TagResource because the task takes over the tags of its definition. Sources: Step Functions developer guide, "IAM policies for
// calling Amazon ECS/AWS Fargate"; ECS developer guide, "Grant permission to tag resources on creation".
func (p MachineProps) grant(machine awsstepfunctions.StateMachine, own string) {
	stack := awscdk.Stack_Of(machine)
	tasks := stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("ecs"), Resource: jsii.String("task"), ResourceName: jsii.String(p.Task.ClusterName + "/*"),
	})
	inCluster := func(actions []string, resource *string) {
		statement := statemachine.Allow(actions, resource)
		statement.AddCondition(jsii.String("ArnEquals"), map[string]any{"ecs:cluster": p.Task.Cluster.ClusterArn()})
		machine.AddToRolePolicy(statement)
	}
	inCluster([]string{"ecs:RunTask"}, p.Task.Definition.TaskDefinitionArn())
	inCluster([]string{"ecs:DescribeTasks", "ecs:StopTask"}, tasks)
	tagging := statemachine.Allow([]string{"ecs:TagResource"}, tasks)
	tagging.AddCondition(jsii.String("StringEquals"), map[string]any{"ecs:CreateAction": "RunTask"})
	machine.AddToRolePolicy(tagging)
	passing := statemachine.Allow([]string{"iam:PassRole"},
		p.Task.Definition.TaskRole().RoleArn(), p.Task.Definition.ObtainExecutionRole().RoleArn())
	passing.AddCondition(jsii.String("StringEquals"), map[string]any{"iam:PassedToService": "ecs-tasks.amazonaws.com"})
	machine.AddToRolePolicy(passing)
	if !p.Overlap {
		machine.AddToRolePolicy(statemachine.Allow([]string{"states:ListExecutions"}, jsii.String(own)))
	}
}
