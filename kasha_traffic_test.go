package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"kasha/lib/service"
)

// TestHealthChecksEvery30Seconds catches an interval that is not the document's, and a check of another path than the
// configured one.
func TestHealthChecksEvery30Seconds(t *testing.T) {
	eachShape(t, func(p platform) {
		paths := map[string]bool{p.env.Frontend.HealthCheckPath: true, p.env.Backend.HealthCheckPath: true}
		for _, targets := range p.some("AWS::ElasticLoadBalancingV2::TargetGroup") {
			p.equal(targets, "HealthCheckIntervalSeconds", 30)
			if path := targets.Properties.Text("HealthCheckPath"); !paths[path] {
				p.t.Errorf("%s checks %q", targets, path)
			}
		}
	})
}

// TestStoppingTasksFinishTheirRequests catches requests that are cut off when a task stops: a stop timeout that Fargate does
// not have (2 to 120 s), a target group that counts on a Spot task longer than the two minutes of its notice, and one that lets
// go of a request before CloudFront has given it up.
func TestStoppingTasksFinishTheirRequests(t *testing.T) {
	const spotNotice = 120
	eachShape(t, func(p platform) {
		longest := 0 // that a viewer's request may take
		for _, distribution := range p.some("AWS::CloudFront::Distribution") {
			for _, origin := range distribution.Properties.Map("DistributionConfig").Maps("Origins") {
				seconds, _ := strconv.Atoi(origin.Map("CustomOriginConfig").Text("OriginReadTimeout"))
				longest = max(longest, seconds)
			}
		}
		for _, targets := range p.some("AWS::ElasticLoadBalancingV2::TargetGroup") {
			spot, want := p.env.Backend.Spot, "300"
			if strings.HasPrefix(targets.Path, "services/Frontend") || strings.HasPrefix(targets.Path, "services/Public") {
				spot = p.env.Frontend.Spot
			}
			if spot {
				want = "90"
			}
			got := pairs(targets.Properties.Maps("TargetGroupAttributes"), "Key", "Value")["deregistration_delay.timeout_seconds"]
			if got != want {
				p.t.Errorf("%s drains for %q seconds, want %s", targets, got, want)
			}
			if drains, _ := strconv.Atoi(got); longest == 0 || drains <= longest || spot && drains >= spotNotice {
				p.t.Errorf("%s drains for %d s: a request takes up to %d s, and Spot gives %d s", targets, drains, longest, spotNotice)
			}
		}
		for _, c := range p.containers() {
			stop, err := strconv.Atoi(c.says.Text("StopTimeout"))
			if err != nil || stop < 2 || stop > spotNotice || stop != service.StopTimeout {
				p.t.Errorf("%s is given %d s to stop", c.definition, stop)
			}
		}
	})
}

// TestLoadBalancersAreProtected catches a load balancer without access logs, one that passes malformed headers on (request
// smuggling), one that can be deleted by mistake in production, and one in the wrong subnets.
func TestLoadBalancersAreProtected(t *testing.T) {
	eachShape(t, func(p platform) {
		schemes := map[string]string{"internet-facing": "public", "internal": "backend"}
		for _, balancer := range p.some("AWS::ElasticLoadBalancingV2::LoadBalancer") {
			attributes := pairs(balancer.Properties.Maps("LoadBalancerAttributes"), "Key", "Value")
			want := map[string]string{
				"deletion_protection.enabled":                     fmt.Sprint(p.env.IsProduction()),
				"routing.http.drop_invalid_header_fields.enabled": "true",
				"access_logs.s3.enabled":                          "true",
				"access_logs.s3.bucket":                           p.at("data/Storage/AccessLogs/Resource").Reference(),
			}
			for attribute, value := range want {
				if attributes[attribute] != value && !(value == "false" && attributes[attribute] == "") {
					p.t.Errorf("%s: %s is %q, want %s", balancer, attribute, attributes[attribute], value)
				}
			}
			group := schemes[balancer.Properties.Text("Scheme")]
			if group == "" || len(balancer.Properties.Texts("Subnets")) != 2 {
				p.t.Errorf("%s is %s in %v", balancer, balancer.Properties.Text("Scheme"), balancer.Properties.Texts("Subnets"))
			}
			for _, subnet := range balancer.Properties.Texts("Subnets") {
				if got := subnetGroup(p.follow(subnet)); got != group {
					p.t.Errorf("%s stands in a %s subnet", balancer, got)
				}
			}
			delete(schemes, balancer.Properties.Text("Scheme"))
		}
		if len(schemes) != 0 {
			p.t.Errorf("no load balancer that is %v", schemes)
		}
	})
}

// listeners are a load balancer's, by port.
func (p platform) listeners(balancer string) map[string]resource {
	found := map[string]resource{}
	for _, listener := range p.some("AWS::ElasticLoadBalancingV2::Listener") {
		if p.follow(listener.Properties.Text("LoadBalancerArn")).Path == "services/"+balancer+"/Resource" {
			found[listener.Properties.Text("Port")] = listener
		}
	}
	return found
}

