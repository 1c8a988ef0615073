package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

// The identifiers of CloudFront's own policies, the same in every account (CloudFront guide, "Use managed policies").
const (
	cachingDisabled  = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
	cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
	allViewer        = "216adef6-5c7f-47e4-b989-5492eafa07d3"
	hostHeaderOnly   = "bf0718e1-ba1e-49d1-88b1-f726733018ae"
)

func (p platform) distribution() properties {
	p.t.Helper()
	return p.at("edge/Edge/Distribution/Resource").Properties.Map("DistributionConfig")
}

// origin is what CloudFront calls.
func (p platform) origin() properties {
	p.t.Helper()
	origins := p.distribution().Maps("Origins")
	if len(origins) != 1 {
		p.t.Fatalf("%d origins, want the public load balancer", len(origins))
	}
	return origins[0]
}

// TestWebAclBlocks catches rules that only count, a rule group that is missing, and a rate limit that is not the configured
// one: an ACL in count mode looks the same in a console and stops nobody.
func TestWebAclBlocks(t *testing.T) {
	eachShape(t, func(p platform) {
		acl := p.at("edge/Edge/WebAcl")
		if _, open := acl.Properties.Map("DefaultAction")["Allow"]; !open {
			p.t.Errorf("by default the site is closed: %v", acl.Properties.Map("DefaultAction"))
		}
		managed := map[string]bool{}
		limited := false
		for _, rule := range acl.Properties.Maps("Rules") {
			name, statement := rule.Text("Name"), rule.Map("Statement")
			if strings.Contains(fmt.Sprint(rule), "Count") {
				p.t.Errorf("rule %s counts instead of blocking: %v", name, rule)
			}
			if group := statement.Map("ManagedRuleGroupStatement"); group.Text("Name") != "" {
				_, own := rule.Map("OverrideAction")["None"]
				managed[group.Text("Name")] = own && group.Text("VendorName") == "AWS" && group["ExcludedRules"] == nil && group["ScopeDownStatement"] == nil
			}
			if rate := statement.Map("RateBasedStatement"); rate != nil && rate.Text("Limit") != "" {
				_, blocks := rule.Map("Action")["Block"]
				got := fmt.Sprint(rate.Text("Limit"), "/", rate.Text("EvaluationWindowSec"), "/", rate.Text("AggregateKeyType"))
				limited = blocks && got == fmt.Sprintf("%d/300/IP", p.env.Edge.RateLimit) && rate["ScopeDownStatement"] == nil
			}
		}
		if !managed["AWSManagedRulesCommonRuleSet"] || !managed["AWSManagedRulesKnownBadInputsRuleSet"] {
			p.t.Errorf("managed rule groups that block: %v", managed)
		}
		if !limited {
			p.t.Errorf("no rule blocks addresses with more than %d requests in 300 s: %v", p.env.Edge.RateLimit, acl.Properties["Rules"])
		}
	})
	if limit := platformOf(t, "prod").env.Edge.RateLimit; limit != 2000 {
		t.Errorf("the limit in production is %d, the document says 2000", limit)
	}
}

// TestWebAclLogsWhatItBlocks catches a log group that WAF refuses (name, or ARN with ":*") and credentials in the log.
func TestWebAclLogsWhatItBlocks(t *testing.T) {
	eachShape(t, func(p platform) {
		logging := p.some("AWS::WAFv2::LoggingConfiguration")[0]
		p.leadsTo(logging, "ResourceArn", "edge/Edge/WebAcl")
		group := p.at("edge/Edge/WebAclLogs/Resource")
		if name := group.Properties.Text("LogGroupName"); !strings.HasPrefix(name, "aws-waf-logs-") {
			p.t.Errorf("WAF does not log to a group named %s", name)
		}
		destinations := logging.Properties.Texts("LogDestinationConfigs")
		if len(destinations) != 1 || !strings.HasSuffix(destinations[0], ":log-group:"+group.Reference()) {
			p.t.Errorf("%s logs to %v", logging, destinations)
		}
		redacted := fmt.Sprint(logging.Properties["RedactedFields"])
		if !strings.Contains(redacted, "authorization") || !strings.Contains(redacted, "cookie") {
			p.t.Errorf("%s records credentials: %s", logging, redacted)
		}
	})
}

