package reach

import (
	"slices"

	"kasha/internal/cloudformation"
)

const vpcOriginType = "AWS::CloudFront::VpcOrigin"

// fromDistribution follows a connection that CloudFront opens to a load balancer: over the internet, or through a VPC origin.
func (t *trace) fromDistribution(o origin, to networkInterface, f flow) bool {
	if o.vpc != nil {
		return t.throughVPCOrigin(*o.vpc, to, f)
	}
	return t.inward(t.m.cloudFront(to), to, f)
}

// throughVPCOrigin follows a connection of CloudFront's network interfaces, which it puts into the load balancer's subnets. To security
// groups it comes from CloudFront's addresses, of which AWS has a prefix list. The VPC needs an internet gateway, although nothing passes
// it. Source: CloudFront developer guide, "Restrict access with VPC origins".
func (t *trace) throughVPCOrigin(vpc cloudformation.Resource, to networkInterface, f flow) bool {
	s := to.subnet
	if !t.m.hasGateway(s) {
		return t.stop("the VPC of %s has no internet gateway, which CloudFront asks for", s.resource.Name())
	}
	return t.pass("VPC origin %s, in %s", vpc, s.resource.Name()) &&
		t.networkACL(s, ingress, f.protocol, f.ports(), s.peer(nil)) && t.networkACL(s, egress, f.protocol, ephemeral(), s.peer(nil)) &&
		t.enterGroups(to, f, t.m.cloudFront(to))
}

func (m *Model) hasGateway(s *subnet) bool {
	return slices.ContainsFunc(m.env.Resources("AWS::EC2::VPCGatewayAttachment"), func(r cloudformation.Resource) bool {
		return m.env.Identity(r.Properties.Text("VpcId")) == s.vpc && r.Properties.Text("InternetGatewayId") != ""
	})
}

// readVPCOrigin finds the load balancer that a VPC origin leads to, and the settings of connections to it. The domain name of the
// distribution's origin does not lead anywhere: CloudFront only compares certificates with it.
func (m *Model) readVPCOrigin(id string) (origin, cloudformation.Properties) {
	vpc, ok := m.env.Named(id, vpcOriginType)
	if !ok {
		return origin{}, nil
	}
	settings := vpc.Properties.Map("VpcOriginEndpointConfig")
	for _, b := range m.loadBalancers {
		if m.env.Identity(settings.Text("Arn")) == b.node.Resource.Reference() {
			return origin{balancer: b, vpc: &vpc}, settings
		}
	}
	return origin{}, nil
}

// findUnusedVPCOrigins notes VPC origins that no distribution of the templates uses: another one of the account may.
func (m *Model) findUnusedVPCOrigins() {
	for _, resource := range m.env.Resources(vpcOriginType) {
		used := false
		for _, d := range m.distributions {
			for _, o := range d.origins {
				used = used || o.vpc != nil && o.vpc.Reference() == resource.Reference()
			}
		}
		if !used {
			m.note("which distributions use %s, a VPC origin", resource)
		}
	}
}
