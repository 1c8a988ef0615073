package bill

import (
	"fmt"
	"maps"
	"slices"
)

// addPipeline adds a pipeline. Type V2 costs nothing at rest.
func (e *estimator) addPipeline(p map[string]any) {
	if p["PipelineType"] != "V2" {
		e.bill("pipeline of type V1", pipelineV1)
		return
	}
	e.uses[fmt.Sprintf("$%.3f for each minute of an action of the pipeline, the first %d a month free", actionMinute, freeActionMinutes)]++
}

// addBuilds adds the builds of a project, which are billed by the minute.
func (e *estimator) addBuilds(p map[string]any) {
	environment, _ := p["Environment"].(map[string]any)
	switch size := environment["ComputeType"]; size {
	case computeTypeDefault:
		e.uses[fmt.Sprintf("$%.3f for each minute of a small build", buildMinute)]++
	case computeTypeMedium:
		e.uses[fmt.Sprintf("$%.3f for each minute of a medium build", buildMinuteMedium)]++
	default:
		e.unpriced = append(e.unpriced, fmt.Sprintf("build of the size %v", size))
	}
}

// byUse lists the charges of a pipeline by use, with the number of resources that have each.
func (e *estimator) byUse() []string {
	var list []string
	for _, use := range slices.Sorted(maps.Keys(e.uses)) {
		list = append(list, fmt.Sprintf("%s (%d)", use, e.uses[use]))
	}
	return list
}
