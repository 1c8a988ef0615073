package architecture_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Catches a site that seems open to anyone although its web ACL blocks most. Another one seems closed by a web ACL that it does not have.
func TestViewersAreThoseWhomTheWebACLAdmits(t *testing.T) {
	set := map[string]any{"IPSetReferenceStatement": map[string]any{"Arn": map[string]any{"Fn::GetAtt": []any{"Office", "Arn"}}}}
	field := map[string]any{"SingleHeader": map[string]any{"Name": "x-in"}}
	header := map[string]any{"ByteMatchStatement": map[string]any{"FieldToMatch": field}}
	country := map[string]any{"GeoMatchStatement": map[string]any{"CountryCodes": []any{"CH"}}}
	either := func(statements ...any) map[string]any {
		return map[string]any{"OrStatement": map[string]any{"Statements": statements}}
	}
	block, count := map[string]any{"Block": map[string]any{}}, map[string]any{"Count": map[string]any{}}
	const anyone = "anyone on the internet"
	for name, test := range map[string]struct {
		inside, action map[string]any
		isDetached     bool
		want           string
	}{
		"addresses": {set, block, false, "only from 192.0.2.0/24, 2001:db8::/48; the web ACL blocks all others"},
		"addresses or a header": {either(set, header), block, false,
			"only from 192.0.2.0/24, 2001:db8::/48; or with the secret header x-in; the web ACL blocks all others"},
		"what it does not know":      {either(set, country), block, false, "anyone whom the rule Outside of the web ACL does not block"},
		"a rule that only counts":    {set, count, false, anyone},
		"a web ACL of nothing":       {set, block, true, anyone},
		"a rule without a NOT in it": {nil, block, false, anyone},
	} {
		system := read(t, func(stacks []assembly.Stack) {
			add(t, stacks, "edge", "Office", "AWS::WAFv2::IPSet", map[string]any{"Addresses": []any{"192.0.2.0/24", "2001:db8::/48"}})
			statement := map[string]any{"NotStatement": map[string]any{"Statement": test.inside}}
			if test.inside == nil {
				statement = set
			}
			add(t, stacks, "edge", "Acl", "AWS::WAFv2::WebACL", map[string]any{"Rules": []any{
				map[string]any{"Name": "Outside", "Action": test.action, "Statement": statement}}})
			if !test.isDetached {
				config := properties(t, stacks, "AWS::CloudFront::Distribution", "Edge")["DistributionConfig"].(map[string]any)
				config["WebACLId"] = map[string]any{"Fn::GetAtt": []any{"Acl", "Arn"}}
			}
		})
		viewers, _ := system.Component("internet")
		if got := strings.Join(viewers.Facts, "; "); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// Catches names of a site that seem to answer although they redirect, and a redirect that is invented for code of another form.
func TestCloudFrontSaysWhichNamesItRedirects(t *testing.T) {
	const redirect = "if (['www.example.com'].indexOf(request.headers.host.value.toLowerCase()) >= 0) { return null; }" +
		"var location = 'https://www.example.com' + request.uri;"
	for code, want := range map[string]string{
		redirect:         "answers as www.example.com; redirects example.com, shop.example.com to www.example.com",
		"other(request)": "answers as example.com, shop.example.com, www.example.com; function: does something",
	} {
		system := read(t, func(stacks []assembly.Stack) {
			add(t, stacks, "edge", "Redirect", "AWS::CloudFront::Function", map[string]any{
				"FunctionCode": code, "FunctionConfig": map[string]any{"Comment": "Kasha: does something"}})
			config := properties(t, stacks, "AWS::CloudFront::Distribution", "Edge")["DistributionConfig"].(map[string]any)
			config["Aliases"] = []any{"example.com", "shop.example.com", "www.example.com"}
			config["DefaultCacheBehavior"].(map[string]any)["FunctionAssociations"] = []any{map[string]any{
				"EventType": "viewer-request", "FunctionARN": map[string]any{"Fn::GetAtt": []any{"Redirect", "FunctionARN"}}}}
		})
		edge, _ := system.Component("Edge/Distribution")
		if got := strings.Join(edge.Facts, "; "); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
