package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfrontorigins"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// serveStatic serves paths from the bucket, and before them the exceptions from the load balancer. CloudFront takes the first behavior
// whose path matches, and the distribution has those of edge.cachedPaths already.
//
// The bucket's policy names the distribution, so both are in one stack: from another stack the two would refer to each other in a circle.
// With S3's own keys CloudFront needs no more than s3:GetObject. Without s3:ListBucket a file that is not there has the status 403 instead
// of 404, and nobody can list the files. Source: CloudFront developer guide, "Restrict access to an Amazon S3 origin".
func serveStatic(
	scope constructs.Construct, props Props, distribution awscloudfront.Distribution, dynamic awscloudfront.BehaviorOptions,
	headers responseHeaders, functions functions,
) {
	static := props.Edge.Static
	if !static.IsServed() {
		return
	}
	for _, path := range static.Except {
		distribution.AddBehavior(jsii.String(path), dynamic.Origin, asDefault(dynamic, headers.at(path)))
	}
	control := awscloudfront.NewS3OriginAccessControl(scope, jsii.String("AssetsAccess"), &awscloudfront.S3OriginAccessControlProps{
		OriginAccessControlName: jsii.String(props.Environment.AssetsAccess()),
		Description:             jsii.String(names.Description("signs requests to the bucket of static files")),
	})
	bucket := awscloudfrontorigins.S3BucketOrigin_WithOriginAccessControl(props.Assets,
		&awscloudfrontorigins.S3BucketOriginWithOACProps{OriginAccessControl: control})
	files := awscloudfront.AddBehaviorOptions{
		AllowedMethods:       awscloudfront.AllowedMethods_ALLOW_GET_HEAD_OPTIONS(),
		ViewerProtocolPolicy: dynamic.ViewerProtocolPolicy,
		// The key is the path alone: no cookie, no query string, and of the headers Accept-Encoding only. How long a file is cached, its own
		// Cache-Control says, which make assets writes.
		CachePolicy:          awscloudfront.CachePolicy_CACHING_OPTIMIZED(),
		Compress:             jsii.Bool(true),
		FunctionAssociations: dynamic.FunctionAssociations,
	}
	if static.Index != "" {
		files.FunctionAssociations = functions.ofIndex()
	}
	for _, path := range static.Paths {
		own := files
		own.ResponseHeadersPolicy = headers.at(path)
		distribution.AddBehavior(jsii.String(path), bucket, &own)
	}
}
