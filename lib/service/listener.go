package service

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecspatterns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/network"
)

// securePort is where a load balancer with a certificate speaks TLS.
const securePort = 443

// Listener is how requests enter a load balancer: by HTTP on Port, and with a certificate by HTTPS on 443 as well.
type Listener struct {
	Public      bool
	Port        int
	Lock        *Lock                              // nil: every request is forwarded
	Certificate awscertificatemanager.ICertificate // only with a lock; nil: HTTP alone
}

// Lock refuses every request that does not carry a header which only our distribution knows. The security group admits
// CloudFront's addresses, but those are everybody's: anyone can point a distribution of theirs at this load balancer.
type Lock struct {
	Header string
	Value  string // a dynamic reference, never the value itself
}

// lock forwards only requests with the header. What comes without it is answered 403, and on the plain port redirected to
// HTTPS where there is a certificate.
//
// The plain listener is the same resource with and without a certificate, on the same port and with the same rule. A
// distribution calls by HTTP until its own stack is deployed after the certificate came, or already does so before the
// certificate goes; if the plain port only redirected, viewers would be sent in a circle for that time.
func (l Listener) lock(balancer awselasticloadbalancingv2.ApplicationLoadBalancer, pattern awsecspatterns.ApplicationLoadBalancedFargateService) {
	if l.Lock == nil {
		return
	}
	plain, otherwise := pattern.Listener(), forbidden()
	l.Lock.admit(plain, pattern.TargetGroup())
	if l.Certificate != nil {
		secure := balancer.AddListener(jsii.String("SecureListener"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
			Port:          jsii.Number(securePort),
			Protocol:      awselasticloadbalancingv2.ApplicationProtocol_HTTPS,
			Certificates:  &[]awselasticloadbalancingv2.IListenerCertificate{l.Certificate},
			SslPolicy:     awselasticloadbalancingv2.SslPolicy_RECOMMENDED_TLS, // TLS 1.2 and 1.3
			Open:          jsii.Bool(false),
			DefaultAction: forbidden(),
		})
		l.Lock.admit(secure, pattern.TargetGroup())
		otherwise = toHTTPS()
	}
	// The pattern has already made forwarding the default action and offers no other; so the resource says it.
	var actions []any
	for _, action := range *otherwise.RenderActions() {
		actions = append(actions, action)
	}
	plain.Node().DefaultChild().(awselasticloadbalancingv2.CfnListener).SetDefaultActions(&actions)
}

// admit forwards the requests with the header.
func (l Lock) admit(listener awselasticloadbalancingv2.ApplicationListener, targets awselasticloadbalancingv2.IApplicationTargetGroup) {
	listener.AddAction(jsii.String("FromCloudFront"), &awselasticloadbalancingv2.AddApplicationActionProps{
		Priority: jsii.Number(1),
		Conditions: &[]awselasticloadbalancingv2.ListenerCondition{
			awselasticloadbalancingv2.ListenerCondition_HttpHeader(jsii.String(l.Header), jsii.Strings(l.Value)),
		},
		Action: awselasticloadbalancingv2.ListenerAction_Forward(&[]awselasticloadbalancingv2.IApplicationTargetGroup{targets}, nil),
	})
}

func forbidden() awselasticloadbalancingv2.ListenerAction {
	return awselasticloadbalancingv2.ListenerAction_FixedResponse(jsii.Number(403), &awselasticloadbalancingv2.FixedResponseOptions{
		ContentType: jsii.String("text/plain"), MessageBody: jsii.String("Forbidden"),
	})
}

func toHTTPS() awselasticloadbalancingv2.ListenerAction {
	return awselasticloadbalancingv2.ListenerAction_Redirect(&awselasticloadbalancingv2.RedirectOptions{
		Protocol: jsii.String("HTTPS"), Port: jsii.String(strconv.Itoa(securePort)), Permanent: jsii.Bool(true),
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
