package stages

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/edge"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/service"
)

// frontend builds the service that only CloudFront reaches. With a domain CloudFront connects to port 443. Port 80 stays open to
// CloudFront, which uses it while a domain is added or removed; see service.Listener.
func (s *servicesBuilder) frontend(
	tasks awsec2.SecurityGroup, internal awselasticloadbalancingv2.ApplicationLoadBalancer,
) (awselasticloadbalancingv2.ApplicationLoadBalancer, service.Service) {
	balancer := s.loadBalancer("PublicLoadBalancer", service.InternetFacing, network.PublicSubnets, s.env.Frontend)
	listener := service.Listener{
		Scheme: service.InternetFacing,
		Port:   httpPort,
		Lock:   s.lock(),
	}
	ports := []int{httpPort}
	if domain := s.env.Edge.Domain; domain != nil {
		listener.Certificate = edge.NewOriginCertificate(s.stack, "Origin", *domain)
		ports = append(ports, httpsPort)
		edge.NewOriginRecord(s.stack, "OriginRecord", *domain, balancer)
	}
	edge.AllowFromCloudFront(s.stack, edge.AllowFromCloudFrontProps{
		VPC: s.net.Network.VPC, LoadBalancer: balancer, PrefixList: s.env.Edge.OriginPrefixList, Ports: ports,
	})
	props := s.serviceProps(frontend, s.env.Frontend.Service, network.FrontendSubnets)
	props.LoadBalancer = balancer
	props.Listener = listener
	props.Task.SecurityGroup = tasks
	props.Task.Variables[names.BackendURL] = fmt.Sprintf("http://%s:%d", *internal.LoadBalancerDnsName(), internalPort)
	built := service.New(s.stack, "Frontend", props)
	s.grant(ofService(frontend, s.env.Frontend.Service, built))
	return balancer, built
}

// originDomain returns the name under which CloudFront connects. With a domain it is a name in the load balancer's certificate. Without
// one, or where someone else creates the domain's records, it is the load balancer's own name.
//
// The load balancer's name is read from the stack output that is always there. The CDK would create an output of its own for it, but
// only while the edge stack refers to it. When a domain is removed, the edge stack is deployed before this stack, and would not
// find that output yet.
func (s *servicesBuilder) originDomain() string {
	if domain := s.env.Edge.Domain; domain != nil && !domain.ManualRecords {
		return domain.OriginName()
	}
	return *awscdk.Fn_GetStackOutput(
		s.stack.StackName(), jsii.String(string(names.PublicLoadBalancer)), jsii.String(s.env.Region), nil)
}
