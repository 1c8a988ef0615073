package service

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecspatterns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/network"
)

// Listener is how requests enter a load balancer.
type Listener struct {
	Public      bool
	Port        int
	Certificate awscertificatemanager.ICertificate // nil: HTTP. Otherwise HTTPS, and port 80 redirects to it
	Lock        *Lock                              // nil: every request is forwarded
}

// Lock refuses every request that does not carry a header which only our distribution knows. The security group admits
// CloudFront's addresses, but those are everybody's: anyone can point a distribution of theirs at this load balancer.
type Lock struct {
	Header string
	Value  string // a dynamic reference, never the value itself
}

func (l Listener) protocol() awselasticloadbalancingv2.ApplicationProtocol {
	if l.Certificate != nil {
		return awselasticloadbalancingv2.ApplicationProtocol_HTTPS
	}
	return awselasticloadbalancingv2.ApplicationProtocol_HTTP
}

func (l Listener) sslPolicy() awselasticloadbalancingv2.SslPolicy {
	if l.Certificate != nil {
		return awselasticloadbalancingv2.SslPolicy_RECOMMENDED_TLS // TLS 1.2 and 1.3
	}
	return ""
}

// lock makes 403 the listener's default answer and forwards only requests with the header.
func (l Listener) lock(pattern awsecspatterns.ApplicationLoadBalancedFargateService) {
	if l.Lock == nil {
		return
	}
	listener := pattern.Listener()
	listener.AddAction(jsii.String("FromCloudFront"), &awselasticloadbalancingv2.AddApplicationActionProps{
		Priority: jsii.Number(1),
		Conditions: &[]awselasticloadbalancingv2.ListenerCondition{
			awselasticloadbalancingv2.ListenerCondition_HttpHeader(jsii.String(l.Lock.Header), jsii.Strings(l.Lock.Value)),
		},
		Action: awselasticloadbalancingv2.ListenerAction_Forward(&[]awselasticloadbalancingv2.IApplicationTargetGroup{pattern.TargetGroup()}, nil),
	})
	// The pattern has already made forwarding the default action and offers no other; so the resource says it.
	listener.Node().DefaultChild().(awselasticloadbalancingv2.CfnListener).SetDefaultActions(&[]any{
		&awselasticloadbalancingv2.CfnListener_ActionProperty{
			Type: jsii.String("fixed-response"),
			FixedResponseConfig: &awselasticloadbalancingv2.CfnListener_FixedResponseConfigProperty{
				StatusCode: jsii.String("403"), ContentType: jsii.String("text/plain"), MessageBody: jsii.String("Forbidden"),
			},
		},
	})
}

// LoadBalancerProps is one application load balancer.
type LoadBalancerProps struct {
	VPC                awsec2.IVpc
	Public             bool
	Subnets            string // subnet group
	AccessLogs         awss3.IBucket
	AccessLogsPrefix   string
	DeletionProtection bool
}

// NewLoadBalancer builds a load balancer that nothing may reach yet: open it with security group rules.
func NewLoadBalancer(scope constructs.Construct, id string, props LoadBalancerProps) awselasticloadbalancingv2.ApplicationLoadBalancer {
	security := awsec2.NewSecurityGroup(scope, jsii.String(id+"SecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("Load balancer: opened to each caller by name, calls its targets only"),
		AllowAllOutbound: jsii.Bool(false),
	})
	balancer := awselasticloadbalancingv2.NewApplicationLoadBalancer(scope, jsii.String(id), &awselasticloadbalancingv2.ApplicationLoadBalancerProps{
		Vpc:                     props.VPC,
		VpcSubnets:              network.In(props.Subnets),
		InternetFacing:          jsii.Bool(props.Public),
		SecurityGroup:           security,
		DeletionProtection:      jsii.Bool(props.DeletionProtection),
		DropInvalidHeaderFields: jsii.Bool(true),
	})
	balancer.LogAccessLogs(props.AccessLogs, jsii.String(props.AccessLogsPrefix))
	return balancer
}
