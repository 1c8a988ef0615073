package review

import (
	"fmt"
	"maps"
	"slices"
)

// holdsRules is for what WAF reads rules from.
func holdsRules(resourceType string) bool {
	return resourceType == "AWS::WAFv2::WebACL" || resourceType == "AWS::WAFv2::RuleGroup"
}

// webACL compares the rules of a web ACL one by one, by name.
func (c *comparison) webACL(p pair, id string, before, after map[string]any) []Finding {
	var findings []Finding
	tell := func(what, old, new string) {
		findings = append(findings, Finding{Construct: c.construct(p.headName(), id), Type: typeOf(after), What: what, Old: old, New: new, rank: rankOpening("")})
	}
	was, is := inPriority(before), inPriority(after)
	for _, old := range was {
		name := show(old["Name"])
		new, stays := named(is, name)
		if !stays {
			if ruleAction(old) != "Allow" { // without it, the rules behind it look at more
				tell("rule "+name+" is removed", ruleAction(old), "no rule")
			}
			continue
		}
		if strictness(ruleAction(new)) < strictness(ruleAction(old)) {
			tell("rule "+name+" no longer blocks", ruleAction(old), ruleAction(new))
		}
		oldRate, newRate := rateOf(old), rateOf(new)
		if newRate.perSecond > oldRate.perSecond && oldRate.perSecond > 0 {
			tell("rule "+name+" lets more requests through", oldRate.text(newRate), newRate.text(oldRate))
		}
		for _, list := range exceptions() {
			was, is := within(old, "Statement", "ManagedRuleGroupStatement", list), within(new, "Statement", "ManagedRuleGroupStatement", list)
			if more(was, is) {
				tell("rule "+name+" has exceptions", excerpt(was), excerpt(is))
			}
		}
		if looks, looked := condition(new), condition(old); canonical(looks) != canonical(looked) && !onlyWider(looked, looks) {
			tell("rule "+name+" looks for something else", excerpt(looked), excerpt(looks))
		}
	}
	for i, rule := range is {
		name := show(rule["Name"])
		if past := spared(was, is, i, blocksBehind(after)); ruleAction(rule) == "Allow" && past != "" {
			tell("rule "+name+" lets requests past "+past, "", excerpt(rule["Statement"]))
		}
	}
	return findings
}

// blocksBehind says what may still block a request that no rule matched.
func blocksBehind(acl map[string]any) string {
	switch {
	case typeOf(acl) == "AWS::WAFv2::RuleGroup":
		return "the rules behind the group"
	case webACLDefault(acl) == "Block":
		return "the default, which blocks"
	}
	return ""
}

// spared names the first thing that an allowing rule lets requests past, and did not before.
func spared(was, is []map[string]any, i int, behindAll string) string {
	name := show(is[i]["Name"])
	at := slices.IndexFunc(was, func(rule map[string]any) bool { return show(rule["Name"]) == name })
	for _, behind := range is[i+1:] {
		before := slices.IndexFunc(was, func(rule map[string]any) bool { return rule["Name"] == behind["Name"] })
		if ruleAction(behind) != "Allow" && (at < 0 || before >= 0 && before < at) {
			return "rule " + show(behind["Name"])
		}
	}
	if at < 0 {
		return behindAll
	}
	return ""
}

// inPriority lists the rules in the order in which WAF asks them; without numbers, as they are written.
func inPriority(acl map[string]any) []map[string]any {
	rules := objects(at("Rules")(acl))
	slices.SortStableFunc(rules, func(a, b map[string]any) int { return int(number(a["Priority"]) - number(b["Priority"])) })
	return rules
}

func named(rules []map[string]any, name string) (map[string]any, bool) {
	i := slices.IndexFunc(rules, func(rule map[string]any) bool { return show(rule["Name"]) == name })
	if i < 0 {
		return nil, false
	}
	return rules[i], true
}

// exceptions are the lists of a managed rule group that take rules out of it.
func exceptions() []string { return []string{"RuleActionOverrides", "ExcludedRules"} }

// requestRate is the limit of a rate-based rule.
type requestRate struct {
	limit, window any
	perSecond     float64
}

// rateOf reads a rate; WAF counts over five minutes where nothing else is said.
func rateOf(rule map[string]any) requestRate {
	rate := requestRate{limit: within(rule, "Statement", "RateBasedStatement", "Limit"), window: within(rule, "Statement", "RateBasedStatement", "EvaluationWindowSec")}
	if rate.window == nil {
		rate.window = 300.0
	}
	if rate.limit != nil && number(rate.window) > 0 {
		rate.perSecond = number(rate.limit) / number(rate.window)
	}
	return rate
}

func (r requestRate) text(other requestRate) string {
	if canonical(r.window) == canonical(other.window) {
		return show(r.limit)
	}
	return fmt.Sprintf("%s in %s s", show(r.limit), show(r.window))
}

// condition is what a rule looks for, without what is compared by itself: limits and exceptions.
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

// onlyWider reports whether a rule only looks at more requests than before: its scope has gone and nothing else.
func onlyWider(old, new map[string]any) bool {
	old = maps.Clone(old)
	for _, kind := range []string{"RateBasedStatement", "ManagedRuleGroupStatement"} {
		inner, _ := old[kind].(map[string]any)
		if inner["ScopeDownStatement"] != nil && within(new, kind, "ScopeDownStatement") == nil {
			inner = maps.Clone(inner)
			delete(inner, "ScopeDownStatement")
			old[kind] = inner
		}
	}
	return canonical(old) == canonical(new)
}

// ruleAction is what a rule does: its own action, or for a rule group whether the group's actions stand or only count.
func ruleAction(rule map[string]any) string {
	for _, action := range []string{"Block", "Captcha", "Challenge", "Count", "Allow"} {
		if within(rule, "Action", action) != nil {
			return action
		}
	}
	if within(rule, "OverrideAction", "Count") != nil {
		return "Count"
	}
	return "the group's actions"
}

func strictness(action string) int {
	switch action {
	case "Block", "the group's actions":
		return 3
	case "Captcha", "Challenge":
		return 2
	case "Count":
		return 1
	}
	return 0
}
