package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Limits of the edge's services.
const (
	leastRate     = 10            // WAFV2 API, RateLimit; it was 100 before August 2024
	mostRate      = 2_000_000_000 // WAFV2 API, RateLimit
	maxCached     = 74            // CloudFront quota: 75 cache behaviours in a distribution, the default one among them
	maxCachedPath = 255           // CloudFront developer guide, "Path pattern"
	maxDomain     = 57            // ACM API, DomainName: 64 in a certificate, and the load balancer's is for origin.<name>
)

var (
	cachedPathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]*$`) // CloudFront developer guide, "Path pattern"
	prefixListPattern = regexp.MustCompile(`^pl-([0-9a-f]{8}|[0-9a-f]{17})$`)
	zoneIDRoute53     = regexp.MustCompile(`^Z[A-Z0-9]{1,31}$`) // Route 53 API, ResourceId: at most 32
	hostLabelPattern  = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
)

func checkEdge(at place, e Edge) {
	at.refuse("rateLimit", e.RateLimit < leastRate || e.RateLimit > mostRate,
		fmt.Sprintf("WAF cannot limit to %d requests", e.RateLimit),
		fmt.Sprintf("%d to %d requests per address and five minutes", leastRate, mostRate))
	at.refuse("maxBodyRule", e.MaxBodyRule != "block" && e.MaxBodyRule != "count",
		quote(e.MaxBodyRule)+" is nothing that can be done with a large body",
		`"block", or "count" to let it pass and count it`)

	at.refuse("cachedPaths", len(e.CachedPaths) > maxCached,
		fmt.Sprintf("there are %d paths, and CloudFront allows %d", len(e.CachedPaths), maxCached),
		"fewer paths, with wildcards")
	paths := at.in("cachedPaths")
	for i, path := range e.CachedPaths {
		element, shown := fmt.Sprintf("[%d]", i), quote(path)
		// Only wildcards: /*, /** and /?* all mean everything.
		everything := strings.Trim(path, "/*?") == "" && strings.Contains(path, "*")
		paths.refuse(element, everything,
			shown+" would cache every page, private ones too, for all visitors",
			`the folders of files that are the same for everybody, such as "/static/*"`)
		paths.refuse(element, !cachedPathPattern.MatchString(path) || len(path) > maxCachedPath,
			shown+" is not a path pattern of CloudFront",
			fmt.Sprintf(`a path from the root of at most %d characters, such as "/static/*"`, maxCachedPath))
		paths.refuse(element, slices.Index(e.CachedPaths, path) < i, shown+" is in the list twice", "it once")
	}
	if e.Domain != nil {
		checkDomain(at.in("domain"), *e.Domain)
	}
}

func checkDomain(at place, d Domain) {
	at.refuse("name", !hostName(d.Name),
		missing("name", d.Name, "not a host name"), `a name in lower case, such as "app.example.com"`)
	at.refuse("name", len(d.Name) > maxDomain,
		fmt.Sprintf("the name has %d characters, too many for a certificate of origin.<name>", len(d.Name)),
		fmt.Sprintf("at most %d", maxDomain))
	at.refuse("zoneName", !hostName(d.ZoneName),
		missing("zoneName", d.ZoneName, "not the name of a zone"),
		`the Route 53 zone in lower case, without a dot at its end, such as "example.com"`)
	at.refuse("hostedZoneId", !zoneIDRoute53.MatchString(d.HostedZoneID),
		missing("hostedZoneId", d.HostedZoneID, "not the id of a hosted zone"),
		"Z and capital letters and digits, as `aws route53 list-hosted-zones` prints it after /hostedzone/")
	at.refuse("name", at.sound("zoneName") && d.Name != d.ZoneName && !strings.HasSuffix(d.Name, "."+d.ZoneName),
		quote(d.Name)+" is not inside the zone "+quote(d.ZoneName),
		quote("app."+d.ZoneName)+", or the zone that holds the name")
}

// hostName reports whether a name has at least two labels that DNS allows, and is not an address.
func hostName(name string) bool {
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if !hostLabelPattern.MatchString(label) {
			return false
		}
	}
	return len(labels) > 1 && len(name) <= 253 && strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

// checkOriginPrefixList needs the region: the same list has another id in each.
func checkOriginPrefixList(at place, e Environment) {
	id, edge := e.Edge.OriginPrefixList, at.in("edge")
	const lookUp = "the id that `aws ec2 describe-managed-prefix-lists --filters " +
		"Name=prefix-list-name,Values=com.amazonaws.global.cloudfront.origin-facing` prints in the region"
	if !at.sound("region") {
		edge.refuse("originPrefixList", id != "" && !prefixListPattern.MatchString(id),
			quote(id)+" is not the id of a prefix list", lookUp)
		return
	}
	edge.refuse("originPrefixList", id == "", "Kasha does not know CloudFront's prefix list in "+e.Region, lookUp)
	edge.refuse("originPrefixList", !prefixListPattern.MatchString(id), quote(id)+" is not the id of a prefix list", lookUp)
	for _, region := range regions() {
		edge.refuse("originPrefixList", region.prefixList == id && region.name != e.Region,
			id+" is the list of "+region.name, lookUp)
	}
}
