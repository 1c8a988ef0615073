package architecture_test

import (
	"slices"
	"testing"

	"kasha/internal/architecture"
	"kasha/internal/assembly"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/lib/offers"
	"kasha/tests/handmade"
)

// Catches a bucket of static files that the picture leaves out, because no role reads it, and a page for errors that nobody sees.
func TestTheBucketOfStaticFilesIsDrawn(t *testing.T) {
	_, env := handmade.Resolved(t, func(stacks []assembly.Stack) {
		for _, stack := range stacks {
			for _, resource := range stack.Template.Sorted() {
				if resource.Type != "AWS::CloudFront::Distribution" {
					continue
				}
				config := resource.Properties["DistributionConfig"].(map[string]any)
				origins, _ := config["Origins"].([]any)
				config["Origins"] = append(origins, map[string]any{"Id": "files", "S3OriginConfig": map[string]any{},
					"DomainName": map[string]any{"Fn::GetAtt": []any{"Files", "RegionalDomainName"}}})
				behaviors, _ := config["CacheBehaviors"].([]any)
				config["CacheBehaviors"] = append(behaviors, map[string]any{"PathPattern": "/files/*", "TargetOriginId": "files"})
				config["CustomErrorResponses"] = []any{map[string]any{"ErrorCode": 502.0, "ResponsePagePath": "/files/sorry.html"}}
				stack.Template.Resources["Files"] = assembly.Resource{Type: "AWS::S3::Bucket", LogicalID: "Files", Path: stack.Path + "/Files/Resource"}
			}
		}
	})
	system := architecture.Read("hand", reach.Build(env, offers.OriginPrefixList), permissions.Build(env, promises.HarmlessActions()))
	edges, buckets := system.Of(architecture.Edge), system.Of(architecture.Bucket)
	if len(edges) != 1 || !slices.Equal(edges[0].Files, []string{"/files/*"}) || edges[0].ErrorPage != "/files/sorry.html" {
		t.Fatalf("got %+v, want one edge with the files and the page", edges)
	}
	i := slices.IndexFunc(buckets, func(c architecture.Component) bool { return c.Resource.LogicalID == "Files" })
	if i < 0 || buckets[i].Facts[0] != "/files/*" {
		t.Fatalf("got the buckets %+v, want that of the files with its paths", buckets)
	}
	if !slices.ContainsFunc(system.Uses, func(u architecture.Use) bool { return u.Process == edges[0].ID && u.Thing == buckets[i].ID }) {
		t.Errorf("got the uses %+v, want that the edge reads the files", system.Uses)
	}
}
