package review

// webACL compares the rules of a web ACL one by one, by name.
func (c *comparison) webACL(p pair, id string, before, after map[string]any) []Finding {
	var findings []Finding
	tell := func(what, old, new string) {
		findings = append(findings, Finding{Construct: c.construct(p.headName(), id), Type: "AWS::WAFv2::WebACL", What: what, Old: old, New: new, rank: rankOpening("")})
	}
	was, is := rulesByName(properties(before)), rulesByName(properties(after))
	for _, name := range rulesInOrder(properties(before)) {
		old := was[name]
		new, stays := is[name]
		if !stays {
			tell("rule "+name+" is removed", ruleAction(old), "no rule")
			continue
		}
		if strictness(ruleAction(new)) < strictness(ruleAction(old)) {
			tell("rule "+name+" no longer blocks", ruleAction(old), ruleAction(new))
		}
		oldLimit, newLimit := at("Statement", "RateBasedStatement", "Limit")(old), at("Statement", "RateBasedStatement", "Limit")(new)
		if oldLimit != nil && raised(oldLimit, newLimit) {
			tell("rule "+name+" lets more requests through", show(oldLimit), show(newLimit))
		}
		for _, list := range []string{"RuleActionOverrides", "ExcludedRules"} {
			was, is := at("Statement", "ManagedRuleGroupStatement", list)(old), at("Statement", "ManagedRuleGroupStatement", list)(new)
			if more(was, is) {
				tell("rule "+name+" has exceptions", excerpt(was), excerpt(is))
			}
		}
	}
	return findings
}

func rulesInOrder(acl map[string]any) []string {
	var names []string
	rules, _ := acl["Rules"].([]any)
	for _, rule := range rules {
		if object, ok := rule.(map[string]any); ok {
			names = append(names, show(object["Name"]))
		}
	}
	return names
}

func rulesByName(acl map[string]any) map[string]map[string]any {
	byName := map[string]map[string]any{}
	rules, _ := acl["Rules"].([]any)
	for _, rule := range rules {
		if object, ok := rule.(map[string]any); ok {
			byName[show(object["Name"])] = object
		}
	}
	return byName
}

// ruleAction is what a rule does: its own action, or for a rule group whether the group's actions stand or only count.
func ruleAction(rule map[string]any) string {
	for _, action := range []string{"Block", "Captcha", "Challenge", "Count", "Allow"} {
		if at("Action", action)(rule) != nil {
			return action
		}
	}
	if at("OverrideAction", "Count")(rule) != nil {
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
