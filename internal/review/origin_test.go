package review_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
)

// site is a services stack with load balancers and an edge stack, as JSON objects of resources.
func site(t *testing.T, services, edge string) assembly.Assembly {
	t.Helper()
	outputs := ""
	if strings.Contains(services, `"Public"`) {
		outputs = `"PublicName": {"Value": {"Fn::GetAtt": ["Public", "DNSName"]}}`
	}
	if strings.Contains(services, `"Private"`) {
		outputs = strings.TrimPrefix(outputs+`, "PrivateArn": {"Value": {"Ref": "Private"}}`, ", ")
	}
	return app{
		"services": `{"Resources": ` + services + `, "Outputs": {` + outputs + `}}`,
		"edge":     `{"Resources": ` + edge + `}`,
	}.Assembly(t)
}

const (
	publicBalancer  = `"Public": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Scheme": "internet-facing"}}`
	privateBalancer = `"Private": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Scheme": "internal"}}`
	originName      = `, "Record": {"Type": "AWS::Route53::RecordSet", "Properties": {"Name": "origin.example.com.", "Type": "A",
		"AliasTarget": {"DNSName": {"Fn::GetAtt": ["Public", "DNSName"]}}}}`

	publicSite = `{"D": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {"Origins": [{"Id": "o",
		"OriginCustomHeaders": [{"HeaderName": "X-Origin", "HeaderValue": "{{resolve:secretsmanager:s}}"}],
		"CustomOriginConfig": {"OriginProtocolPolicy": "https-only", "OriginSSLProtocols": ["TLSv1.2"], "OriginReadTimeout": 60},
		"DomainName": {"Fn::GetStackOutput": {"StackName": "services", "OutputName": "PublicName", "Region": "us-east-1"}}}]}}}}`
	namedSite = `{"D": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {"Origins": [{"Id": "o",
		"DomainName": "origin.example.com", "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"}}]}}}}`
	privateSite = `{"V": {"Type": "AWS::CloudFront::VpcOrigin", "Properties": {"Tags": [{"Key": "tier", "Value": "production"}],
		"VpcOriginEndpointConfig": {"Name": "v", "OriginProtocolPolicy": "https-only",
		"Arn": {"Fn::GetStackOutput": {"StackName": "services", "OutputName": "PrivateArn", "Region": "us-east-1"}}}}},
		"D": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {"Origins": [{"Id": "o",
		"DomainName": "origin.example.com", "VpcOriginConfig": {"VpcOriginId": {"Fn::GetAtt": ["V", "Id"]}, "OriginReadTimeout": 60}}]}}}}`
)

// Catches a load balancer that goes while CloudFront still uses it, in any of the ways in which it is an origin. It also catches a warning
// about one that nothing uses any more.
func TestARemovedLoadBalancerIsAnOutageOnlyWhileCloudFrontUsesIt(t *testing.T) {
	const gone = "CloudFront's origin is gone until the edge stack has followed"
	public, private := `{`+publicBalancer+`}`, `{`+privateBalancer+`}`
	named, both, bothNamed := `{`+publicBalancer+originName+`}`, `{`+publicBalancer+`, `+privateBalancer+`}`,
		`{`+publicBalancer+originName+`, `+privateBalancer+`}`
	for _, c := range []struct {
		name                         string
		services, edge, then, follow string
		outage                       bool
	}{
		{"there in one step", public, publicSite, private, privateSite, true},
		{"there in one step, with a domain", named, namedSite, private, privateSite, true},
		{"the first step there", public, publicSite, both, privateSite, false},
		{"the second step there", both, privateSite, private, privateSite, false},
		{"the second step there, with a domain whose name still leads to the public one", bothNamed, privateSite, private, privateSite, false},
		{"back in one step", private, privateSite, public, publicSite, true},
		{"the first step back", private, privateSite, both, publicSite, false},
		{"the second step back", both, publicSite, public, publicSite, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, site(t, c.services, c.edge), site(t, c.then, c.follow))
			found := said(report.Weakenings, gone)
			if found != c.outage {
				t.Errorf("outage %t, want %t: %+v", found, c.outage, report.Weakenings)
			}
		})
	}
}

