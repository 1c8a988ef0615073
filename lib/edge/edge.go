// Package edge builds what stands before the public load balancer: a web ACL, a CloudFront distribution, and with a domain
// its certificate and DNS records.
//
// All of it lies in us-east-1, whatever the environment's region: a web ACL of scope CLOUDFRONT and a viewer certificate
// exist nowhere else.
//
// Failure modes: without a domain CloudFront's own certificate serves viewers with its fixed TLS policy (TLS 1.0 and up),
// and requests travel from CloudFront to the load balancer without TLS. A certificate waits for its DNS record: if the
// hosted zone is not the one that the world asks, the stack waits until it times out.
package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// Region is where everything in this package must be.
const Region = config.EdgeRegion

// Props is one environment's edge.
type Props struct {
	Environment      string
	Edge             config.Edge
	Origin           Origin
	AccessLogs       awss3.IBucket
	LogRetentionDays int
	Retain           bool
}

// Origin is the public load balancer as CloudFront sees it.
type Origin struct {
	DomainName string
	Header     string // sent with every request; the load balancer refuses those without it
	Value      string // a dynamic reference to the origin secret
}

// Edge is what others need to know.
type Edge struct {
	Distribution awscloudfront.Distribution
	Certificate  awscertificatemanager.ICertificate // the viewers'; nil without a domain
	WebACLName   string                             // as its CloudWatch metrics name it
}

// New builds the web ACL, the distribution and, with a domain, certificate and records.
func New(scope constructs.Construct, id string, props Props) Edge {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	acl, aclName := newWebACL(scope, props)
	behavior := &awscloudfront.BehaviorOptions{
		Origin:                newOrigin(props),
		AllowedMethods:        awscloudfront.AllowedMethods_ALLOW_ALL(),
		ViewerProtocolPolicy:  awscloudfront.ViewerProtocolPolicy_REDIRECT_TO_HTTPS,
		ResponseHeadersPolicy: newSecurityHeaders(scope, props.Edge.Domain),
		// CloudFront's default would drop cookies and query strings and might keep one person's page for the next.
		CachePolicy:         awscloudfront.CachePolicy_CACHING_DISABLED(),
		OriginRequestPolicy: awscloudfront.OriginRequestPolicy_ALL_VIEWER(),
		Compress:            jsii.Bool(true),
	}
	cached := *behavior
	cached.AllowedMethods = awscloudfront.AllowedMethods_ALLOW_GET_HEAD_OPTIONS()
	cached.CachePolicy = awscloudfront.CachePolicy_CACHING_OPTIMIZED()
	// No cookies here: an answer made for one viewer would be kept for all.
	cached.OriginRequestPolicy = awscloudfront.OriginRequestPolicy_HOST_HEADER_ONLY()
	behaviors := map[string]*awscloudfront.BehaviorOptions{}
	for _, path := range props.Edge.CachedPaths {
		behaviors[path] = &cached
	}
	distribution := &awscloudfront.DistributionProps{
		Comment:             jsii.String("Kasha " + props.Environment),
		DefaultBehavior:     behavior,
		AdditionalBehaviors: &behaviors,
		WebAclId:            acl.AttrArn(),
		HttpVersion:         awscloudfront.HttpVersion_HTTP2_AND_3,
		EnableLogging:       jsii.Bool(true),
		LogBucket:           props.AccessLogs,
		LogFilePrefix:       jsii.String("cloudfront/"),
	}
	if domain := props.Edge.Domain; domain != nil {
		zone := Zone(scope, *domain)
		distribution.DomainNames = jsii.Strings(domain.Name)
		distribution.MinimumProtocolVersion = awscloudfront.SecurityPolicyProtocol_TLS_V1_2_2021
		certificate := awscertificatemanager.NewCertificate(scope, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
			DomainName: jsii.String(domain.Name),
			Validation: awscertificatemanager.CertificateValidation_FromDns(zone),
		})
		distribution.Certificate = certificate
		built := awscloudfront.NewDistribution(scope, jsii.String("Distribution"), distribution)
		newRecords(scope, zone, *domain, built)
		return Edge{Distribution: built, Certificate: certificate, WebACLName: aclName}
	}
	return Edge{Distribution: awscloudfront.NewDistribution(scope, jsii.String("Distribution"), distribution), WebACLName: aclName}
}

// newOrigin sends the secret header along. With a domain the load balancer has a certificate and CloudFront insists on it;
// without one there is only HTTP, where CloudFront's default (HTTPS only) would answer 502 to everything.
func newOrigin(props Props) awscloudfront.IOrigin {
	options := &awscloudfrontorigins.HttpOriginProps{
		CustomHeaders:     &map[string]*string{props.Origin.Header: jsii.String(props.Origin.Value)},
		ProtocolPolicy:    awscloudfront.OriginProtocolPolicy_HTTP_ONLY,
		ReadTimeout:       awscdk.Duration_Seconds(jsii.Number(60)), // the most without a quota increase; the load balancer's idle timeout
		ConnectionTimeout: awscdk.Duration_Seconds(jsii.Number(5)),
	}
	if props.Edge.Domain != nil {
		options.ProtocolPolicy = awscloudfront.OriginProtocolPolicy_HTTPS_ONLY
		options.OriginSslProtocols = &[]awscloudfront.OriginSslPolicy{awscloudfront.OriginSslPolicy_TLS_V1_2}
	}
	return awscloudfrontorigins.NewHttpOrigin(jsii.String(props.Origin.DomainName), options)
}
