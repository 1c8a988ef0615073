package tests

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/lib/edge"
)

// TestHealthChecksEvery30Seconds catches another interval than the design document's, and another path than the configured one.
func TestHealthChecksEvery30Seconds(t *testing.T) {
	eachShape(t, func(p platform) {
		paths := map[string]bool{p.env.Frontend.HealthCheckPath: true, p.env.Backend.HealthCheckPath: true}
		for _, further := range p.env.Services {
			paths[further.HealthCheckPath] = true
		}
		for _, targets := range p.some("AWS::ElasticLoadBalancingV2::TargetGroup") {
			p.equal(targets, "HealthCheckIntervalSeconds", 30)
			if path := targets.Properties.Text("HealthCheckPath"); !paths[path] {
				p.t.Errorf("%s checks %q, want one of %v", targets, path, slices.Sorted(maps.Keys(paths)))
			}
		}
	})
}

// TestLoadBalancersAreProtected catches a load balancer without access logs, or one that forwards malformed headers (request smuggling).
// It also catches one without deletion protection in production, and one in the wrong subnets.
func TestLoadBalancersAreProtected(t *testing.T) {
	eachShape(t, func(p platform) {
		groups := map[string]string{"InternalLoadBalancer": "backend"} // of subnets, by load balancer
		if p.env.Edge.HasPublicOrigin() {
			groups["PublicLoadBalancer"] = "public"
		}
		if p.env.Edge.HasVPCOrigin() {
			groups["VpcOriginLoadBalancer"] = "frontend"
		}
		for _, balancer := range p.some("AWS::ElasticLoadBalancingV2::LoadBalancer") {
			goes := p.env.Edge.UsesVPCOrigin() && balancer.Name() == "PublicLoadBalancer" // CloudFormation must be able to delete it
			attributes := pairs(balancer.Properties.Maps("LoadBalancerAttributes"), "Key", "Value")
			want := map[string]string{
				"deletion_protection.enabled":                     fmt.Sprint(p.env.IsProduction() && !goes),
				"routing.http.drop_invalid_header_fields.enabled": "true",
				"access_logs.s3.enabled":                          "true",
				"access_logs.s3.bucket":                           p.at("data/Storage/AccessLogs/Resource").Reference(),
			}
			for attribute, value := range want {
				if attributes[attribute] != value && !(value == "false" && attributes[attribute] == "") {
					p.t.Errorf("%s: %s is %q, want %s", balancer, attribute, attributes[attribute], value)
				}
			}
			group, scheme := groups[balancer.Name()], balancer.Properties.Text("Scheme")
			if (scheme == "internet-facing") != (group == "public") || len(balancer.Properties.Texts("Subnets")) != 2 {
				p.t.Errorf("%s is %q in the subnets %v, want another scheme, or two subnets", balancer, scheme,
					balancer.Properties.Texts("Subnets"))
			}
			for _, subnet := range balancer.Properties.Texts("Subnets") {
				if got := subnetGroup(p.follow(subnet)); got != group {
					p.t.Errorf("%s is in a %s subnet, want %s", balancer, got, group)
				}
			}
			delete(groups, balancer.Name())
		}
		if len(groups) != 0 {
			p.t.Errorf("no load balancers %v", groups)
		}
	})
}

