package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestTheVPCOriginLeadsToTheInternalLoadBalancer catches a VPC origin of another load balancer, and a distribution that does not use it.
// It also catches a protocol or a time-out that differs from a public origin's.
func TestTheVPCOriginLeadsToTheInternalLoadBalancer(t *testing.T) {
	eachShape(t, func(p platform) {
		origins := p.model.Resources("AWS::CloudFront::VpcOrigin")
		if !p.env.Edge.UsesVPCOrigin() {
			if len(origins) != 0 {
				p.t.Errorf("there are the VPC origins %v, want none", origins)
			}
			return
		}
		if len(origins) != 1 {
			p.t.Fatalf("there are the VPC origins %v, want one", origins)
		}
		settings := origins[0].Properties.Map("VpcOriginEndpointConfig")
		if to := p.follow(settings.Text("Arn")); to.Path != "services/VpcOriginLoadBalancer/Resource" {
			p.t.Errorf("%s leads to %s, want the internal load balancer of the frontend", origins[0], to)
		}
		protocol := "http-only"
		if p.env.Edge.Domain != nil {
			protocol = "https-only"
		}
		got := fmt.Sprint(settings.Text("OriginProtocolPolicy"), " ", settings["HTTPPort"], " ", settings["HTTPSPort"], " ",
			settings.Texts("OriginSSLProtocols"))
		if want := protocol + " 80 443 [TLSv1.2]"; got != want {
			p.t.Errorf("CloudFront connects by %s, want %s", got, want)
		}
		through := p.origin().Map("VpcOriginConfig")
		if used := p.follow(through.Text("VpcOriginId")); used.Path != origins[0].Path {
			p.t.Errorf("the distribution uses %s, want %s", used, origins[0])
		}
		if seconds := through["OriginReadTimeout"]; fmt.Sprint(seconds) != fmt.Sprint(p.env.Edge.ReadTimeoutSeconds) {
			p.t.Errorf("CloudFront waits %v seconds, want %d", seconds, p.env.Edge.ReadTimeoutSeconds)
		}
		// The id has what differs, because CloudFront refuses to change a VPC origin that is in use.
		for _, part := range []string{strings.TrimSuffix(protocol, "-only"), string(p.env.Tier)} {
			if !strings.Contains(strings.ToLower(origins[0].LogicalID), part) || !strings.Contains(settings.Text("Name"), part) {
				p.t.Errorf("%s has the name %s, want %s in both", origins[0], settings.Text("Name"), part)
			}
		}
	})
}

// TestNothingIsPublicBehindAVPCOrigin catches a load balancer, an address or a secret of a public origin that stays, and a header that
// nothing compares.
func TestNothingIsPublicBehindAVPCOrigin(t *testing.T) {
	p := platformOf(t, "vpc-origin")
	for _, balancer := range p.some("AWS::ElasticLoadBalancingV2::LoadBalancer") {
		p.equal(balancer, "Scheme", "internal")
	}
	for _, gone := range []string{"OriginSecret", "FromCloudFront80"} {
		for _, resource := range p.model.Resources() {
			if strings.Contains("/"+resource.Path, "/"+gone+"/") {
				t.Errorf("%s is there, want it gone with the public load balancer", resource)
			}
		}
	}
	if headers := p.origin().Maps("OriginCustomHeaders"); len(headers) != 0 {
		t.Errorf("CloudFront adds the headers %v, want none", headers)
	}
	for port, listener := range p.listeners("VpcOriginLoadBalancer") {
		if action := listener.Properties.Maps("DefaultActions")[0]; action.Text("Type") != "forward" {
			t.Errorf("port %s does %v, want it forwarded", port, action)
		}
	}
}

// TestEachOriginHasItsTargetGroups catches a target group that two load balancers would share, which Elastic Load Balancing refuses. It
// also catches a service that one of the load balancers does not reach.
func TestEachOriginHasItsTargetGroups(t *testing.T) {
	p := platformOf(t, "both-origins")
	before := map[string][]string{} // load balancers by target group
	lead := func(listener string, actions []properties) {
		for _, action := range actions {
			if group := action.Text("TargetGroupArn"); group != "" {
				balancer := p.follow(p.follow(listener).Properties.Text("LoadBalancerArn")).Name()
				if path := p.follow(group).Path; !slices.Contains(before[path], balancer) {
					before[path] = append(before[path], balancer)
				}
			}
		}
	}
	for _, listener := range p.some("AWS::ElasticLoadBalancingV2::Listener") {
		lead(listener.Reference(), listener.Properties.Maps("DefaultActions"))
	}
	for _, rule := range p.some("AWS::ElasticLoadBalancingV2::ListenerRule") {
		lead(rule.Properties.Text("ListenerArn"), rule.Properties.Maps("Actions"))
	}
	for _, service := range p.some("AWS::ECS::Service") {
		var balancers []string
		for _, registered := range service.Properties.Maps("LoadBalancers") {
			group := p.follow(registered.Text("TargetGroupArn")).Path
			if len(before[group]) != 1 {
				t.Errorf("%s is before %v, want one load balancer", group, before[group])
			}
			balancers = append(balancers, before[group]...)
		}
		slices.Sort(balancers)
		want := []string{"PublicLoadBalancer", "VpcOriginLoadBalancer"}
		if service.Name() == "Backend" {
			want = []string{"InternalLoadBalancer"}
		}
		if !slices.Equal(balancers, want) {
			t.Errorf("%s is behind %v, want %v", service, balancers, want)
		}
	}
}