// TestWebAclAndViewerCertificateAreInUsEast1 catches them in the environment's region, where CloudFront does not look.
func TestWebAclAndViewerCertificateAreInUsEast1(t *testing.T) {
	regions := map[string]bool{}
	eachShape(t, func(p platform) {
		regions[p.env.Region] = true
		for _, acl := range p.some("AWS::WAFv2::WebACL") {
			p.equal(acl, "Scope", "CLOUDFRONT")
			if acl.Region != "us-east-1" {
				p.t.Errorf("%s is in %s", acl, acl.Region)
			}
		}
		if got := p.distribution().Text("WebACLId"); p.follow(got).Type != "AWS::WAFv2::WebACL" {
			p.t.Errorf("the distribution's web ACL is %q", got)
		}
		certificate := p.distribution().Map("ViewerCertificate")
		if p.env.Edge.Domain == nil {
			if certificate.Text("AcmCertificateArn") != "" {
				p.t.Errorf("a certificate without a domain: %v", certificate)
			}
			return
		}
		viewer := p.follow(certificate.Text("AcmCertificateArn"))
		p.equal(viewer, "DomainName", p.env.Edge.Domain.Name)
		if viewer.Region != "us-east-1" {
			p.t.Errorf("%s is in %s", viewer, viewer.Region)
		}
		if certificate.Text("MinimumProtocolVersion") != "TLSv1.2_2021" || certificate.Text("SslSupportMethod") != "sni-only" {
			p.t.Errorf("viewers may use %v", certificate)
		}
	})
	for _, region := range []string{"us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2"} {
		if !regions[region] {
			t.Errorf("no shape is in %s", region)
		}
	}
}

// TestCachedPathsOnly catches CloudFront's default, which drops cookies and query strings and keeps one person's page for
// the next; a cached path to which cookies are forwarded (an answer made for one person, kept for all); methods that the
// application needs and CloudFront refuses; and viewers left on plain HTTP.
func TestCachedPathsOnly(t *testing.T) {
	eachShape(t, func(p platform) {
		standard := p.distribution().Map("DefaultCacheBehavior")
		if standard.Text("CachePolicyId") != cachingDisabled || standard.Text("OriginRequestPolicyId") != allViewer {
			p.t.Errorf("by default: %v", standard)
		}
		if methods := standard.Texts("AllowedMethods"); len(methods) != 7 {
			p.t.Errorf("methods %v, want all seven", methods)
		}
		var cached []string
		for _, behavior := range p.distribution().Maps("CacheBehaviors") {
			if behavior.Text("CachePolicyId") != cachingDisabled {
				cached = append(cached, behavior.Text("PathPattern"))
			}
			if methods := sorted(behavior.Texts("AllowedMethods")); behavior.Text("CachePolicyId") != cachingOptimized || behavior.Text("OriginRequestPolicyId") != hostHeaderOnly || methods != "GET, HEAD, OPTIONS" {
				p.t.Errorf("%s: %v", behavior.Text("PathPattern"), behavior)
			}
		}
		slices.Sort(cached)
		if want := slices.Sorted(slices.Values(p.env.Edge.CachedPaths)); !slices.Equal(cached, want) {
			p.t.Errorf("CloudFront caches %v, configured are %v", cached, want)
		}
		for _, behavior := range append(p.distribution().Maps("CacheBehaviors"), standard) {
			if behavior.Text("ViewerProtocolPolicy") != "redirect-to-https" {
				p.t.Errorf("viewers: %v", behavior)
			}
			if p.follow(behavior.Text("ResponseHeadersPolicyId")).Path != "edge/Edge/SecurityHeaders/Resource" {
				p.t.Errorf("without security headers: %v", behavior)
			}
		}
	})
}

