package edge

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

const strictTransportDays = 365

// responseHeaders are the policies that add headers to responses: the whole site's, and those of paths with headers of their own.
type responseHeaders struct {
	site awscloudfront.ResponseHeadersPolicy
	own  map[string]awscloudfront.ResponseHeadersPolicy // by path pattern
}

// at returns the policy of a path pattern.
func (h responseHeaders) at(path string) awscloudfront.IResponseHeadersPolicy {
	if policy, ok := h.own[path]; ok {
		return policy
	}
	return h.site
}

func newResponseHeaders(scope constructs.Construct, edge config.Edge) responseHeaders {
	headers := responseHeaders{
		site: newSecurityHeaders(scope, "SecurityHeaders", "security headers", edge, edge.SiteHeaders()),
		own:  map[string]awscloudfront.ResponseHeadersPolicy{},
	}
	for _, own := range edge.PathHeaders() {
		policy := newSecurityHeaders(scope, "Headers"+own.Label(), "security headers of some paths", edge, own)
		for _, path := range own.Paths {
			headers.own[path] = policy
		}
	}
	return headers
}

// newSecurityHeaders builds a policy that adds headers to every response. Headers that no application has a reason to weaken replace the
// origin's. For all others, the application's own headers take precedence.
//
// Browsers keep Strict-Transport-Security for a year, whatever is deployed in the meantime. At a zone's apex the header does not
// include subdomains. Other services use them, and a visitor's browser would refuse one that is reached over HTTP.
func newSecurityHeaders(
	scope constructs.Construct, id, comment string, edge config.Edge, headers config.Headers,
) awscloudfront.ResponseHeadersPolicy {
	domain := edge.Domain
	security := &awscloudfront.ResponseSecurityHeadersBehavior{
		StrictTransportSecurity: &awscloudfront.ResponseHeadersStrictTransportSecurity{
			AccessControlMaxAge: awscdk.Duration_Days(jsii.Number(strictTransportDays)),
			IncludeSubdomains:   jsii.Bool(domain == nil || domain.Name != domain.ZoneName),
			Override:            jsii.Bool(true),
		},
		ContentTypeOptions: &awscloudfront.ResponseHeadersContentTypeOptions{Override: jsii.Bool(true)},
		ReferrerPolicy: &awscloudfront.ResponseHeadersReferrerPolicy{
			ReferrerPolicy: referrerPolicy(headers.ReferrerPolicy), Override: jsii.Bool(false),
		},
	}
	if headers.FrameOptions != config.NoHeader {
		security.FrameOptions = &awscloudfront.ResponseHeadersFrameOptions{
			FrameOption: awscloudfront.HeadersFrameOption(headers.FrameOptions), Override: jsii.Bool(false),
		}
	}
	if headers.ContentSecurityPolicy != config.NoHeader {
		security.ContentSecurityPolicy = &awscloudfront.ResponseHeadersContentSecurityPolicy{
			ContentSecurityPolicy: jsii.String(headers.ContentSecurityPolicy), Override: jsii.Bool(false),
		}
	}
	policy := &awscloudfront.ResponseHeadersPolicyProps{
		Comment: jsii.String(names.Description(comment)), SecurityHeadersBehavior: security, CorsBehavior: cors(headers.CORS),
	}
	if custom := customHeaders(edge, headers); len(custom) > 0 {
		policy.CustomHeadersBehavior = &awscloudfront.ResponseCustomHeadersBehavior{CustomHeaders: &custom}
	}
	return awscloudfront.NewResponseHeadersPolicy(scope, jsii.String(id), policy)
}

// referrerPolicy returns the CDK's name for a value of the header.
func referrerPolicy(value string) awscloudfront.HeadersReferrerPolicy {
	return awscloudfront.HeadersReferrerPolicy(strings.ToUpper(strings.ReplaceAll(value, "-", "_")))
}

// customHeaders are those for which a response headers policy has no setting.
func customHeaders(edge config.Edge, headers config.Headers) []*awscloudfront.ResponseCustomHeader {
	var custom []*awscloudfront.ResponseCustomHeader
	add := func(name, value string, override bool) {
		custom = append(custom, &awscloudfront.ResponseCustomHeader{
			Header: jsii.String(name), Value: jsii.String(value), Override: jsii.Bool(override),
		})
	}
	if edge.Access.NoIndex {
		add("X-Robots-Tag", "noindex", true)
	}
	if policy := headers.ContentSecurityPolicyReportOnly; policy != config.NoHeader {
		add("Content-Security-Policy-Report-Only", policy, false)
	}
	if policy := headers.PermissionsPolicy; policy != config.NoHeader {
		add("Permissions-Policy", policy, false)
	}
	return custom
}

// cors returns the headers for pages of other sites; nil for none. A header that the application sends takes precedence, each on its own.
func cors(c *config.CORS) *awscloudfront.ResponseHeadersCorsBehavior {
	if c == nil {
		return nil
	}
	behavior := &awscloudfront.ResponseHeadersCorsBehavior{
		AccessControlAllowCredentials: jsii.Bool(c.AllowCredentials),
		AccessControlAllowHeaders:     jsii.Strings(c.AllowHeaders...),
		AccessControlAllowMethods:     jsii.Strings(c.AllowMethods...),
		AccessControlAllowOrigins:     jsii.Strings(c.AllowOrigins...),
		AccessControlMaxAge:           awscdk.Duration_Seconds(jsii.Number(c.MaxAgeSeconds)),
		OriginOverride:                jsii.Bool(false),
	}
	if len(c.ExposeHeaders) > 0 {
		behavior.AccessControlExposeHeaders = jsii.Strings(c.ExposeHeaders...)
	}
	return behavior
}
