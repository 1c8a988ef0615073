package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"kasha/internal/assembly"
)

// eachEnvironment visits the environments of any assembly, or the one that is asked for: its stages, and the stacks without one
// that refer to each other. It goes on after an error, so that one run reports all environments. An assembly without any is an
// error, so that nobody takes silence for an answer.
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
		return fmt.Errorf("%s has no environment %q; it has %s", dir, only, strings.Join(names, ", "))
	}
	return errors.Join(errs...)
}

// eachStage visits Kasha's own environments, which are stages, and leaves the pipeline out.
func eachStage(dir, only string, visit func(name string, stacks []assembly.Stack) error) error {
	a, err := readAssembly(dir)
	if err != nil {
		return err
	}
	return eachOf(a, dir, a.Stages(), only, visit)
}

func eachOf(a assembly.Assembly, dir string, names []string, only string, visit func(name string, stacks []assembly.Stack) error) error {
	if only != "" && !slices.Contains(names, only) {
		return fmt.Errorf("%s has no environment %q; it has %s", dir, only, strings.Join(names, ", "))
	}
	var errs []error
	for _, name := range names {
		stacks := a.Stage(name)
		if single, ok := a.Stack(name); ok {
			stacks = []assembly.Stack{single}
		}
		if only == "" || only == name {
			errs = append(errs, visit(name, stacks))
		}
	}
	return errors.Join(errs...)
}

func readAssembly(dir string) (assembly.Assembly, error) {
	a, err := assembly.Read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return a, fmt.Errorf("%s holds no synthesized assembly: run make synth first, or name the folder that does (%w)", dir, err)
	}
	return a, err
}
