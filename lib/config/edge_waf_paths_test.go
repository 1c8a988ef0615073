package config

import (
	"fmt"
	"strings"
	"testing"

	"kasha/lib/quotas"
)

func badWAFPaths() []bad {
	waf := func(name, fields, path, wrong, fix string) bad {
		return bad{name: name, patch: `{"edge": {"waf": {` + fields + `}}}`, path: "edge.waf" + path, wrong: wrong, fix: fix}
	}
	var limits, paths []string
	for i := range 10 {
		limits = append(limits, fmt.Sprintf(`{"path": "/a%d", "limit": 10}`, i))
		paths = append(paths, fmt.Sprintf(`"/a%d"`, i))
	}
	return []bad{
		waf("limit without a path", `"rateLimits": [{"limit": 100}]`, ".rateLimits[0].path", "the path is missing", `"/login"`),
		waf("limit of the whole site", `"rateLimits": [{"path": "/", "limit": 100}]`, ".rateLimits[0].path", "is not the beginning of paths",
			"edge.rateLimit"),
		waf("limit of a pattern", `"rateLimits": [{"path": "/login*", "limit": 100}]`, ".rateLimits[0].path", "is not the beginning of paths",
			`"/login"`),
		waf("limit without a number", `"rateLimits": [{"path": "/login"}]`, ".rateLimits[0].limit", "cannot limit to 0 requests", "10 to"),
		waf("limit of one", `"rateLimits": [{"path": "/login", "limit": 1}]`, ".rateLimits[0].limit", "cannot limit to 1 request", "10 to"),
		waf("limit above the site's", `"rateLimits": [{"path": "/login", "limit": 2001}]`, ".rateLimits[0].limit",
			"before it has sent 2001 requests", "10 to 2000, the value of edge.rateLimit"),
		waf("two limits of one path", `"rateLimits": [{"path": "/a/b", "limit": 10}, {"path": "/a-b", "limit": 10}]`, ".rateLimits[1].path",
			"would have the same rule as rateLimits[0]", "one limit for both"),
		waf("more rate-based rules than a web ACL has", `"rateLimits": [`+strings.Join(limits, ", ")+`]`, ".rateLimits",
			"the list has 10 limits, and edge.rateLimit is one more; AWS WAF allows 10", "at most 9"),
		waf("more than the price includes", `"rateLimits": [`+strings.Join(limits[:9], ", ")+`], "countAt": [{"rule": "SQLi_BODY", "paths": [`+
			strings.Join(paths[:8], ", ")+`]}]`, "", "would take 1520 WCU", "fewer paths"),
		waf("challenge of the whole site", `"challenge": ["/"]`, ".challenge[0]", "is not the beginning of paths", "the canary"),
		waf("challenge of a pattern", `"challenge": ["/a/*"]`, ".challenge[0]", "is not the beginning of paths", `"/register"`),
		waf("challenge twice", `"challenge": ["/a", "/a"]`, ".challenge[1]", "twice", "it once"),
		waf("rule without a label", `"countAt": [{"rule": "NoUserAgent_HEADER", "paths": ["/a"]}]`, ".countAt[0].rule",
			"is not a rule that can count on some paths", "one of CrossSiteScripting_BODY, "),
		waf("no rule", `"countAt": [{"paths": ["/a"]}]`, ".countAt[0].rule", "the rule is missing", "one of CrossSiteScripting_BODY, "),
		waf("rule that counts everywhere", `"count": ["SQLi_BODY"], "countAt": [{"rule": "SQLi_BODY", "paths": ["/a"]}]`, ".countAt[0].rule",
			"counts on every path by waf.count", "in one of the two lists"),
		waf("rule with two lists", `"countAt": [{"rule": "SQLi_BODY", "paths": ["/a"]}, {"rule": "SQLi_BODY", "paths": ["/b"]}]`,
			".countAt[1].rule", "in the list twice", "one element with all paths"),
		waf("rule without paths", `"countAt": [{"rule": "SQLi_BODY"}]`, ".countAt[0].paths", "the paths are missing", `"/upload"`),
		waf("rule on all paths", `"countAt": [{"rule": "SQLi_BODY", "paths": ["/"]}]`, ".countAt[0].paths[0]", "is not the beginning of paths",
			"waf.count"),
		waf("path twice", `"countAt": [{"rule": "SQLi_BODY", "paths": ["/a", "/a"]}]`, ".countAt[0].paths[1]", "twice", "it once"),
	}
}

// TestCapacityOfAWebACL catches a rule that is not counted: WAF charges each unit above 1500 with every request.
func TestCapacityOfAWebACL(t *testing.T) {
	plain := defaultEdge("us-east-1")
	groups := plain.ACLCapacity()
	for name, c := range map[string]struct {
		change func(*Edge)
		want   int
	}{
		"nothing":               {func(*Edge) {}, 0},
		"one family":            {func(e *Edge) { e.WAF.Block = []string{"198.51.100.0/24", "203.0.113.0/24"} }, 1},
		"both families":         {func(e *Edge) { e.WAF.Block = []string{"198.51.100.0/24", "2001:db8::/48"} }, 2},
		"access and its header": {func(e *Edge) { e.Access.CIDRs = []string{"198.51.100.0/24"} }, 1 + 2},
		"a password":            {func(e *Edge) { e.Access.Password = true }, 0},
		"bots":                  {func(e *Edge) { e.WAF.BotControl = true }, 50 + 2},
		"countries":             {func(e *Edge) { e.WAF.BlockCountries = []string{"KP", "CU"} }, 1},
		"a limit":               {func(e *Edge) { e.WAF.RateLimits = []PathRate{{Path: "/a", Limit: 10}} }, 2 + 22},
		"two challenged paths":  {func(e *Edge) { e.WAF.Challenge = []string{"/a", "/b"} }, 44},
		"a rule on two paths": {func(e *Edge) {
			e.WAF.CountAt = []PathCount{{Rule: "SQLi_BODY", Paths: []string{"/a", "/b"}}}
		}, 1 + 44},
	} {
		edge := defaultEdge("us-east-1")
		c.change(&edge)
		if got := edge.ACLCapacity() - groups; got != c.want {
			t.Errorf("%s: %d WCU more, want %d", name, got, c.want)
		}
	}
	if groups != 1127 || quotas.WebACLUnits != 1500 {
		t.Errorf("the groups and the rate limit take %d of %d WCU, want 1127 of 1500", groups, quotas.WebACLUnits)
	}
}
