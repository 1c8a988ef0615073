package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudfront"
	"github.com/aws/jsii-runtime-go"
)

// uncachedErrors keeps CloudFront from caching an error for ten seconds, its default, also where the cache policy disables caching. The
// next viewer of the path would get the error that another one caused. The status codes are all that CloudFront caches as errors and can
// be configured. Source: CloudFront developer guide, "How CloudFront processes HTTP 4xx and 5xx status codes from your origin".
//
// The page is for an origin that does not answer, so it replaces 502 to 504 only. Error pages are the distribution's, not a path's: a page
// for 404 would replace the answers of the application's API. The status stays the error's, which alarms and clients depend on.
func uncachedErrors(page string) *[]*awscloudfront.ErrorResponse {
	var responses []*awscloudfront.ErrorResponse
	for _, status := range []int{400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504} {
		response := &awscloudfront.ErrorResponse{HttpStatus: jsii.Number(status), Ttl: awscdk.Duration_Seconds(jsii.Number(0))}
		if page != "" && status >= 502 {
			response.ResponsePagePath = jsii.String(page)
		}
		responses = append(responses, response)
	}
	return &responses
}
