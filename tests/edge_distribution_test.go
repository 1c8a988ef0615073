package tests

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

// The identifiers of CloudFront's own policies, the same in every account (CloudFront guide, "Use managed policies").
const (
	cachingDisabled  = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
	cachingOptimized = "658327ea-f89d-4fab-a63d-7e88639e58f6"
	allViewerAndMore = "33f36d7e-f396-46d9-90e0-52428a34d9dc" // AllViewerAndCloudFrontHeaders-2022-06
	hostHeaderOnly   = "bf0718e1-ba1e-49d1-88b1-f726733018ae"
)

// TestOnlyConfiguredPathsAreCached catches CloudFront's default, which drops cookies and query strings and serves one viewer's page to the
// next. It catches a cached path that forwards cookies: a response made for one viewer would be cached for all. It also catches missing
// methods, and viewers on plain HTTP.
func TestOnlyConfiguredPathsAreCached(t *testing.T) {
	eachShape(t, func(p platform) {
		standard := p.distribution().Map("DefaultCacheBehavior")
		if standard.Text("CachePolicyId") != cachingDisabled || standard.Text("OriginRequestPolicyId") != allViewerAndMore {
			p.t.Errorf("the default behavior is %v, want no caching, and all headers, cookies, query strings and CloudFront's headers", standard)
		}
		if methods := standard.Texts("AllowedMethods"); len(methods) != 7 {
			p.t.Errorf("methods %v, want all seven", methods)
		}
		var cached []string
		for _, behavior := range p.distribution().Maps("CacheBehaviors") {
			if slices.Contains(slices.Concat(p.env.Edge.Static.Paths, p.env.Edge.Static.Except, p.env.Edge.HeaderPaths()),
				behavior.Text("PathPattern")) {
				continue // see TestStaticPathsAreServedFromTheBucket and TestPathsHaveTheirHeaders
			}
			if behavior.Text("CachePolicyId") != cachingDisabled {
				cached = append(cached, behavior.Text("PathPattern"))
			}
			if methods := sorted(behavior.Texts("AllowedMethods")); behavior.Text("CachePolicyId") != cachingOptimized ||
				behavior.Text("OriginRequestPolicyId") != hostHeaderOnly || methods != "GET, HEAD, OPTIONS" {
				p.t.Errorf("%s is %v, want caching, the Host header only, and GET, HEAD and OPTIONS", behavior.Text("PathPattern"), behavior)
			}
		}
		slices.Sort(cached)
		if want := slices.Sorted(slices.Values(p.env.Edge.CachedPaths)); !slices.Equal(cached, want) {
			p.t.Errorf("CloudFront caches %v, configured are %v", cached, want)
		}
		for _, behavior := range append(p.distribution().Maps("CacheBehaviors"), standard) {
			if behavior.Text("ViewerProtocolPolicy") != "redirect-to-https" {
				p.t.Errorf("%v: want redirect-to-https", behavior)
			}
		}
	})
}

// TestErrorsAreNotCached catches CloudFront's default of ten seconds, in which the next viewer of a path gets the error of another.
func TestErrorsAreNotCached(t *testing.T) {
	eachShape(t, func(p platform) {
		uncached := map[string]bool{}
		for _, response := range p.distribution().Maps("CustomErrorResponses") {
			// A page for other errors would replace those of the application's API: error pages are the distribution's.
			page, code := "", response.Text("ErrorCode")
			if slices.Contains([]string{"502", "503", "504"}, code) {
				page = p.env.Edge.Static.ErrorPage
			}
			uncached[code] = response.Text("ErrorCachingMinTTL") == "0" && response.Text("ResponsePagePath") == page &&
				(page == "" || response.Text("ResponseCode") == code)
		}
		for _, status := range []string{"400", "403", "404", "405", "414", "416", "500", "501", "502", "503", "504"} {
			if !uncached[status] {
				p.t.Errorf("CloudFront caches status %s or has the wrong page for it: %v", status, p.distribution()["CustomErrorResponses"])
			}
		}
	})
}

// TestSecurityHeaders catches a response that a browser may frame, sniff, or fetch in clear text.
func TestSecurityHeaders(t *testing.T) {
	p := platformOf(t, "prod")
	contentPolicy := jsii.String("default-src 'self'.*frame-ancestors 'none'")
	p.holds("security headers", func() {
		p.template("edge").HasResourceProperties(jsii.String("AWS::CloudFront::ResponseHeadersPolicy"), map[string]any{
			"ResponseHeadersPolicyConfig": map[string]any{"SecurityHeadersConfig": map[string]any{
				"ContentSecurityPolicy":   map[string]any{"ContentSecurityPolicy": assertions.Match_StringLikeRegexp(contentPolicy)},
				"ContentTypeOptions":      map[string]any{"Override": true},
				"FrameOptions":            map[string]any{"FrameOption": "DENY"},
				"ReferrerPolicy":          map[string]any{"ReferrerPolicy": "strict-origin-when-cross-origin"},
				"StrictTransportSecurity": map[string]any{"AccessControlMaxAgeSec": 31536000, "Override": true},
			}},
		})
	})
}

// TestDistributionCallsTheLoadBalancer catches an origin that CloudFront cannot reach: HTTPS without a certificate ends in status 502. It
// also catches TLS below 1.2, a secret that the distribution's region lacks, and missing access logs.
func TestDistributionCallsTheLoadBalancer(t *testing.T) {
	eachShape(t, func(p platform) {
		if p.env.Edge.UsesVPCOrigin() {
			return // TestTheVPCOriginLeadsToTheInternalLoadBalancer
		}
		way := p.origin().Map("CustomOriginConfig")
		balancer := p.at("services/PublicLoadBalancer/Resource")
		got := fmt.Sprint(p.origin().Text("DomainName"), " ", way.Text("OriginProtocolPolicy"), " ", way.Texts("OriginSSLProtocols"))
		if domain := p.env.Edge.Domain; domain == nil || domain.ManualRecords {
			protocol := "http-only"
			if domain != nil {
				protocol = "https-only" // with the certificate of originCertificateArn
			}
			found, ok := p.model.Find(p.origin().Text("DomainName"))
			if !ok || found.Path != balancer.Path || way.Text("OriginProtocolPolicy") != protocol {
				p.t.Errorf("the origin is %s, want the load balancer by %s", got, protocol)
			}
		} else if want := "origin." + domain.Name + " https-only [TLSv1.2]"; got != want {
			p.t.Errorf("the origin is %s, want %s", got, want)
		}
		replicas := p.at("data/OriginSecret/Resource").Properties.Maps("ReplicaRegions")
		if needed := p.env.Region != "us-east-1"; needed != (len(replicas) == 1 && replicas[0].Text("Region") == "us-east-1") {
			p.t.Errorf("the origin secret is replicated to %v, want us-east-1 if the environment is in another region", replicas)
		}
		bucket := p.follow(p.distribution().Map("Logging").Text("Bucket"))
		if ownership := bucket.Properties.Map("OwnershipControls").Maps("Rules")[0].Text("ObjectOwnership"); ownership != "BucketOwnerPreferred" {
			p.t.Errorf("%s has the object ownership %s, want BucketOwnerPreferred: otherwise CloudFront cannot write its logs", bucket, ownership)
		}
	})
}
