package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"

	"kasha/lib/config"
	"kasha/lib/service"
)

// loadBalancer returns a load balancer for the given service and the further services beside it.
func (s *servicesBuilder) loadBalancer(
	id string, scheme service.Scheme, subnets string, before config.BalancedService,
) awselasticloadbalancingv2.ApplicationLoadBalancer {
	return service.NewLoadBalancer(s.stack, id, service.LoadBalancerProps{
		VPC:                s.net.Network.VPC,
		Scheme:             scheme,
		Subnets:            subnets,
		AccessLogs:         s.data.Buckets.AccessLogs,
		DeletionProtection: s.env.IsProduction(),
		IdleSeconds:        s.env.IdleTimeout(before),
	})
}
