package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/internal/console"
	"kasha/internal/permissions"
	"kasha/internal/promises"
)

// permissionsAnswer is what `kasha permissions --json` prints.
type permissionsAnswer struct {
	Environments []permissionsOfEnvironment `json:"environments"`
}

type permissionsOfEnvironment struct {
	Name        string             `json:"name"`
	Grants      []permissionsGrant `json:"grants,omitempty"`      // who may do what; without --check
	Checked     bool               `json:"checked"`               // with --check
	Violations  []string           `json:"violations,omitempty"`  // with --check
	NotModelled []string           `json:"notModelled,omitempty"` // what the model does not understand

	broken []violation // for people
}

type permissionsGrant struct {
	Who       string `json:"who"`       // a role's construct path, a service, or an account
	Action    string `json:"action"`    // such as kms:Decrypt
	On        string `json:"on"`        // a resource's construct path, or a pattern of ARNs
	By        string `json:"by"`        // the resource that holds the statement
	Statement string `json:"statement"` // in words
}

// permissionsCommand prints who may do which sensitive action on what, in one block for each statement that grants any. With
// --action it prints who may do that action, sensitive or not. It reads the environments of any assembly, and the pipeline's stack.
func permissionsCommand(c console.Console) *cobra.Command {
	var p permissionsRun
	command := &cobra.Command{
		Use:   "permissions " + assemblyArgument,
		Short: "list the sensitive permissions, who has them, and which statement grants each",
		Long:  "It reads the templates of any CDK application, and the pipeline's stack.",
		Example: lines(
			"kasha permissions --env prod --role backend",
			"kasha permissions --env prod --action kms:Decrypt",
			"kasha permissions --env prod --action 'logs:*'",
			"kasha permissions --check --json",
		),
		Args:              oneAssembly,
		ValidArgsFunction: completeFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			if p.action != "" && p.action != "*" && !strings.Contains(p.action, ":") {
				return usage("--action %s names no service; fix: write service and action, such as s3:%[1]s", p.action)
			}
			answer, err := p.ask(assemblyFolder(args))
			if p.asJSON && len(answer.Environments) > 0 {
				return errors.Join(c.Out.JSON(answer), err)
			}
			printPermissions(c.Out, answer)
			return err
		},
	}
	environmentFlag(command, &p.environment)
	command.Flags().StringVar(&p.action, "action", "", "one `action`, such as kms:Decrypt or s3:*; by default the sensitive ones")
	command.Flags().StringVar(&p.role, "role", "", "only roles and services with this `text` in their name")
	command.Flags().BoolVar(&p.check, "check", false,
		"compare with the permissions that Kasha's own environments and pipeline may have; environments of other applications fail")
	jsonFlag(command, &p.asJSON)
	return command
}

type permissionsRun struct {
	environment, action, role string
	check, asJSON             bool
}

// ask asks every environment, and returns the answers also where one of them has violations.
func (p permissionsRun) ask(dir string) (permissionsAnswer, error) {
	answer := permissionsAnswer{Environments: []permissionsOfEnvironment{}}
	err := eachEnvironment(dir, p.environment, func(name string, stacks []assembly.Stack) error {
		env, err := cloudformation.Resolve(stacks)
		if err != nil {
			return fmt.Errorf("the templates cannot be read as one environment: %w", err)
		}
		model := permissions.Build(env, promises.HarmlessActions())
		one := permissionsOfEnvironment{Name: name, NotModelled: model.NotModelled(), Checked: p.check}
		if p.check {
			for _, v := range model.Check(promises.Permissions(env)) {
				one.broken = append(one.broken, violation{string(v.Kind), v.What, v.Because()})
				one.Violations = append(one.Violations, v.String())
			}
			answer.Environments = append(answer.Environments, one)
			return violationsIn(name, one.Violations)
		}
		grants := model.Grants()
		if p.action != "" {
			grants = model.Who(p.action)
		}
		one.Grants = []permissionsGrant{}
		for _, g := range grants {
			if strings.Contains(strings.ToLower(g.Who), strings.ToLower(p.role)) {
				one.Grants = append(one.Grants, permissionsGrant{
					Who: g.Who, Action: g.Action, On: g.On, By: g.By, Statement: g.Statement.String(),
				})
			}
		}
		answer.Environments = append(answer.Environments, one)
		return nil
	})
	return answer, err
}

func printPermissions(out console.Stream, answer permissionsAnswer) {
	for _, environment := range answer.Environments {
		if environment.Checked {
			printViolations(out, environment.Name, environment.broken)
			continue
		}
		fmt.Fprintf(out, "%s\n\n", out.Bold("## "+environment.Name))
		printGrants(out, environment.Grants, environment.NotModelled)
	}
}

// printGrants groups the actions that one statement grants on one thing. It prints "nobody" only if everything is modelled.
func printGrants(out console.Stream, grants []permissionsGrant, unknown []string) {
	last := ""
	for _, g := range grants {
		block := fmt.Sprintf("%s on %s\n  by %s: %s\n", g.Who, g.On, g.By, g.Statement)
		if block != last {
			if last != "" {
				fmt.Fprintln(out)
			}
			fmt.Fprint(out, block)
			last = block
		}
		fmt.Fprintf(out, "    %s\n", g.Action)
	}
	switch {
	case last == "" && len(unknown) > 0:
		fmt.Fprintln(out, "no statement was found, but not everything is modelled:")
	case last == "":
		fmt.Fprintln(out, "nobody")
	}
	for _, one := range unknown {
		fmt.Fprintf(out, "%s %s\n", out.Yellow("not modelled:"), one)
	}
	fmt.Fprintln(out)
}
