package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/offers"
	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

// PathRate is a rate limit for a part of the site, such as its login.
type PathRate struct {
	// Path is what the paths begin with. AWS WAF decodes a path and resolves its dots first, so that another spelling has the limit too.
	//
	//	Default: none; required
	//	Allowed: a path from the root, of at most 100 characters, but not "/"
	//	Source:  WAFV2 API, ByteMatchStatement; WAF quotas, string match: 200 bytes
	Path string `json:"path"`

	// Limit is how many requests one IP address may send to these paths in five minutes before AWS WAF blocks it there.
	//
	//	Unit:    requests for each address in five minutes
	//	Default: none; required
	//	Allowed: 10 to edge.rateLimit
	//	Source:  WAFV2 API, RateLimit
	Limit int `json:"limit"`
}

// PathCount is a rule of AWS's that only counts on some paths, and blocks on all others.
type PathCount struct {
	// Rule is the rule's name.
	//
	//	Default: none; required
	//	Allowed: SizeRestrictions_BODY, CrossSiteScripting_BODY, GenericLFI_BODY or SQLi_BODY, and not one of waf.count
	//	Source:  WAF developer guide, "Baseline rule groups" and "Use-case specific rule groups": rules with their labels
	Rule string `json:"rule"`

	// Paths are what the paths begin with, on which the rule only counts.
	//
	//	Default: none; required
	//	Allowed: paths from the root, of at most 100 characters each, but not "/"
	//	Source:  WAFV2 API, ByteMatchStatement; WAF quotas, string match: 200 bytes
	Paths []string `json:"paths"`
}

// pathStart holds what AWS WAF compares literally, and what can be a part of a rule's name.
var pathStart = regexp.MustCompile(`^/[A-Za-z0-9_.~/-]{1,99}$`)

// RuleName returns the name of the rule in the web ACL.
func (r PathRate) RuleName() string {
	return "RateLimit" + strings.NewReplacer("/", "-", ".", "_", "~", "_").Replace(r.Path)
}

// checkRateLimits checks edge.waf.rateLimits. The web ACL has one more rate-based rule, for edge.rateLimit.
func checkRateLimits(at object, e Edge) {
	if limits := len(e.WAF.RateLimits); limits+1 > quotas.RateBasedRules {
		at.reject("rateLimits", fmt.Sprintf("the list has %s, and edge.rateLimit is one more; AWS WAF allows %d",
			spelling.Count(limits, "limit"), quotas.RateBasedRules),
			fmt.Sprintf(`at most %d; "/api/" stands for all paths that begin with it`, quotas.RateBasedRules-1))
	}
	names := map[string]int{}
	for i, rate := range e.WAF.RateLimits {
		element := at.element("rateLimits", i)
		if !pathStart.MatchString(rate.Path) {
			element.reject("path", missing("path", rate.Path, "the beginning of paths"),
				`a path from the root such as "/login"; the limit for all paths is edge.rateLimit`)
		}
		allowed := func() string { return fmt.Sprintf("%d to %d, the value of edge.rateLimit", leastRate, e.RateLimit) }
		if rate.Limit < leastRate {
			element.reject("limit", noSuchRate(rate.Limit), allowed())
		}
		if rate.Limit > e.RateLimit {
			element.reject("limit", fmt.Sprintf("edge.rateLimit blocks an address before it has sent %s to these paths",
				spelling.Count(rate.Limit, "request")), allowed())
		}
		if j, ok := names[rate.RuleName()]; ok {
			element.reject("path", fmt.Sprintf("%s would have the same rule as rateLimits[%d]", quote(rate.Path), j), "one limit for both")
		}
		names[rate.RuleName()] = i
	}
}

func checkCountAt(at object, waf WAF) {
	var rules []string
	for i, count := range waf.CountAt {
		element, known := at.element("countAt", i), offers.LabelledRules()
		if !slices.Contains(known, count.Rule) {
			element.reject("rule", missing("rule", count.Rule, "a rule that can count on some paths"), suggestion(count.Rule, known))
		}
		if slices.Contains(waf.Count, count.Rule) {
			element.reject("rule", quote(count.Rule)+" counts on every path by waf.count", "keep it in one of the two lists")
		}
		if slices.Contains(rules, count.Rule) {
			element.reject("rule", quote(count.Rule)+" is in the list twice", "one element with all paths")
		}
		rules = append(rules, count.Rule)
		if len(count.Paths) == 0 {
			element.reject("paths", "the paths are missing", `the beginnings of paths such as "/upload"`)
		}
		for j, path := range count.Paths {
			one := element.element("paths", j)
			if !pathStart.MatchString(path) {
				one.reject("", quote(path)+" is not the beginning of paths", `a path from the root such as "/upload"; for all paths use waf.count`)
			}
			checkRepetition(one, count.Paths, j)
		}
	}
}

// ACLCapacity returns the capacity units (WCU) that the web ACL takes at most.
func (e Edge) ACLCapacity() int {
	units := offers.RateRuleCapacity + families(e.WAF.Block)
	for _, group := range offers.RuleGroups() {
		units += group.Capacity
	}
	if len(e.Access.CIDRs) > 0 {
		units += families(e.Access.CIDRs) + offers.HeaderMatchCapacity
	}
	if e.WAF.BotControl {
		units += offers.BotControl().Capacity + offers.HeaderMatchCapacity
	}
	if len(e.WAF.BlockCountries) > 0 {
		units += offers.GeoMatchCapacity
	}
	units += len(e.WAF.RateLimits) * (offers.RateRuleCapacity + offers.PathMatchCapacity)
	units += len(e.WAF.Challenge) * offers.PathMatchCapacity
	for _, count := range e.WAF.CountAt {
		units += offers.LabelMatchCapacity + len(count.Paths)*offers.PathMatchCapacity
	}
	return units
}

// families returns the capacity of the IP sets for a list of ranges: one for each address family in it.
func families(ranges []string) int {
	isIPv6 := func(text string) bool { return strings.Contains(text, ":") }
	units := 0
	if slices.ContainsFunc(ranges, isIPv6) {
		units += offers.IPSetCapacity
	}
	if slices.ContainsFunc(ranges, func(text string) bool { return !isIPv6(text) }) {
		units += offers.IPSetCapacity
	}
	return units
}

func checkACLCapacity(at object, e Edge) {
	if units := e.ACLCapacity(); units > quotas.WebACLUnits {
		at.reject("", fmt.Sprintf("the web ACL would take %d WCU, and its price includes %d", units, quotas.WebACLUnits),
			`fewer paths in rateLimits, countAt and challenge; "/api/" stands for all paths that begin with it`)
	}
}
