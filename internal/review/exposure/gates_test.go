package exposure_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestGates catches a path or a site that loses its password without a finding, and a redirect behind the password that is called an
// opening. The code is that of the constructs.
func TestGates(t *testing.T) {
	step := func(file string) string {
		text, err := os.ReadFile("../../../lib/edge/" + file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	access := step("access.js")
	const handler = "async function handler(event) {\n  const refusal = await access(event.request);\n  return refusal || event.request;\n}\n"
	redirecting := strings.Replace(handler, "|| event", "|| redirect(event.request) || event", 1)
	const plain = "function handler(event) {\n  return event.request;\n}\n"
	edge := func(code, stores, behavior, paths string) app {
		quoted, err := json.Marshal(code)
		if err != nil {
			t.Fatal(err)
		}
		return resources(`{"S": {"Type": "AWS::CloudFront::KeyValueStore", "Properties": {"Name": "s"}},
			"F": {"Type": "AWS::CloudFront::Function", "Properties": {"FunctionCode": ` + string(quoted) + `, "FunctionConfig":
				{"KeyValueStoreAssociations": [` + stores + `]}}},
			"P": {"Type": "AWS::CloudFront::Function", "Properties": {"FunctionCode": "plain"}},
			"D": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {"DefaultCacheBehavior": {` + behavior + `},
				"CacheBehaviors": [` + paths + `]}}}}`)
	}
	by := func(function string) string {
		return `"CachePolicyId": "` + passing + `", "FunctionAssociations": [{"EventType": "viewer-request",
			"FunctionARN": {"Fn::GetAtt": ["` + function + `", "FunctionARN"]}}]`
	}
	files := func(rest string) string { return `{"PathPattern": "/files/*", ` + rest + `}` }
	const store = `{"KeyValueStoreARN": {"Fn::GetAtt": ["S", "Arn"]}}`
	const none = `"CachePolicyId": "` + passing + `"`
	const open, otherCode = "no function asks who may see them", "code by which the function decides"
	gated := edge(access+handler, store, by("F"), files(by("F")))
	asking := edge(access+handler, store, by("F"), "")
	behind := edge(access+step("redirect.js")+redirecting, store, by("F"), "")
	onlyFiles := edge(access+handler, store, none, files(by("F")))
	with := func(code string) app { return edge(code, store, by("F"), files(by("F"))) }
	for name, c := range map[string]struct {
		from, to app
		want     []string
	}{
		"the same":                     {gated, gated, nil},
		"the default path has none":    {gated, onlyFiles, []string{open}},
		"the default path has another": {gated, edge(access+handler, store, by("P"), files(by("F"))), []string{open}},
		"one path has none": {gated, edge(access+handler, store, by("F"), files(none)),
			[]string{open + ` any more: nothing -> ["/files/*"]`}},
		"a new path has none":            {asking, edge(access+handler, store, by("F"), files(none)), []string{open}},
		"a path is gone":                 {gated, asking, nil},
		"the only path with one is gone": {onlyFiles, edge(access+handler, store, none, ""), []string{open}},
		"a gate is new":                  {edge(plain, "", by("F"), ""), asking, nil},
		"it reads no store": {gated, edge(access+handler, "", by("F"), files(by("F"))),
			[]string{"values by which the function decides"}},
		"it redirects behind":  {asking, behind, nil},
		"it redirects no more": {behind, asking, nil},
		"it redirects before": {
			asking, edge(access+step("redirect.js")+strings.Replace(redirecting, "refusal ||", "redirect(event.request) || refusal ||", 1),
				store, by("F"), ""), []string{otherCode},
		},
		"it lets everybody pass":     {gated, with(access + plain), []string{otherCode}},
		"it does not wait":           {gated, with(access + strings.Replace(handler, "await ", "", 1)), []string{otherCode}},
		"it forgets the refusal":     {gated, with(access + strings.Replace(handler, "return refusal", "return null", 1)), []string{otherCode}},
		"it compares something else": {gated, with(strings.Replace(access, "=== parts[1]", "!== parts[1]", 1) + handler), []string{otherCode}},
		"it has another comment":     {gated, with(strings.Replace(access, "Lets requests", "It lets requests", 1) + handler), nil},
	} {
		report := compare(t, c.from.Assembly(t), c.to.Assembly(t))
		wants(t, name, report.Openings, c.want...)
	}
}
