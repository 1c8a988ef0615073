package kasha

import rego.v1

# The web ACL. Source: design document, "AWS WAF (enabled at CloudFront)".

# In any other region the deployment fails. Source: WAF developer guide, "How AWS WAF works with Amazon CloudFront".
violation contains v if {
	some name in resources_of_type("AWS::WAFv2::WebACL")
	properties(name).Scope == "CLOUDFRONT"
	input_region() != "us-east-1"
	v := make_diag_full(
		"Kasha-WebACLRegion", "ERROR", name, "Properties.Scope",
		"a web ACL with scope CLOUDFRONT can be created in us-east-1 only",
		"Build it in the environment's edge stack, which is always in us-east-1.", "",
	)
}

# A rule that only counts looks like protection on a dashboard, but blocks nothing.
violation contains v if {
	some name in resources_of_type("AWS::WAFv2::WebACL")
	not limits_rate(name)
	v := make_diag_full(
		"Kasha-WebACLRate", "ERROR", name, "Properties.Rules",
		"the web ACL does not block IP addresses that send too many requests",
		"Add a rate-based rule with the action Block.", "",
	)
}

limits_rate(name) if {
	some rule in properties(name).Rules
	for_whole_site(rule)
	object.keys(rule.Action) == {"Block"}
}

for_whole_site(rule) if {
	rule.Statement.RateBasedStatement.Limit
	not rule.Statement.RateBasedStatement.ScopeDownStatement
}

violation contains v if {
	some name in resources_of_type("AWS::WAFv2::WebACL")
	some group in facts.ruleGroups
	not blocks_with(name, group)
	v := make_diag_full(
		"Kasha-WebACLManagedRules", "ERROR", name, "Properties.Rules",
		"the web ACL does not block requests that match one of the four groups of AWS's rules",
		"Add each group for all requests, with OverrideAction None. Only the rules that edge.waf.count allows may count.", "",
	)
}

blocks_with(name, group) if {
	some rule in properties(name).Rules
	rule.Statement.ManagedRuleGroupStatement.VendorName == "AWS"
	rule.Statement.ManagedRuleGroupStatement.Name == group
	object.keys(rule.OverrideAction) == {"None"}
	not rule.Statement.ManagedRuleGroupStatement.ScopeDownStatement
	softened := {override.Name |
		some override in rule.Statement.ManagedRuleGroupStatement.RuleActionOverrides
		object.keys(override.ActionToUse) != {"Block"}
	}
	count(softened - {allowed | some allowed in facts.countableRules}) == 0
}

# A rule that allows ends the evaluation: no rule after it looks at the request. One that counts refuses nothing. Kasha-WebACLRate has the
# rate limit of the whole site.
violation contains v if {
	some name in resources_of_type("AWS::WAFv2::WebACL")
	some rule in properties(name).Rules
	not object.keys(rule.Action) in {{"Block"}, {"Challenge"}, {"Captcha"}}
	rule.Action
	not for_whole_site(rule)
	v := make_diag_full(
		"Kasha-WebACLRefuses", "ERROR", name, "Properties.Rules",
		"a rule of the web ACL counts requests, or lets them pass all later rules",
		"Give each rule that is not one of AWS's groups the action Block or Challenge.", "",
	)
}

# Bot Control costs extra. In a rule that only counts, or at another level, it is paid for and refuses nothing more. What it may leave out
# are the requests of the canary and the smoke test. Source: WAF developer guide, "AWS WAF Bot Control rule group".
violation contains v if {
	some name in resources_of_type("AWS::WAFv2::WebACL")
	some rule in properties(name).Rules
	group := rule.Statement.ManagedRuleGroupStatement
	group.Name == "AWSManagedRulesBotControlRuleSet"
	not controls(rule, group)
	v := make_diag_full(
		"Kasha-WebACLBots", "ERROR", name, "Properties.Rules",
		"Bot Control does not refuse bots, or leaves out other requests than those of the canary",
		"Give it OverrideAction None, the level COMMON, and a scope-down statement that only leaves out the header X-Kasha-Access.", "",
	)
}

controls(rule, group) if {
	object.keys(rule.OverrideAction) == {"None"}
	group.ManagedRuleGroupConfigs[0].AWSManagedRulesBotControlRuleSet.InspectionLevel == "COMMON"
	match := group.ScopeDownStatement.NotStatement.Statement.ByteMatchStatement
	match.FieldToMatch.SingleHeader.Name == "x-kasha-access"
	match.PositionalConstraint == "EXACTLY"
	startswith(match.SearchString.__dynamic, "dynamic reference: {{resolve:secretsmanager:")
}

# The addresses of edge.access and of edge.waf.block are in sets, which refuse no one by themselves.
violation contains v if {
	some set in resources_of_type("AWS::WAFv2::IPSet")
	not used(set)
	v := make_diag_full(
		"Kasha-WebACLAddresses", "ERROR", set, "Properties.Addresses",
		"no rule of a web ACL has the set of addresses",
		"Put the set into a rule with the action Block, or remove it.", "",
	)
}

# A statement can have statements inside. As text, all of them name the set in the same way.
used(set) if {
	some name in resources_of_type("AWS::WAFv2::WebACL")
	some rule in properties(name).Rules
	contains(json.marshal(rule.Statement), concat("", ["\"", set, "\""]))
}
