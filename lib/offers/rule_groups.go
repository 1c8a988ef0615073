package offers

import (
	"maps"
	"slices"
)

// RuleGroup is one of AWS WAF's managed rule groups, at its default version.
type RuleGroup struct {
	Name     string
	Capacity int // web ACL capacity units (WCU)

	// Countable are the rules of which ordinary applications trip the most: long bodies, rich text, links in parameters, long cookies.
	// Counting one lets its requests pass. What else a group has stays blocked.
	Countable []string
}

// What statements take of the capacity of a web ACL, in units (WCU). lib/config adds them up before a synthesis, internal/usage in
// templates, and lib/quotas says how many there are. Source: WAF developer guide, "Rule statements list" and the page of each statement.
const (
	RateRuleCapacity       = 2 // a rate-based rule that counts by IP address
	IPSetCapacity          = 1
	GeoMatchCapacity       = 1
	LabelMatchCapacity     = 1
	StringMatchCapacity    = 2  // equal to a string, or beginning or ending with it
	StringSearchCapacity   = 10 // containing it
	TransformationCapacity = 10 // for each text transformation of a match, but NONE

	HeaderMatchCapacity = StringMatchCapacity                            // as lib/edge matches a header
	PathMatchCapacity   = StringMatchCapacity + 2*TransformationCapacity // and a path, decoded and normalized
)

// RuleLabels returns the labels by which a later rule knows what a rule has counted. Only these rules can count on some paths and block on
// the others. Source: WAF developer guide, "Baseline rule groups" and "Use-case specific rule groups".
func RuleLabels() map[string]string {
	const core, sql = "awswaf:managed:aws:core-rule-set:", "awswaf:managed:aws:sql-database:"
	return map[string]string{
		"SizeRestrictions_BODY": core + "SizeRestrictions_Body", "CrossSiteScripting_BODY": core + "CrossSiteScripting_Body",
		"GenericLFI_BODY": core + "GenericLFI_Body", "SQLi_BODY": sql + "SQLi_Body",
	}
}

// LabelledRules returns the rules that can count on some paths only.
func LabelledRules() []string { return slices.Sorted(maps.Keys(RuleLabels())) }

// RuleGroups returns the groups of an environment's web ACL in the order in which they are evaluated: cheap refusals first. Source: WAF
// developer guide, "Baseline rule groups", "Use-case specific rule groups" and "IP reputation rule groups".
func RuleGroups() []RuleGroup {
	return []RuleGroup{
		{Name: "AWSManagedRulesAmazonIpReputationList", Capacity: 25},
		{Name: "AWSManagedRulesKnownBadInputsRuleSet", Capacity: 200},
		{Name: "AWSManagedRulesCommonRuleSet", Capacity: 700, Countable: []string{
			"SizeRestrictions_BODY", "SizeRestrictions_QUERYSTRING", "SizeRestrictions_Cookie_HEADER", "NoUserAgent_HEADER",
			"CrossSiteScripting_BODY", "CrossSiteScripting_QUERYARGUMENTS", "CrossSiteScripting_COOKIE",
			"GenericRFI_BODY", "GenericRFI_QUERYARGUMENTS", "GenericLFI_BODY", "EC2MetaDataSSRF_BODY",
		}},
		{Name: "AWSManagedRulesSQLiRuleSet", Capacity: 200, Countable: []string{
			"SQLi_BODY", "SQLi_QUERYARGUMENTS", "SQLi_COOKIE", "SQLiExtendedPatterns_BODY", "SQLiExtendedPatterns_QUERYARGUMENTS",
		}},
	}
}

// BotControl returns AWS WAF's group of rules about bots, which costs extra. At its common level it looks at what a request says of itself;
// no script runs in browsers. Monitors and libraries are what an adopter's own programs are most often. Source: WAF developer guide, "AWS
// WAF Bot Control rule group".
func BotControl() RuleGroup {
	return RuleGroup{Name: "AWSManagedRulesBotControlRuleSet", Capacity: 50, Countable: []string{
		"CategoryAI", "CategoryContentFetcher", "CategoryEmailClient", "CategoryHttpLibrary", "CategoryLinkChecker", "CategoryMiscellaneous",
		"CategoryMonitoring", "CategoryPagePreview", "CategorySearchEngine", "CategorySeo", "CategorySocialMedia", "CategoryWebhooks",
		"SignalAutomatedBrowser", "SignalKnownBotDataCenter", "SignalNonBrowserUserAgent",
	}}
}

// GroupCapacity returns the capacity units of one of AWS's groups of rules; false: it is not known. It also knows groups that an
// adopter's edit may add. Source: WAF developer guide, "AWS Managed Rules rule groups list".
func GroupCapacity(name string) (units int, known bool) {
	for _, group := range append(RuleGroups(), BotControl(), RuleGroup{Name: "AWSManagedRulesAnonymousIpList", Capacity: 50}) {
		if group.Name == name {
			return group.Capacity, true
		}
	}
	return 0, false
}

// CountableRules returns the rules that may count instead of block.
func CountableRules() []string {
	var rules []string
	for _, group := range RuleGroups() {
		rules = append(rules, group.Countable...)
	}
	return slices.Clip(rules)
}
