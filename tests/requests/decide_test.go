package requests

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

const handmade = `{"Resources": {
	"Acl": {"Type": "AWS::WAFv2::WebACL", "Properties": {"DefaultAction": {"Allow": {}}, "Rules": [RULES]}},
	"H": {"Type": "AWS::CloudFront::ResponseHeadersPolicy", "Properties": {"ResponseHeadersPolicyConfig": {"RemoveHeadersConfig": {}}}},
	"F": {"Type": "AWS::CloudFront::Function", "Properties": {"FunctionCode": "FUNCTION"}},
	"D": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {
		"WebACLId": {"Fn::GetAtt": ["Acl", "Arn"]}, "Aliases": ["a.example.com"], CONFIG
		"Origins": [{"Id": "o", "DomainName": "o.example.com", "CustomOriginConfig": {}}],
		"CustomErrorResponses": [{"ErrorCode": 404, "ErrorCachingMinTTL": 0}],
		"DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "redirect-to-https", "AllowedMethods": ["GET"], BEHAVIOR
			"CachePolicyId": "CACHE", "FunctionAssociations": [{"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": ["F", "FunctionARN"]}}]}
	}}}}}`

// edgeOf is the handmade edge with some of its parts replaced: pairs of a placeholder and what stands there.
func edgeOf(t *testing.T, functions *Functions, parts ...string) (*Edge, error) {
	t.Helper()
	parts = append(parts, "RULES", "", "FUNCTION", "function handler(e) { return e.request; }", "CONFIG", "", "BEHAVIOR", "",
		"CACHE", cachingDisabled)
	text := strings.NewReplacer(parts...).Replace(handmade)
	var template assembly.Template
	if err := json.Unmarshal([]byte(text), &template); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	for id, resource := range template.Resources {
		resource.LogicalID = id
		template.Resources[id] = resource
	}
	env, err := cloudformation.Resolve([]assembly.Stack{{Name: "s", Account: "111111111111", Region: "us-east-1", Template: template}})
	if err != nil {
		t.Fatal(err)
	}
	return Read(env, functions)
}

func start(t *testing.T) *Functions {
	t.Helper()
	functions, err := StartFunctions()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { functions.Close() })
	return functions
}

// group is a rule with one of AWS's groups.
func group(override, statement string) string {
	return fmt.Sprintf(`{"Name": "G", "OverrideAction": {%q: {}}, "Statement": {"ManagedRuleGroupStatement": %s}}`, override, statement)
}

func rule(statement, action string) string {
	return fmt.Sprintf(`{"Name": "R", "Priority": 0, "Statement": %s, "Action": {%q: {}}}`, statement, action)
}

// TestWhatIsNotKnownIsAnError catches an answer that is a guess: something in the templates would change it, and is passed over.
func TestWhatIsNotKnownIsAnError(t *testing.T) {
	functions := start(t)
	for want, parts := range map[string][]string{
		"the statement RegexMatchStatement is not known":       {"RULES", rule(`{"RegexMatchStatement": {}}`, "Block")},
		"a statement has 2 kinds":                              {"RULES", rule(`{"GeoMatchStatement": {}, "OrStatement": {}}`, "Block")},
		"GeoMatchStatement has the property ForwardedIPConfig": {"RULES", rule(`{"GeoMatchStatement": {"ForwardedIPConfig": {}}}`, "Block")},
		"no template has the IP set":                           {"RULES", rule(`{"IPSetReferenceStatement": {"Arn": "arn"}}`, "Block")},
		"the rule R has the action map[Captcha":                {"RULES", rule(`{"GeoMatchStatement": {"CountryCodes": ["DE"]}}`, "Captcha")},
		"the rule group Other of AWS is not known":             {"RULES", group("None", `{"VendorName": "AWS", "Name": "Other"}`)},
		"the rule G overrides its group":                       {"RULES", group("Count", `{}`)},
		"a rule has the property CaptchaConfig":                {"RULES", `{"Name": "R", "CaptchaConfig": {}}`},
		"the text transformation LOWERCASE is not known": {"RULES", rule(
			`{"ByteMatchStatement": {"FieldToMatch": {"UriPath": {}}, "TextTransformations": [{"Type": "LOWERCASE"}]}}`, "Block")},
		"the distribution has the property Staging":             {"CONFIG", `"Staging": true,`},
		"the default behavior has the property LambdaFunctions": {"BEHAVIOR", `"LambdaFunctions": [],`},
		"the cache policy p is not known":                       {"CACHE", "p"},
		"the origin request policy p is not known":              {"BEHAVIOR", `"OriginRequestPolicyId": "p",`},
		"no template has the response headers policy p":         {"BEHAVIOR", `"ResponseHeadersPolicyId": "p",`},
		"a response headers policy has the property Remove":     {"BEHAVIOR", `"ResponseHeadersPolicyId": {"Ref": "H"},`},
		"the function fails: ReferenceError":                    {"FUNCTION", "function handler(e) { return x; }"},
		"the function returns {URI: StatusCode:200":             {"FUNCTION", "function handler(e) { return {statusCode: 200}; }"},
	} {
		edge, err := edgeOf(t, functions, parts...)
		got := ""
		if err == nil {
			rows, _ := Parse("GET a.example.com/ show=X-Frame-Options > x")
			got, err = edge.Answer(rows[0].Request)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %q and the error %v, want %q", got, err, want)
		}
	}
}

// TestRulesDecideInOrder catches a rule that is taken out of its order, a rule that counts and refuses, and an open statement.
func TestRulesDecideInOrder(t *testing.T) {
	const germany = `{"GeoMatchStatement": {"CountryCodes": ["DE"]}}`
	in := func(priority, statement, action string) string {
		return fmt.Sprintf(`{"Name": "R%s", "Priority": %[1]s, "Statement": %s, "Action": {%q: {}}}`, priority, statement, action)
	}
	functions := start(t)
	for want, rules := range map[string]string{
		"load balancer /, not cached": in("0", germany, "Count"),
		"403 R1":                      in("2", germany, "Block") + "," + in("1", germany, "Block"),
		"403 R3":                      in("3", `{"NotStatement": {"Statement": {"GeoMatchStatement": {"CountryCodes": ["FR"]}}}}`, "Block"),
		"202 challenge R4":            in("4", `{"AndStatement": {"Statements": [`+germany+`, `+germany+`]}}`, "Challenge"),
	} {
		edge, err := edgeOf(t, functions, "RULES", rules)
		if err != nil {
			t.Fatal(err)
		}
		rows, _ := Parse("GET a.example.com/ > x")
		if got, err := edge.Answer(rows[0].Request); got != want || err != nil {
			t.Errorf("got %q (%v), want %q", got, err, want)
		}
	}
}
