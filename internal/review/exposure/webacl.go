package exposure

import (
	"fmt"
	"maps"
	"slices"

	"kasha/internal/review/values"
)

const (
	webACLType    = "AWS::WAFv2::WebACL"
	ruleGroupType = "AWS::WAFv2::RuleGroup"
)

// webACLSettings are those of a web ACL beside its rules.
func webACLSettings() []setting {
	return []setting{
		opening(webACLType, "default action of the web ACL", webACLDefault, descends("Allow", "Block")),
		weakening(webACLType, "default action of the web ACL: every request is refused that no rule allows", webACLDefault, becomes("Block")),
		weakening(webACLType, "a rule counts the requests of all viewers together: beyond the limit it refuses everybody", countedTogether, more),
	}
}

func webACLDefault(acl map[string]any) any {
	if at("DefaultAction", "Block")(acl) != nil {
		return "Block"
	}
	return "Allow"
}

// webACL compares the rules of a web ACL or rule group one by one, by name.
func webACL(r Resource) []Finding {
	if t := values.Type(r.New); r.Old == nil || t != webACLType && t != ruleGroupType {
		return nil
	}
	var findings []Finding
	tell := func(what, old, new string) {
		findings = append(findings, Finding{
			Construct: r.Construct, Type: values.Type(r.New), What: what, Old: old, New: new, Rank: rankOf(""),
		})
	}
	was, is := inPriority(r.Old), inPriority(r.New)
	for _, old := range was {
		name := values.Text(old["Name"])
		new, stays := named(is, name)
		if !stays {
			if ruleAction(old) != "Allow" { // without an allowing rule, the rules after it inspect more requests
				tell("rule "+name+" is removed", ruleAction(old), "no rule")
			}
			continue
		}
		if strictness(ruleAction(new)) < strictness(ruleAction(old)) {
			tell("rule "+name+" no longer blocks", ruleAction(old), ruleAction(new))
		}
		oldRate, newRate := rateOf(old), rateOf(new)
		if newRate.perSecond > oldRate.perSecond && oldRate.perSecond > 0 {
			tell("rule "+name+" has a higher rate limit", oldRate.text(newRate), newRate.text(oldRate))
		}
		for _, list := range exceptions() {
			was := within(old, "Statement", "ManagedRuleGroupStatement", list)
			is := within(new, "Statement", "ManagedRuleGroupStatement", list)
			if more(was, is) {
				before, after := values.Excerpts(was, is)
				tell("rule "+name+" has more exceptions", before, after)
			}
		}
		looked, looks := asStrict(old, new, condition(old)), asStrict(old, new, condition(new))
		if !stricter(ruleAction(new) == "Allow", looked, looks) {
			before, after := values.Excerpts(looked, looks)
			tell("rule "+name+" matches other requests", before, after)
		}
	}
	for i, rule := range is {
		name := values.Text(rule["Name"])
		if past := spared(was, is, i, blocksBehind(r.New)); ruleAction(rule) == "Allow" && past != "" {
			tell("rule "+name+" allows requests that "+past, "", values.Excerpt(rule["Statement"]))
		}
	}
	return findings
}

// inPriority lists the rules in the order in which WAF evaluates them; without priorities, as they are written.
func inPriority(acl map[string]any) []map[string]any {
	rules := objects(at("Rules")(acl))
	slices.SortStableFunc(rules, func(a, b map[string]any) int {
		return int(values.Number(a["Priority"]) - values.Number(b["Priority"]))
	})
	return rules
}

func named(rules []map[string]any, name string) (map[string]any, bool) {
	i := slices.IndexFunc(rules, func(rule map[string]any) bool { return values.Text(rule["Name"]) == name })
	if i < 0 {
		return nil, false
	}
	return rules[i], true
}

// exceptions are the properties of a managed rule group that disable some of its rules.
func exceptions() []string { return []string{"RuleActionOverrides", "ExcludedRules"} }

// requestRate is the limit of a rate-based rule.
type requestRate struct {
	limit, window any
	perSecond     float64
}

// rateOf reads the limit of a rate-based rule. WAF's default window is five minutes.
func rateOf(rule map[string]any) requestRate {
	rate := requestRate{
		limit:  within(rule, "Statement", "RateBasedStatement", "Limit"),
		window: within(rule, "Statement", "RateBasedStatement", "EvaluationWindowSec"),
	}
	if rate.window == nil {
		rate.window = 300.0
	}
	if rate.limit != nil && values.Number(rate.window) > 0 {
		rate.perSecond = values.Number(rate.limit) / values.Number(rate.window)
	}
	return rate
}

