package config

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"

	"kasha/lib/offers"
	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

// Access is who may see an environment. Everybody else gets status 403 from AWS WAF, or 401 from a CloudFront function, before the request
// reaches CloudFront's cache or the application.
type Access struct {
	// CIDRs are the addresses from which viewers may come; an empty list is everybody. A viewer with IPv6 needs an IPv6 range in the list:
	// a list of IPv4 ranges refuses all of IPv6. The canary and the smoke test have a way of their own, a header with a generated secret.
	//
	//	Default: []
	//	Allowed: at most 10000 public IPv4 and IPv6 ranges, without one that holds all addresses
	//	Source:  WAFV2 API, IPSet Addresses; WAF quotas, addresses of an IP set
	CIDRs []string `json:"cidrs"`

	// Password asks every viewer for a password, by HTTP Basic authentication. `kasha password` stores a hash of it beside CloudFront; until
	// then, and without the password, everybody gets status 401. With CIDRs, a viewer needs both, an address and the password. The header
	// Authorization is then the site's: an application that reads it itself cannot have the password. The canary and the smoke test need none.
	//
	//	Default: false
	//	Allowed: true or false
	//	Source:  CloudFront developer guide, "Amazon CloudFront KeyValueStore"; RFC 7617
	Password bool `json:"password"`

	// NoIndex asks search engines to leave the site out, with the header X-Robots-Tag. A robots.txt that disallows crawling would keep them
	// from seeing the header, so Kasha writes none.
	//
	//	Default: false
	//	Allowed: true or false
	//	Source:  Google Search Central, "Block search indexing with noindex"
	NoIndex bool `json:"noindex"`
}

// IsRestricted reports whether only some viewers may see the environment.
func (a Access) IsRestricted() bool { return len(a.CIDRs) > 0 || a.Password }

// HasPass reports whether the canary and the smoke test need a way in of their own: a header with a generated secret.
func (e Edge) HasPass() bool { return e.Access.IsRestricted() || e.WAF.BotControl }

// WAF is what the web ACL refuses beyond AWS's rule groups, and which of their rules only count. Each rule costs $1.00 a month.
type WAF struct {
	// Count are rules of AWS WAF's managed groups that count instead of block. Their requests pass, on every path: what such a rule
	// looks for is no longer refused. Uploads need SizeRestrictions_BODY, because bodies over 8 KiB are blocked; rich text often needs
	// CrossSiteScripting_BODY.
	//
	//	Default: []
	//	Allowed: rules of lib/offers/rule_groups.go
	//	Source:  WAF developer guide, "Baseline rule groups" and "Use-case specific rule groups"
	Count []string `json:"count"`

	// CountAt are rules of AWS's that count on some paths only, such as the path of uploads. Their requests pass there: what such a rule
	// looks for is no longer refused on these paths. On all others it still blocks.
	//
	//	Default: []
	//	Allowed: objects with rule and paths
	//	Source:  WAF developer guide, "Label match rule statement"
	CountAt []PathCount `json:"countAt"`

	// RateLimits are rate limits for parts of the site, in addition to edge.rateLimit. Each counts its own requests.
	//
	//	Default: []
	//	Allowed: at most 9 objects with path and limit
	//	Source:  WAF developer guide, "Rate-based rule statement", scope-down statement; WAF quotas, rate-based rules of a web ACL
	RateLimits []PathRate `json:"rateLimits"`

	// BotControl refuses requests of bots, by AWS WAF's Bot Control at its common level: of programs that say so in User-Agent, and of
	// automated browsers. Search engines and other bots whose owner AWS has verified pass, except those that collect data for AI. Programs
	// that call the site's API are bots too: let their rule count, such as CategoryHttpLibrary or SignalNonBrowserUserAgent, in waf.count. It
	// costs $10.00 a month, and from 10 million requests a month on $1.00 a million.
	//
	//	Default: false
	//	Allowed: true or false
	//	Source:  WAF developer guide, "AWS WAF Bot Control rule group"; AWS WAF pricing
	BotControl bool `json:"botControl"`

	// Challenge are what paths begin with, on which AWS WAF first runs a script in the browser, unseen by its user. Whoever cannot run it gets
	// status 202 instead of the page: scripts, and API clients too. A browser that has run it is not asked again for five minutes. Only
	// requests for HTML get the script, so name the page with a form as well as what the form sends to.
	//
	//	Default: []
	//	Allowed: paths from the root, of at most 100 characters each, but not "/"
	//	Source:  WAF developer guide, "CAPTCHA and Challenge action behavior"; WAF quotas, string match: 200 bytes
	Challenge []string `json:"challenge"`

	// Block are addresses whose requests are refused with status 403.
	//
	//	Default: []
	//	Allowed: at most 10000 public IPv4 and IPv6 ranges, without one that holds all addresses
	//	Source:  WAFV2 API, IPSet Addresses; WAF quotas, addresses of an IP set
	Block []string `json:"block"`

	// BlockCountries are countries whose requests are refused with status 403. WAF knows the country of most addresses, not of all.
	//
	//	Default: []
	//	Allowed: at most 50 codes of two capital letters
	//	Source:  WAFV2 API, GeoMatchStatement CountryCodes; ISO 3166-1 alpha-2
	BlockCountries []string `json:"blockCountries"`
}

