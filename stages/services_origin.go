package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// originDomain returns the name under which CloudFront connects: with a domain a name in the load balancer's certificate, without one
// the load balancer's own name.
//
// The load balancer's name is read from the stack output that is always there. The CDK would create an output of its own for it, but
// only while the edge stack refers to it. When a domain is removed, the edge stack is deployed before this stack, and would not
// find that output yet.
func (s *servicesBuilder) originDomain() string {
	if domain := s.env.Edge.Domain; domain != nil {
		return domain.OriginName()
	}
	return *awscdk.Fn_GetStackOutput(
		s.stack.StackName(), jsii.String(string(names.PublicLoadBalancer)), jsii.String(s.env.Region), nil)
}
