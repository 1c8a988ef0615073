package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/console"
)

// group is a heading of the list of commands.
type group string

const (
	groupDevelop group = "Develop"
	groupRead    group = "Read an assembly"
	groupDeploy  group = "Deploy"
	groupOperate group = "Operate a deployed environment"
	groupAbout   group = "About kasha"
)

func groups() []group { return []group{groupDevelop, groupRead, groupDeploy, groupOperate, groupAbout} }

// commands returns every command, in the order in which help lists them.
func commands(c console.Console) []*cobra.Command {
	in := func(g group, commands ...*cobra.Command) []*cobra.Command {
		for _, command := range commands {
			command.GroupID = string(g)
		}
		return commands
	}
	return slices.Concat(
		in(groupDevelop,
			configurationCommand(c),
			doctorCommand(c),
			environmentsCommand(c),
			explainCommand(c),
			initCommand(c),
			reviewCommand(c),
			runtimesCommand(c),
			synthCommand(c),
		),
		in(groupRead,
			costCommand(c),
			permissionsCommand(c),
			reachCommand(c),
			reportCommand(c),
			scheduleCommand(c),
			stacksCommand(c),
		),
		in(groupDeploy,
			preflightCommand(c),
		),
		in(groupOperate,
			assetsCommand(c),
			firstHourCommand(c),
			leftoversCommand(c),
			passwordCommand(c),
			recordsCommand(c),
			restartCommand(c),
			rotateCommand(c),
			runbookCommand(c),
			shellCommand(c),
			sqlCommand(c),
			wakeCommand(c),
		),
		in(groupAbout,
			completionCommand(c),
			helpCommand(c),
			versionCommand(c),
		),
	)
}

func newRoot(c console.Console) *cobra.Command {
	root := &cobra.Command{
		Use:   "kasha",
		Short: "check, read, deploy and operate the environments of cdk.json",
		Long: "Kasha reads what `make synth` has written to cdk.out, and what cdk.json says. Commands that deploy or operate use your AWS " +
			"credentials; all others need none.",
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true}, // completion.go has it
	}
	for _, g := range groups() {
		root.AddGroup(&cobra.Group{ID: string(g), Title: string(g)})
	}
	for _, command := range commands(c) {
		command.DisableFlagsInUseLine = true
		if command.Name() == "help" {
			root.SetHelpCommand(command)
		}
		root.AddCommand(command)
	}
	root.SetHelpFunc(func(command *cobra.Command, _ []string) { printHelp(c.Out, command) })
	root.SetFlagErrorFunc(flagError)
	return root
}

// lines joins the lines of an example.
func lines(text ...string) string { return strings.Join(text, "\n") }

func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}
