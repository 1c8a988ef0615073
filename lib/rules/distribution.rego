package kasha

import rego.v1

# CloudFront. Source: CloudFront developer guide, "Control how long CloudFront caches errors".

# The default is ten seconds, also for a path on which caching is disabled: one viewer's error is served to the next.
violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	some status in {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}
	not uncached(name, status)
	v := make_diag_full(
		"Kasha-ErrorsNotCached", "ERROR", name, "Properties.DistributionConfig.CustomErrorResponses",
		"CloudFront would serve an error that one viewer caused to others",
		"Set ErrorCachingMinTTL to 0 for each status code of an error that CloudFront caches.", "",
	)
}

uncached(name, status) if {
	some response in properties(name).DistributionConfig.CustomErrorResponses
	response.ErrorCode == status
	response.ErrorCachingMinTTL == 0
}
