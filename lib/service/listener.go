package service

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

const securePort = 443 // of the HTTPS listener

// Listener describes how a load balancer accepts requests: by HTTP on Port, and with a certificate also by HTTPS on 443.
type Listener struct {
	Scheme      Scheme // the load balancer's
	Port        int
	Lock        *Lock                              // nil: every request is forwarded
	Certificate awscertificatemanager.ICertificate // nil: HTTP only
}

// Lock refuses every request without a header that only the environment's own distribution sends. The security group admits
// CloudFront's addresses, which all distributions share: anyone could configure a distribution with this load balancer as its
// origin.
type Lock struct {
	Header   string
	Value    string // a dynamic reference, never the value itself
	Priority int    // of the rule that forwards to the service of the load balancer; routes of further services come before it
}

// condition is met by requests with the header.
func (l Lock) condition() awselasticloadbalancingv2.ListenerCondition {
	return awselasticloadbalancingv2.ListenerCondition_HttpHeader(jsii.String(l.Header), jsii.Strings(l.Value))
}

// An Entrance is a load balancer before a service, and how it accepts requests.
type Entrance struct {
	LoadBalancer awselasticloadbalancingv2.ApplicationLoadBalancer
	Listener     Listener
}

// complete adds to the HTTP listener what its load balancer needs beyond forwarding. It returns all listeners. Without a lock, everything
// that reaches the load balancer is forwarded, on both ports.
//
// The HTTP listener is the same resource with and without a certificate, on the same port and with the same rule. After a certificate
// is added, the distribution connects by HTTP until its own stack is deployed; before a certificate is removed, it does so again.
// If the HTTP listener redirected these requests as well, viewers would get a redirect loop during that time.
func (e Entrance) complete(
	plain awselasticloadbalancingv2.ApplicationListener, targets awselasticloadbalancingv2.ApplicationTargetGroup,
) []awselasticloadbalancingv2.ApplicationListener {
	lock, all := e.Listener.Lock, []awselasticloadbalancingv2.ApplicationListener{plain}
	if lock != nil {
		lock.admit(plain, targets)
	}
	if e.Listener.Certificate != nil {
		all = append(all, e.secure(targets))
	}
	if lock == nil {
		return all
	}
	otherwise := forbidden()
	if e.Listener.Certificate != nil {
		otherwise = toHTTPS()
	}
	// The pattern always makes forwarding the default action, so the default action is set on the resource.
	var actions []any
	for _, action := range *otherwise.RenderActions() {
		actions = append(actions, action)
	}
	plain.Node().DefaultChild().(awselasticloadbalancingv2.CfnListener).SetDefaultActions(&actions)
	return all
}

// secure adds the HTTPS listener.
func (e Entrance) secure(targets awselasticloadbalancingv2.ApplicationTargetGroup) awselasticloadbalancingv2.ApplicationListener {
	otherwise := forward(targets)
	if e.Listener.Lock != nil {
		otherwise = forbidden()
	}
	listener := e.LoadBalancer.AddListener(jsii.String("SecureListener"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
		Port:          jsii.Number(securePort),
		Protocol:      awselasticloadbalancingv2.ApplicationProtocol_HTTPS,
		Certificates:  &[]awselasticloadbalancingv2.IListenerCertificate{e.Listener.Certificate},
		SslPolicy:     awselasticloadbalancingv2.SslPolicy_RECOMMENDED_TLS, // TLS 1.2 and 1.3
		Open:          jsii.Bool(false),
		DefaultAction: otherwise,
	})
	if e.Listener.Lock != nil {
		e.Listener.Lock.admit(listener, targets)
	}
	return listener
}

// before leads the requests of a second load balancer to the tasks of a service, with a target group of its own. A target group belongs to
// one load balancer. Source: ELB user guide, "Target groups". Its ids are those that the pattern gives to a service's only load balancer,
// so it is the same resource when it becomes that.
func (e Entrance) before(tasks awsecs.FargateService, settings config.Service) []awselasticloadbalancingv2.ApplicationListener {
	plain := e.LoadBalancer.AddListener(jsii.String("PublicListener"), &awselasticloadbalancingv2.BaseApplicationListenerProps{
		Port:     jsii.Number(e.Listener.Port),
		Protocol: awselasticloadbalancingv2.ApplicationProtocol_HTTP,
		Open:     jsii.Bool(false),
	})
	targets := plain.AddTargets(jsii.String(e.Listener.Scheme.targetsID()), &awselasticloadbalancingv2.AddApplicationTargetsProps{
		Protocol: awselasticloadbalancingv2.ApplicationProtocol_HTTP,
		Targets:  &[]awselasticloadbalancingv2.IApplicationLoadBalancerTarget{tasks},
	})
	configureTargets(targets, settings)
	return e.complete(plain, targets)
}

// admit adds the rule that forwards requests with the header.
func (l Lock) admit(
	listener awselasticloadbalancingv2.ApplicationListener, targets awselasticloadbalancingv2.IApplicationTargetGroup,
) {
	listener.AddAction(jsii.String("FromCloudFront"), &awselasticloadbalancingv2.AddApplicationActionProps{
		Priority:   jsii.Number(l.Priority),
		Conditions: &[]awselasticloadbalancingv2.ListenerCondition{l.condition()},
		Action:     forward(targets),
	})
}

func forward(targets awselasticloadbalancingv2.IApplicationTargetGroup) awselasticloadbalancingv2.ListenerAction {
	return awselasticloadbalancingv2.ListenerAction_Forward(&[]awselasticloadbalancingv2.IApplicationTargetGroup{targets}, nil)
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
