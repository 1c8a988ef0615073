package kasha

import rego.v1

# The web ACL before the site. Source: design document, "AWS WAF (enabled at CloudFront)".

# A web ACL for CloudFront exists in one region only; elsewhere the deployment fails. Source: WAF developer guide, "How AWS
# WAF works with Amazon CloudFront".
violation contains v if {
	some name in resources_of_type("AWS::WAFv2::WebACL")
	properties(name).Scope == "CLOUDFRONT"
	input_region() != "us-east-1"
	v := make_diag_full(
		"Kasha-WebACLRegion", "ERROR", name, "Properties.Scope",
		"a web ACL for CloudFront exists in us-east-1 only",
		"Build it in the environment's edge stack, which is always there.", "",
	)
}

# Rules that only count look like protection on every dashboard.
violation contains v if {
	some name in resources_of_type("AWS::WAFv2::WebACL")
	not limits_rate(name)
	v := make_diag_full(
		"Kasha-WebACLRate", "ERROR", name, "Properties.Rules",
		"the web ACL does not block an address that asks too often",
		"Add a rate-based rule with the action Block.", "",
	)
}

limits_rate(name) if {
	some rule in properties(name).Rules
	rule.Statement.RateBasedStatement.Limit
	object.keys(rule.Action) == {"Block"}
}

violation contains v if {
	some name in resources_of_type("AWS::WAFv2::WebACL")
	some group in ["AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"]
	not blocks_with(name, group)
	v := make_diag_full(
		"Kasha-WebACLManagedRules", "ERROR", name, "Properties.Rules",
		"the web ACL does not block what AWS's Common and Known Bad Inputs rules find",
		"Add both rule groups for all requests, with the OverrideAction None; only SizeRestrictions_BODY may count instead.", "",
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
	count(softened - {"SizeRestrictions_BODY"}) == 0
}
