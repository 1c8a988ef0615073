package exposure

import (
	"slices"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// stores adds the stacks that hold a pipeline's artifacts in other regions. Those of the earlier revision are models. The new ones are the
// environment's own if it has a stack in their region. Every such stack that CDK Pipelines writes has the same logical ids.
func stores(stacks []Stack, pipeline Resource, d Deployed, models, own map[string]string) {
	before, after := bucketsOf(pipeline.Old), bucketsOf(pipeline.New)
	for _, s := range stacks {
		isRegion := slices.ContainsFunc(d.Targets, func(t Target) bool { return t.Region == s.Region })
		for _, resource := range s.Old {
			if name := values.String(values.Properties(resource)["BucketName"]); before[name] == s.Region && name != "" {
				store(s, models, name)
			}
		}
		for _, resource := range s.New {
			name := values.String(values.Properties(resource)["BucketName"])
			if isRegion && len(s.Old) == 0 && before[name] == "" && after[name] == s.Region && name != "" {
				store(s, own, name)
			}
		}
	}
}

// store adds the resources of a stack by their names, and its bucket by the bucket's own name.
func store(s Stack, to map[string]string, bucket string) {
	for _, template := range []engine.Template{s.Old, s.New} {
		for id, resource := range template {
			to[values.Name(s.Name, id)] = "artifact store\n" + id + " " + values.Type(resource)
		}
	}
	to[bucket] = "artifact store"
}

// bucketsOf are the regions of a pipeline's artifact stores, by the names of their buckets.
func bucketsOf(pipeline map[string]any) map[string]string {
	regions := map[string]string{}
	for _, each := range objects(values.Properties(pipeline)["ArtifactStores"]) {
		if bucket := values.String(within(each, "ArtifactStore", "Location")); bucket != "" {
			regions[bucket] = values.Text(each["Region"])
		}
	}
	return regions
}
