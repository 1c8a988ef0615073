package task

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Callers says who connects to tasks.
type Callers string

// The callers.
const (
	LoadBalancer Callers = "reached from their load balancer on the container port only"
	Nobody       Callers = "nothing connects to them"
)

// NewSecurityGroup builds the tasks' security group before what starts them, so that rules of other resources can refer to it. Tasks may
// connect to any address over HTTPS (AWS, and the internet services of the application). Rules for other targets are added with
// those targets.
func NewSecurityGroup(scope constructs.Construct, id string, vpc awsec2.IVpc, callers Callers) awsec2.SecurityGroup {
	group := awsec2.NewSecurityGroup(scope, jsii.String(id), &awsec2.SecurityGroupProps{
		Vpc:              vpc,
		Description:      jsii.String("Tasks: " + string(callers)),
		AllowAllOutbound: jsii.Bool(false),
	})
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(443)), jsii.String("AWS and other HTTPS services"), nil)
	return group
}
