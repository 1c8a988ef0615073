package main

import (
	"slices"

	"github.com/spf13/cobra"

	"kasha/lib/config"
)

// environmentFlag adds --env to a command that reads environments. Without it, the command reads all of them.
func environmentFlag(command *cobra.Command, environment *string) {
	addEnvironmentFlag(command, environment, "one `environment`; by default all")
}

// oneEnvironmentFlag adds --env to a command that works on one environment.
func oneEnvironmentFlag(command *cobra.Command, environment *string) {
	addEnvironmentFlag(command, environment, "the `environment`, by its name in cdk.json")
}

func addEnvironmentFlag(command *cobra.Command, environment *string, help string) {
	command.Flags().StringVar(environment, "env", "", help)
	completeEnvironment(command)
}

// completeEnvironment offers the environments of cdk.json after --env.
func completeEnvironment(command *cobra.Command) {
	_ = command.RegisterFlagCompletionFunc("env", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return environmentNames(), cobra.ShellCompDirectiveNoFileComp
	})
}

// environmentNames returns the names of the environments in cdk.json; none if it cannot be read.
func environmentNames() []string {
	kasha, err := config.ReadFile(configurationFile)
	if err != nil {
		return nil
	}
	var names []string
	for _, environment := range kasha.Environments {
		names = append(names, environment.Name)
	}
	return names
}

func environmentIsKnown(name string) bool { return slices.Contains(environmentNames(), name) }
