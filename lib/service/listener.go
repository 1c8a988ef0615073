package service

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecspatterns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"
)

const securePort = 443 // of the HTTPS listener

// Listener describes how a load balancer accepts requests: by HTTP on Port, and with a certificate also by HTTPS on 443.
type Listener struct {
	Scheme      Scheme // the load balancer's
	Port        int
	Lock        *Lock                              // nil: every request is forwarded
	Certificate awscertificatemanager.ICertificate // only with a Lock; nil: HTTP only
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

// lock forwards only requests with the header. Requests without it get 403; with a certificate, the HTTP listener redirects them to
// HTTPS instead. It returns all listeners.
//
// The HTTP listener is the same resource with and without a certificate, on the same port and with the same rule. After a certificate
// is added, the distribution connects by HTTP until its own stack is deployed; before a certificate is removed, it does so again.
// If the HTTP listener redirected these requests as well, viewers would get a redirect loop during that time.
func (l Listener) lock(
	balancer awselasticloadbalancingv2.ApplicationLoadBalancer, pattern awsecspatterns.ApplicationLoadBalancedFargateService,
) []awselasticloadbalancingv2.ApplicationListener {
	all := []awselasticloadbalancingv2.ApplicationListener{pattern.Listener()}
	if l.Lock == nil {
		return all
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
		all = append(all, secure)
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