// TestSecurityHeaders catches a response that a browser may frame, sniff or fetch in clear text.
func TestSecurityHeaders(t *testing.T) {
	p := platformOf(t, "prod")
	p.holds("security headers", func() {
		p.template("edge").HasResourceProperties(jsii.String("AWS::CloudFront::ResponseHeadersPolicy"), map[string]any{
			"ResponseHeadersPolicyConfig": map[string]any{"SecurityHeadersConfig": map[string]any{
				"ContentSecurityPolicy":   map[string]any{"ContentSecurityPolicy": assertions.Match_StringLikeRegexp(jsii.String("default-src 'self'.*frame-ancestors 'none'"))},
				"ContentTypeOptions":      map[string]any{"Override": true},
				"FrameOptions":            map[string]any{"FrameOption": "DENY"},
				"ReferrerPolicy":          map[string]any{"ReferrerPolicy": "strict-origin-when-cross-origin"},
				"StrictTransportSecurity": map[string]any{"AccessControlMaxAgeSec": 31536000, "Override": true},
			}},
		})
	})
}

// TestDistributionCallsTheLoadBalancer catches an origin that CloudFront cannot reach (HTTPS without a certificate: 502 on
// every request), TLS below 1.2 on the way, a secret that the distribution's region does not have, and missing access logs.
func TestDistributionCallsTheLoadBalancer(t *testing.T) {
	eachShape(t, func(p platform) {
		way := p.origin().Map("CustomOriginConfig")
		balancer := p.at("services/PublicLoadBalancer/Resource")
		if domain := p.env.Edge.Domain; domain == nil {
			if found, ok := p.model.Find(p.origin().Text("DomainName")); !ok || found.Path != balancer.Path || way.Text("OriginProtocolPolicy") != "http-only" {
				p.t.Errorf("the origin is %v", p.origin())
			}
		} else if got := fmt.Sprint(p.origin().Text("DomainName"), way.Text("OriginProtocolPolicy"), way.Texts("OriginSSLProtocols")); got != "origin."+domain.Name+"https-only[TLSv1.2]" {
			p.t.Errorf("the origin is %v", p.origin())
		}
		replicas := p.at("data/OriginSecret/Resource").Properties.Maps("ReplicaRegions")
		if needed := p.env.Region != "us-east-1"; needed != (len(replicas) == 1 && replicas[0].Text("Region") == "us-east-1") {
			p.t.Errorf("the origin secret is copied to %v", replicas)
		}
		bucket := p.follow(p.distribution().Map("Logging").Text("Bucket"))
		if ownership := bucket.Properties.Map("OwnershipControls").Maps("Rules")[0].Text("ObjectOwnership"); ownership != "BucketOwnerPreferred" {
			p.t.Errorf("%s refuses CloudFront's logs: %s", bucket, ownership)
		}
	})
}

// TestDnsPointsAtTheDistribution catches a domain without its records, or records that lead past CloudFront.
func TestDnsPointsAtTheDistribution(t *testing.T) {
	p := platformOf(t, "prod-domain")
	want := map[string]string{"app.example.com. A": "edge/Edge/Distribution/Resource", "app.example.com. AAAA": "edge/Edge/Distribution/Resource",
		"origin.app.example.com. A": "services/PublicLoadBalancer/Resource"}
	for _, record := range p.some("AWS::Route53::RecordSet") {
		name := record.Properties.Text("Name") + " " + record.Properties.Text("Type")
		target, ok := p.model.Find(strings.TrimPrefix(record.Properties.Map("AliasTarget").Text("DNSName"), "dualstack."))
		if !ok || target.Path != want[name] {
			t.Errorf("%s leads to %v, want %q", name, record.Properties["AliasTarget"], want[name])
		}
		delete(want, name)
	}
	if records := platformOf(t, "prod").model.Resources("AWS::Route53::RecordSet"); len(records) != 0 {
		t.Errorf("records without a domain: %v", records)
	}
	if len(want) != 0 || !slices.Equal(p.distribution().Texts("Aliases"), []string{"app.example.com"}) {
		t.Errorf("records missing %v, aliases %v", want, p.distribution().Texts("Aliases"))
	}
}
