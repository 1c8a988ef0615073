package config

import (
	"fmt"
	"regexp"
	"strings"

	"kasha/lib/offers"
	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

// Edge is what is in front of the frontend's load balancer: CloudFront and the web ACL.
type Edge struct {
	// RateLimit is how many requests one IP address may send in five minutes before AWS WAF blocks it.
	//
	//	Unit:    requests for each address in five minutes
	//	Default: 2000
	//	Allowed: 10 to 2000000000
	//	Source:  design document, "AWS WAF"; WAFV2 API, RateLimit (the minimum was 100 before August 2024)
	RateLimit int `json:"rateLimit"`

	// CachedPaths are the paths that CloudFront caches for all visitors. All other requests go to the origin, because anything else may
	// be private.
	//
	//	Default: ["/static/*"]
	//	Allowed: at most 74 path patterns from the root, of at most 255 characters each; not everything ("/*")
	//	Source:  CloudFront developer guide, "Path pattern"; CloudFront quotas: 75 cache behaviors, one of them the default
	CachedPaths []string `json:"cachedPaths"`

	// ReadTimeoutSeconds is how long CloudFront waits for the load balancer: for the first part of a response, and for each part after it.
	// The viewer then gets status 504. Above 60, it is by default also the idle time-out of both load balancers, so that they wait as long.
	//
	//	Unit:    seconds
	//	Default: 60
	//	Allowed: 1 to 120; at most 89 where a service runs on Spot
	//	Source:  CloudFront API, OriginReadTimeout; ELB API, idle_timeout.timeout_seconds
	ReadTimeoutSeconds int `json:"readTimeoutSeconds"`

	// Access is who may see the environment.
	Access Access `json:"access"`

	// WAF is what the web ACL refuses beyond AWS's rule groups, and which of their rules only count.
	WAF WAF `json:"waf"`

	// Origin is how CloudFront reaches the frontend's load balancer. With "public", the load balancer is public and answers only requests
	// with a secret header, which CloudFront adds. With "vpc", it is internal, and CloudFront connects through a VPC origin. It then needs no
	// header: only distributions of the account reach it, and of accounts with which someone shares the VPC origin. If the application uses
	// WebSockets, try it in nonproduction first, because AWS's pages do not agree whether VPC origins support them.
	//
	// A deployed environment changes it in two steps, with bothOrigins in the first; docs/deployment.md has them.
	//
	//	Default: "public"
	//	Allowed: "public" or "vpc"; not in regions and zones without VPC origins
	//	Source:  design document, "Load Balancing & Edge"; CloudFront developer guide, "Restrict access with VPC origins"
	Origin string `json:"origin"`

	// BothOrigins keeps both load balancers while a deployed environment changes its origin. The services stack is deployed before the
	// edge, so CloudFront would otherwise lose the load balancer that it still uses. The second load balancer costs $16.43 a month, and the
	// public IPv4 addresses of the public one cost $7.30.
	//
	//	Default: false
	//	Allowed: true or false; not in regions and zones without VPC origins
	//	Source:  the order of the stacks
	BothOrigins bool `json:"bothOrigins"`

	// OriginPrefixList is CloudFront's origin-facing managed prefix list in the region, from which the frontend's load balancer
	// accepts requests. The same list has another id in each region.
	//
	//	Default: the region's id in lib/offers/regions.go, which knows 21; otherwise none, and required
	//	Allowed: pl- and 8 or 17 hexadecimal digits
	//	Source:  `aws ec2 describe-managed-prefix-lists`
	OriginPrefixList string `json:"originPrefixList"`

	// Domain is the public name. Without it, the site has CloudFront's own name and its fixed TLS policy.
	//
	//	Default: none
	//	Allowed: an object
	//	Source:  design document, "CloudFront Edge"
	Domain *Domain `json:"domain,omitempty"`

	// Aliases are further names of the site. Each gets records, and a place in the certificate. A change replaces the certificate, without
	// an outage. A name alone stands for an object with this name, in the domain's zone.
	//
	//	Default: []
	//	Allowed: at most 9 host names, or objects with a name; unique among environments
	//	Source:  CloudFront API, Aliases; ACM quotas, names of a certificate
	Aliases []Alias `json:"aliases"`

	// RedirectTo is the name to which viewers of the other names are redirected, with path and query as they were. GET and HEAD get status
	// 301, other methods 308, so a form is sent again and not emptied. Without it, all names show the site.
	//
	//	Default: ""
	//	Allowed: edge.domain.name or one of edge.aliases
	//	Source:  CloudFront developer guide, "CloudFront Functions"
	RedirectTo string `json:"redirectTo"`

	// Static is what CloudFront serves from a private bucket instead of the load balancer.
	Static Static `json:"static"`

	// Headers are response headers, by path, for what the application does not send itself. Each element but that of "/*" is a response
	// headers policy, of which an account has 20.
	//
	//	Default: []
	//	Allowed: objects with paths; at most 19 besides that of "/*"
	//	Source:  CloudFront quotas, response headers policies of an account
	Headers []Headers `json:"headers"`
}

func defaultEdge(region string) Edge {
	return Edge{
		RateLimit:          2000,
		CachedPaths:        []string{"/static/*"},
		ReadTimeoutSeconds: defaultIdleSeconds,
		Origin:             OriginPublic,
		Aliases:            []Alias{},
		Access:             Access{CIDRs: []string{}},
		Static:             Static{Paths: []string{}, Except: []string{}},
		Headers:            []Headers{},
		WAF: WAF{
			Count: []string{}, CountAt: []PathCount{}, RateLimits: []PathRate{}, Challenge: []string{},
			Block: []string{}, BlockCountries: []string{},
		},
		OriginPrefixList: offers.RegionOf(region).OriginPrefixList,
	}
}

const (
	leastRate     = 10                        // WAFV2 API, RateLimit
	mostRate      = 2_000_000_000             // WAFV2 API, RateLimit
	maxCached     = quotas.CacheBehaviors - 1 // the default one is among them
	maxCachedPath = 255                       // CloudFront developer guide, "Path pattern"
)

var (
	cachedPathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]*$`) // CloudFront developer guide, "Path pattern"
	prefixListPattern = regexp.MustCompile(`^pl-([0-9a-f]{8}|[0-9a-f]{17})$`)
)

// checkEdge checks the edge. at is the environment, because the prefix list depends on its region.
func checkEdge(at object, e Environment) {
	edge, rate := at.in("edge"), e.Edge.RateLimit
	if rate < leastRate || rate > mostRate {
		edge.reject("rateLimit", noSuchRate(rate),
			fmt.Sprintf("%d to %d requests for each address in five minutes", leastRate, mostRate))
	}
	checkReadTimeout(edge, e)
	checkAddresses(edge.in("access"), "cidrs", e.Edge.Access.CIDRs)
	checkWAF(edge.in("waf"), e.Edge)
	checkCanaryCountry(edge.in("waf"), e)
	checkCachedPaths(edge, e.Edge.CachedPaths)
	if e.Edge.Domain != nil {
		checkDomain(edge.in("domain"), *e.Edge.Domain)
		checkCertificates(at, e)
	}
	checkAliases(edge, e.Edge)
	checkStatic(edge, e.Edge)
	checkHeaders(edge, e.Edge)
	checkOriginPrefixList(at, e)
	checkOrigin(at, e)
}

func noSuchRate(rate int) string { return "AWS WAF cannot limit to " + spelling.Count(rate, "request") }

func checkCachedPaths(at object, paths []string) {
	if len(paths) > maxCached {
		at.reject("cachedPaths", fmt.Sprintf("the list has %s, and CloudFront allows %d", spelling.Count(len(paths), "path"), maxCached),
			"fewer paths, with wildcards")
	}
	for i, path := range paths {
		element := at.element("cachedPaths", i)
		// Only wildcards: /*, /** and /?* all mean everything.
		if strings.Trim(path, "/*?") == "" && strings.Contains(path, "*") {
			element.reject("", quote(path)+" would cache every page for all visitors, private pages too",
				`the directories of files that are the same for everybody, such as "/static/*"`)
		}
		if !cachedPathPattern.MatchString(path) || len(path) > maxCachedPath {
			element.reject("", quote(path)+" is not a path pattern of CloudFront",
				fmt.Sprintf(`a path from the root of at most %d characters, such as "/static/*"`, maxCachedPath))
		}
		checkRepetition(element, paths, i)
	}
}

// checkOriginPrefixList checks edge.originPrefixList. Without a known region, only its form can be checked.
func checkOriginPrefixList(at object, e Environment) {
	const lookUp = "the id that `aws ec2 describe-managed-prefix-lists --filters " +
		"Name=prefix-list-name,Values=com.amazonaws.global.cloudfront.origin-facing` prints in the region"
	id, edge, isKnown := e.Edge.OriginPrefixList, at.in("edge"), at.valid("region")
	if id == "" && !isKnown {
		return
	}
	if id == "" {
		edge.reject("originPrefixList", "Kasha does not know CloudFront's prefix list in "+e.Region, lookUp)
	}
	if !prefixListPattern.MatchString(id) {
		edge.reject("originPrefixList", quote(id)+" is not the id of a prefix list", lookUp)
	}
	if region := offers.RegionOfOriginPrefixList(id); isKnown && region != "" && region != e.Region {
		edge.reject("originPrefixList", id+" is the list of "+region, lookUp)
	}
}
