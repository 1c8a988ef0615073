package tests

import (
	"fmt"
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

// TestEverybodyMaySeeTheRest catches an environment that configures none of these and has one. They are an access list, a list of blocked
// addresses, and the header that asks search engines to stay away.
func TestEverybodyMaySeeTheRest(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, rule := range p.at("edge/Edge/WebAcl").Properties.Maps("Rules") {
			if name := rule.Text("Name"); name == "OutsideAccess" && !p.env.Edge.Access.IsRestricted() ||
				name == "BlockedAddresses" && len(p.env.Edge.WAF.Block) == 0 ||
				name == "BlockedCountries" && len(p.env.Edge.WAF.BlockCountries) == 0 {
				p.t.Errorf("the web ACL has the rule %s, which nothing configures", name)
			}
		}
		headers := fmt.Sprint(p.at("edge/Edge/SecurityHeaders/Resource").Properties)
		if got := strings.Contains(headers, "X-Robots-Tag"); got != p.env.Edge.Access.NoIndex {
			p.t.Errorf("X-Robots-Tag is sent: %v, want %v", got, p.env.Edge.Access.NoIndex)
		}
	})
}
