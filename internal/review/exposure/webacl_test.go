package exposure_test

import (
	"fmt"
	"strings"
	"testing"
)

// Catches a web ACL that checks less without a finding, and findings about one that checks more.
func TestWebACLRules(t *testing.T) {
	acl := func(rules string) app {
		return resources(`{"W": {"Type": "AWS::WAFv2::WebACL", "Properties": {"Name": "w", "Scope": "REGIONAL", "DefaultAction": {"Allow": {}},
			"Rules": [` + rules + `]}}}`)
	}
	const (
		rate  = `{"Name": "Rate", "Action": {"Block": {}}, "Statement": {"RateBasedStatement": {"Limit": 2000}}}`
		group = `{"Name": "Common", "OverrideAction": {"None": {}}, "Statement": {"ManagedRuleGroupStatement": {"Name": "C"}}}`
	)
	const open = `{"Name": "Open", "Action": {"Allow": {}}, "Statement": {"GeoMatchStatement": {"CountryCodes": ["DE"]}}}`
	const setA, setB = `{"IPSetReferenceStatement": {"Arn": "a"}}`, `{"IPSetReferenceStatement": {"Arn": "b"}}`
	blocked := func(countries string) string {
		return `{"Name": "Away", "Action": {"Block": {}}, "Statement": {"GeoMatchStatement": {"CountryCodes": [` + countries + `]}}}`
	}
	either := func(statements string) string {
		return `{"Name": "Either", "Action": {"Block": {}}, "Statement": {"OrStatement": {"Statements": [` + statements + `]}}}`
	}
	outside := func(statements string) string {
		return `{"Name": "Either", "Action": {"Block": {}}, "Statement": {"NotStatement": {"Statement": {"OrStatement": {"Statements": [` +
			statements + `]}}}}}`
	}
	but := func(statements string) string {
		return `{"Name": "Both", "Action": {"Block": {}}, "Statement": {"AndStatement": {"Statements": [{"GeoMatchStatement": {"CountryCodes":
			["DE"]}}, {"NotStatement": {"Statement": {"OrStatement": {"Statements": [` + statements + `]}}}}]}}}`
	}
	asking := strings.Replace(but(setA), "{\"Geo", setB+",{\"Geo", 1) // for one thing more
	at := func(priority int, rule string) string {
		return strings.Replace(rule, "{", fmt.Sprintf(`{"Priority": %d, `, priority), 1)
	}
	for _, c := range []struct {
		name, from, to string
		want           []string
	}{
		{name: "a rule is removed", from: rate + "," + group, to: group, want: []string{"rule Rate is removed: Block -> no rule"}},
		{name: "a rule is added", from: group, to: rate + "," + group},
		{name: "rules in other order", from: rate + "," + group, to: group + "," + rate},
		{name: "a rule only counts", from: rate, to: strings.Replace(rate, "Block", "Count", 1),
			want: []string{"rule Rate no longer blocks: Block -> Count"}},
		{name: "a rule shows a CAPTCHA instead of blocking", from: rate, to: strings.Replace(rate, "Block", "Captcha", 1),
			want: []string{"Block -> Captcha"}},
		{name: "a counting rule blocks", from: strings.Replace(rate, "Block", "Count", 1), to: rate},
		{name: "a group only counts", from: group, to: strings.Replace(group, "None", "Count", 1),
			want: []string{"rule Common no longer blocks: actions of the rule group -> Count"}},
		{name: "a higher limit", from: rate, to: strings.Replace(rate, "2000", "20000", 1), want: []string{"2000 -> 20000"}},
		{name: "a lower limit", from: rate, to: strings.Replace(rate, "2000", "100", 1)},
		{name: "an exception", from: group, to: strings.Replace(group, `"Name": "C"`, `"Name": "C", "RuleActionOverrides": [{"Name": "Size",
			"ActionToUse": {"Count": {}}}]`, 1), want: []string{"rule Common has more exceptions: nothing ->"}},
		{name: "the same limit in a shorter window", from: rate, to: strings.Replace(rate, `2000`, `2000, "EvaluationWindowSec": 60`, 1),
			want: []string{"rule Rate has a higher rate limit: 2000 in 300 s -> 2000 in 60 s"}},
		{name: "the same limit in a longer window", from: strings.Replace(rate, `2000`, `2000, "EvaluationWindowSec": 60`, 1), to: rate},
		{name: "another aggregate key", from: rate, to: strings.Replace(rate, `2000`, `2000, "AggregateKeyType": "FORWARDED_IP"`, 1),
			want: []string{"rule Rate matches other requests"}},
		{name: "a scope-down statement", from: rate, to: strings.Replace(rate, `2000`, `2000, "ScopeDownStatement": {"x": 1}`, 1),
			want: []string{"rule Rate matches other requests"}},
		{name: "a scope-down statement is removed", from: strings.Replace(rate, `2000`, `2000, "ScopeDownStatement": {"x": 1}`, 1), to: rate},
		{name: "another rule group under the same name", from: group, to: strings.Replace(group, `"Name": "C"`, `"Name": "D"`, 1),
			want: []string{"rule Common matches other requests"}},
		{name: "an allowing rule before all others", from: at(1, rate), to: at(0, open) + "," + at(1, rate),
			want: []string{"rule Open allows requests that rule Rate would check"}},
		{name: "an allowing rule before several", from: at(1, rate) + "," + at(2, group),
			to:   at(0, open) + "," + at(1, rate) + "," + at(2, group),
			want: []string{"rule Open allows requests that the 2 rules after it would check: Rate, Common"}},
		{name: "an allowing rule after all others", from: at(1, rate), to: at(1, rate) + "," + at(2, open)},
		{name: "an allowing rule moves to the front", from: at(1, rate) + "," + at(2, open), to: at(1, rate) + "," + at(0, open),
			want: []string{"rule Open allows requests that rule Rate would check"}},
		{name: "an allowing rule moves to the end", from: at(0, open) + "," + at(1, rate), to: at(2, open) + "," + at(1, rate)},
		{name: "a blocking rule allows", from: at(0, strings.Replace(open, "Allow", "Block", 1)) + "," + at(1, rate),
			to: at(0, open) + "," + at(1, rate), want: []string{"rule Open no longer blocks"}},
		{name: "an allowing rule is removed", from: at(0, open) + "," + at(1, rate), to: at(1, rate)},
		{name: "one more blocked country", from: at(0, blocked(`"KP"`)), to: at(0, blocked(`"KP", "CU"`))},
		{name: "a country is no longer blocked", from: at(0, blocked(`"KP", "CU"`)), to: at(0, blocked(`"CU"`)),
			want: []string{"rule Away matches other requests"}},
		{name: "one more allowed country", from: at(0, open) + "," + at(1, rate),
			to:   at(0, strings.Replace(open, `"DE"`, `"DE", "FR"`, 1)) + "," + at(1, rate),
			want: []string{"rule Open matches other requests"}},
		{name: "a blocking rule matches one thing more", from: at(0, either(setA)), to: at(0, either(setA+","+setB))},
		{name: "a blocking rule matches one thing less", from: at(0, either(setA+","+setB)), to: at(0, either(setB)),
			want: []string{"rule Either matches other requests"}},
		{name: "one more address set may come in", from: at(0, outside(setA)), to: at(0, outside(setA+","+setB)),
			want: []string{"rule Either matches other requests"}},
		{name: "one address set less may come in", from: at(0, outside(setA+","+setB)), to: at(0, outside(setA))},
		{name: "a rule spares one path more", from: at(0, but(setA)), to: at(0, but(setA+","+setB)),
			want: []string{"rule Both matches other requests"}},
		{name: "a rule spares one path less", from: at(0, but(setA+","+setB)), to: at(0, but(setA))},
		{name: "a blocking rule asks for one thing less", from: at(0, asking), to: at(0, but(setA))},
		{name: "a blocking rule asks for one thing more", from: at(0, but(setA)), to: at(0, asking),
			want: []string{"rule Both matches other requests"}},
		{name: "an exception is removed", from: strings.Replace(group, `"Name": "C"`, `"Name": "C", "ExcludedRules": [{"Name": "Size"}]`, 1),
			to: group},
	} {
		t.Run(c.name, func(t *testing.T) {
			report := compare(t, acl(c.from).Assembly(t), acl(c.to).Assembly(t))
			wants(t, "opening", report.Openings, c.want...)
		})
	}
}

// Catches an allowing rule at the end of a rule group, or before a default action that blocks, which is not reported.
func TestLastAllowingRule(t *testing.T) {
	acl := func(kind, action, rules string) app {
		return resources(`{"W": {"Type": "` + kind + `", "Properties": {"DefaultAction": {"` + action + `": {}}, "Rules": [` + rules + `]}}}`)
	}
	const open = `{"Name": "Open", "Action": {"Allow": {}}, "Statement": {}}`
	for want, kind := range map[string]string{"the default action would block": "AWS::WAFv2::WebACL",
		"the rules after the rule group would check": "AWS::WAFv2::RuleGroup"} {
		report := compare(t, acl(kind, "Block", "").Assembly(t), acl(kind, "Block", open).Assembly(t))
		wants(t, "opening", report.Openings, want)
	}
}