// TestLoadBalancerAnswers403WithoutTheHeader catches a listener that forwards requests which bypassed CloudFront and the web ACL: the
// prefix list admits everybody's distributions. The header must be the one that our distribution sends.
func TestLoadBalancerAnswers403WithoutTheHeader(t *testing.T) {
	eachShape(t, func(p platform) {
		if !p.env.Edge.HasPublicOrigin() {
			return // TestNothingIsPublicBehindAVPCOrigin
		}
		for port, listener := range p.listeners("PublicLoadBalancer") {
			action := listener.Properties.Maps("DefaultActions")[0]
			if port == "80" && p.env.Edge.Domain != nil {
				if action.Text("Type") != "redirect" || action.Map("RedirectConfig").Text("Protocol") != "HTTPS" {
					p.t.Errorf("port 80 does %v by default, want a redirect to HTTPS", action)
				}
			} else if action.Text("Type") != "fixed-response" || action.Map("FixedResponseConfig").Text("StatusCode") != "403" {
				p.t.Errorf("%s does %v by default, want the fixed response 403", listener, action)
			}
			forwarding := 0
			for _, rule := range p.some("AWS::ElasticLoadBalancingV2::ListenerRule") {
				if rule.Properties.Text("ListenerArn") != listener.Reference() {
					continue
				}
				forwarding++
				conditions := rule.Properties.Maps("Conditions")
				if strings.Contains(rule.Path, "/Route") { // the path of a further service's route, beside the header
					if len(conditions) != 2 || conditions[0].Text("Field") != "path-pattern" {
						p.t.Fatalf("%s forwards on %v, want a condition on one path and one on the header", rule, conditions)
					}
					conditions = conditions[1:]
				}
				header := conditions[0].Map("HttpHeaderConfig")
				if len(conditions) != 1 || conditions[0].Text("Field") != "http-header" || len(header.Texts("Values")) != 1 {
					p.t.Fatalf("%s forwards on %v, want one condition on one header", rule, conditions)
				}
				sent := properties{"HeaderName": edge.OriginHeader, "HeaderValue": header.Texts("Values")[0]}
				if !p.env.Edge.UsesVPCOrigin() { // otherwise the distribution uses the other load balancer by now
					sent = p.origin().Maps("OriginCustomHeaders")[0]
				}
				if header.Text("HttpHeaderName") != sent.Text("HeaderName") || header.Texts("Values")[0] != sent.Text("HeaderValue") {
					p.t.Errorf("%s asks for %v, want what CloudFront sends: %v", rule, header, sent)
				}
				if !strings.HasPrefix(sent.Text("HeaderValue"), "{{resolve:secretsmanager:kasha/"+p.env.Name+"/origin/secret:") {
					p.t.Errorf("the header's value is %q, want a reference to the secret", sent.Text("HeaderValue"))
				}
			}
			if want := 1 + p.publicRoutes(); forwarding != want {
				p.t.Errorf("%s has %d rules, want %d: the one that forwards with the header, and one for each route", listener, forwarding, want)
			}
		}
	})
}

// TestPublicLoadBalancerSpeaksTLSWithADomain catches a domain that CloudFront calls in clear text, an old TLS policy, and an HTTPS listener
// without a certificate, which AWS refuses. It also looks at the load balancer of a VPC origin.
func TestPublicLoadBalancerSpeaksTLSWithADomain(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, balancer := range p.origins() {
			p.speaksTLSWithADomain(balancer)
		}
	})
}

// origins are the load balancers before the frontend.
func (p platform) origins() []string {
	var all []string
	if p.env.Edge.HasPublicOrigin() {
		all = append(all, "PublicLoadBalancer")
	}
	if p.env.Edge.HasVPCOrigin() {
		all = append(all, "VpcOriginLoadBalancer")
	}
	return all
}

func (p platform) speaksTLSWithADomain(balancer string) {
	p.t.Helper()
	listeners := p.listeners(balancer)
	secure, ok := listeners["443"]
	if ok != (p.env.Edge.Domain != nil) || listeners["80"].Type == "" {
		p.t.Errorf("listeners %v, want 80, and 443 with a domain", listeners)
	}
	if !ok {
		return
	}
	p.equal(secure, "Protocol", "HTTPS")
	if policy := secure.Properties.Text("SslPolicy"); !strings.HasPrefix(policy, "ELBSecurityPolicy-TLS13-1-2") {
		p.t.Errorf("%s has the policy %s, want TLS 1.2 and 1.3 only", secure, policy)
	}
	if p.env.Edge.Domain.ManualRecords {
		return // TestManualRecordsLeaveTheZoneAlone
	}
	certificate := p.follow(secure.Properties.Maps("Certificates")[0].Text("CertificateArn"))
	if certificate.Region != p.env.Region {
		p.t.Errorf("%s is in %s, want %s", certificate, certificate.Region, p.env.Region)
	}
	p.equal(certificate, "DomainName", p.origin().Text("DomainName"))
}

// TestInternalLoadBalancerListensOn8080 catches another port than the one in the frontend's variable.
func TestInternalLoadBalancerListensOn8080(t *testing.T) {
	eachShape(t, func(p platform) {
		listeners := p.listeners("InternalLoadBalancer")
		for _, further := range p.env.Services {
			if further.InternalPort != 0 {
				delete(listeners, strconv.Itoa(further.InternalPort))
			}
		}
		if len(listeners) != 1 || listeners["8080"].Type == "" {
			p.t.Errorf("listeners %v beside those of services by port, want 8080 only", listeners)
		}
		for _, c := range p.containers() {
			if address := pairs(c.says.Maps("Environment"), "Name", "Value")["BACKEND_URL"]; c.says.Text("Name") == "frontend" {
				balancer := strings.TrimSuffix(p.at("services/InternalLoadBalancer/Resource").Reference(), "}")
				if want := "http://" + balancer + ".DNSName}:8080"; address != want {
					p.t.Errorf("the frontend calls %q, want %s", address, want)
				}
			}
		}
	})
}
