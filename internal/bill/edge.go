package bill

import (
	"slices"

	"kasha/internal/assembly"
)

// Prices by use of what an edge may have, in US dollars. They are the same in every region.
const (
	functionMillion = 0.10 // invocations of functions, without the free tier of two million; a public summary, before 2026-11-22
	storeMillion    = 0.03 // reads of a key value store by functions; not verified
	botsMillion     = 1.00 // requests that Bot Control looks at, beyond botsFree; a public summary of AWS WAF's pricing page
	botsFree        = 10   // million requests a month; not verified
)

// EdgeLines are what a usage costs at the edge of an environment that has functions, a store for a password, or Bot Control. Every request
// runs one function at most, and reads the store once.
func (u Usage) EdgeLines(stacks []assembly.Stack) []Line {
	var lines []Line
	add := func(item string, million, price float64) {
		lines = append(lines, Line{Item: item, Count: int(million), Monthly: million * price})
	}
	has := func(has func(assembly.Resource) bool) bool {
		return slices.ContainsFunc(stacks, func(s assembly.Stack) bool { return slices.ContainsFunc(s.Template.Sorted(), has) })
	}
	if has(func(r assembly.Resource) bool { return r.Type == "AWS::CloudFront::Function" }) {
		add("CloudFront functions, a million requests each", u.RequestsMillion, functionMillion)
	}
	if has(func(r assembly.Resource) bool { return r.Type == "AWS::CloudFront::KeyValueStore" }) {
		add("reads of the password's hash, a million each", u.RequestsMillion, storeMillion)
	}
	if has(controlsBots) {
		add("Bot Control, a million requests each beyond 10", max(u.RequestsMillion-botsFree, 0), botsMillion)
	}
	return lines
}

// controlsBots reports whether a resource is a web ACL with Bot Control.
func controlsBots(r assembly.Resource) bool {
	rules, _ := r.Properties["Rules"].([]any)
	return r.Type == "AWS::WAFv2::WebACL" && slices.ContainsFunc(rules, func(rule any) bool {
		statement, _ := rule.(map[string]any)["Statement"].(map[string]any)
		group, _ := statement["ManagedRuleGroupStatement"].(map[string]any)
		return group["Name"] == "AWSManagedRulesBotControlRuleSet"
	})
}
