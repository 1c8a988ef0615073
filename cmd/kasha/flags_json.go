package main

import (
	"github.com/spf13/cobra"

	reviews "kasha/internal/review"
)

// jsonFlag adds --json to a command that reads. Its answer is then one JSON value on standard output, whose shape answers lists.
func jsonFlag(command *cobra.Command, asJSON *bool) {
	command.Flags().BoolVar(asJSON, "json", false, "print JSON; docs/command-line.md describes it")
}

// answers returns the type of every command's JSON. docs/command-line.md is written from these types and their comments, and fields are
// only ever added: scripts read them.
func answers() map[string]any {
	return map[string]any{
		"configuration": configurationAnswer{},
		"cost":          costAnswer{},
		"doctor":        doctorAnswer{},
		"environments":  environmentsAnswer{},
		"explain":       explainAnswer{},
		"first-hour":    firstHourAnswer{},
		"leftovers":     leftoversAnswer{},
		"permissions":   permissionsAnswer{},
		"preflight":     preflightAnswer{},
		"reach":         reachAnswer{},
		"records":       recordsAnswer{},
		"review":        reviews.Report{},
		"runbook":       runbookAnswer{},
		"runtimes":      runtimesAnswer{},
		"schedule":      scheduleAnswer{},
		"stacks":        stacksAnswer{},
		"version":       versionAnswer{},
	}
}
