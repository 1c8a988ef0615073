package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/assembly"
	"kasha/internal/bill"
	"kasha/internal/console"
	"kasha/internal/schedule"
)

// costAnswer is what `kasha cost --json` prints.
type costAnswer struct {
	Currency     string       `json:"currency"` // USD
	Prices       string       `json:"prices"`   // whose list prices these are
	Environments []costOfPart `json:"environments"`
	Pipeline     *costOfPart  `json:"pipeline,omitempty"` // left out with --env, and where there is none
}

type costOfPart struct {
	Name     string     `json:"name"`
	Monthly  float64    `json:"monthly"` // the fixed cost
	Lines    []costLine `json:"lines"`   // the most expensive first
	ByUse    []string   `json:"byUse"`   // charges of a pipeline by use, in words
	Unpriced []string   `json:"unpriced"`

	// What the schedule saves of the fixed cost; 0 without one.
	SavedBySchedule float64 `json:"savedBySchedule"`
	// The regions of which no price is known; their prices are mostly higher.
	OtherRegions []string `json:"otherRegions"`
}

type costLine struct {
	Item    string  `json:"item"`
	Count   int     `json:"count"`
	Monthly float64 `json:"monthly"` // for all of count together
}

// costCommand prints the fixed monthly costs of each environment and of the pipeline.
func costCommand(c console.Console) *cobra.Command {
	var environment string
	var asJSON bool
	command := &cobra.Command{
		Use:               "cost " + assemblyArgument,
		Short:             "list the fixed monthly cost of each environment",
		Long:              "It adds up what AWS bills by the hour or month, at list prices. docs/cost.md lists the fields that save money.",
		Example:           lines("kasha cost", "kasha cost --env prod", "kasha cost --json"),
		Args:              oneAssembly,
		ValidArgsFunction: completeFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			answer, err := addUp(assemblyFolder(args), environment)
			if err != nil {
				return err
			}
			if asJSON {
				return c.Out.JSON(answer)
			}
			printCosts(c.Out, answer)
			return nil
		},
	}
	environmentFlag(command, &environment)
	jsonFlag(command, &asJSON)
	return command
}

func addUp(dir, only string) (costAnswer, error) {
	answer := costAnswer{Currency: "USD", Prices: "us-east-1", Environments: []costOfPart{}}
	err := eachStage(dir, only, func(name string, stacks []assembly.Stack) error {
		cost, err := costOf(name, stacks)
		answer.Environments = append(answer.Environments, cost)
		return err
	})
	if err != nil || only != "" {
		return answer, err
	}
	a, err := readAssembly(dir)
	var pipeline []assembly.Stack // and its stacks in other regions
	for _, stack := range a.Stacks {
		if stack.Stage == "" {
			pipeline = append(pipeline, stack)
		}
	}
	if len(pipeline) > 0 {
		cost, problem := costOf(pipeline[len(pipeline)-1].Name, pipeline)
		answer.Pipeline, err = &cost, errors.Join(err, problem)
	}
	return answer, err
}

func costOf(name string, stacks []assembly.Stack) (costOfPart, error) {
	estimate := bill.Of(stacks)
	cost := costOfPart{Name: name, Monthly: estimate.Monthly(), Lines: []costLine{}, ByUse: []string{}, Unpriced: []string{},
		OtherRegions: []string{}}
	for _, line := range estimate.Lines {
		cost.Lines = append(cost.Lines, costLine{Item: line.Item, Count: line.Count, Monthly: line.Monthly})
	}
	cost.ByUse = append(cost.ByUse, estimate.ByUse...)
	cost.Unpriced = append(cost.Unpriced, estimate.Unpriced...)
	for _, stack := range stacks {
		if region := stack.Region; region != bill.PricedRegion && !slices.Contains(cost.OtherRegions, region) {
			cost.OtherRegions = append(cost.OtherRegions, region)
		}
	}
	tasks, database, err := schedule.Resting(stacks)
	cost.SavedBySchedule = estimate.SavedWhileOff(tasks, database)
	return cost, err
}

func printCosts(out console.Stream, answer costAnswer) {
	parts := answer.Environments
	if answer.Pipeline != nil {
		parts = append(parts, *answer.Pipeline)
	}
	for _, part := range parts {
		fmt.Fprintln(out, out.Bold(fmt.Sprintf("%s: $%.2f a month, fixed costs only (%s list prices)", part.Name, part.Monthly, answer.Prices)))
		amount, count := len("0.00"), 1
		for _, line := range part.Lines {
			amount = max(amount, len(fmt.Sprintf("%.2f", line.Monthly)))
			count = max(count, len(fmt.Sprint(line.Count)))
		}
		for _, line := range part.Lines {
			indent := strings.Repeat(" ", amount+count+6)
			item := strings.TrimLeft(out.Fold(line.Item, indent), " ")
			fmt.Fprintf(out, "  %*.2f  %*d  %s", amount, line.Monthly, count, line.Count, item)
		}
		if part.SavedBySchedule > 0 {
			fmt.Fprintf(out, "  the schedule saves $%.2f of it: $%.2f remain\n", part.SavedBySchedule, part.Monthly-part.SavedBySchedule)
		}
		for _, region := range part.OtherRegions {
			fmt.Fprint(out, out.Fold(out.Yellow("no price of "+region+" is known:")+" its prices are mostly higher", "  "))
		}
		for _, use := range part.ByUse {
			fmt.Fprintf(out, "  by use: %s\n", use)
		}
		for _, unpriced := range part.Unpriced {
			fmt.Fprintf(out, "  %s %s\n", out.Yellow("no price:"), unpriced)
		}
		fmt.Fprintln(out)
	}
	fmt.Fprint(out, out.Fold("Not included: requests, traffic, logs, backups beyond the database's size, more tasks under load.\n"+
		"docs/cost.md lists the fields that save money.", ""))
}
