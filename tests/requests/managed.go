package requests

import (
	"fmt"
	"slices"

	"kasha/internal/cloudformation"
)

// managed returns the refusal of one of AWS's rule groups. Rules that its documentation states by number or by presence are computed. The
// patterns of all others are AWS's own: a request says which it has. Source: WAF developer guide, "Baseline rule groups".
func (e *Edge) managed(group cloudformation.Properties, r *Request) (string, error) {
	err := only(group, "a rule group", "VendorName", "Name", "RuleActionOverrides", "ScopeDownStatement", "ManagedRuleGroupConfigs")
	if err != nil {
		return "", err
	}
	name := group.Text("Name")
	rules, ok := ManagedRules()[name]
	if group.Text("VendorName") != "AWS" || !ok {
		return "", fmt.Errorf("the rule group %s of %s is not known here", name, group.Text("VendorName"))
	}
	if configs := group.Maps("ManagedRuleGroupConfigs"); name == BotControl != (len(configs) == 1 &&
		configs[0].Map("AWSManagedRulesBotControlRuleSet").Text("InspectionLevel") == "COMMON") {
		return "", fmt.Errorf("the rule group %s is configured by %v", name, configs)
	}
	if group["ScopeDownStatement"] != nil {
		if matches, err := e.matches(group.Map("ScopeDownStatement"), *r); err != nil || !matches {
			return "", err
		}
	}
	var counted []string
	for _, override := range group.Maps("RuleActionOverrides") {
		if _, counts := override.Map("ActionToUse")["Count"]; !counts || !slices.Contains(rules, override.Text("Name")) {
			return "", fmt.Errorf("the rule group %s has the override %v", name, override)
		}
		counted = append(counted, override.Text("Name"))
	}
	for _, rule := range rules {
		if !slices.Contains(r.LooksLike, rule) && !r.measuredBy(rule) {
			continue
		}
		if !slices.Contains(counted, rule) {
			return "403 " + rule, nil
		}
		r.labels = append(r.labels, labels()[rule])
	}
	return "", nil
}

// BotControl is the name of the group about bots.
const BotControl = "AWSManagedRulesBotControlRuleSet"

// ManagedRules are the rules of the groups that tables name, in the order in which the group has them.
func ManagedRules() map[string][]string {
	return map[string][]string{
		"AWSManagedRulesAmazonIpReputationList": {"AWSManagedIPReputationList", "AWSManagedReconnaissanceList"},
		"AWSManagedRulesKnownBadInputsRuleSet":  {"Host_localhost_HEADER", "PROPFIND_METHOD", "ExploitablePaths_URIPATH", "Log4JRCE_BODY"},
		"AWSManagedRulesCommonRuleSet": {
			"NoUserAgent_HEADER", "SizeRestrictions_QUERYSTRING", "SizeRestrictions_Cookie_HEADER", "SizeRestrictions_BODY",
			"SizeRestrictions_URIPATH", "CrossSiteScripting_COOKIE", "CrossSiteScripting_QUERYARGUMENTS", "CrossSiteScripting_BODY",
			"GenericLFI_BODY",
		},
		"AWSManagedRulesSQLiRuleSet": {"SQLi_QUERYARGUMENTS", "SQLi_BODY", "SQLi_COOKIE"},
		BotControl: {"CategoryHttpLibrary", "CategoryMonitoring", "CategoryScrapingFramework", "CategoryAI",
			"SignalNonBrowserUserAgent"},
	}
}

// labels are those of rules that later rules of the web ACL look for.
func labels() map[string]string {
	return map[string]string{
		"SizeRestrictions_BODY":   "awswaf:managed:aws:core-rule-set:SizeRestrictions_Body",
		"CrossSiteScripting_BODY": "awswaf:managed:aws:core-rule-set:CrossSiteScripting_Body",
		"GenericLFI_BODY":         "awswaf:managed:aws:core-rule-set:GenericLFI_Body",
		"SQLi_BODY":               "awswaf:managed:aws:sql-database:SQLi_Body",
	}
}

// measuredBy reports whether a rule matches a request by a size or by a header that is missing.
func (r Request) measuredBy(rule string) bool {
	switch rule {
	case "NoUserAgent_HEADER":
		return r.Headers["user-agent"] == ""
	case "SizeRestrictions_QUERYSTRING":
		return len(r.Query) > 2048
	case "SizeRestrictions_Cookie_HEADER":
		return len(r.Headers["cookie"]) > 10240
	case "SizeRestrictions_BODY":
		return r.BodyBytes > 8192
	case "SizeRestrictions_URIPATH":
		return len(r.Path) > 1024
	case "PROPFIND_METHOD":
		return r.Method == "PROPFIND"
	case "Host_localhost_HEADER":
		return r.Headers["host"] == "localhost"
	}
	return false
}
