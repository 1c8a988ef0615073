// Package worker builds a Fargate service whose tasks take messages from a queue. It has no load balancer, and nothing connects to its
// tasks.
//
// Scaling. Every minute, Application Auto Scaling sets the number of tasks that the queue needs; see scaling.go. If minTasks is 0, no task
// runs while there are no messages.
//
// Stopping. ECS stops a task when it scales in, deploys or loses Spot capacity. It sends SIGTERM, and the task has stopSeconds to exit.
// While a task works on a long message, it may protect itself from scaling and deployments for up to 48 hours; its role allows that. If
// the work is interrupted, SQS delivers the message again after the visibility timeout. Source: ECS developer guide, "Protect your Amazon
// ECS tasks from being terminated by scale-in events".
//
// Deployments. The circuit breaker rolls back a deployment whose tasks do not start. Without a healthCheck, ECS does not check a worker's
// health: a task that starts and then fails counts as started. If the worker has no tasks during a deployment, ECS does not try the new
// image at all. In both cases the alarm of lib/monitoring reports that the worker does not run.
//
// Failure modes: if a worker exits after each message, ECS starts it again and again, and waits longer each time. If a worker does not
// delete a message after its work, it receives the message again, until SQS moves it to the dead-letter queue.
package worker

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/task"
)

// productionOnDemand tasks of a worker with Spot tasks run on demand in production. So work goes on when Spot has no capacity.
const productionOnDemand = 1

// Props describes one worker.
type Props struct {
	Environment names.Environment
	Name        string
	Cluster     awsecs.ICluster
	Worker      config.Worker
	Task        task.Props
	QueueName   string // of the queue that it works on; its physical name
	Subnets     string // the subnet group of the tasks; see lib/network

	Production bool // keeps one task on demand
}

// Worker is one worker with its scaling.
type Worker struct {
	Service       awsecs.FargateService
	Definition    awsecs.FargateTaskDefinition
	SecurityGroup awsec2.SecurityGroup // of the tasks
	Scaling       awsecs.ScalableTaskCount
	QueueName     string
	ServiceName   string // the attribute; see service.Dimensions
}

// New builds the worker in a scope of its own.
func New(scope constructs.Construct, props Props) Worker {
	definition := task.NewDefinition(scope, props.Task)
	allowProtection(definition, props)
	onDemand := 0
	if props.Production {
		onDemand = productionOnDemand
	}
	service := task.NewService(scope, task.ServiceProps{
		Cluster: props.Cluster, Definition: definition, Subnets: network.In(props.Subnets), SecurityGroup: props.Task.SecurityGroup,
		Capacity: task.NewCapacity(props.Worker.Spot, onDemand),
	})
	// ECS copies the service's tags to its tasks, and allowProtection relies on it.
	awscdk.Tags_Of(service).Add(jsii.String(names.ProcessTag), jsii.String(props.Name), nil)
	resource := task.Settle(service, props.Cluster, definition)
	built := Worker{
		Service: service, Definition: definition, SecurityGroup: props.Task.SecurityGroup,
		QueueName: props.QueueName, ServiceName: *resource.AttrName(),
	}
	built.Scaling = scale(scope, built, props)
	return built
}

// allowProtection lets a task protect itself while it works on a message, and no other. Its ARN is not known when the policy is written.
// So the statement names every task of the cluster that has the worker's tag, which ECS copies from the service. Source: Service
// Authorization Reference, "Amazon ECS": UpdateTaskProtection and GetTaskProtection have the resource type task, with aws:ResourceTag.
func allowProtection(definition awsecs.FargateTaskDefinition, props Props) {
	definition.TaskRole().Node().AddDependency(props.Cluster) // the statement names it as text
	definition.AddToTaskRolePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("ecs:GetTaskProtection", "ecs:UpdateTaskProtection"),
		Resources: jsii.Strings(*awscdk.Stack_Of(definition).FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("ecs"), Resource: jsii.String("task"), ResourceName: jsii.String(props.Environment.Cluster() + "/*"),
		})),
		Conditions: &map[string]any{"StringEquals": map[string]any{"aws:ResourceTag/" + names.ProcessTag: props.Name}},
	}))
}
