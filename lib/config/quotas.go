package config

import (
	"fmt"

	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

// pipelineOwnStages are the stages of a pipeline before its first environment: Source, Build, UpdatePipeline and Assets.
const pipelineOwnStages = 4

// checkPipelineSize counts what AWS counts when it creates the pipeline, after the first environments of a new configuration were tried.
func checkPipelineSize(at object, environments []Environment) {
	if stages := pipelineOwnStages + len(environments); stages > quotas.PipelineStages {
		at.reject("environments", fmt.Sprintf("a pipeline for %s has %s, and CodePipeline allows %d",
			spelling.Count(len(environments), "environment"), spelling.Count(stages, "stage"), quotas.PipelineStages),
			fmt.Sprintf("at most %d environments; deploy the others from another repository, or by hand without pipeline",
				quotas.PipelineStages-pipelineOwnStages))
		return
	}
	actions := pipelineOwnActions
	for _, e := range environments {
		actions += e.pipelineActions()
	}
	if actions > quotas.PipelineActions {
		at.reject("environments", fmt.Sprintf("the pipeline has %s, and CodePipeline allows %d",
			spelling.Count(actions, "action"), quotas.PipelineActions),
			"fewer environments; deploy the others from another repository, or by hand without pipeline")
	}
}

// pipelineOwnActions are the actions of the pipeline's own stages, with two kinds of assets.
const pipelineOwnActions = 5

// pipelineActions returns how many actions of the pipeline deploy the environment. A test compares it with the synthesized pipeline.
func (e Environment) pipelineActions() int {
	const prepareAndDeploy, stacks, smoke = 2, 4, 1
	actions := prepareAndDeploy*stacks + smoke
	if e.Backup.CopyRegion != "" || e.Backup.CopyAccount != "" {
		actions += prepareAndDeploy // the stack of the copies
	}
	if e.IsProduction() {
		const promotion, check, confirmation, protection = 1, 1, 1, 1
		actions += promotion + check + confirmation + protection
	}
	return actions
}
