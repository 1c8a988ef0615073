package report

import (
	"html/template"
	"slices"

	"kasha/internal/assembly"
	"kasha/internal/bill"
	"kasha/internal/picture"
	"kasha/internal/webpage"
)

// pipeline is what the page shows of stacks that belong to no environment.
type pipeline struct {
	ID, Name string
	Picture  template.HTML
	Lines    []costLine
	AtRest   float64
	ByUse    []string
	Unpriced []string
}

// pipelinesOf draws every pipeline of the assembly. For the picture beside an environment's, the stage of that environment is marked, and
// pipelines without such a stage are left out.
func pipelinesOf(a assembly.Assembly, of string) []pipeline {
	var found []pipeline
	for _, environment := range a.Environments() {
		if slices.Contains(a.Stages(), environment.Name) {
			continue
		}
		for _, stack := range environment.Stacks {
			for _, resource := range stack.Template.Sorted() {
				if resource.Type != "AWS::CodePipeline::Pipeline" {
					continue
				}
				drawn := picture.PipelineOf(stack, resource)
				if of != "" && !slices.ContainsFunc(drawn.Stages, func(s picture.Stage) bool { return s.Name == of }) {
					continue
				}
				one := pipeline{
					ID: webpage.ID(stack.Name), Name: stack.Name,
					Picture: template.HTML(picture.OfPipeline(drawn, picture.Options{
						Prefix: webpage.ID(of+" "+stack.Name) + "-", InPage: true, Marks: map[string]picture.Mark{of: picture.Here},
					})),
				}
				if of == "" {
					one.price(environment.Stacks)
				}
				found = append(found, one)
			}
		}
	}
	return found
}

// price adds what the pipeline costs. Beside an environment, the page shows only its picture.
func (p *pipeline) price(stacks []assembly.Stack) {
	estimate := bill.Of(stacks)
	p.Lines, p.AtRest, p.ByUse, p.Unpriced = withBars(estimate.Lines), estimate.Monthly(), estimate.ByUse, estimate.Unpriced
}
