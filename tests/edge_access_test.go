package tests

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestOutsidersAreRefusedFirst catches an access list behind another rule, and one that only counts. Everyone outside of edge.access.cidrs
// who lacks the secret header must be blocked.
func TestOutsidersAreRefusedFirst(t *testing.T) {
	p := platformOf(t, "prod-domain")
	acl := p.at("edge/Edge/WebAcl")
	first := acl.Properties.Maps("Rules")[0]
	if _, blocks := first.Map("Action")["Block"]; first.Text("Name") != "OutsideAccess" || first.Text("Priority") != "0" || !blocks {
		t.Fatalf("the first rule is %v, want OutsideAccess to block", first)
	}
	ways := first.Map("Statement").Map("NotStatement").Map("Statement").Map("OrStatement").Maps("Statements")
	var allowed []string
	for _, way := range ways {
		if match := way.Map("ByteMatchStatement"); match != nil && match.Text("SearchString") != "" {
			if header := match.Map("FieldToMatch").Map("SingleHeader").Text("Name"); header != "x-kasha-access" ||
				match.Text("PositionalConstraint") != "EXACTLY" ||
				match.Text("SearchString") != "{{resolve:secretsmanager:kasha/domain/access/secret:SecretString}}" {
				t.Errorf("a way in is %v, want the secret of x-kasha-access exactly", match)
			}
			continue
		}
		set := p.follow(way.Map("IPSetReferenceStatement").Text("Arn"))
		if set.Properties.Text("Scope") != "CLOUDFRONT" {
			t.Errorf("%s has the scope %s, want CLOUDFRONT", set, set.Properties.Text("Scope"))
		}
		for _, text := range set.Properties.Texts("Addresses") {
			if isIPv6 := strings.Contains(text, ":"); isIPv6 != (set.Properties.Text("IPAddressVersion") == "IPV6") {
				t.Errorf("%s has %s, want one address family in each set", set, text)
			}
			allowed = append(allowed, text)
		}
	}
	slices.Sort(allowed)
	if want := slices.Sorted(slices.Values(p.env.Edge.Access.CIDRs)); !slices.Equal(allowed, want) || len(ways) != 3 {
		t.Errorf("%v may come in by %d ways, want %v in two sets, and the header", allowed, len(ways), want)
	}
}

// TestOnlyTheCanaryHoldsTheWayIn catches a canary that the access list refuses, and the value in anything but the canary and the web ACL.
func TestOnlyTheCanaryHoldsTheWayIn(t *testing.T) {
	const value = "{{resolve:secretsmanager:kasha/domain/access/secret:SecretString}}"
	p := platformOf(t, "prod-domain")
	var holders []string
	for _, resource := range p.all() {
		if strings.Contains(fmt.Sprint(resource.Properties), "access/secret:SecretString") {
			holders = append(holders, resource.Type)
		}
	}
	slices.Sort(holders)
	if want := []string{"AWS::Synthetics::Canary", "AWS::WAFv2::WebACL"}; !slices.Equal(holders, want) {
		t.Errorf("%v hold the value, want %v", holders, want)
	}
	canary := p.some("AWS::Synthetics::Canary")[0].Properties
	if got := canary.Map("RunConfig").Map("EnvironmentVariables").Text("PASS"); got != value {
		t.Errorf("the canary's PASS is %s, want %s", got, value)
	}
	if script := canary.Map("Code").Text("Script"); !strings.Contains(script, "'x-kasha-access': process.env.PASS") {
		t.Errorf("the canary's script is %s, want it to send the header", script)
	}
}

// TestEverybodyMaySeeTheRest catches an environment that configures none of these and has one. They are an access list, a password, Bot
// Control, a list of blocked addresses, and the header that asks search engines to stay away.
func TestEverybodyMaySeeTheRest(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, rule := range p.at("edge/Edge/WebAcl").Properties.Maps("Rules") {
			if name := rule.Text("Name"); name == "OutsideAccess" && len(p.env.Edge.Access.CIDRs) == 0 ||
				name == "AWSManagedRulesBotControlRuleSet" && !p.env.Edge.WAF.BotControl ||
				name == "BlockedAddresses" && len(p.env.Edge.WAF.Block) == 0 ||
				name == "BlockedCountries" && len(p.env.Edge.WAF.BlockCountries) == 0 {
				p.t.Errorf("the web ACL has the rule %s, which nothing configures", name)
			}
		}
		for what, count := range map[string]int{
			"stores": len(p.all("AWS::CloudFront::KeyValueStore")),
			"functions that read a store": len(slices.DeleteFunc(p.all("AWS::CloudFront::Function"), func(r resource) bool {
				return len(r.Properties.Map("FunctionConfig").Maps("KeyValueStoreAssociations")) == 0
			})),
		} {
			if count > 0 != p.env.Edge.Access.Password {
				p.t.Errorf("%d %s, and edge.access.password is %v", count, what, p.env.Edge.Access.Password)
			}
		}
		headers := fmt.Sprint(p.at("edge/Edge/SecurityHeaders/Resource").Properties)
		if got := strings.Contains(headers, "X-Robots-Tag"); got != p.env.Edge.Access.NoIndex {
			p.t.Errorf("X-Robots-Tag is sent: %v, want %v", got, p.env.Edge.Access.NoIndex)
		}
	})
}

// TestNoTemplateHoldsAPassword catches a hash in a template, and a value of the canary's header in a function's code. It catches a function
// that is too long for CloudFront, and one that has a feature which its runtime is not known to have.
func TestNoTemplateHoldsAPassword(t *testing.T) {
	p := platformOf(t, "ap-southeast-2")
	store := p.some("AWS::CloudFront::KeyValueStore")[0].Properties
	if store["ImportSource"] != nil || store.Text("Name") != "kasha-sydney-access" {
		t.Errorf("the store is %v, want it empty and named kasha-sydney-access", store)
	}
	for _, function := range p.some("AWS::CloudFront::Function") {
		code := function.Properties.Text("FunctionCode")
		if strings.Contains(code, "resolve:") || regexp.MustCompile("[0-9a-f]{32}").MatchString(code) {
			t.Errorf("%s has a reference or a hash in its code, want nothing that proves a right: %s", function, code)
		}
		for _, feature := range []string{"?.", "??", "...", "Promise.", ".then(", "=>"} {
			if strings.Contains(code, feature) {
				t.Errorf("%s uses %s, want what CloudFront documents for runtime 2.0 without a warning", function, feature)
			}
		}
		if len(code) > 10_240 || function.Properties.Map("FunctionConfig").Text("Runtime") != "cloudfront-js-2.0" {
			t.Errorf("%s has %d characters for %s, want at most 10240 for cloudfront-js-2.0", function, len(code),
				function.Properties.Map("FunctionConfig").Text("Runtime"))
		}
	}
}
