package exposure_test

import "testing"

// TestPathsThatComeAndGo catches a path that goes to a bucket or back without a finding. It catches a removed path that is called one that
// refuses methods, and files of a bucket that are called responses of one viewer.
func TestPathsThatComeAndGo(t *testing.T) {
	edge := func(paths string) app {
		return resources(`{"D": {"Type": "AWS::CloudFront::Distribution", "Properties": {"DistributionConfig": {
			"Origins": [{"Id": "server", "CustomOriginConfig": {"OriginProtocolPolicy": "https-only"}}, {"Id": "bucket", "S3OriginConfig": {}}],
			"DefaultCacheBehavior": {"TargetOriginId": "server", "AllowedMethods": ["GET", "PUT"], "CachePolicyId": "` + passing + `"},
			"CacheBehaviors": [` + paths + `]}}}}`)
	}
	path := func(pattern, origin, policy string) string {
		return `{"PathPattern": "` + pattern + `", "TargetOriginId": "` + origin + `", "AllowedMethods": ["GET"],
			"CachePolicyId": "` + policy + `"}`
	}
	const toBucket, toServer = "D: paths are served from a bucket: nothing -> ", "D: paths are served from a server: nothing -> "
	files, api, open := path("/app/*", "bucket", cached), path("/app/api/*", "server", passing), path("/open/*", "server", cached)
	for name, c := range map[string]struct {
		from, to          app
		opens, weakenings []string
	}{
		"files appear":                     {edge(""), edge(files), nil, []string{toBucket + `["/app/*"]`}},
		"files go":                         {edge(files), edge(""), nil, []string{toServer + `["/app/*"]`}},
		"an exception appears":             {edge(files), edge(api + "," + files), nil, []string{toServer + `["/app/api/*"]`}},
		"an exception goes":                {edge(api + "," + files), edge(files), nil, []string{toBucket + `["/app/api/*"]`}},
		"a path of the server goes":        {edge(api), edge(""), nil, nil},
		"a path of the server is cached":   {edge(""), edge(open), []string{"responses are cached that were not"}, nil},
		"a path of the server is no more":  {edge(open), edge(""), nil, nil},
		"one file of a path that is there": {edge(files), edge(path("/app/a.js", "bucket", cached) + "," + files), nil, nil},
	} {
		report := compare(t, c.from.Assembly(t), c.to.Assembly(t))
		wants(t, name, report.Openings, c.opens...)
		wants(t, name, report.Weakenings, c.weakenings...)
	}
}
