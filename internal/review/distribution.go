package review

// viewerProtocols lists the paths of a distribution that answer viewers without TLS.
func viewerProtocols(distribution map[string]any) any {
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

// eachOrigin collects what read finds in the origins of a distribution.
func eachOrigin(distribution map[string]any, read func(origin map[string]any) []any) any {
	var found []any
	for _, origin := range objects(at("DistributionConfig", "Origins")(distribution)) {
		found = append(found, read(origin)...)
	}
	return found
}

func originProtocols(distribution map[string]any) any {
	return eachOrigin(distribution, func(origin map[string]any) []any {
		policy := within(origin, "CustomOriginConfig", "OriginProtocolPolicy")
		if policy == nil || policy == "https-only" {
			return nil
		}
		return []any{policy}
	})
}

func originHeaders(distribution map[string]any) any {
	return eachOrigin(distribution, func(origin map[string]any) []any {
		var names []any
		for _, header := range objects(origin["OriginCustomHeaders"]) {
			names = append(names, header["HeaderName"])
		}
		return names
	})
}

func originAccess(distribution map[string]any) any {
	return eachOrigin(distribution, func(origin map[string]any) []any {
		if control := origin["OriginAccessControlId"]; control != nil {
			return []any{control}
		}
		return nil
	})
}
