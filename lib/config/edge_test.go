package config

import (
	"slices"
	"strings"
	"testing"
)

func badEdges() []bad {
	domain := func(name, domain, path, wrong, fix string) bad {
		return bad{name: name, patch: `{"edge": {"domain": ` + domain + `}}`, path: "edge.domain." + path, wrong: wrong, fix: fix}
	}
	const id = "12345678-90ab-cdef-1234-567890abcdef"
	certificate := func(name, account, arn, wrong, fix string) bad {
		return bad{name: name, patch: `{` + account + `"edge": {"domain": {"name": "app.example.com", "zoneName": "example.com",
			"hostedZoneId": "Z123", "certificateArn": "` + arn + `"}}}`, path: "edge.domain.certificateArn", wrong: wrong, fix: fix}
	}
	return append(slices.Concat(badAddresses(), badAliases(), badNames(), badStatics(), badTimeouts(), badOrigins(), badWAFPaths(),
		badHeaders()), []bad{
		{name: "rate limit below AWS's minimum", patch: `{"edge": {"rateLimit": 9}}`, path: "edge.rateLimit",
			wrong: "cannot limit to 9 requests", fix: "10 to 2000000000"},
		{name: "rate limit above AWS's maximum", patch: `{"edge": {"rateLimit": 2000000001}}`, path: "edge.rateLimit",
			wrong: "cannot limit to 2000000001", fix: "10 to 2000000000"},
		{name: "counted rule misspelt", patch: `{"edge": {"waf": {"count": ["SizeRestriction_BODY"]}}}`, path: "edge.waf.count[0]",
			wrong: `"SizeRestriction_BODY" is not a rule that can count`, fix: `"SizeRestrictions_BODY", if you mean that`},
		{name: "counted rule that must block", patch: `{"edge": {"waf": {"count": ["Log4JRCE_BODY"]}}}`, path: "edge.waf.count[0]",
			wrong: `"Log4JRCE_BODY" is not a rule that can count`, fix: "one of SizeRestrictions_BODY, "},
		{name: "counted rule twice", patch: `{"edge": {"waf": {"count": ["SQLi_BODY", "SQLi_BODY"]}}}`, path: "edge.waf.count[1]",
			wrong: "is in the list twice", fix: "list it once"},
		{name: "field that waf.count replaced", patch: `{"edge": {"maxBodyRule": "count"}}`, path: "edge.maxBodyRule",
			wrong: "waf.count has replaced this field", fix: `"waf": {"count": ["SizeRestrictions_BODY"]}`},
		{name: "list that waf.count replaced", patch: `{"edge": {"countedRules": ["SQLi_BODY"]}}`, path: "edge.countedRules",
			wrong: "waf.count has replaced this field", fix: `"waf": {"count": ["SizeRestrictions_BODY"]}`},
		{name: "everything cached", patch: `{"edge": {"cachedPaths": ["/*"]}}`, path: "edge.cachedPaths[0]", wrong: "would cache every page",
			fix: `"/static/*"`},
		{name: "everything cached another way", patch: `{"edge": {"cachedPaths": ["/static/*", "*"]}}`, path: "edge.cachedPaths[1]",
			wrong: "would cache every page", fix: `"/static/*"`},
		{name: "relative cached path", patch: `{"edge": {"cachedPaths": ["static/*"]}}`, path: "edge.cachedPaths[0]",
			wrong: "is not a path pattern", fix: "a path from the root"},
		{name: "space in a cached path", patch: `{"edge": {"cachedPaths": ["/my files/*"]}}`, path: "edge.cachedPaths[0]",
			wrong: "is not a path pattern", fix: "a path from the root"},
		{name: "endless cached path", patch: `{"edge": {"cachedPaths": ["/` + strings.Repeat("a", 255) + `"]}}`, path: "edge.cachedPaths[0]",
			wrong: "is not a path pattern", fix: "255 characters"},
		{name: "cached path twice", patch: `{"edge": {"cachedPaths": ["/static/*", "/static/*"]}}`, path: "edge.cachedPaths[1]",
			wrong: "twice", fix: "it once"},
		{name: "too many cached paths", patch: `{"edge": {"cachedPaths": [` + strings.TrimSuffix(strings.Repeat(`"/a/*",`, 75), ",") + `]}}`,
			path: "edge.cachedPaths", wrong: "the list has 75 paths, and CloudFront allows 74", fix: "fewer paths"},
		{name: "prefix list that is none", patch: `{"edge": {"originPrefixList": "pl-cloudfront"}}`, path: "edge.originPrefixList",
			wrong: "is not the id of a prefix list", fix: "describe-managed-prefix-lists"},
		{name: "prefix list of another region", base: minimalProd, patch: `{"edge": {"originPrefixList": "pl-3b927c52"}}`,
			path: "edge.originPrefixList", wrong: "pl-3b927c52 is the list of us-east-1", fix: "describe-managed-prefix-lists"},
		{name: "region without a known prefix list",
			patch: `{"region": "il-central-1", "availabilityZones": ["il-central-1a", "il-central-1b"]}`, path: "edge.originPrefixList",
			wrong: "does not know CloudFront's prefix list in il-central-1", fix: "describe-managed-prefix-lists"},
		certificate("certificate that is none", "", id, "is not the ARN of a certificate", "list-certificates"),
		certificate("certificate of IAM", "", "arn:aws:iam::222222222222:server-certificate/a", "is not the ARN of a certificate",
			"leave the field out"),
		certificate("certificate in the load balancer's region", "", "arn:aws:acm:eu-west-1:222222222222:certificate/"+id,
			"is in eu-west-1, and CloudFront only uses", "in us-east-1"),
		certificate("certificate of another account", `"account": "222222222222", `, "arn:aws:acm:us-east-1:333333333333:certificate/"+id,
			"is in the account 333333333333", "in the environment's account"),
		domain("domain outside its zone", `{"name": "app.example.org", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name",
			`"app.example.org" is not inside the zone "example.com"`, `"app.example.com"`),
		domain("domain that only ends alike", `{"name": "myexample.com", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name",
			"is not inside the zone", `"app.example.com"`),
		domain("domain without a name", `{"zoneName": "example.com", "hostedZoneId": "Z123"}`, "name", "the name is missing",
			`"app.example.com"`),
		domain("wildcard domain", `{"name": "*.example.com", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name", "is not a host name",
			"in lower case"),
		domain("address as a domain", `{"name": "10.0.0.1", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name", "is not a host name",
			"in lower case"),
		domain("domain too long for a certificate",
			`{"name": "`+strings.Repeat("a", 46)+`.example.com", "zoneName": "example.com", "hostedZoneId": "Z123"}`, "name",
			"the name has 58 characters", "at most 57"),
		domain("zone with a dot at its end", `{"name": "app.example.com", "zoneName": "example.com.", "hostedZoneId": "Z123"}`, "zoneName",
			"is not the name of a zone", "without a dot at its end"),
		domain("id of a zone with its path", `{"name": "app.example.com", "zoneName": "example.com", "hostedZoneId": "/hostedzone/Z123"}`,
			"hostedZoneId", "is not the id", "Z and capital letters"),
		domain("no id of the zone", `{"name": "app.example.com", "zoneName": "example.com"}`, "hostedZoneId", "the hostedZoneId is missing",
			"list-hosted-zones"),
		{name: "domain of another environment", patch: `/{"environments": [` + withDomain(minimalDev) + `,` + withDomain(minimalProd) + `]}`,
			path: "/environments[1].edge.domain.name", wrong: "already belongs to environments[0]", fix: "one distribution only"},
	}...)
}

func withDomain(environment string) string {
	const domain = `{"name":"app.example.com","zoneName":"example.com","hostedZoneId":"Z123"}`
	return strings.TrimSuffix(environment, "}") + `,"edge":{"domain":` + domain + `}}`
}

// TestHostNames catches a name that DNS does not allow and the rule accepts, or the reverse.
func TestHostNames(t *testing.T) {
	label := strings.Repeat("a", 63)
	for name, good := range map[string]bool{
		"example.com": true, "3.example.com": true, "42.io": true, "a-b.c0": true, label + ".com": true, strings.Repeat("a.", 126) + "a": true,
		"": false, "com": false, "example.": false, ".com": false, "a..com": false, "-a.com": false, "a-.com": false, "A.com": false,
		"10.0.0.1": false, "a.42": false, label + "a.com": false, strings.Repeat("a.", 126) + "ab": false,
	} {
		if isHostName(name) != good {
			t.Errorf("%q: %v, want %v", name, !good, good)
		}
	}
}
