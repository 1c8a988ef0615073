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

# Error pages belong to the distribution, not to a path: a page for 404 would replace the answers of the application's API, and another
# status than the origin's would hide the error from alarms. Source: CloudFront API, CustomErrorResponse.
violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	some response in properties(name).DistributionConfig.CustomErrorResponses
	response.ResponsePagePath
	not stands_in(response)
	v := make_diag_full(
		"Kasha-ErrorPages", "ERROR", name, "Properties.DistributionConfig.CustomErrorResponses",
		"an error page replaces answers of the application, or their status",
		"Give only 502, 503 and 504 a page, with the status of the error.", "",
	)
}

stands_in(response) if {
	response.ErrorCode in {502, 503, 504}
	response.ResponseCode == response.ErrorCode
}

# A path that is cached and whose origin sees cookies: the response to one viewer is served to all. The two policies are CachingDisabled
# and HostHeaderOnly. Source: CloudFront developer guide, "Use managed cache policies" and "Use managed origin request policies".
violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	config := properties(name).DistributionConfig
	some behavior in array.concat([config.DefaultCacheBehavior], object.get(config, "CacheBehaviors", []))
	behavior.CachePolicyId != "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
	behavior.OriginRequestPolicyId != "bf0718e1-ba1e-49d1-88b1-f726733018ae"
	v := make_diag_full(
		"Kasha-CachedForAll", "ERROR", name, "Properties.DistributionConfig.CacheBehaviors",
		"CloudFront would serve the response to one viewer's request to other viewers",
		"Use the cache policy CachingDisabled, or the origin request policy HostHeaderOnly.", "",
	)
}

# edge.access.noindex is for the whole site: a path without the header is found by search engines.
violation contains v if {
	count(hidden) > 0
	some name in resources_of_type("AWS::CloudFront::ResponseHeadersPolicy")
	not name in hidden
	v := make_diag_full(
		"Kasha-NoIndex", "ERROR", name, "Properties.ResponseHeadersPolicyConfig.CustomHeadersConfig",
		"search engines would list some paths of a site that asks them to stay away",
		"Add the header X-Robots-Tag with the value noindex and Override true to each response headers policy.", "",
	)
}

hidden contains name if {
	some name in resources_of_type("AWS::CloudFront::ResponseHeadersPolicy")
	some item in properties(name).ResponseHeadersPolicyConfig.CustomHeadersConfig.Items
	item.Header == "X-Robots-Tag"
	item.Value == "noindex"
	item.Override == true
}

# edge.access.password is for the whole site: a path whose function does not read the store lets everybody in. Only Kasha's functions that
# ask for a password have a store. Source: CloudFront API, KeyValueStoreAssociations.
violation contains v if {
	some name in resources_of_type("AWS::CloudFront::Distribution")
	config := properties(name).DistributionConfig
	behaviors := array.concat([config.DefaultCacheBehavior], object.get(config, "CacheBehaviors", []))
	some asked in behaviors
	asks(asked)
	some open in behaviors
	not asks(open)
	v := make_diag_full(
		"Kasha-PasswordEverywhere", "ERROR", name, "Properties.DistributionConfig.CacheBehaviors",
		"some paths of a site with a password can be seen without it",
		"Associate a function that reads the key value store with the viewer requests of each path.", "",
	)
}

asks(behavior) if {
	some association in behavior.FunctionAssociations
	association.EventType == "viewer-request"
	some function in resources_of_type("AWS::CloudFront::Function")
	contains(json.marshal(association.FunctionARN), concat("", ["\"", function, "\""]))
	count(properties(function).FunctionConfig.KeyValueStoreAssociations) > 0
}

# A store that is filled from a file in S3 has what the file says: a person with the file has the hash, and no command has written it.
violation contains v if {
	some name in resources_of_type("AWS::CloudFront::KeyValueStore")
	properties(name).ImportSource
	v := make_diag_full(
		"Kasha-PasswordNotInTemplate", "ERROR", name, "Properties.ImportSource",
		"the hash of a password would come from a file that the template names",
		"Leave out ImportSource, and store the hash with `kasha password`.", "",
	)
}
