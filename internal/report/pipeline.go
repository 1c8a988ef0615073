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

// pipelinesOf draws every pipeline of the assembly.
func pipelinesOf(a assembly.Assembly) []pipeline {
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
				estimate := bill.Of(environment.Stacks)
				found = append(found, pipeline{
					ID: webpage.ID(stack.Name), Name: stack.Name, Lines: withBars(estimate.Lines), AtRest: estimate.Monthly(),
					ByUse: estimate.ByUse, Unpriced: estimate.Unpriced,
					Picture: template.HTML(picture.OfPipeline(stack.Name, picture.Stages(resource), picture.Options{
						Prefix: webpage.ID(stack.Name) + "-", InPage: true,
					})),
				})
			}
		}
	}
	return found
}
