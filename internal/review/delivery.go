package review

import "slices"

// noteStages says what a pipeline does to the releases that are in it when it changes its own stages. The status of an execution, or of a
// stage, is Cancelled once the definition of its pipeline was updated before it ended. Sources: CodePipeline API reference,
// PipelineExecution and StageExecution (status). The restart: CloudFormation reference, AWS::CodePipeline::Pipeline,
// RestartExecutionOnUpdate, which CDK Pipelines sets.
func noteStages(change Change, o *outcome) {
	stages := func(p PropertyChange) bool { return p.Name == "Stages" }
	if change.Type != "AWS::CodePipeline::Pipeline" || change.Kind == Added || !slices.ContainsFunc(change.Properties, stages) {
		return
	}
	o.notes = append(o.notes, Finding{Construct: change.Construct, Type: change.Type, What: "the pipeline changes its own stages: releases " +
		"in progress end where they are, also between two stacks of production, and the newest revision starts from the beginning"})
}
