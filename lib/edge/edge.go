// Package edge builds what a viewer's request passes through before it reaches the frontend's load balancer. It also builds what makes
// that load balancer refuse all other requests.
//
// New builds what is in us-east-1, whatever the environment's region: the web ACL with its log group, the distribution, and its response
// headers. Some configurations also need CloudFront functions, a key value store for the hash of the password, a VPC origin, the
// viewers' certificate, or DNS records. A web ACL of scope CLOUDFRONT and a viewer certificate cannot be in another region.
//
// The other exported functions of this package build resources in the environment's region. NewOriginSecret and NewAccessSecret build the
// secrets with the values of two headers. If the environment is in another region than us-east-1, the secrets are replicated to us-east-1.
// AllowFromCloudFront opens the load balancer to CloudFront. NewOriginCertificate and NewOriginRecord give the load balancer its
// certificate and its name.
//
// Without a domain, viewers get CloudFront's default certificate, whose TLS policy cannot be changed and allows TLS 1.0. The load balancer
// then has no certificate, so CloudFront connects to it over HTTP.
//
// Failure modes: with a domain, CloudFormation waits until ACM finds the certificate's validation record. If public DNS does not
// delegate the domain to the hosted zone, the stack waits until it times out.
package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

// Region is the region that everything built by New must be in.
const Region = config.EdgeRegion

// Props describes one environment's edge.
type Props struct {
	Environment      names.Environment
	Edge             config.Edge
	Origin           Origin
	AccessPass       string // a dynamic reference to the value of AccessHeader; empty where nothing refuses the canary
	AccessLogs       awss3.IBucket
	Tier             config.Tier
	LogRetentionDays int
	Retain           bool
	Assets           awss3.IBucket // what edge.static is served from; nil without it
}

// Origin is the frontend's load balancer as CloudFront sees it.
type Origin struct {
	DomainName string
	Header     string // sent with every request; a public load balancer refuses requests without it
	Value      string // a dynamic reference to the origin secret
	Endpoint   string // the ARN of the VPC origin's load balancer; empty: the load balancer is public
}

// Edge is what alarms and the dashboard use of the edge.
type Edge struct {
	Distribution awscloudfront.Distribution
	Certificate  awscertificatemanager.ICertificate // the viewers'; nil without a domain
	WebACLName   string                             // the value of the dimension WebACL of its metrics
	Store        awscloudfront.IKeyValueStore       // of the password's hash; nil without a password
	VPCOrigin    awscloudfront.CfnVpcOrigin         // nil: the load balancer is public
	Construct    constructs.IDependable             // all of it, with the domain's records
}

// New builds the web ACL, the distribution and, with a domain, certificate and records.
func New(scope constructs.Construct, id string, props Props) Edge {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	acl, aclName := newWebACL(scope, props)
	headers := newResponseHeaders(scope, props.Edge)
	functions := newFunctions(scope, props.Environment, props.Edge)
	origin, vpcOrigin := newOrigin(scope, props)
	behavior := &awscloudfront.BehaviorOptions{
		Origin:                origin,
		AllowedMethods:        awscloudfront.AllowedMethods_ALLOW_ALL(),
		ViewerProtocolPolicy:  awscloudfront.ViewerProtocolPolicy_REDIRECT_TO_HTTPS,
		ResponseHeadersPolicy: headers.site,
		// CloudFront's default would drop cookies and query strings, and could cache one viewer's page for another.
		CachePolicy: awscloudfront.CachePolicy_CACHING_DISABLED(),
		// What AllViewer lacks: CloudFront-Forwarded-Proto and CloudFront-Viewer-Address, by which the application learns that its viewer
		// used HTTPS, and from where. CloudFront replaces these headers where a viewer sends them.
		OriginRequestPolicy:  awscloudfront.OriginRequestPolicy_ALL_VIEWER_AND_CLOUDFRONT_2022(),
		Compress:             jsii.Bool(true),
		FunctionAssociations: functions.ofSite(),
	}
	cached := *behavior
	cached.AllowedMethods = awscloudfront.AllowedMethods_ALLOW_GET_HEAD_OPTIONS()
	cached.CachePolicy = awscloudfront.CachePolicy_CACHING_OPTIMIZED()
	// No cookies on cached paths: a response to one viewer would be cached for all.
	cached.OriginRequestPolicy = awscloudfront.OriginRequestPolicy_HOST_HEADER_ONLY()
	behaviors := map[string]*awscloudfront.BehaviorOptions{}
	for _, path := range props.Edge.CachedPaths {
		own := cached
		own.ResponseHeadersPolicy = headers.at(path)
		behaviors[path] = &own
	}
	distribution := &awscloudfront.DistributionProps{
		Comment:             jsii.String(props.Environment.Title()),
		DefaultBehavior:     behavior,
		AdditionalBehaviors: &behaviors,
		ErrorResponses:      uncachedErrors(props.Edge.Static.ErrorPage),
		WebAclId:            acl.AttrArn(),
		HttpVersion:         awscloudfront.HttpVersion_HTTP2_AND_3,
		EnableLogging:       jsii.Bool(true),
		LogBucket:           props.AccessLogs,
		LogFilePrefix:       jsii.String("cloudfront/"),
	}
	if domain := props.Edge.Domain; domain != nil {
		zones := zones{}
		distribution.DomainNames = jsii.Strings(props.Edge.HostNames()...)
		distribution.MinimumProtocolVersion = awscloudfront.SecurityPolicyProtocol_TLS_V1_2_2021
		certificate := viewerCertificate(scope, zones, props.Edge)
		distribution.Certificate = certificate
		built := awscloudfront.NewDistribution(scope, jsii.String("Distribution"), distribution)
		addPaths(scope, props, built, *behavior, headers, functions)
		newRecords(scope, zones, props.Edge, built)
		return Edge{
			Distribution: built, Certificate: certificate, WebACLName: aclName, Store: functions.store, VPCOrigin: vpcOrigin, Construct: scope,
		}
	}
	built := awscloudfront.NewDistribution(scope, jsii.String("Distribution"), distribution)
	addPaths(scope, props, built, *behavior, headers, functions)
	return Edge{Distribution: built, WebACLName: aclName, Store: functions.store, VPCOrigin: vpcOrigin, Construct: scope}
}

// addPaths adds the behaviors of further paths, in the order in which CloudFront tries them. Those that differ by their headers only are
// the last, so that they take no request away from the bucket or the cache.
func addPaths(
	scope constructs.Construct, props Props, distribution awscloudfront.Distribution, dynamic awscloudfront.BehaviorOptions,
	headers responseHeaders, functions functions,
) {
	serveStatic(scope, props, distribution, dynamic, headers, functions)
	for _, path := range props.Edge.HeaderPaths() {
		distribution.AddBehavior(jsii.String(path), dynamic.Origin, asDefault(dynamic, headers.at(path)))
	}
}

// asDefault returns the options of a path that is served as all others are, with headers of its own.
func asDefault(dynamic awscloudfront.BehaviorOptions, headers awscloudfront.IResponseHeadersPolicy) *awscloudfront.AddBehaviorOptions {
	return &awscloudfront.AddBehaviorOptions{
		AllowedMethods: dynamic.AllowedMethods, ViewerProtocolPolicy: dynamic.ViewerProtocolPolicy, Compress: dynamic.Compress,
		CachePolicy: dynamic.CachePolicy, OriginRequestPolicy: dynamic.OriginRequestPolicy,
		ResponseHeadersPolicy: headers, FunctionAssociations: dynamic.FunctionAssociations,
	}
}
