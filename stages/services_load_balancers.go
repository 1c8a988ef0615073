package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"

	"kasha/lib/config"
	"kasha/lib/service"
)

// The load balancers, by their ids.
const (
	publicLoadBalancer    = "PublicLoadBalancer"
	vpcOriginLoadBalancer = "VpcOriginLoadBalancer"
	internalLoadBalancer  = "InternalLoadBalancer"
)

// loadBalancer returns a load balancer for the given service and the further services beside it. In production it is protected from
// deletion. While edge.bothOrigins keeps two before the frontend, the one that CloudFront no longer uses is not protected.
// CloudFormation can then delete it in the next step.
func (s *servicesBuilder) loadBalancer(
	id string, scheme service.Scheme, subnets string, before config.BalancedService,
) awselasticloadbalancingv2.ApplicationLoadBalancer {
	folder, isUsed := "internal", true // folder of the access logs
	switch id {
	case publicLoadBalancer:
		folder, isUsed = "public", !s.env.Edge.UsesVPCOrigin()
	case vpcOriginLoadBalancer:
		folder, isUsed = "vpc-origin", s.env.Edge.UsesVPCOrigin()
	}
	return service.NewLoadBalancer(s.stack, id, service.LoadBalancerProps{
		VPC:                s.net.Network.VPC,
		Scheme:             scheme,
		Subnets:            subnets,
		AccessLogs:         s.data.Buckets.AccessLogs,
		AccessLogsPrefix:   folder,
		DeletionProtection: s.env.IsProduction() && isUsed,
		IdleSeconds:        s.env.IdleTimeout(before),
	})
}
