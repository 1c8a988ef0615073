package exposure

import (
	"kasha/internal/review/engine"
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

const distributionType = "AWS::CloudFront::Distribution"

// distributionSettings are those of CloudFront distributions.
func distributionSettings() []setting {
	const distribution = distributionType
	return []setting{
		opening(distribution, "web ACL of the distribution", at("DistributionConfig", "WebACLId"), dropped),
		opening(distribution, "accepts older TLS versions",
			at("DistributionConfig", "ViewerCertificate", "MinimumProtocolVersion"), olderTLS),
		opening(distribution, "paths served without TLS", viewersWithoutTLS, more),
		opening(distribution, "connections to the origin may use older TLS", olderThanTLS12, more),
		weakening(distribution, "seconds that CloudFront waits for the origin: slow responses are cut off", readSeconds, lowered),
		weakening(distribution, "viewers that ask without TLS are refused", viewerPolicies, refusesMore),
		opening(distribution, "responses are cached that were not (one viewer's response can reach another)", cachedPaths, more),
		opening(distribution, "viewers of more countries are answered", geoRestriction, answersMore),
		opening(distribution, "custom headers that identify the distribution to its origin", originHeaders, fewerNeeded),
		opening(distribution, "origin access control", originAccessControls, fewer),
		weakening(distribution, "viewers of more countries are refused", geoRestriction, answersFewer),
		opening(distribution, "paths for which viewers need a signed URL", signedPaths, fewer),
		weakening(distribution, "more paths for which viewers need a signed URL", signedPaths, more),
		weakening(distribution, "path patterns that are tried before others", precedence, swapped),
		weakening(distribution, "errors that viewers get as a success, which no alarm on errors counts", maskedErrors, more),
		weakening(distribution, "access logs", at("DistributionConfig", "Logging"), dropped),
	}
}

// maskedErrors lists the errors of origins that CloudFront answers with a status that is no error. Metrics count what viewers get.
func maskedErrors(distribution map[string]any) any {
	var masked []any
	for _, response := range objects(at("DistributionConfig", "CustomErrorResponses")(distribution)) {
		if response["ResponseCode"] != nil && values.Number(response["ResponseCode"]) < 400 {
			masked = append(masked, values.Text(response["ErrorCode"])+" as "+values.Text(response["ResponseCode"]))
		}
	}
	return masked
}

// viewersWithoutTLS lists the path patterns that a distribution serves without TLS.
func viewersWithoutTLS(distribution map[string]any) any {
	var open []any
	if at("DistributionConfig", "DefaultCacheBehavior", "ViewerProtocolPolicy")(distribution) == "allow-all" {
		open = append(open, "*")
	}
	for _, behavior := range objects(at("DistributionConfig", "CacheBehaviors")(distribution)) {
		if behavior["ViewerProtocolPolicy"] == "allow-all" {
			open = append(open, behavior["PathPattern"])
		}
	}
	return open
}

// cachingDisabled is the id of AWS's managed cache policy that caches nothing. Source: CloudFront developer guide, "Use managed
// cache policies", CachingDisabled.
const cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"

// cachedPaths lists the path patterns whose responses are cached, each with its policy. Files of a bucket are the same for every viewer:
// it sees neither cookies nor query strings.
func cachedPaths(distribution map[string]any) any {
	var cached []any
	for _, behavior := range behaviors(distribution) {
		policy := behavior["CachePolicyId"]
		if behavior != nil && policy != cachingDisabled && originKind(distribution, behavior["TargetOriginId"]) != fromBucket {
			cached = append(cached, pattern(behavior)+" by "+values.Text(policy))
		}
	}
	return cached
}

// originsWithoutTLS reports more origins that CloudFront may call without TLS. A VPC origin has its protocol in a resource of its own.
func (e *Environment) originsWithoutTLS(s Stack, r Resource) []Finding {
	if values.Type(r.New) != distributionType || r.Old == nil {
		return nil
	}
	old, new := protocolsWithoutTLS(s.Old, r.Old), protocolsWithoutTLS(s.New, r.New)
	if !more(old, new) {
		return nil
	}
	return []Finding{e.about(s, r, "requests to the origin without TLS", old, new)}
}

// protocolsWithoutTLS lists the protocol policies of a distribution's origins, in the template that it stands in.
func protocolsWithoutTLS(template engine.Template, distribution map[string]any) any {
	return eachOrigin(distribution, func(origin map[string]any) []any {
		policy := within(origin, "CustomOriginConfig", "OriginProtocolPolicy")
		if through := within(origin, "VpcOriginConfig", "VpcOriginId"); through != nil {
			policy = at("VpcOriginEndpointConfig", "OriginProtocolPolicy")(referred(template, through))
		}
		if policy == nil || policy == "https-only" {
			return nil
		}
		return []any{policy}
	})
}

// originHeaders lists the custom headers of a distribution's origins; nil where an origin is a VPC origin. Its load balancer is not public.
// Only distributions reach it that may use the VPC origin, so no header has to tell their requests from those of others.
func originHeaders(distribution map[string]any) any {
	private := false
	found := eachOrigin(distribution, func(origin map[string]any) []any {
		private = private || origin["VpcOriginConfig"] != nil
		var names []any
		for _, header := range objects(origin["OriginCustomHeaders"]) {
			names = append(names, header["HeaderName"])
		}
		return names
	})
	if private {
		return nil
	}
	return found
}

// fewerNeeded is fewer, but for what is not needed any more.
func fewerNeeded(old, new any) bool { return new != nil && fewer(old, new) }

// readSeconds is the shortest time that CloudFront waits for one of the origins that are servers.
func readSeconds(distribution map[string]any) any {
	const standard = 30 // CloudFront API, OriginReadTimeout
	var shortest any
	for _, origin := range objects(at("DistributionConfig", "Origins")(distribution)) {
		for _, kind := range []string{"CustomOriginConfig", "VpcOriginConfig"} {
			if origin[kind] == nil {
				continue
			}
			var seconds any = standard
			if written := within(origin, kind, "OriginReadTimeout"); written != nil {
				seconds = written
			}
			if shortest == nil || values.Number(seconds) < values.Number(shortest) {
				shortest = seconds
			}
		}
	}
	return shortest
}

func originAccessControls(distribution map[string]any) any {
	return eachOrigin(distribution, func(origin map[string]any) []any {
		if control := origin["OriginAccessControlId"]; control != nil {
			return []any{control}
		}
		return nil
	})
}

// eachOrigin collects what read finds in the origins of a distribution.
func eachOrigin(distribution map[string]any, read func(origin map[string]any) []any) any {
	var found []any
	for _, origin := range objects(at("DistributionConfig", "Origins")(distribution)) {
		found = append(found, read(origin)...)
	}
	return found
}

// What a path is served from.
const (
	fromServer = "a server"
	fromBucket = "a bucket"
)

// originKind is what an origin is. An id that no origin has is that of a server, as an origin of an unknown kind is.
func originKind(distribution map[string]any, id any) string {
	for _, origin := range objects(at("DistributionConfig", "Origins")(distribution)) {
		if values.Equal(origin["Id"], id) && origin["S3OriginConfig"] != nil {
			return fromBucket
		}
	}
	return fromServer
}

// otherSources reports paths that a new or a removed behavior has served from another kind of origin than before.
func (e *Environment) otherSources(s Stack, r Resource) []Finding {
	if values.Type(r.New) != distributionType || r.Old == nil {
		return nil
	}
	sources := func(distribution map[string]any) byPath[string] {
		return readPaths(distribution, func(behavior map[string]any) string { return originKind(distribution, behavior["TargetOriginId"]) })
	}
	before, after := sources(r.Old), sources(r.New)
	var found []Finding
	for _, to := range []string{fromBucket, fromServer} {
		var paths []any
		for _, pattern := range patternsOf(before, after) {
			if before.has(pattern) != after.has(pattern) && before.at(pattern) != to && after.at(pattern) == to {
				paths = append(paths, pattern)
			}
		}
		if len(paths) > 0 {
			finding := e.about(s, r, "paths are served from "+to, nil, paths)
			finding.class = properties.Availability
			found = append(found, finding)
		}
	}
	return found
}
