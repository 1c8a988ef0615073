package verdicts_test

import (
	"slices"
	"testing"

	"kasha/tests/requests/promised"
	"kasha/tests/verdicts"
)

// TestEveryFieldOfEdgeHasVerdicts catches a field of edge whose change the review was never asked about, and an edit that is gone. Each
// field has an edit that widens or weakens, where it can, and one that does not.
func TestEveryFieldOfEdgeHasVerdicts(t *testing.T) {
	edits, err := verdicts.Read()
	if err != nil {
		t.Fatal(err)
	}
	table := fieldVerdicts()
	for _, field := range promised.Fields() {
		if len(table[field]) == 0 {
			t.Errorf("edge.%s has no verdict; fix: add edits to a table, and their names here", field)
		}
		for _, name := range table[field] {
			if !slices.ContainsFunc(edits, func(e verdicts.Edit) bool { return e.Name == name }) {
				t.Errorf("edge.%s: there is no edit %q", field, name)
			}
		}
		delete(table, field)
	}
	for field := range table {
		t.Errorf("edge has no field %s", field)
	}
}

// fieldVerdicts are the names of edits that changes of a field make in the templates.
func fieldVerdicts() map[string][]string {
	return map[string][]string{
		"rateLimit":          {"the rate limit is higher", "a lower rate limit", "the rate limit counts"},
		"cachedPaths":        {"another path is cached", "every page is cached"},
		"readTimeoutSeconds": {"slow responses have longer", "slow responses are cut off"},
		"origin": {"a public load balancer beside the VPC origin", "a VPC origin in use loses TLS",
			"the distribution uses another VPC origin"},
		"bothOrigins":      {"the load balancer of the VPC origin can be deleted"},
		"originPrefixList": {"the load balancer admits more than CloudFront"},
		"access.cidrs": {"more addresses may see the environment", "fewer addresses may see the environment", "everybody may see the environment",
			"some may see the environment that everybody could", "a way in that can be guessed"},
		"access.password": {"no page asks for the password", "one path does not ask for the password", "every page asks for a password"},
		"access.noindex":  {"search engines may list the site", "search engines are asked to stay away"},
		"waf.count":       {"one more rule of a group counts", "a rule of a group blocks again"},
		"waf.countAt":     {"a rule counts on one more path", "a rule counts on one path less", "a rule blocks everywhere that counted"},
		"waf.rateLimits": {"the limit of a path is higher", "the limit of a path is lower", "a path has no limit of its own",
			"the limit holds on another path", "one more path is limited"},
		"waf.challenge": {"a path is no longer challenged", "no path is challenged", "one more path is challenged",
			"one more path is challenged for the first time"},
		"waf.block":                   {"blocked addresses come back", "more addresses are blocked"},
		"waf.blockCountries":          {"a blocked country comes back", "one more country is blocked"},
		"waf.botControl":              {"bots are not refused", "bots are refused"},
		"domain.name":                 {"the site does not answer to its name"},
		"domain.zoneName":             {"the address of the site goes"},
		"domain.hostedZoneId":         {"the address of the site goes"},
		"domain.certificateArn":       {"viewers get another certificate"},
		"domain.manualRecords":        {"the address of the site goes"},
		"domain.originCertificateArn": {"CloudFront gets another certificate"},
		"aliases":                     {"one more name of the site", "a further name of the site goes"},
		"redirectTo":                  {"viewers are redirected elsewhere", "a further name is not redirected any more"},
		"static.paths":                {"files come from the load balancer again", "one more path is served from the bucket"},
		"static.except":               {"an exception is served from the bucket", "an exception comes from the load balancer"},
		"static.index":                {"another page for addresses of the application"},
		"static.errorPage":            {"another error page", "no page for a load balancer that does not answer"},
		"headers": {"paths lose headers of their own that say less", "a path has the site's stricter headers", "one more site may read responses",
			"a stricter content security policy", "no other site may read responses"},
	}
}
