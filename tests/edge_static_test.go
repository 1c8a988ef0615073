package tests

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestStaticPathsAreServedFromTheBucket catches a path that another behavior takes first. It catches an exception that the bucket serves,
// cookies that reach the bucket, and methods that it cannot answer.
func TestStaticPathsAreServedFromTheBucket(t *testing.T) {
	eachShape(t, func(p platform) {
		var want, got []string
		static := p.env.Edge.Static
		for _, path := range slices.Sorted(slices.Values(p.env.Edge.CachedPaths)) {
			want = append(want, path+" server cached")
		}
		for _, path := range static.Except {
			want = append(want, path+" server")
		}
		for _, path := range static.Paths {
			want = append(want, path+" bucket cached")
		}
		for _, path := range p.env.Edge.HeaderPaths() {
			want = append(want, path+" server")
		}
		origins := map[string]string{}
		for _, origin := range p.distribution().Maps("Origins") {
			origins[origin.Text("Id")] = "server"
			if _, isBucket := origin["S3OriginConfig"]; isBucket {
				origins[origin.Text("Id")] = "bucket"
				p.signs(origin.Text("OriginAccessControlId"), origin.Text("DomainName"))
			}
		}
		for _, behavior := range p.distribution().Maps("CacheBehaviors") {
			text := behavior.Text("PathPattern") + " " + origins[behavior.Text("TargetOriginId")]
			if behavior.Text("CachePolicyId") == cachingOptimized {
				text += " cached"
			}
			got = append(got, text)
			if methods := sorted(behavior.Texts("AllowedMethods")); strings.Contains(text, "bucket") &&
				(methods != "GET, HEAD, OPTIONS" || behavior.Text("OriginRequestPolicyId") != "") {
				p.t.Errorf("%s allows %s and forwards %q, want GET, HEAD and OPTIONS, and nothing: S3 refuses another Host header", text, methods,
					behavior.Text("OriginRequestPolicyId"))
			}
		}
		if !slices.Equal(got, want) {
			p.t.Errorf("behaviors in order\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if has := p.model.Resources("AWS::CloudFront::OriginAccessControl"); len(has) > 0 != static.IsServed() {
			p.t.Errorf("origin access controls %v, want one with static paths only", has)
		}
	})
}

// signs checks that CloudFront signs its requests to a bucket: otherwise the bucket refuses them.
func (p platform) signs(control, domain string) {
	p.t.Helper()
	settings := p.follow(control).Properties.Map("OriginAccessControlConfig")
	got := fmt.Sprint(settings.Text("OriginAccessControlOriginType"), settings.Text("SigningBehavior"), settings.Text("SigningProtocol"))
	if bucket := p.follow(domain); bucket.Path != "edge/Assets/Resource" || !strings.Contains(domain, "RegionalDomainName") ||
		got != "s3"+"always"+"sigv4" {
		p.t.Errorf("requests to %s (%s) are signed by %s, want the bucket's regional name and s3, always, sigv4", domain, bucket, got)
	}
}

// TestOnlyTheDistributionReadsTheStaticFiles catches a bucket that any distribution may read, one that lists its files, and one that may be
// written.
func TestOnlyTheDistributionReadsTheStaticFiles(t *testing.T) {
	p := platformOf(t, "prod-domain")
	policy := p.at("edge/Assets/Policy/Resource").Properties.Map("PolicyDocument")
	allowed := 0
	for _, statement := range policy.Maps("Statement") {
		if statement.Text("Effect") != "Allow" {
			continue
		}
		allowed++
		source := statement.Map("Condition").Map("StringEquals").Text("AWS:SourceArn")
		own := strings.HasPrefix(source, "arn:aws:cloudfront::333333333333:distribution/") &&
			p.follow(strings.TrimPrefix(source, "arn:aws:cloudfront::333333333333:distribution/")).Type == "AWS::CloudFront::Distribution"
		if statement.Map("Principal").Text("Service") != "cloudfront.amazonaws.com" || !own || fmt.Sprint(statement["Action"]) != "s3:GetObject" {
			t.Errorf("the bucket allows %v, want s3:GetObject for the environment's own distribution", statement)
		}
	}
	if allowed != 1 {
		t.Errorf("the bucket's policy allows %d things, want one: %v", allowed, policy)
	}
}

// TestAddressesOfASinglePageApplication runs the function of the static paths. It catches an address that gets no page, and a
// file that is replaced by the page. It catches a viewer of another name who is not redirected.
func TestAddressesOfASinglePageApplication(t *testing.T) {
	p := platformOf(t, "prod-domain")
	code := p.at("edge/Edge/Index/Resource").Properties.Text("FunctionCode")
	for path, want := range map[string]string{
		"/app/":                 "/app/index.html",
		"/app/orders/7":         "/app/index.html",
		"/app/v1.2/orders":      "/app/index.html",
		"/app/main-0a1b2c3d.js": "/app/main-0a1b2c3d.js",
		"/app/index.html":       "/app/index.html",
	} {
		answer := runFunction(t, code, `{"request": {"method": "GET", "uri": "`+path+`", "headers": {"host": {"value": "www.example.com"}}}}`)
		var request struct{ URI string }
		if err := json.Unmarshal([]byte(answer), &request); err != nil || request.URI != want {
			t.Errorf("%s: the function goes on with %s (%v), want %s", path, answer, err, want)
		}
	}
	answer := runFunction(t, code, `{"request": {"method": "GET", "uri": "/app/orders", "headers": {"host": {"value": "example.com"}}}}`)
	if !strings.Contains(answer, `"value":"https://www.example.com/app/orders"`) {
		t.Errorf("another name: the function answers %s, want a redirection to www.example.com with the path as it was", answer)
	}
	for _, behavior := range append(p.distribution().Maps("CacheBehaviors"), p.distribution().Map("DefaultCacheBehavior")) {
		want := "edge/Edge/Redirect/Resource"
		if slices.Contains(p.env.Edge.Static.Paths, behavior.Text("PathPattern")) {
			want = "edge/Edge/Index/Resource"
		}
		if got := p.follow(behavior.Maps("FunctionAssociations")[0].Text("FunctionARN")).Path; got != want {
			t.Errorf("%s runs %s, want %s: errors of the load balancer stay as they are", behavior.Text("PathPattern"), got, want)
		}
	}
}
