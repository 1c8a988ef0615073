package names

// Names of the pipeline, of which there is one in an application.
const (
	PipelineStack = Application + "-pipeline"
	PipelineTopic = PipelineStack
	PipelineKey   = PipelineStack // alias, without "alias/"
	Pipeline      = Application

	// PipelineLogs is the log group of all builds of the pipeline. A build project would otherwise write to a group of its own that
	// never expires.
	PipelineLogs = "/" + Application + "/pipeline/builds"

	// PipelineSupportStack is what the names of the stacks begin with that CDK Pipelines adds in other regions, and the names
	// of their buckets.
	PipelineSupportStack = PipelineStack + "-support-"

	// AssemblySchema is the metadata of the pipeline's template with the newest schema of an assembly that the pipeline reads.
	AssemblySchema = Application + ":reads-assembly-schema"
)
