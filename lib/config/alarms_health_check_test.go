package config

import (
	"strings"
	"testing"
)

func badHealthChecks() []bad {
	check := func(name, path, more, wrong, fix string) bad {
		return bad{name: name, patch: `{"alarms": {"coverage": "full", "healthCheckPath": "` + path + `"}` + more + `}`,
			path: "alarms.healthCheckPath", wrong: wrong, fix: fix}
	}
	waf := func(fields string) string { return `, "edge": {"waf": {` + fields + `}}` }
	return []bad{
		{name: "health check without its alarm", patch: `{"alarms": {"healthCheckPath": "/"}}`, path: "alarms.healthCheckPath",
			wrong: "critical coverage leaves out the health check's alarm", fix: `set coverage to "full"`},
		check("address instead of a path", "https://example.com/", "", "is not a path that Route 53 can request", `"/healthz"`),
		check("query alone", "?full=1", "", `"?full=1" is not a path`, `"/healthz"`),
		check("reference in a path", "/${A}", "", "is not a path that Route 53 can request", `"/healthz"`),
		check("endless path", "/"+strings.Repeat("a", 255), "", "is not a path that Route 53 can request", "at most 255 characters"),
		check("closed site", "/", `, "edge": {"access": {"cidrs": ["203.0.113.0/24"]}}`, "edge.access refuses", `"canary": true`),
		check("file of the bucket", "/assets/a.txt?x=1", `, "edge": {"static": {"paths": ["/assets/*"]}}`, "without the load balancer",
			"neither in edge.static"),
		check("cached path", "/static/up", "", `answers "/static/up" without the load balancer`, "nor in edge.cachedPaths"),
		check("challenged path", "/trial/up", waf(`"challenge": ["/trial"]`), "edge.waf.challenge[0] challenges it", "another path"),
		check("blocked country", "/", waf(`"blockCountries": ["KP", "SG"]`), "edge.waf.blockCountries has SG", "US, IE, SG"),
		check("rate limit of the site", "/", `, "edge": {"rateLimit": 19}`, "edge.rateLimit blocks an address after 19 requests", "at least 20"),
		check("rate limit of the path", "/up", waf(`"rateLimits": [{"path": "/login", "limit": 10}, {"path": "/up", "limit": 10}]`),
			"edge.waf.rateLimits[1] blocks an address after 10 requests", "at least 20"),
	}
}

// TestHealthCheckFits catches a rule that refuses a path although nothing stands in its way.
func TestHealthCheckFits(t *testing.T) {
	for _, patch := range []string{
		`{"alarms": {"coverage": "full", "healthCheckPath": "/healthz?full=1&x=~"}, "edge": {"rateLimit": 20, "waf": {"challenge": ["/trial"],
			"blockCountries": ["KP"], "rateLimits": [{"path": "/login", "limit": 10}]}, "static": {"paths": ["/assets/*"]}}}`,
		`{"alarms": {"coverage": "full", "healthCheckPath": "/` + strings.Repeat("a", 254) + `"}, "edge": {"access": {"noindex": true}}}`,
		`{"alarms": {"healthCheckPath": ""}}`,
	} {
		if problems := problemsOf(t, configuration(t, minimalDev, patch)); len(problems) > 0 {
			t.Errorf("%.200s\n%v", patch, problems)
		}
	}
}
