package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

const (
	strictTransportDays = 365

	// contentSecurityPolicy is a floor for applications that send none of their own: only what comes from the site itself.
	contentSecurityPolicy = "default-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
)

// newSecurityHeaders adds the headers that a browser needs to protect its user. Those that no application has a reason
// to weaken replace the origin's; framing, referrer and content policy give way to what the application sends.
//
// Browsers keep Strict-Transport-Security for a year, whatever is deployed meanwhile. At a zone's apex it leaves the
// subdomains alone: they belong to others, and one that still speaks HTTP would be gone for everybody who was here once.
func newSecurityHeaders(scope constructs.Construct, domain *config.Domain) awscloudfront.ResponseHeadersPolicy {
	return awscloudfront.NewResponseHeadersPolicy(scope, jsii.String("SecurityHeaders"), &awscloudfront.ResponseHeadersPolicyProps{
		Comment: jsii.String("Kasha: security headers"),
		SecurityHeadersBehavior: &awscloudfront.ResponseSecurityHeadersBehavior{
			StrictTransportSecurity: &awscloudfront.ResponseHeadersStrictTransportSecurity{
				AccessControlMaxAge: awscdk.Duration_Days(jsii.Number(strictTransportDays)), IncludeSubdomains: jsii.Bool(domain == nil || domain.Name != domain.ZoneName), Override: jsii.Bool(true),
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
	})
}
