package exposure_test

import (
	"fmt"
	"testing"
)

// TestAddressesOfAnIPSet catches addresses that are let in without a finding, and findings about addresses that are refused. It depends on
// the rule whether one more address is an opening.
func TestAddressesOfAnIPSet(t *testing.T) {
	const named = `{"IPSetReferenceStatement": {"Arn": {"Fn::GetAtt": ["Set", "Arn"]}}}`
	const (
		blocking = `{"Name": "R", "Action": {"Block": {}}, "Statement": ` + named + `}`
		outside  = `{"Name": "R", "Action": {"Block": {}},
			"Statement": {"NotStatement": {"Statement": {"OrStatement": {"Statements": [` + named + `]}}}}}`
		allowing = `{"Name": "R", "Action": {"Allow": {}}, "Statement": ` + named + `}`
		other    = `{"Name": "R", "Action": {"Block": {}}, "Statement": {"GeoMatchStatement": {"CountryCodes": ["KP"]}}}`
	)
	const one, two = `["192.0.2.0/25"]`, `["192.0.2.0/24"]`
	const letIn, noLonger = "more addresses are let in", "rules no longer match these addresses"
	for _, c := range []struct {
		name, rule, from, to string
		want                 []string
	}{
		{name: "blocked: more", rule: blocking, from: one, to: two},
		{name: "blocked: fewer", rule: blocking, from: two, to: one, want: []string{noLonger}},
		{name: "everybody else blocked: more", rule: outside, from: one, to: two, want: []string{letIn}},
		{name: "everybody else blocked: fewer", rule: outside, from: two, to: one},
		{name: "allowed: more", rule: allowing, from: one, to: two, want: []string{letIn}},
		{name: "allowed: fewer", rule: allowing, from: two, to: one},
		{name: "in no rule of the stack: more", rule: other, from: one, to: two, want: []string{letIn}},
		{name: "in no rule of the stack: fewer", rule: other, from: two, to: one, want: []string{noLonger}},
		{name: "written in another way", rule: blocking, from: two, to: `["192.0.2.0/25", "192.0.2.128/25"]`},
		{name: "unknown before the deployment", rule: outside, from: one, to: `[{"Fn::ImportValue": "addresses"}]`,
			want: []string{"addresses that only the deployment decides"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			acl := func(addresses string) app {
				return resources(fmt.Sprintf(`{
					"Set": {"Type": "AWS::WAFv2::IPSet", "Properties": {"Scope": "CLOUDFRONT", "IPAddressVersion": "IPV4", "Addresses": %s}},
					"W": {"Type": "AWS::WAFv2::WebACL", "Properties": {"Name": "w", "Scope": "CLOUDFRONT", "DefaultAction": {"Allow": {}},
						"Rules": [%s]}}}`, addresses, c.rule))
			}
			report := compare(t, acl(c.from).Assembly(t), acl(c.to).Assembly(t))
			wants(t, "opening", report.Openings, c.want...)
		})
	}
}