func (r requestRate) text(other requestRate) string {
	if values.Equal(r.window, other.window) {
		return values.Text(r.limit)
	}
	return fmt.Sprintf("%s in %s s", values.Text(r.limit), values.Text(r.window))
}

// condition is which requests a rule matches, without the limits and exceptions that are compared on their own.
func condition(rule map[string]any) map[string]any {
	statement, _ := rule["Statement"].(map[string]any)
	statement = maps.Clone(statement)
	for kind, without := range map[string][]string{
		"RateBasedStatement": {"Limit", "EvaluationWindowSec"}, "ManagedRuleGroupStatement": exceptions(),
	} {
		if inner, ok := statement[kind].(map[string]any); ok {
			inner = maps.Clone(inner)
			for _, name := range without {
				delete(inner, name)
			}
			statement[kind] = inner
		}
	}
	return statement
}

// stricter reports whether a rule lets no more requests through than before. A blocking rule must inspect at least the same requests,
// and an allowing one at most the same.
func stricter(allows bool, old, new map[string]any) bool {
	if allows {
		return matchesAll(old, new)
	}
	return matchesAll(new, old)
}

// matchesAll reports whether a statement certainly matches every request that another matches. Statements of a rule that count or limit
// match what their scope-down statement matches; without one, everything.
func matchesAll(wide, narrow map[string]any) bool {
	if values.Equal(wide, narrow) {
		return true
	}
	if parts := objects(within(narrow, "OrStatement", "Statements")); len(parts) > 0 {
		return !slices.ContainsFunc(parts, func(part map[string]any) bool { return !matchesAll(wide, part) })
	}
	if parts := objects(within(wide, "OrStatement", "Statements")); len(parts) > 0 {
		return slices.ContainsFunc(parts, func(part map[string]any) bool { return matchesAll(part, narrow) })
	}
	if parts := objects(within(wide, "AndStatement", "Statements")); len(parts) > 0 {
		return !slices.ContainsFunc(parts, func(part map[string]any) bool { return !matchesAll(part, narrow) })
	}
	if parts := objects(within(narrow, "AndStatement", "Statements")); len(parts) > 0 {
		return slices.ContainsFunc(parts, func(part map[string]any) bool { return matchesAll(wide, part) })
	}
	wideNot, isWideNot := within(wide, "NotStatement", "Statement").(map[string]any)
	narrowNot, isNarrowNot := within(narrow, "NotStatement", "Statement").(map[string]any)
	if isWideNot && isNarrowNot {
		return matchesAll(narrowNot, wideNot)
	}
	if wideGeo, narrowGeo := within(wide, geo, "CountryCodes"), within(narrow, geo, "CountryCodes"); wideGeo != nil && narrowGeo != nil {
		return !more(wideGeo, narrowGeo) && values.Equal(within(wide, geo, "ForwardedIPConfig"), within(narrow, geo, "ForwardedIPConfig"))
	}
	return values.Equal(wide, unscoped(narrow))
}

const geo = "GeoMatchStatement"

// unscoped is a statement without its scope-down statement.
func unscoped(statement map[string]any) map[string]any {
	statement = maps.Clone(statement)
	for _, kind := range []string{"RateBasedStatement", "ManagedRuleGroupStatement"} {
		if inner, _ := statement[kind].(map[string]any); inner["ScopeDownStatement"] != nil {
			inner = maps.Clone(inner)
			delete(inner, "ScopeDownStatement")
			statement[kind] = inner
		}
	}
	return statement
}

// ruleAction is what a rule does: its own action, or the actions of its rule group unless they are overridden to Count.
func ruleAction(rule map[string]any) string {
	for _, action := range []string{"Block", "Captcha", "Challenge", "Count", "Allow"} {
		if within(rule, "Action", action) != nil {
			return action
		}
	}
	if within(rule, "OverrideAction", "Count") != nil {
		return "Count"
	}
	return "actions of the rule group"
}

func strictness(action string) int {
	switch action {
	case "Block", "actions of the rule group":
		return 3
	case "Captcha", "Challenge":
		return 2
	case "Count":
		return 1
	}
	return 0
}
