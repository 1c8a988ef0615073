package names

// Tag is the key of a tag. Every resource that can be tagged has all four, apart from those of the pipeline, which belongs to no
// environment.
type Tag string

// The tags. Cost reports group by them, and the removal of leftovers finds buckets by them.
const (
	TagApplication Tag = "application" // Application
	TagEnvironment Tag = "environment" // the environment's name
	TagTier        Tag = "tier"        // "production" or "nonproduction"
	TagComponent   Tag = "component"   // the Part
)

// ComponentPipeline is the value of TagComponent in the pipeline's stacks.
const ComponentPipeline = "pipeline"

// ProcessTag is the key of the tag with a worker's name, on its ECS service and on its tasks. Their role's permissions depend on it.
const ProcessTag = "process"
