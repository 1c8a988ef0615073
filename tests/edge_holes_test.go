package tests

import "kasha/tests/verdicts"

// holes are the planted ones. prod-domain has most fields; ap-southeast-2 has the password and Bot Control.
func holes() []hole {
	type (
		set   = map[string]any
		words = map[string]string
	)
	const all, asking, defaults = "prod-domain", "ap-southeast-2", "DistributionConfig.DefaultCacheBehavior."
	const acl, distribution = "Edge/WebAcl", "Edge/Distribution"
	at := func(field, shape, name, construct string, change set) hole {
		return hole{field: field, shape: shape, edit: verdicts.Edit{Name: name, In: "edge", At: construct, Set: change}}
	}
	texts := func(field, shape, name, construct string, replace words) hole {
		return hole{field: field, shape: shape, edit: verdicts.Edit{Name: name, In: "edge", At: construct, Replace: replace}}
	}
	domain := func(field, name, construct string, change set) hole {
		return at(field, all, name, construct, change)
	}
	closed := func(field, name, construct string, change set) hole {
		return at(field, asking, name, construct, change)
	}
	return []hole{
		domain("rateLimit", "no limit", acl, set{"Rules[RateLimit]": nil}),
		domain("rateLimit", "twice the limit", acl, set{"Rules[RateLimit].Statement.RateBasedStatement.Limit": 4000}),
		domain("rateLimit", "it counts", acl, set{"Rules[RateLimit].Action": set{"Count": set{}}}),
		domain("cachedPaths", "a path is not cached", distribution, set{"DistributionConfig.CacheBehaviors[0]": nil}),
		domain("cachedPaths", "every page is cached", distribution,
			set{defaults + "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6"}),
		domain("domain.name", "the domain is no name of the site", distribution,
			set{"DistributionConfig.Aliases": []any{"example.com", "www.example.com"}}),
		domain("aliases", "a name is missing", distribution, set{"DistributionConfig.Aliases": []any{"app.example.com", "www.example.com"}}),
		texts("aliases", all, "a name of somebody else", distribution, words{`"example.com"`: `"stranger.example.net"`}),
		domain("redirectTo", "nothing redirects", distribution, set{defaults + "FunctionAssociations": nil}),
		texts("redirectTo", all, "it redirects elsewhere", "Edge/Redirect", words{"https://www.example.com": "https://www.example.net"}),
		texts("redirectTo", asking, "the password forgets the redirect", "Edge/Access", words{"|| redirect(event.request)": ""}),
		domain("domain.certificateArn", "somebody else's certificate", distribution,
			set{"DistributionConfig.ViewerCertificate.AcmCertificateArn": "arn:aws:acm:us-east-1:333333333333:certificate/other"}),
		domain("access.cidrs", "everybody", acl, set{"Rules[OutsideAccess]": nil}),
		domain("access.cidrs", "it counts", acl, set{"Rules[OutsideAccess].Action": set{"Count": set{}}}),
		domain("access.cidrs", "one more range", "Edge/AccessAddressesIPV4", set{"Addresses": []any{"203.0.113.0/24", "192.0.0.0/8"}}),
		domain("access.cidrs", "a range is missing", "Edge/AccessAddressesIPV6", set{"Addresses": []any{"2001:db8:1::/48"}}),
		texts("access.cidrs", all, "a way in that everybody has", acl, words{
			"{{resolve:secretsmanager:kasha/domain/access/secret:SecretString}}": "guess"}),
		texts("access.cidrs", all, "no way in", acl, words{"x-kasha-access": "x-kasha-other"}),
		domain("access.noindex", "the site may be listed", "Edge/SecurityHeaders",
			set{"ResponseHeadersPolicyConfig.CustomHeadersConfig": nil}),
		domain("access.noindex", "one path may be listed", "Edge/Headers_embed__",
			set{"ResponseHeadersPolicyConfig.CustomHeadersConfig": nil}),
		closed("access.password", "nothing asks", distribution, set{defaults + "FunctionAssociations": nil}),
		closed("access.password", "one path does not ask", distribution, set{"DistributionConfig.CacheBehaviors[0].FunctionAssociations": nil}),
		texts("access.password", asking, "it asks in vain", "Edge/Access", words{"return refusal || ": "return "}),
		texts("access.password", asking, "the page of the application does not ask", "Edge/Index",
			words{"return refusal || ": "return "}),
		texts("access.password", asking, "an empty store lets everybody in", "Edge/Access",
			words{"catch (missing) {\\n    return false": "catch (missing) {\\n    return true"}),
		texts("access.password", asking, "the application gets the password", "Edge/Access",
			words{"delete request.headers.authorization;": ""}),
		texts("access.password", asking, "no way in", "Edge/Access", words{"x-kasha-access": "x-kasha-other"}),
		texts("access.password", asking, "it redirects before it asks", "Edge/Access", words{
			"return refusal || redirect(event.request)": "return redirect(event.request) || refusal"}),
		domain("waf.count", "one more rule counts", acl, set{
			"Rules[AWSManagedRulesSQLiRuleSet].Statement.ManagedRuleGroupStatement.RuleActionOverrides": counts("SQLi_BODY")}),
		domain("waf.count", "a group is missing", acl, set{"Rules[AWSManagedRulesKnownBadInputsRuleSet]": nil}),
		closed("waf.botControl", "a rule blocks", acl, set{
			"Rules[AWSManagedRulesBotControlRuleSet].Statement.ManagedRuleGroupStatement.RuleActionOverrides": nil}),
		domain("waf.countAt", "it counts everywhere", acl, set{"Rules[SizeRestrictions_BODY-elsewhere]": nil}),
		texts("waf.countAt", all, "another path", acl, words{`"/upload"`: `"/uploads"`}),
		domain("waf.rateLimits", "no limit", acl, set{"Rules[RateLimit-login]": nil}),
		domain("waf.rateLimits", "a higher limit", acl, set{"Rules[RateLimit-login].Statement.RateBasedStatement.Limit": 1000}),
		texts("waf.rateLimits", all, "another path", acl, words{`"/login"`: `"/signin"`}),
		domain("waf.challenge", "no challenge", acl, set{"Rules[Challenge]": nil}),
		texts("waf.challenge", all, "another path", acl, words{`"/trial"`: `"/trials"`}),
		domain("waf.block", "nobody is refused", acl, set{"Rules[BlockedAddresses]": nil}),
		domain("waf.block", "another range", "Edge/BlockedAddressesIPV4", set{"Addresses": []any{"198.51.101.0/24"}}),
		domain("waf.blockCountries", "no country", acl, set{"Rules[BlockedCountries]": nil}),
		domain("waf.blockCountries", "another country", acl,
			set{"Rules[BlockedCountries].Statement.GeoMatchStatement.CountryCodes": []any{"CU"}}),
		closed("waf.botControl", "no control", acl, set{"Rules[AWSManagedRulesBotControlRuleSet]": nil}),
		closed("waf.botControl", "one more rule counts", acl, set{
			"Rules[AWSManagedRulesBotControlRuleSet].Statement.ManagedRuleGroupStatement.RuleActionOverrides": counts("CategoryAI")}),
		texts("static.paths", all, "a path is missing", distribution, words{`"PathPattern":"/assets/*"`: `"PathPattern":"/files/*"`}),
		texts("static.except", all, "an exception is missing", distribution,
			words{`"PathPattern":"/app/api/*"`: `"PathPattern":"/app/apis/*"`}),
		texts("static.index", all, "another page", "Edge/Index", words{"/app/index.html": "/app/other.html"}),
		texts("static.index", all, "no page", "Edge/Index", words{"|| index(event.request)": ""}),
		domain("static.errorPage", "no page", distribution, set{"DistributionConfig.CustomErrorResponses[9].ResponsePagePath": nil}),
		domain("headers", "no policy", "Edge/SecurityHeaders",
			set{"ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy": nil}),
		domain("headers", "another policy of a path", "Edge/Headers_embed__",
			set{"ResponseHeadersPolicyConfig.SecurityHeadersConfig.FrameOptions.FrameOption": "DENY"}),
		domain("headers", "every site may read", "Edge/Headers_api__",
			set{"ResponseHeadersPolicyConfig.CorsConfig.AccessControlAllowOrigins.Items": []any{"*"}}),
		texts("headers", all, "a path is missing", distribution, words{`"PathPattern":"/embed/*"`: `"PathPattern":"/embeds/*"`}),
	}
}

// counts are overrides by which a rule only counts.
func counts(rule string) []any {
	return []any{map[string]any{"Name": rule, "ActionToUse": map[string]any{"Count": map[string]any{}}}}
}