// TestLoadBalancerAnswers403WithoutTheHeader catches a listener that forwards what did not pass CloudFront and the web ACL:
// the prefix list alone admits everybody's distributions. The header must be the one that our distribution sends.
func TestLoadBalancerAnswers403WithoutTheHeader(t *testing.T) {
	eachShape(t, func(p platform) {
		for port, listener := range p.listeners("PublicLoadBalancer") {
			action := listener.Properties.Maps("DefaultActions")[0]
			if port == "80" && p.env.Edge.Domain != nil {
				if action.Text("Type") != "redirect" || action.Map("RedirectConfig").Text("Protocol") != "HTTPS" {
					p.t.Errorf("port 80 does %v by default, want a redirect to HTTPS", action)
				}
			} else if action.Text("Type") != "fixed-response" || action.Map("FixedResponseConfig").Text("StatusCode") != "403" {
				p.t.Errorf("%s does %v by default", listener, action)
			}
			forwarding := 0
			for _, rule := range p.some("AWS::ElasticLoadBalancingV2::ListenerRule") {
				if rule.Properties.Text("ListenerArn") != listener.Reference() {
					continue
				}
				forwarding++
				conditions := rule.Properties.Maps("Conditions")
				header := conditions[0].Map("HttpHeaderConfig")
				if len(conditions) != 1 || conditions[0].Text("Field") != "http-header" || len(header.Texts("Values")) != 1 {
					p.t.Fatalf("%s forwards on %v", rule, conditions)
				}
				sent := p.origin().Maps("OriginCustomHeaders")[0]
				if header.Text("HttpHeaderName") != sent.Text("HeaderName") || header.Texts("Values")[0] != sent.Text("HeaderValue") {
					p.t.Errorf("%s asks for %v, CloudFront sends %v", rule, header, sent)
				}
				if !strings.HasPrefix(sent.Text("HeaderValue"), "{{resolve:secretsmanager:kasha/"+p.env.Name+"/origin-header:") {
					p.t.Errorf("the header's value is %q, want a reference to the secret", sent.Text("HeaderValue"))
				}
			}
			if forwarding != 1 {
				p.t.Errorf("%s has %d rules, want the one that forwards with the header", listener, forwarding)
			}
		}
	})
}

// TestPublicLoadBalancerSpeaksTLSWithADomain catches a domain that is served in clear text behind CloudFront, old TLS, and
// an HTTPS listener without a certificate, which AWS refuses.
func TestPublicLoadBalancerSpeaksTLSWithADomain(t *testing.T) {
	eachShape(t, func(p platform) {
		listeners := p.listeners("PublicLoadBalancer")
		secure, ok := listeners["443"]
		if ok != (p.env.Edge.Domain != nil) || listeners["80"].Type == "" {
			p.t.Errorf("listeners %v", listeners)
		}
		if !ok {
			return
		}
		p.equal(secure, "Protocol", "HTTPS")
		if policy := secure.Properties.Text("SslPolicy"); !strings.HasPrefix(policy, "ELBSecurityPolicy-TLS13-1-2") {
			p.t.Errorf("%s: %s", secure, policy)
		}
		certificate := p.follow(secure.Properties.Maps("Certificates")[0].Text("CertificateArn"))
		if certificate.Region != p.env.Region {
			p.t.Errorf("%s is in %s, the load balancer in %s", certificate, certificate.Region, p.env.Region)
		}
		p.equal(certificate, "DomainName", p.origin().Text("DomainName"))
	})
}

// TestInternalLoadBalancerListensOn8080 catches another port than the one that the frontend is told.
func TestInternalLoadBalancerListensOn8080(t *testing.T) {
	eachShape(t, func(p platform) {
		listeners := p.listeners("InternalLoadBalancer")
		if len(listeners) != 1 || listeners["8080"].Type == "" {
			p.t.Errorf("listeners %v", listeners)
		}
		for _, c := range p.containers() {
			if address := pairs(c.says.Maps("Environment"), "Name", "Value")["BACKEND_URL"]; c.says.Text("Name") == "frontend" {
				if want := "http://" + strings.TrimSuffix(p.at("services/InternalLoadBalancer/Resource").Reference(), "}") + ".DNSName}:8080"; address != want {
					p.t.Errorf("the frontend calls %q, want %s", address, want)
				}
			}
		}
	})
}

// TestBackendIsToldWhereThingsAre catches a backend that does not know its database, replica, queues or bucket.
func TestBackendIsToldWhereThingsAre(t *testing.T) {
	eachShape(t, func(p platform) {
		want := map[string]string{
			"DATABASE_HOST": "data/Database/Primary/Resource",
			"BUCKET_NAME":   "data/Storage/Application/Resource",
		}
		if p.env.Database.Proxy {
			want["DATABASE_HOST"] = "services/DatabaseProxy/Proxy/Resource"
		}
		if p.env.Database.ReadReplica {
			want["DATABASE_REPLICA_HOST"] = "data/Database/Replica/Resource"
		}
		for _, name := range append(append([]string{}, p.env.Messaging.Main...), p.env.Messaging.Notification...) {
			want["QUEUE_"+strings.ToUpper(name)+"_URL"] = "data/Messaging/" + name + "/Resource"
		}
		for _, c := range p.containers() {
			if c.says.Text("Name") != "backend" {
				continue
			}
			told := pairs(c.says.Maps("Environment"), "Name", "Value")
			if told["DATABASE_PORT"] != "3306" || told["DATABASE_NAME"] == "" {
				p.t.Errorf("the backend is told %v", told)
			}
			for variable, path := range want {
				if where, ok := p.model.Find(told[variable]); !ok || where.Path != path {
					p.t.Errorf("%s is %q, want %s", variable, told[variable], path)
				}
			}
		}
	})
}
