package texts

import "slices"

// edge is CloudFront, AWS WAF, ACM and Route 53.
func edge() []Text {
	const (
		distribution = "AWS::CloudFront::Distribution"
		config       = "DistributionConfig."
		headers      = "AWS::CloudFront::ResponseHeadersPolicy"
		certificate  = "AWS::CertificateManager::Certificate"
		record       = "AWS::Route53::RecordSet"
		acl          = "AWS::WAFv2::WebACL"
		wafLogs      = "AWS::WAFv2::LoggingConfiguration"
		cloudFront   = "CloudFront API, DistributionConfig"
	)
	comment := Rule{
		Name: "DistributionComment", What: "comment of a distribution", Characters: oneLine, Most: 128, Write: lineWords,
		Example: "Kasha prod", Source: cloudFront,
	}
	pathPattern := Rule{
		Name: "PathPattern", What: "path pattern", Characters: `A-Za-z0-9_\-.*$/~"'@:+&?`, Least: 1, Most: 255,
		Write: `letters, digits and _-.*$/~"'@:+&?`, Example: "/static/*",
		Source: "CloudFront developer guide, \"Cache behavior settings\", Path pattern",
	}
	originID := Rule{
		Name: "OriginId", What: "id of an origin", Characters: printable, Least: 1, Most: 128, Write: asciiWords, Example: "Origin1",
		Source: "CloudFront API, Origin; AWS console, \"at most 128 characters\"",
	}
	headerName := Rule{
		Name: "OriginHeaderName", What: "name of a header to the origin", Characters: `A-Za-z0-9_\-`, Least: 1, Most: 256,
		Never: "(?i)^(x-amz-|x-edge-|host$|via$)", Write: dashWords + ", and none of CloudFront's own headers", Example: "X-Kasha-Origin",
		Source: "CloudFront developer guide, \"Add custom headers to origin requests\" and \"Quotas\"",
	}
	headerValue := Rule{
		Name: "OriginHeaderValue", What: "value of a header to the origin", Characters: printable, Most: 1783, Write: asciiWords,
		Example: "value", Source: "CloudFront developer guide, \"Quotas\", custom headers",
	}
	csp := Rule{
		Name: "ContentSecurityPolicy", What: "Content-Security-Policy", Characters: printable, Least: 1, Most: 1783, Write: asciiWords,
		Example: "default-src 'self'", Source: "CloudFront developer guide, \"Quotas\", response headers policies",
	}
	headersName := Rule{
		Name: "ResponseHeadersPolicyName", What: "name of a response headers policy", Characters: wordDash, Least: 1, Most: 128,
		Write: dashWords, Example: "shop-headers", Source: "CloudFront API, ResponseHeadersPolicyConfig; console",
	}
	headersComment := comment
	headersComment.Name, headersComment.What = "ResponseHeadersPolicyComment", "comment of a response headers policy"
	headersComment.Source = "CloudFront API, ResponseHeadersPolicyConfig"
	policyID := Rule{
		Name: "CloudFrontPolicyId", What: "id of a policy", Characters: `0-9a-f\-`, Form: "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
		Least: 36,
		Most:  36, Write: "the id of a managed policy", Example: "658327ea-f89d-4fab-a63d-7e88639e58f6",
		Source: "CloudFront developer guide, \"Use managed cache policies\"",
	}
	logPrefix := Rule{
		Name: "DistributionLogPrefix", What: "prefix of access logs", Characters: printable, Never: "^/", Most: 256,
		Write: asciiWords + ", not beginning with /", Example: "cloudfront/", Source: "CloudFront API, LoggingConfig",
	}
	method := oneOf("HTTPMethod", "method", "CloudFront API, AllowedMethods", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE")
	viewer := oneOf("ViewerProtocolPolicy", "viewer protocol policy", "CloudFront API, CacheBehavior",
		"redirect-to-https", "https-only", "allow-all")
	origin := oneOf("OriginProtocolPolicy", "origin protocol policy", "CloudFront API, CustomOriginConfig",
		"https-only", "http-only", "match-viewer")
	ssl := oneOf("OriginSSLProtocol", "protocol to the origin", "CloudFront API, OriginSslProtocols", "TLSv1.2", "TLSv1.1", "TLSv1",
		"SSLv3")
	domain := func(name, what string, most int, source string) Rule {
		return Rule{
			Name: name, What: what, Characters: `a-z0-9.*\-`,
			Form:  `(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?`,
			Least: 1, Most: most, Write: "a domain name in lower case", Example: "origin.shop.example.com", Source: source,
		}
	}
	certified := domain("CertificateDomain", "first name of a certificate", 64, "ACM API, RequestCertificate")
	named := domain("DomainName", "domain name", 253, "ACM API, RequestCertificate; CloudFront API, Aliases and Origin")
	recordName := Rule{
		Name: "RecordName", What: "name of a record", Characters: `a-z0-9.*_\-`, Least: 1, Most: 255,
		Write:   "a domain name in lower case",
		Example: "shop.example.com.", Source: "Route 53 developer guide, \"DNS domain name format\"",
	}
	zoneID := Rule{
		Name: "HostedZoneId", What: "id of a hosted zone", Characters: "A-Z0-9", Form: "Z[A-Z0-9]+", Least: 2, Most: 32,
		Write: "the id of a hosted zone, such as Z0123456789ABCDEFGHIJ", Example: "Z0123456789ABCDEFGHIJ",
		Source: "Route 53 API, HostedZone",
	}
	recordType := oneOf("RecordType", "type of a record", "Route 53 API, ResourceRecordSet", "A", "AAAA", "CAA", "CNAME", "DS", "HTTPS",
		"MX",
		"NAPTR", "NS", "PTR", "SOA", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT")
	certificateARN := arn("CertificateARN", "ARN of a certificate", "CloudFront API, ViewerCertificate; ELB API, Certificate", 2048)
	webACL := Rule{
		Name: "WebACLName", What: "name of a web ACL or of its rule", Characters: wordDash, Least: 1, Most: 128, Write: dashWords,
		Example: "shop-prod", Source: "WAF API, CreateWebACL and Rule",
	}
	metric := Rule{
		Name: "WebACLMetric", What: "name of a WAF metric", Characters: `A-Za-z0-9_#:./\-`, Least: 1, Most: 128,
		Write: "letters, digits and _#:./-",
		Never: "^(All|Default_Action)$", Example: "shop-prod-RateLimit", Source: "WAF API, VisibilityConfig",
	}
	vendor := Rule{
		Name: "RuleGroupVendor", What: "vendor of a rule group", Characters: printable, Form: `.*\S.*`, Least: 1, Most: 128, Write: "AWS",
		Example: "AWS", Source: "WAF API, ManagedRuleGroupStatement",
	}
	override := Rule{
		Name: "RuleOverride", What: "name of a rule that is counted", Characters: `A-Za-z0-9_\-`, Least: 1, Most: 128,
		Write: "letters, digits, _ and -", Example: "SizeRestrictions_BODY", Source: "WAF API, RuleActionOverride",
	}
	address := Rule{
		Name: "WebACLAddress", What: "range of addresses", Characters: "0-9a-f.:/", Form: "[0-9a-f.:]+/[1-9][0-9]{0,2}", Least: 4, Most: 50,
		Write: "a range of addresses, not all of them", Example: "203.0.113.0/24", Source: "WAF API, IPSet Addresses",
	}
	function := Rule{
		Name: "CloudFrontFunctionName", What: "name of a CloudFront function", Characters: wordDash, Least: 1, Most: 64, Write: dashWords,
		Example: "shop-redirect", Source: "CloudFront API, CreateFunction",
	}
	functionCode := Rule{
		Name: "CloudFrontFunctionCode", What: "code of a CloudFront function", Characters: `\n\t -~`, Least: 1, Most: 10240,
		Write: "ASCII", Example: "function handler(event) { return event.request; }", Source: "CloudFront developer guide, \"Quotas\", functions",
	}
	store := Rule{
		Name: "KeyValueStoreName", What: "name of a key value store", Characters: wordDash, Least: 1, Most: 64, Write: dashWords,
		Example: "shop-access", Source: "CloudFront API, CreateKeyValueStore",
	}
	control := Rule{
		Name: "OriginAccessControlName", What: "name of an origin access control", Characters: printable, Form: `\S(.*\S)?`, Least: 1, Most: 64,
		Write: asciiWords, Example: "shop-assets", Source: "CloudFront API, OriginAccessControlConfig",
	}
	controlDescription := control
	controlDescription.Name, controlDescription.What, controlDescription.Most = "OriginAccessControlDescription",
		"description of an origin access control", 256
	errorPage := Rule{
		Name: "ErrorPage", What: "path of an error page", Characters: `A-Za-z0-9/_.~\-`, Form: "/.*", Least: 1, Most: 255,
		Write: "a path from the root", Example: "/assets/sorry.html", Source: "CloudFront API, CustomErrorResponse",
	}
	functionComment := comment
	functionComment.Name, functionComment.What = "CloudFrontFunctionComment", "comment of a CloudFront function"
	functionComment.Source = "CloudFront API, FunctionConfig"
	storeComment := comment
	storeComment.Name, storeComment.What = "KeyValueStoreComment", "comment of a key value store"
	storeComment.Source = "CloudFront API, CreateKeyValueStore"
	country := Rule{
		Name: "CountryCode", What: "code of a country", Characters: "A-Z", Form: "[A-Z]{2}", Least: 2, Most: 2,
		Write: "two capital letters", Example: "KP", Source: "WAF API, GeoMatchStatement",
	}
	label := Rule{
		Name: "WebACLLabel", What: "label of a rule", Characters: `A-Za-z0-9_:\-`, Least: 1, Most: 1024, Write: "letters, digits, _, - and :",
		Example: "awswaf:managed:aws:sql-database:SQLi_Body", Source: "WAF API, LabelMatchStatement",
	}
	search := Rule{
		Name: "WebACLSearch", What: "text that WAF looks for", Characters: printable, Least: 1, Most: 200, Write: asciiWords,
		Example: "value", Source: "WAF API, ByteMatchStatement; WAF quotas, string match",
	}
	setDescription := Rule{
		Name: "IPSetDescription", What: "description of an IP set",
		Characters: `A-Za-z0-9_+=:#@/,. \-`, Form: `\S.*\S`, Least: 2, Most: 256,
		Write: "letters, digits, spaces and _+=:#@/-,.", Example: "Addresses that are refused", Source: "WAF API, IPSet Description",
	}
	responseHeader := Rule{
		Name: "ResponseHeader", What: "name of a response header", Characters: `A-Za-z0-9_\-`, Least: 1, Most: 256, Write: dashWords,
		Example: "X-Robots-Tag", Source: "CloudFront API, ResponseHeadersPolicyCustomHeader",
	}
	corsOrigin := Rule{
		Name: "CORSOrigin", What: "origin that may read responses", Characters: `a-z0-9.*:/\-`,
		Form: `\*|https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?`, Least: 1, Most: 255, Write: "scheme and host", Example: "https://shop.example.com",
		Source: "CloudFront API, ResponseHeadersPolicyAccessControlAllowOrigins",
	}
	corsHeader := responseHeader
	corsHeader.Name, corsHeader.What, corsHeader.Characters = "CORSHeader", "header of requests of other sites", `A-Za-z0-9_*\-`
	corsHeader.Source = "CloudFront API, ResponseHeadersPolicyAccessControlAllowHeaders"
	responseValue := csp
	responseValue.Name, responseValue.What, responseValue.Example = "ResponseHeaderValue", "value of a response header", "noindex"
	redacted := Rule{
		Name: "WebACLHeader", What: "name of a header that WAF reads or redacts", Characters: `a-z0-9\-`, Least: 1, Most: 64,
		Write: "a header's name in lower case", Example: "authorization", Source: "WAF API, SingleHeader",
	}
	event := oneOf("FunctionEvent", "event of a CloudFront function", "CloudFront API, FunctionAssociation",
		"viewer-request", "viewer-response")
	const scoped = "Rules[].Statement.ManagedRuleGroupStatement.ScopeDownStatement.NotStatement.Statement.ByteMatchStatement."
	var behaviors []Text
	for _, behavior := range []string{"DefaultCacheBehavior", "CacheBehaviors[]"} {
		path := config + behavior + "."
		behaviors = slices.Concat(behaviors, at(event, distribution, path+"FunctionAssociations[].EventType"),
			at(method, distribution, path+"AllowedMethods[]", path+"CachedMethods[]"),
			at(viewer, distribution, path+"ViewerProtocolPolicy"), at(originID, distribution, path+"TargetOriginId"),
			at(policyID, distribution, path+"CachePolicyId", path+"OriginRequestPolicyId"))
	}
	return slices.Concat(
		behaviors,
		at(comment, distribution, config+"Comment"),
		at(pathPattern, distribution, config+"CacheBehaviors[].PathPattern"),
		at(logPrefix, distribution, config+"Logging.Prefix"),
		at(originID, distribution, config+"Origins[].Id"),
		at(headerName, distribution, config+"Origins[].OriginCustomHeaders[].HeaderName"),
		at(headerValue, distribution, config+"Origins[].OriginCustomHeaders[].HeaderValue"),
		at(origin, distribution, config+"Origins[].CustomOriginConfig.OriginProtocolPolicy"),
		at(ssl, distribution, config+"Origins[].CustomOriginConfig.OriginSSLProtocols[]"),
		at(named, distribution, config+"Aliases[]", config+"Origins[].DomainName"),
		at(headersName, headers, "ResponseHeadersPolicyConfig.Name"),
		at(headersComment, headers, "ResponseHeadersPolicyConfig.Comment"),
		at(csp, headers, "ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy"),
		at(certified, certificate, "DomainName"),
		at(named, certificate, "SubjectAlternativeNames[]", "DomainValidationOptions[].DomainName"),
		at(zoneID, certificate, "DomainValidationOptions[].HostedZoneId"),
		at(oneOf("CertificateValidation", "validation method", "ACM API, RequestCertificate", "DNS", "EMAIL", "HTTP"), certificate,
			"ValidationMethod"),
		at(recordName, record, "Name", "AliasTarget.DNSName"),
		at(recordType, record, "Type"),
		at(zoneID, record, "HostedZoneId"),
		at(webACL, acl, "Name", "Rules[].Name"),
		at(metric, acl, "VisibilityConfig.MetricName", "Rules[].VisibilityConfig.MetricName"),
		at(vendor, acl, "Rules[].Statement.ManagedRuleGroupStatement.VendorName"),
		at(override, acl, "Rules[].Statement.ManagedRuleGroupStatement.RuleActionOverrides[].Name"),
		at(country, acl, "Rules[].Statement.GeoMatchStatement.CountryCodes[]"),
		at(search, acl, "Rules[].Statement.ByteMatchStatement.SearchString",
			"Rules[].Statement.*.Statements[].ByteMatchStatement.SearchString",
			"Rules[].Statement.*.Statement.*.Statements[].ByteMatchStatement.SearchString",
			"Rules[].Statement.RateBasedStatement.ScopeDownStatement.ByteMatchStatement.SearchString",
			scoped+"SearchString",
			"Rules[].Statement.*.Statements[].NotStatement.Statement.ByteMatchStatement.SearchString",
			"Rules[].Statement.*.Statements[].NotStatement.Statement.OrStatement.Statements[].ByteMatchStatement.SearchString"),
		at(label, acl, "Rules[].Statement.*.Statements[].LabelMatchStatement.Key"),
		at(redacted, acl, "Rules[].Statement.ByteMatchStatement.FieldToMatch.SingleHeader.Name",
			"Rules[].Statement.*.Statements[].ByteMatchStatement.FieldToMatch.SingleHeader.Name",
			"Rules[].Statement.*.Statement.*.Statements[].ByteMatchStatement.FieldToMatch.SingleHeader.Name"),
		at(redacted, acl, scoped+"FieldToMatch.SingleHeader.Name"),
		at(control, "AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig.Name"),
		at(controlDescription, "AWS::CloudFront::OriginAccessControl", "OriginAccessControlConfig.Description"),
		at(errorPage, distribution, config+"CustomErrorResponses[].ResponsePagePath"),
		at(function, "AWS::CloudFront::Function", "Name"),
		at(functionCode, "AWS::CloudFront::Function", "FunctionCode"),
		at(store, "AWS::CloudFront::KeyValueStore", "Name"),
		at(storeComment, "AWS::CloudFront::KeyValueStore", "Comment"),
		at(functionComment, "AWS::CloudFront::Function", "FunctionConfig.Comment"),
		at(address, "AWS::WAFv2::IPSet", "Addresses[]"),
		at(setDescription, "AWS::WAFv2::IPSet", "Description"),
		at(corsOrigin, headers, "ResponseHeadersPolicyConfig.CorsConfig.AccessControlAllowOrigins.Items[]"),
		at(corsHeader, headers, "ResponseHeadersPolicyConfig.CorsConfig.AccessControlAllowHeaders.Items[]",
			"ResponseHeadersPolicyConfig.CorsConfig.AccessControlExposeHeaders.Items[]"),
		at(method, headers, "ResponseHeadersPolicyConfig.CorsConfig.AccessControlAllowMethods.Items[]"),
		at(certificateARN, distribution, config+"ViewerCertificate.AcmCertificateArn"),
		at(certificateARN, "AWS::ElasticLoadBalancingV2::Listener", "Certificates[].CertificateArn"),
		at(responseHeader, headers, "ResponseHeadersPolicyConfig.CustomHeadersConfig.Items[].Header"),
		at(responseValue, headers, "ResponseHeadersPolicyConfig.CustomHeadersConfig.Items[].Value"),
		at(arn("LogDestination", "destination of WAF's logs", "WAF API, LoggingConfiguration", 2048), wafLogs, "LogDestinationConfigs[]"),
		at(redacted, wafLogs, "RedactedFields[].SingleHeader.Name"),
	)
}
