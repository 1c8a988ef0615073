package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/spelling"
)

// maxCheckedPath is the longest path that Route 53 requests, in characters. Source: Route 53 API, HealthCheckConfig, ResourcePath.
const maxCheckedPath = 255

// leastCheckedRate is how many requests an address must be able to send in five minutes. A health checker sends one every 30 seconds.
const leastCheckedRate = 20

// checkedPathPattern holds paths and queries that mean the same to Route 53, CloudFront and AWS WAF.
var checkedPathPattern = regexp.MustCompile(`^/[A-Za-z0-9._~/?=&-]*$`)

// HealthCheckRegions returns the regions from which Route 53 requests the site. Three are the fewest that it allows.
func HealthCheckRegions() []string { return []string{"us-east-1", "eu-west-1", "ap-southeast-1"} }

// healthCheckCountries are the countries of HealthCheckRegions.
func healthCheckCountries() []string { return []string{"US", "IE", "SG"} }

// checkHealthCheck checks alarms.healthCheckPath against what else answers or refuses requests for it. at is the environment.
func checkHealthCheck(at object, e Environment) {
	alarms, whole, edge := at.in("alarms"), e.Alarms.HealthCheckPath, e.Edge
	const field = "healthCheckPath"
	path, _, _ := strings.Cut(whole, "?")
	if path == "" {
		alarms.rejectIf(whole != "", field, quote(whole)+" is not a path", `a path from the root, such as "/healthz"`)
		return
	}
	if !checkedPathPattern.MatchString(whole) || len(whole) > maxCheckedPath {
		alarms.reject(field, quote(whole)+" is not a path that Route 53 can request",
			fmt.Sprintf(`a path from the root of at most %d characters, such as "/healthz"`, maxCheckedPath))
	}
	alarms.rejectIf(alarms.valid("coverage") && !e.Alarms.IsFull(), field, "critical coverage leaves out the health check's alarm",
		`"", or set coverage to "full"`)
	if at.valid("edge.access") && edge.Access.IsRestricted() {
		alarms.reject(field, "edge.access refuses the health checkers of Route 53, which have no way in",
			`"canary": true, which has one, or nothing in edge.access`)
	}
	if at.valid("edge.static", "edge.cachedPaths") && (edge.ServesFile(path) || matchesOne(edge.CachedPaths, path)) {
		alarms.reject(field, "CloudFront answers "+quote(path)+" without the load balancer, also when that is gone",
			"a path that is neither in edge.static nor in edge.cachedPaths")
	}
	if !at.valid("edge.waf") {
		return
	}
	if i := slices.IndexFunc(edge.WAF.Challenge, func(start string) bool { return strings.HasPrefix(path, start) }); i >= 0 {
		alarms.reject(field, fmt.Sprintf("edge.waf.challenge[%d] challenges it, and health checkers cannot solve a challenge", i), "another path")
	}
	for _, country := range healthCheckCountries() {
		if slices.Contains(edge.WAF.BlockCountries, country) {
			alarms.reject(field, "edge.waf.blockCountries has "+country+", from where Route 53 sends its requests",
				"no blocked country among "+strings.Join(healthCheckCountries(), ", "))
		}
	}
	rate, from := edge.RateLimit, "edge.rateLimit"
	for i, limit := range edge.WAF.RateLimits {
		if strings.HasPrefix(path, limit.Path) && limit.Limit < rate {
			rate, from = limit.Limit, fmt.Sprintf("edge.waf.rateLimits[%d]", i)
		}
	}
	if rate < leastCheckedRate {
		alarms.reject(field, fmt.Sprintf("%s blocks an address after %s, and a health checker sends 10 in five minutes", from,
			spelling.Count(rate, "request")), fmt.Sprintf("a limit of at least %d for this path", leastCheckedRate))
	}
}
