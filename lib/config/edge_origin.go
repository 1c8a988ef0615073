package config

import (
	"slices"

	"kasha/lib/offers"
)

// The two values of Edge.Origin.
const (
	OriginPublic = "public"
	OriginVPC    = "vpc"
)

// UsesVPCOrigin reports whether CloudFront connects through a VPC origin, to the VPC origin's load balancer.
func (e Edge) UsesVPCOrigin() bool { return e.Origin == OriginVPC }

// HasPublicOrigin reports whether the frontend has a public load balancer, whether CloudFront uses it or not.
func (e Edge) HasPublicOrigin() bool { return !e.UsesVPCOrigin() || e.BothOrigins }

// HasVPCOrigin reports whether the frontend has the VPC origin's load balancer, whether CloudFront uses it or not.
func (e Edge) HasVPCOrigin() bool { return e.UsesVPCOrigin() || e.BothOrigins }

// vpcOriginInterfaces is how many addresses of a subnet a VPC origin may take. CloudFront needs one for its network interface. While one
// VPC origin takes the place of another, there are two. Source: CloudFront developer guide, "Restrict access with VPC origins".
const vpcOriginInterfaces = 2

// checkOrigin checks edge.origin and edge.bothOrigins. at is the environment.
func checkOrigin(at object, e Environment) {
	edge := at.in("edge")
	if origins := []string{OriginPublic, OriginVPC}; !slices.Contains(origins, e.Edge.Origin) {
		edge.reject("origin", quote(e.Edge.Origin)+" is not a kind of origin", suggestion(e.Edge.Origin, origins))
		return
	}
	if !at.valid("region") || !e.Edge.HasVPCOrigin() || offers.RegionOf(e.Region).HasVPCOrigins() {
		return
	}
	edge.rejectIf(e.Edge.UsesVPCOrigin(), "origin", "CloudFront has no VPC origins in "+e.Region, `"public", or another region`)
	edge.rejectIf(!e.Edge.UsesVPCOrigin(), "bothOrigins", "CloudFront has no VPC origins in "+e.Region, "false, or another region")
}
