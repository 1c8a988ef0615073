package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

const (
	strictTransportDays = 365

	// contentSecurityPolicy is for applications that send no policy of their own. It allows only content from the site itself.
	contentSecurityPolicy = "default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
)

// newSecurityHeaders builds the policy that adds security headers to every response. Headers that no application has a reason to
// weaken replace the origin's. The application's own headers for framing, referrer and content policy take precedence.
//
// Browsers keep Strict-Transport-Security for a year, whatever is deployed in the meantime. At a zone's apex the header does not
// include subdomains. Other services use them, and a visitor's browser would refuse one that is reached over HTTP.
func newSecurityHeaders(scope constructs.Construct, edge config.Edge) awscloudfront.ResponseHeadersPolicy {
	domain := edge.Domain
	policy := &awscloudfront.ResponseHeadersPolicyProps{
		Comment: jsii.String(names.Description("security headers")),
		SecurityHeadersBehavior: &awscloudfront.ResponseSecurityHeadersBehavior{
			StrictTransportSecurity: &awscloudfront.ResponseHeadersStrictTransportSecurity{
				AccessControlMaxAge: awscdk.Duration_Days(jsii.Number(strictTransportDays)),
				IncludeSubdomains:   jsii.Bool(domain == nil || domain.Name != domain.ZoneName),
				Override:            jsii.Bool(true),
			},
			ContentTypeOptions: &awscloudfront.ResponseHeadersContentTypeOptions{Override: jsii.Bool(true)},
			FrameOptions: &awscloudfront.ResponseHeadersFrameOptions{
				FrameOption: awscloudfront.HeadersFrameOption_DENY, Override: jsii.Bool(false),
			},
			ReferrerPolicy: &awscloudfront.ResponseHeadersReferrerPolicy{
				ReferrerPolicy: awscloudfront.HeadersReferrerPolicy_STRICT_ORIGIN_WHEN_CROSS_ORIGIN, Override: jsii.Bool(false),
			},
			ContentSecurityPolicy: &awscloudfront.ResponseHeadersContentSecurityPolicy{
				ContentSecurityPolicy: jsii.String(contentSecurityPolicy), Override: jsii.Bool(false),
			},
		},
	}
	if edge.Access.NoIndex {
		policy.CustomHeadersBehavior = &awscloudfront.ResponseCustomHeadersBehavior{
			CustomHeaders: &[]*awscloudfront.ResponseCustomHeader{
				{Header: jsii.String("X-Robots-Tag"), Value: jsii.String("noindex"), Override: jsii.Bool(true)},
			},
		}
	}
	return awscloudfront.NewResponseHeadersPolicy(scope, jsii.String("SecurityHeaders"), policy)
}