const maxCountries = 50 // WAFV2 API, GeoMatchStatement CountryCodes

var countryPattern = regexp.MustCompile(`^[A-Z]{2}$`)

// checkWAF checks edge.waf. at is that section.
func checkWAF(at object, e Edge) {
	waf := e.WAF
	checkCountAt(at, waf)
	checkRateLimits(at, e)
	checkACLCapacity(at, e)
	for i, rule := range waf.Count {
		element := at.element("count", i)
		switch known := offers.CountableRules(); {
		case slices.Contains(offers.BotControl().Countable, rule) && !waf.BotControl:
			element.reject("", quote(rule)+" is a rule of Bot Control, which the web ACL does not have",
				"waf.botControl true, or leave the rule out")
		case !slices.Contains(known, rule) && !slices.Contains(offers.BotControl().Countable, rule):
			element.reject("", quote(rule)+" is not a rule that can count", suggestion(rule, known))
		}
		checkRepetition(element, waf.Count, i)
	}
	for i, path := range waf.Challenge {
		element := at.element("challenge", i)
		if !pathStart.MatchString(path) {
			element.reject("", quote(path)+" is not the beginning of paths",
				`a path from the root such as "/register"; the canary and the smoke test cannot solve a challenge of the whole site`)
		}
		checkRepetition(element, waf.Challenge, i)
	}
	checkAddresses(at, "block", waf.Block)
	if count := len(waf.BlockCountries); count > maxCountries {
		at.reject("blockCountries", fmt.Sprintf("the list has %s, and AWS WAF allows %d in a rule",
			spelling.Count(count, "country"), maxCountries), "fewer countries")
	}
	for i, country := range waf.BlockCountries {
		element := at.element("blockCountries", i)
		if !countryPattern.MatchString(country) {
			element.reject("", quote(country)+" is not the code of a country", `two capital letters of ISO 3166-1, such as "KP"`)
		}
		checkRepetition(element, waf.BlockCountries, i)
	}
}

// canaryCountry is from where the canary visits: it is in the edge's region.
const canaryCountry = "US"

func checkCanaryCountry(at object, e Environment) {
	if i := slices.Index(e.Edge.WAF.BlockCountries, canaryCountry); i >= 0 && e.Alarms.Canary {
		at.element("blockCountries", i).reject("", "the canary visits the site from "+EdgeRegion+", which is in this country",
			"leave it out, or set alarms.canary to false")
	}
}

// checkAddresses checks a list of viewers' address ranges. CloudFront sees public addresses only: a private range would match nobody.
func checkAddresses(at object, field string, ranges []string) {
	if len(ranges) > quotas.IPSetAddresses {
		at.reject(field, fmt.Sprintf("the list has %s, and an IP set of AWS WAF holds %d",
			spelling.Count(len(ranges), "range"), quotas.IPSetAddresses), "fewer, larger ranges")
	}
	for i, text := range ranges {
		element := at.element(field, i)
		prefix, err := netip.ParsePrefix(text)
		if address, isAddress := netip.ParseAddr(text); err != nil && isAddress == nil {
			element.reject("", quote(text)+" is an address without a prefix length",
				quote(netip.PrefixFrom(address.WithZone(""), address.BitLen()).String())+", if you mean this one address")
			continue
		}
		switch {
		case err != nil:
			element.reject("", quote(text)+" is not a range of addresses", `a range such as "203.0.113.0/24" or "2001:db8::/48"`)
		case prefix.Bits() == 0:
			element.reject("", quote(text)+" holds every address, which AWS WAF refuses", "narrower ranges, or an empty list for everybody")
		case prefix.Addr().Is4In6():
			element.reject("", quote(text)+" is an IPv4 range in the form of IPv6", `the range in the form of IPv4, such as "203.0.113.0/24"`)
		case prefix != prefix.Masked():
			element.reject("", quote(text)+" has bits behind its prefix", quote(prefix.Masked().String()))
		case prefix.String() != text:
			element.reject("", quote(text)+" is not the canonical form of the range", quote(prefix.String()))
		case prefix.Addr().IsPrivate() || prefix.Addr().IsLoopback() || prefix.Addr().IsLinkLocalUnicast():
			element.reject("", quote(text)+" is a private range, and CloudFront only sees public addresses",
				"the public addresses of your network, as `curl https://checkip.amazonaws.com` prints one")
		}
		checkRepetition(element, ranges, i)
	}
}