// Catches a replaced load balancer that is said to be followed by a VPC origin in use, which CloudFront does not change. It also catches a
// warning about CloudFront's origin where the load balancer is none.
func TestAReplacedLoadBalancerIsFollowedOrNot(t *testing.T) {
	public, private := `{`+publicBalancer+`}`, `{`+privateBalancer+`}`
	all := []string{"CloudFront's origin is gone until the edge stack has followed", "so the edge stack cannot follow",
		"the services behind it do not answer their callers"}
	for _, c := range []struct{ name, services, edge, want string }{
		{"a public origin", public, publicSite, all[0]},
		{"a VPC origin", private, privateSite, all[1]},
		{"no origin", private, `{"T": {"Type": "AWS::SNS::Topic", "Properties": {}}}`, all[2]},
	} {
		t.Run(c.name, func(t *testing.T) {
			replaced := strings.Replace(c.services, `"Scheme"`, `"Name": "another", "Scheme"`, 1)
			report := compare(t, site(t, c.services, c.edge), site(t, replaced, c.edge))
			for _, what := range all {
				if found := said(report.Weakenings, what); found != (what == c.want) {
					t.Errorf("it says %q: %t, want %t: %+v", what, found, what == c.want, report.Weakenings)
				}
			}
		})
	}
}

// Catches findings about a header, a protocol or a time-out that the new origin does not need, or has too. It also catches a protocol
// without TLS that hides in the VPC origin.
func TestAVPCOriginNeedsNoHeaderAndHasItsOwnProtocol(t *testing.T) {
	both := `{` + publicBalancer + `, ` + privateBalancer + `}`
	report := compare(t, site(t, both, publicSite), site(t, both, privateSite))
	for _, what := range []string{"custom headers", "without TLS", "older TLS"} {
		if said(report.Openings, what) {
			t.Errorf("an opening about %q: %+v", what, report.Openings)
		}
	}
	if said(report.Weakenings, "slow responses") {
		t.Errorf("a weakening about a time-out that stays: %+v", report.Weakenings)
	}
	for what, edge := range map[string]string{
		"requests to the origin without TLS":            strings.Replace(privateSite, "https-only", "http-only", 1),
		"custom headers that identify the distribution": strings.Replace(publicSite, "OriginCustomHeaders", "Ignored", 1),
	} {
		if report := compare(t, site(t, both, publicSite), site(t, both, edge)); !said(report.Openings, what) {
			t.Errorf("no opening %q: %+v", what, report.Openings)
		}
	}
}

// Catches a change of a VPC origin that CloudFront refuses, and a refusal of another VPC origin that takes its place.
func TestAVPCOriginInUseCannotChange(t *testing.T) {
	private := `{` + privateBalancer + `}`
	for _, edit := range []string{"production", "https-only", `"Name": "v"`} {
		other := strings.NewReplacer("production", "nonproduction", "https", "http", `"v"`, `"w"`).Replace(edit)
		report := compare(t, site(t, private, privateSite), site(t, private, strings.Replace(privateSite, edit, other, 1)))
		wants(t, "failure", report.Failures, "CloudFront refuses to change a VPC origin")
	}
	another := strings.NewReplacer(`"V"`, `"W"`, "https-only", "http-only").Replace(privateSite)
	if report := compare(t, site(t, private, privateSite), site(t, private, another)); len(report.Failures) > 0 {
		t.Errorf("another VPC origin fails: %+v", report.Failures)
	}
}

// Catches a rule of an internal load balancer that is reported like one of the public one, which needs the header.
func TestOnlyPublicRulesNeedTheHeader(t *testing.T) {
	rule := func(scheme string) app {
		return resources(`{"B": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": {"Scheme": "` + scheme + `"}},
			"L": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"LoadBalancerArn": {"Ref": "B"}}},
			"R": {"Type": "AWS::ElasticLoadBalancingV2::ListenerRule", "Properties": {"ListenerArn": {"Ref": "L"},
			"Actions": [{"Type": "forward"}], "Conditions": [{"Field": "path-pattern"}]}}}`)
	}
	before := resources(`{"T": {"Type": "AWS::SNS::Topic", "Properties": {}}}`)
	const what = "forwards requests without a secret in their headers"
	if report := compare(t, before.Assembly(t), rule("internet-facing").Assembly(t)); !said(report.Openings, what) {
		t.Errorf("a public rule is no opening: %+v", report.Openings)
	}
	if report := compare(t, before.Assembly(t), rule("internal").Assembly(t)); said(report.Openings, what) {
		t.Errorf("an internal rule is an opening: %+v", report.Openings)
	}
}

func said(findings []review.Finding, what string) bool {
	for _, finding := range findings {
		if strings.Contains(finding.What, what) {
			return true
		}
	}
	return false
}
