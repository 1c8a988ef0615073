package network

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// FlowLogsProps names the VPC and where its flow logs go.
type FlowLogsProps struct {
	VPC      awsec2.IVpc
	LogGroup awslogs.ILogGroup
}

// NewFlowLogs records accepted and rejected traffic of the whole VPC, one record per flow and ten minutes. The shortest interval, one
// minute, would produce up to ten times the log volume.
func NewFlowLogs(scope constructs.Construct, id string, props FlowLogsProps) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	// Unlike the construct's default role, this one may write only to this log group, and only for flow logs of this account. That
	// prevents a confused deputy.
	stack := awscdk.Stack_Of(scope)
	role := awsiam.NewRole(scope, jsii.String("Role"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("vpc-flow-logs.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": stack.Account()}},
		}),
	})
	awsec2.NewFlowLog(scope, jsii.String("All"), &awsec2.FlowLogProps{
		ResourceType:           awsec2.FlowLogResourceType_FromVpc(props.VPC),
		TrafficType:            awsec2.FlowLogTrafficType_ALL,
		MaxAggregationInterval: awsec2.FlowLogMaxAggregationInterval_TEN_MINUTES,
		Destination:            awsec2.FlowLogDestination_ToCloudWatchLogs(props.LogGroup, role),
	})
}
