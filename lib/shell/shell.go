// Package shell builds what people need to open a shell beside a service. It builds a cluster that records each session, and a role that
// may run tasks there and enter them. The task definitions, which stages builds with lib/task, have the image, the network and the uses of
// a service. `make shell` uses the cluster, the role and the task definitions.
//
// Nobody can open a shell in the services' own tasks. ECS Exec works in the cluster of shells only, and its tasks end by themselves.
//
// Failure modes: ECS Exec needs a writable root file system, so these containers have one. It runs commands as root, whatever the image's
// user is. ECS records sessions with the programs script and cat of the image, and without them the log stays empty. Source: ECS developer
// guide, "Monitor Amazon ECS containers with ECS Exec". A person who overrides the command of a task can make it run longer than
// timeoutMinutes.
package shell

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/statemachine"
)

// Props describes the shells of an environment.
type Props struct {
	Environment config.Environment
	VPC         awsec2.IVpc
	Log         awslogs.ILogGroup // of what people type and see
}

// Shells is the cluster of shells and the role of the people in them.
type Shells struct {
	Cluster awsecs.Cluster
	Role    awsiam.Role

	props Props
}

// New builds the cluster and the role. scope is their own.
func New(scope constructs.Construct, props Props) Shells {
	cluster := awsecs.NewCluster(scope, jsii.String("Cluster"), &awsecs.ClusterProps{
		ClusterName:         jsii.String(props.Environment.Names().ShellCluster()),
		Vpc:                 props.VPC,
		ContainerInsightsV2: awsecs.ContainerInsights_DISABLED, // it bills by the hour
		ExecuteCommandConfiguration: &awsecs.ExecuteCommandConfiguration{
			Logging: awsecs.ExecuteCommandLogging_OVERRIDE,
			LogConfiguration: &awsecs.ExecuteCommandLogConfiguration{
				CloudWatchLogGroup: props.Log, CloudWatchEncryptionEnabled: jsii.Bool(true),
			},
		},
	})
	return Shells{Cluster: cluster, Role: newRole(scope, props), props: props}
}

// newRole builds the role that people of the account take on. IAM decides who may: the role's trust does not replace sts:AssumeRole in a
// person's own policy.
func newRole(scope constructs.Construct, props Props) awsiam.Role {
	var person awsiam.IPrincipal = awsiam.NewAccountPrincipal(awscdk.Stack_Of(scope).Account())
	if props.Environment.Shell.MFA {
		person = awsiam.NewPrincipalWithConditions(person, &map[string]any{"Bool": map[string]any{"aws:MultiFactorAuthPresent": "true"}})
	}
	return awsiam.NewRole(scope, jsii.String("Role"), &awsiam.RoleProps{
		RoleName:           jsii.String(props.Environment.Names().ShellRole()),
		Description:        jsii.String(props.Environment.Names().Description("people who open a shell beside a service")),
		AssumedBy:          person,
		MaxSessionDuration: awscdk.Duration_Hours(jsii.Number(props.Environment.Shell.SessionHours())),
	})
}

// Admit lets people start and enter the tasks of one definition, and lets its containers talk to Session Manager and record the session.
// ECS Exec asks for the four actions of ssmmessages, which have no resources. Source: ECS developer guide, "Monitor Amazon ECS containers
// with ECS Exec", "IAM permissions required for ECS Exec".
func (s Shells) Admit(definition awsecs.FargateTaskDefinition) {
	group := *s.props.Log.LogGroupArn()
	for _, statement := range []awsiam.PolicyStatement{
		statemachine.Allow([]string{
			"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
		}, jsii.String("*")),
		statemachine.Allow([]string{"logs:DescribeLogGroups"}, jsii.String("*")),
		statemachine.Allow([]string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"}, jsii.String(group)),
	} {
		definition.AddToTaskRolePolicy(statement)
	}
	inCluster := statemachine.Allow([]string{"ecs:RunTask"}, definition.TaskDefinitionArn())
	inCluster.AddCondition(jsii.String("ArnEquals"), map[string]any{"ecs:cluster": s.Cluster.ClusterArn()})
	s.Role.AddToPolicy(inCluster)
	passing := statemachine.Allow([]string{"iam:PassRole"}, definition.TaskRole().RoleArn(), definition.ObtainExecutionRole().RoleArn())
	passing.AddCondition(jsii.String("StringEquals"), map[string]any{"iam:PassedToService": "ecs-tasks.amazonaws.com"})
	s.Role.AddToPolicy(passing)
}

// Finish adds what people may do in the cluster, whichever task it is.
func (s Shells) Finish() {
	tasks := awscdk.Stack_Of(s.Cluster).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("ecs"), Resource: jsii.String("task"), ResourceName: jsii.String(s.props.Environment.Names().ShellCluster() + "/*"),
	})
	s.Role.AddToPolicy(statemachine.Allow([]string{"ecs:ExecuteCommand"}, s.Cluster.ClusterArn(), tasks))
	s.Role.AddToPolicy(statemachine.Allow([]string{"ecs:DescribeTasks", "ecs:StopTask"}, tasks))
	tagging := statemachine.Allow([]string{"ecs:TagResource"}, tasks)
	tagging.AddCondition(jsii.String("StringEquals"), map[string]any{"ecs:CreateAction": "RunTask"})
	s.Role.AddToPolicy(tagging)
}
