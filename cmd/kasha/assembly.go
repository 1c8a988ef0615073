package main

import (
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/assembly"
)

// eachEnvironment visits the environments of any assembly, or only the named one. An environment is a stage, or a group of stacks
// without a stage that refer to each other. It continues after an error, so that one run reports on all environments. An assembly
// without environments is an error, because an empty output could be mistaken for an answer.
func eachEnvironment(dir, only string, visit func(name string, stacks []assembly.Stack) error) error {
	a, err := readAssembly(dir)
	if err != nil {
		return err
	}
	var names []string
	var errs []error
	found := false
	for _, environment := range a.Environments() {
		names = append(names, environment.Name)
		if only == "" || environment.Is(only) {
			found = true
			errs = append(errs, visit(environment.Name, environment.Stacks))
		}
	}
	if !found {
		return unknownEnvironment(dir, only, names)
	}
	return errors.Join(errs...)
}

// eachStage visits Kasha's own environments, which are stages, or only the named one. It leaves the pipeline out.
func eachStage(dir, only string, visit func(name string, stacks []assembly.Stack) error) error {
	a, err := readAssembly(dir)
	if err != nil {
		return err
	}
	if stages := a.Stages(); only != "" && !slices.Contains(stages, only) {
		return unknownEnvironment(dir, only, stages)
	}
	var errs []error
	for _, name := range a.Stages() {
		if only == "" || only == name {
			errs = append(errs, visit(name, a.Stage(name)))
		}
	}
	return errors.Join(errs...)
}

func unknownEnvironment(dir, name string, names []string) error {
	return usage("%s has no environment %q; fix: %s", dir, name, instead(name, names, "choose one of "+strings.Join(names, ", ")))
}

func readAssembly(dir string) (assembly.Assembly, error) {
	a, err := assembly.Read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return a, usage("%s holds no synthesized assembly; fix: run make synth first, or name another folder (%w)", dir, err)
	}
	return a, err
}

// assemblyArgument is the argument of every command that reads an assembly.
const assemblyArgument = "[ASSEMBLY]"

// assemblyFolder returns the folder that a command was given, by default cdk.out.
func assemblyFolder(args []string) string {
	if len(args) > 0 {
		return args[0]
	}
	return "cdk.out"
}

// oneAssembly refuses a second assembly.
func oneAssembly(command *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("got two assemblies, %s and %s; fix: name one", args[0], args[1])
	}
	return nil
}

// completeFolder offers folders where an assembly is expected.
func completeFolder(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}
