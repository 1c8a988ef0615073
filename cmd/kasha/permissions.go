package main

import (
	"flag"
	"fmt"
	"io"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/permissions"
)

// sensitivePermissions prints who may do which sensitive action on what, one block for each statement that grants any; or who may
// do the actions that are asked for, sensitive or not. It reads the environments of any assembly, and the pipeline's stack.
func sensitivePermissions(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("permissions", flag.ContinueOnError)
	flags.SetOutput(stdout)
	environment := flags.String("env", "", "one environment; otherwise all")
	action := flags.String("action", "", "this action, such as kms:Decrypt or s3:*; otherwise the sensitive ones")
	role := flags.String("role", "", "only roles and services with this in their name")
	check := flags.Bool("check", false, "hold the environment against the permissions that Kasha's own environments and pipeline may have; others' fail it")
	dir, err := parseWithAssembly(flags, args)
	if err != nil {
		return unlessHelp(err)
	}
	if *action != "" && *action != "*" && !strings.Contains(*action, ":") {
		return fmt.Errorf("--action %s is no action: write the service, too, as in s3:%s", *action, *action)
	}
	return eachEnvironment(dir, *environment, func(name string, stacks []assembly.Stack) error {
		model, err := permissions.Build(stacks)
		if err != nil {
			return err
		}
		if *check {
			return printViolations(stdout, name, model.Check())
		}
		grants := model.Grants()
		if *action != "" {
			grants = model.Who(*action)
		}
		fmt.Fprintf(stdout, "## %s\n\n", name)
		printGrants(stdout, grants, *role, model.NotModelled())
		return nil
	})
}

// printGrants joins the actions that one statement grants on one thing. Nobody is an answer only where everything is understood.
func printGrants(stdout io.Writer, grants []permissions.Grant, role string, unknown []string) {
	last := ""
	for _, g := range grants {
		if !strings.Contains(strings.ToLower(g.Who), strings.ToLower(role)) {
			continue
		}
		block := fmt.Sprintf("%s on %s\n  by %s: %s\n", g.Who, g.On, g.By, g.Statement)
		if block != last {
			if last != "" {
				fmt.Fprintln(stdout)
			}
			fmt.Fprint(stdout, block)
			last = block
		}
		fmt.Fprintf(stdout, "    %s\n", g.Action)
	}
	switch {
	case last == "" && len(unknown) > 0:
		fmt.Fprintln(stdout, "no statement was found, but not everything is understood:")
	case last == "":
		fmt.Fprintln(stdout, "nobody")
	}
	for _, one := range unknown {
		fmt.Fprintf(stdout, "not modelled: %s\n", one)
	}
	fmt.Fprintln(stdout)
}
