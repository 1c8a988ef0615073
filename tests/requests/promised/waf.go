package promised

import (
	"net/netip"
	"slices"

	"kasha/lib/config"
	"kasha/tests/requests"
)

// managedRules promises that each rule of AWS's groups refuses, but those that may count, on the paths where they may.
func (s Site) managedRules() []Promise {
	var all []Promise
	waf := s.Edge.WAF
	like := func(path, rule string) requests.Request {
		return at(s.insider(path), func(r *requests.Request) { r.LooksLike = []string{rule} })
	}
	for group, rules := range requests.ManagedRules() {
		bots := group == requests.BotControl
		field := "waf.count"
		if bots {
			field = "waf.botControl"
		}
		for _, rule := range rules {
			i := slices.IndexFunc(waf.CountAt, func(c config.PathCount) bool { return c.Rule == rule })
			switch {
			case bots && !waf.BotControl, slices.Contains(waf.Count, rule):
				all = append(all, Promise{Field: field, Request: like("/promised/page", rule), Never: "403"})
			case i < 0:
				all = append(all, Promise{Field: field, Request: like("/promised/page", rule), Begins: "403 " + rule})
			default:
				for _, path := range waf.CountAt[i].Paths {
					all = append(all, Promise{Field: "waf.countAt", Request: like(path, rule), Never: "403"})
				}
				all = append(all, Promise{Field: "waf.countAt", Request: like("/promised/page", rule), Begins: "403 " + rule + "-elsewhere"})
			}
		}
	}
	return all
}

// limits promises the rate limits, of the whole site and of paths.
func (s Site) limits() []Promise {
	often := func(path string, rate int) requests.Request {
		return at(s.insider(path), func(r *requests.Request) { r.Rate = rate })
	}
	all := []Promise{
		{Field: "rateLimit", Request: often("/promised/page", s.Edge.RateLimit), Never: "403"},
		{Field: "rateLimit", Request: often("/promised/page", s.Edge.RateLimit+1), Begins: "403 RateLimit"},
	}
	for _, limit := range s.Edge.WAF.RateLimits {
		name := "403 " + limit.RuleName()
		all = append(all, Promise{Field: "waf.rateLimits", Request: often(limit.Path, limit.Limit), Never: name})
		if limit.Limit < s.Edge.RateLimit {
			all = append(all, Promise{Field: "waf.rateLimits", Request: often(limit.Path+"/x", limit.Limit+1), Begins: name})
		}
	}
	return all
}

// refusals promises who is refused, and what is challenged.
func (s Site) refusals() []Promise {
	var all []Promise
	for _, cidr := range s.Edge.WAF.Block {
		blocked := at(s.canary("/"), func(r *requests.Request) { r.From = netip.MustParsePrefix(cidr).Addr() })
		all = append(all, Promise{Field: "waf.block", Request: blocked, Begins: "403 BlockedAddresses"})
	}
	all = append(all, Promise{Field: "waf.block", Request: s.insider("/"), Never: "403 BlockedAddresses"})
	for _, country := range s.Edge.WAF.BlockCountries {
		blocked := at(s.insider("/"), func(r *requests.Request) { r.Country = country })
		all = append(all, Promise{Field: "waf.blockCountries", Request: blocked, Begins: "403 BlockedCountries"})
	}
	all = append(all, Promise{Field: "waf.blockCountries", Request: s.insider("/"), Never: "403 BlockedCountries"})
	for _, path := range s.Edge.WAF.Challenge {
		all = append(all, Promise{Field: "waf.challenge", Request: s.insider(path + "/x"), Begins: "202 challenge"})
	}
	return append(all, Promise{Field: "waf.challenge", Request: s.insider("/"), Never: "202"})
}
