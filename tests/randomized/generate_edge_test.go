package randomized

import (
	"slices"
	"strings"

	"kasha/lib/config"
	"kasha/lib/offers"
)

// backup draws an archive or none, with a copy in another region, a copy in another account, or no copy.
func (d draft) backup() {
	d.maybe("backup.archive", false, true)
	d.maybe("backup.restoreTest", false, true)
	d.required() // decides on the test where the region has none
	d.maybe("backup.lock", "none", "governance", "compliance")
	d.maybe("backup.retentionDays", 31.0, 36500.0)
	regions := slices.DeleteFunc(offers.RegionNames(), func(other string) bool {
		return other == d.region() || d.tests() &&
			(!offers.RegionOf(other).HasRestoreTesting() || !offers.RegionOf(other).HasClass(offers.ClassOf(d.class())))
	})
	copied := either(d.t, "copies", "none", "region", "account")
	d.maybeIf(d.archives() && copied == "region", "backup.copyRegion", padded(len(offers.RegionNames()), regions)...)
	d.maybeIf(d.archives() && copied == "account" && d.e["account"] != nil, "backup.copyAccount", "444444444444", "666666666666")
}

func (d draft) edge() {
	const zone, longest = "example.com", 57
	domain := func(name string) any {
		return map[string]any{"name": name, "zoneName": zone, "hostedZoneId": "Z0123456789ABCDEFGHIJ"}
	}
	own := d.name() + "." + zone
	account, isWritten := d.e["account"].(string)
	if !isWritten {
		account = "555555555555" // which an environment of a pipeline gets
	}
	certificate := func(region string) string {
		return "arn:aws:acm:" + region + ":" + account + ":certificate/12345678-90ab-cdef-1234-567890abcdef"
	}
	manual := map[string]any{
		"name": own, "manualRecords": true, "certificateArn": certificate(config.EdgeRegion), "originCertificateArn": certificate(d.region()),
	}
	d.maybe("edge.domain", domain(own), domain(strings.Repeat("d", longest-1-len(own))+"."+own), domain("origin."+own), domain(zone), manual)
	d.maybeIf(d.get("edge.domain") != nil, "edge.domain.certificateArn", certificate(config.EdgeRegion))
	other := "www." + own
	elsewhere := map[string]any{"name": d.name() + ".example.org", "zoneName": "example.org", "hostedZoneId": "Z0987654321ZYXWVUTSRQ"}
	kept := map[string]any{"name": d.name() + ".example.net", "manualRecords": true}
	aliased := d.maybeIf(d.get("edge.domain") != nil, "edge.aliases", listOf(other), listOf("m."+own, other), []any{other, elsewhere})
	d.maybeIf(aliased && d.get("edge.domain.certificateArn") != nil, "edge.aliases", []any{other, kept})
	d.maybeIf(aliased, "edge.redirectTo", other)
	d.maybe("edge.rateLimit", 10.0, 2_000_000_000.0)
	d.maybe("edge.waf.count", []any{}, []any{"SizeRestrictions_BODY"}, []any{"CrossSiteScripting_BODY", "SQLi_BODY"})
	d.maybe("edge.waf.rateLimits", []any{map[string]any{"path": "/login", "limit": 10.0}})
	d.maybe("edge.waf.countAt", []any{map[string]any{"rule": "GenericLFI_BODY", "paths": listOf("/upload", "/import")}})
	d.maybe("edge.waf.challenge", listOf("/register"), listOf("/register", "/trial"))
	d.maybe("edge.waf.block", listOf(), listOf("198.51.100.0/24"), listOf("198.51.100.0/24", "2001:db8:bad::/48"))
	d.maybe("edge.waf.blockCountries", listOf(), listOf("KP", "CU"))
	d.maybe("edge.readTimeoutSeconds", 1.0, 89.0)
	private := offers.RegionOf(d.region()).HasVPCOrigins()
	d.maybeIf(private, "edge.origin", config.OriginPublic, config.OriginVPC)
	d.maybeIf(private, "edge.bothOrigins", false, true)
	d.maybe("frontend.keepAliveSeconds", 4001.0, 4600.0)
	d.maybe("edge.access.noindex", true, false)
	d.maybe("edge.access.password", true, false)
	if d.maybe("edge.waf.botControl", true, false) && d.is("edge.waf.botControl", true) {
		d.maybe("edge.waf.count", []any{"CategoryAI"}, []any{"SignalNonBrowserUserAgent", "SQLi_BODY"})
	}
	room := 74 // all the paths that CloudFront allows
	if d.maybe("edge.headers", []any{map[string]any{"paths": listOf("/*"), "permissionsPolicy": "camera=()", "contentSecurityPolicy": "none"}},
		[]any{map[string]any{"paths": listOf("/api/*"), "frameOptions": "SAMEORIGIN", "cors": map[string]any{"allowOrigins": listOf("*")}},
			map[string]any{"paths": listOf("/*"), "contentSecurityPolicyReportOnly": "default-src 'self'"}}) {
		room--
	}
	if d.maybe("edge.static", map[string]any{"paths": listOf("/assets/*"), "errorPage": "/assets/sorry.html"},
		map[string]any{"paths": listOf("/*"), "except": listOf("/api/*", "/hooks"), "index": "/index.html"}) {
		room -= 3
	}
	var paths []string
	for i := range room {
		paths = append(paths, "/static"+strings.Repeat("x", i)+"/*")
	}
	d.maybe("edge.cachedPaths", listOf(), listOf(paths...))
}
