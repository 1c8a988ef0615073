package service

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/network"
)

// standardIdle is the idle time-out in seconds of a load balancer without the setting. Source: ELB user guide, "Connection idle
// timeout".
const standardIdle = 60

// LoadBalancerProps describes one Application Load Balancer.
type LoadBalancerProps struct {
	VPC                awsec2.IVpc
	Scheme             Scheme
	Subnets            string // subnet group
	AccessLogs         awss3.IBucket
	AccessLogsPrefix   string // the folder of its access logs; changing it only moves the logs that are still to come
	DeletionProtection bool
	IdleSeconds        int // without a byte, after which it closes a connection
}

// NewLoadBalancer builds a load balancer that nothing can connect to yet; add security group rules for its callers.
func NewLoadBalancer(scope constructs.Construct, id string, props LoadBalancerProps) awselasticloadbalancingv2.ApplicationLoadBalancer {
	security := awsec2.NewSecurityGroup(scope, jsii.String(id+"SecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("Load balancer: opened to each caller by name, calls its targets only"),
		AllowAllOutbound: jsii.Bool(false),
	})
	settings := &awselasticloadbalancingv2.ApplicationLoadBalancerProps{
		Vpc:                     props.VPC,
		VpcSubnets:              network.In(props.Subnets),
		InternetFacing:          jsii.Bool(props.Scheme == InternetFacing),
		SecurityGroup:           security,
		DeletionProtection:      jsii.Bool(props.DeletionProtection),
		DropInvalidHeaderFields: jsii.Bool(true),
	}
	if props.IdleSeconds != standardIdle {
		settings.IdleTimeout = awscdk.Duration_Seconds(jsii.Number(props.IdleSeconds))
	}
	balancer := awselasticloadbalancingv2.NewApplicationLoadBalancer(scope, jsii.String(id), settings)
	balancer.LogAccessLogs(props.AccessLogs, jsii.String(props.AccessLogsPrefix))
	return balancer
}

// Scheme says where a load balancer's address can be reached from, in ELB's words.
type Scheme string

// The schemes.
const (
	Internal       Scheme = "internal"
	InternetFacing Scheme = "internet-facing"
)
