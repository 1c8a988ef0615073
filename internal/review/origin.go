package review

import (
	"slices"
	"strings"

	"kasha/internal/review/values"
)

const (
	distributionType = "AWS::CloudFront::Distribution"
	vpcOriginType    = "AWS::CloudFront::VpcOrigin"
	balancerType     = "AWS::ElasticLoadBalancingV2::LoadBalancer"
)

// inspectOrigin says what a change means for the connection between CloudFront and its origin. The stack of a load balancer is deployed
// before that of the distribution.
func (c *comparison) inspectOrigin(p pair, change Change, o *outcome) {
	about := Finding{Construct: change.Construct, Type: change.Type}
	switch change.Type {
	case balancerType:
		if about.What = c.balancerGoes(p, change); about.What != "" {
			o.weakenings = append(o.weakenings, about)
		}
	case vpcOriginType:
		if change.Kind != Added && change.Kind != Removed && len(change.Properties) > 0 {
			about.What = "CloudFront refuses to change a VPC origin that a distribution uses, its tags included, and the update is rolled back; " +
				"fix: give the new one another construct id and another name"
			o.failures = append(o.failures, about)
		}
	}
}

// balancerGoes says what it means that a load balancer is replaced or removed. An internal one is an origin through a VPC origin only.
func (c *comparison) balancerGoes(p pair, change Change) string {
	const bothOrigins = "; to change edge.origin without an outage, deploy with edge.bothOrigins first"
	isReplaced := change.Kind == Replaced || change.Kind == MightBeReplaced
	if !isReplaced && change.Kind != Removed {
		return ""
	}
	isOrigin := p.base != nil && c.isOrigin(values.Name(p.base.Name, change.LogicalID))
	isInternal := values.Properties(p.old[change.LogicalID])["Scheme"] == "internal"
	switch {
	case isReplaced && isInternal && isOrigin:
		return "the load balancer is replaced: CloudFront refuses to change the VPC origin that leads to it, so the edge stack cannot follow" +
			bothOrigins
	case isReplaced && isInternal:
		return "the load balancer is replaced: the services behind it do not answer their callers until new tasks have its new name"
	case isReplaced:
		return "the load balancer is replaced: CloudFront's origin is gone until the edge stack has followed"
	case isOrigin:
		return "the load balancer is removed: CloudFront's origin is gone until the edge stack has followed" + bothOrigins
	}
	return ""
}

// isOrigin reports whether a deployed distribution that stays has a load balancer as its origin: directly, by a DNS record, or through a
// VPC origin.
func (c *comparison) isOrigin(balancer string) bool {
	leads := []string{"${" + balancer + "}", "${" + balancer + "."} // texts that lead to the load balancer
	leads = append(leads, c.detours(leads)...)
	for _, p := range c.pairs {
		for _, resource := range p.old {
			if !p.stays() || values.Type(resource) != distributionType {
				continue
			}
			configuration, _ := values.Properties(resource)["DistributionConfig"].(map[string]any)
			origins, _ := configuration["Origins"].([]any)
			for _, each := range origins {
				origin, _ := each.(map[string]any)
				address := origin["DomainName"]
				if through, isVPC := origin["VpcOriginConfig"].(map[string]any); isVPC {
					address = through["VpcOriginId"] // the domain name is only compared with certificates
				}
				if contains(address, leads) {
					return true
				}
			}
		}
	}
	return false
}

// detours are the texts of DNS records and VPC origins that lead to the same load balancer.
func (c *comparison) detours(leads []string) []string {
	var found []string
	for _, p := range c.pairs {
		for id, resource := range p.old {
			properties := values.Properties(resource)
			alias, _ := properties["AliasTarget"].(map[string]any)
			endpoint, _ := properties["VpcOriginEndpointConfig"].(map[string]any)
			switch {
			case alias != nil && contains(alias["DNSName"], leads):
				found = append(found, strings.TrimSuffix(values.String(properties["Name"]), "."))
			case endpoint != nil && contains(endpoint["Arn"], leads):
				found = append(found, "${"+values.Name(p.base.Name, id)+".")
			}
		}
	}
	return found
}

// contains reports whether a value has one of the texts in it.
func contains(value any, texts []string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(values.Text(value), text) })
}
