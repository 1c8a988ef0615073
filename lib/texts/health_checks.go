package texts

import "slices"

// healthChecks are those of Route 53.
func healthChecks() []Text {
	const (
		check  = "AWS::Route53::HealthCheck"
		config = "HealthCheckConfig."
		source = "Route 53 API, HealthCheckConfig"
	)
	host := Rule{
		Name: "SiteCheckHost", What: "host of a health check", Characters: `a-z0-9.\-`, Least: 1, Most: 255,
		Write: "a domain name in lower case", Example: "www.example.com", Source: source,
	}
	path := Rule{
		Name: "SiteCheckPath", What: "path of a health check", Characters: `A-Za-z0-9._~/?=&\-`, Form: "/.*", Least: 1, Most: 255,
		Write: "a path from the root", Example: "/healthz?full=1", Source: source,
	}
	return slices.Concat(
		at(host, check, config+"FullyQualifiedDomainName"),
		at(path, check, config+"ResourcePath"),
		at(oneOf("SiteCheckType", "type of a health check", source, "HTTP", "HTTPS", "TCP", "HTTP_STR_MATCH", "HTTPS_STR_MATCH",
			"CALCULATED", "CLOUDWATCH_METRIC", "RECOVERY_CONTROL"), check, config+"Type"),
		at(oneOf("SiteCheckRegion", "region of a health check", source, "us-east-1", "us-west-1", "us-west-2", "eu-west-1", "ap-southeast-1",
			"ap-southeast-2", "ap-northeast-1", "sa-east-1"), check, config+"Regions[]"),
	)
}
