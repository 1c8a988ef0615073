package stages

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/edge"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/service"
)

// origins are the load balancers before the frontend: the one that CloudFront uses, and the other one while edge.bothOrigins keeps it.
type origins struct {
	used, beside *service.Entrance

	public, vpc awselasticloadbalancingv2.ApplicationLoadBalancer // nil: there is none
}

// newOrigins builds the load balancers that only CloudFront reaches. With a domain CloudFront connects to port 443. Port 80 stays open to
// CloudFront, which uses it while a domain is added or removed; see service.Entrance.
func (s *servicesBuilder) newOrigins() origins {
	var built origins
	var public, internal *service.Entrance
	if s.env.Edge.HasPublicOrigin() {
		built.public = s.loadBalancer(publicLoadBalancer, service.InternetFacing, network.PublicSubnets, s.env.Frontend)
		public = &service.Entrance{
			LoadBalancer: built.public,
			Listener:     service.Listener{Scheme: service.InternetFacing, Port: httpPort, Lock: s.lock()},
		}
	}
	if s.env.Edge.HasVPCOrigin() {
		built.vpc = s.loadBalancer(vpcOriginLoadBalancer, service.Internal, network.FrontendSubnets, s.env.Frontend)
		internal = &service.Entrance{
			LoadBalancer: built.vpc,
			Listener:     service.Listener{Scheme: service.Internal, Port: httpPort},
		}
	}
	built.used, built.beside = public, internal
	if s.env.Edge.UsesVPCOrigin() {
		built.used, built.beside = internal, public
	}
	s.secure(built, public, internal)
	return built
}

// secure gives the load balancers the domain's certificate, and lets CloudFront in.
func (s *servicesBuilder) secure(built origins, public, internal *service.Entrance) {
	ports := []int{httpPort}
	if domain := s.env.Edge.Domain; domain != nil {
		certificate := edge.NewOriginCertificate(s.stack, "Origin", *domain)
		ports = append(ports, httpsPort)
		named := built.public // the origin's name leads to it
		if named == nil {
			named = built.vpc
		}
		for _, entrance := range []*service.Entrance{public, internal} {
			if entrance != nil {
				entrance.Listener.Certificate = certificate
			}
		}
		edge.NewOriginRecord(s.stack, "OriginRecord", *domain, named)
	}
	if built.public != nil {
		edge.AllowFromCloudFront(s.stack, edge.AllowFromCloudFrontProps{
			VPC: s.net.Network.VPC, LoadBalancer: built.public, PrefixList: s.env.Edge.OriginPrefixList, Ports: ports,
			ID: "FromCloudFront", Description: "CloudFront to the public load balancer",
		})
	}
	if built.vpc != nil {
		edge.AllowFromCloudFront(s.stack, edge.AllowFromCloudFrontProps{
			VPC: s.net.Network.VPC, LoadBalancer: built.vpc, PrefixList: s.env.Edge.OriginPrefixList, Ports: ports,
			ID: "VpcOriginFromCloudFront", Description: "CloudFront to the load balancer of the VPC origin",
		})
	}
}

// frontend builds the service that only CloudFront reaches.
func (s *servicesBuilder) frontend(
	tasks awsec2.SecurityGroup, internal awselasticloadbalancingv2.ApplicationLoadBalancer,
) (origins, service.Service) {
	before := s.newOrigins()
	props := s.serviceProps(frontend, s.env.Frontend.Service, network.FrontendSubnets)
	props.Entrance, props.Beside = *before.used, before.beside
	props.Task.SecurityGroup = tasks
	props.Task.Variables[names.BackendURL] = fmt.Sprintf("http://%s:%d", *internal.LoadBalancerDnsName(), internalPort)
	built := service.New(s.stack, "Frontend", props)
	s.grant(ofService(frontend, s.env.Frontend.Service, built))
	s.declareOrigins(built)
	return before, built
}

// declareOrigins writes into the template which load balancers are before the frontend. internal/promises holds the template against it.
func (s *servicesBuilder) declareOrigins(built service.Service) {
	declared := []string{s.env.Edge.Origin}
	switch {
	case !s.env.Edge.HasVPCOrigin():
		return
	case s.env.Edge.BothOrigins && s.env.Edge.UsesVPCOrigin():
		declared = append(declared, config.OriginPublic)
	case s.env.Edge.BothOrigins:
		declared = append(declared, config.OriginVPC)
	}
	built.Definition.Node().DefaultChild().(awsecs.CfnTaskDefinition).AddMetadata(jsii.String(names.OriginsMetadata), declared)
}

// origin returns the load balancer that CloudFront uses. With a domain the name under which CloudFront connects is one in the load
// balancer's certificate. Without one, or where someone else creates the domain's records, it is the load balancer's own name.
//
// What the edge stack reads is read from stack outputs that are always there. The CDK would create an output of its own for it, but
// only while the edge stack refers to it. When a domain is removed, the edge stack is deployed before this stack, and would not
// find that output yet.
func (s *servicesBuilder) origin() edge.Origin {
	read := func(output names.Output) string {
		return *awscdk.Fn_GetStackOutput(s.stack.StackName(), jsii.String(string(output)), jsii.String(s.env.Region), nil)
	}
	var origin edge.Origin
	name := names.PublicLoadBalancer
	if s.env.Edge.UsesVPCOrigin() {
		name, origin.Endpoint = names.VPCOriginLoadBalancer, read(names.VPCOriginLoadBalancerARN)
	} else {
		origin.Header, origin.Value = edge.OriginHeader, s.data.OriginSecret
	}
	if domain := s.env.Edge.Domain; domain != nil && !domain.ManualRecords {
		origin.DomainName = domain.OriginName()
	} else {
		origin.DomainName = read(name)
	}
	return origin
}

// originOutputs writes the addresses of the load balancers before the frontend. It returns the output of the public one, or nil.
func (s *servicesBuilder) originOutputs(built origins) awscdk.CfnOutput {
	var public awscdk.CfnOutput
	if balancer := built.public; balancer != nil {
		public = output(s.stack, names.PublicLoadBalancer, balancer.LoadBalancerDnsName(),
			"Public load balancer; answers 403 to all but CloudFront")
	}
	if balancer := built.vpc; balancer != nil {
		output(s.stack, names.VPCOriginLoadBalancer, balancer.LoadBalancerDnsName(),
			"Internal load balancer that CloudFront's VPC origin reaches")
		output(s.stack, names.VPCOriginLoadBalancerARN, balancer.LoadBalancerArn(), "Load balancer of CloudFront's VPC origin")
	}
	return public
}
