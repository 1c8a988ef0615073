package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"kasha/internal/assembly"
	"kasha/internal/console"
	"kasha/lib/spelling"
)

// stacksAnswer is what `kasha stacks --json` prints.
type stacksAnswer struct {
	Stacks []stackAnswer `json:"stacks"` // in the order of deployment
}

type stackAnswer struct {
	Name        string `json:"name"`        // in CloudFormation
	Environment string `json:"environment"` // empty for the pipeline's
	Account     string `json:"account"`     // empty: that of the credentials in use
	Region      string `json:"region"`
	Resources   int    `json:"resources"` // their number
	Template    string `json:"template"`  // the template's file
}

// stacksCommand lists the stacks of an assembly in the order of deployment, with their account, region and number of resources.
func stacksCommand(c console.Console) *cobra.Command {
	var environment string
	var asJSON bool
	command := &cobra.Command{
		Use:               "stacks " + assemblyArgument,
		Short:             "list the stacks of an assembly, in the order of deployment",
		Example:           lines("kasha stacks", "kasha stacks --env prod", "kasha stacks /tmp/another/cdk.out --json"),
		Args:              oneAssembly,
		ValidArgsFunction: completeFolder,
		RunE: func(_ *cobra.Command, args []string) error {
			stacks, err := selectStacks(assemblyFolder(args), environment)
			if err != nil {
				return err
			}
			answer := describeStacks(stacks)
			if asJSON {
				return c.Out.JSON(answer)
			}
			printStacks(c.Out, answer)
			return nil
		},
	}
	environmentFlag(command, &environment)
	jsonFlag(command, &asJSON)
	return command
}

// selectStacks returns all stacks of an assembly, or those of one environment.
func selectStacks(dir, environment string) ([]assembly.Stack, error) {
	if environment == "" {
		a, err := readAssembly(dir)
		return a.Stacks, err
	}
	var selected []assembly.Stack
	err := eachEnvironment(dir, environment, func(_ string, stacks []assembly.Stack) error {
		selected = append(selected, stacks...)
		return nil
	})
	return selected, err
}

func describeStacks(stacks []assembly.Stack) stacksAnswer {
	answer := stacksAnswer{Stacks: []stackAnswer{}}
	for _, stack := range stacks {
		one := stackAnswer{
			Name: stack.Name, Environment: stack.Stage, Account: stack.Account, Region: stack.Region,
			Resources: len(stack.Template.Resources), Template: stack.TemplateFile,
		}
		if !stack.AccountIsKnown() {
			one.Account = ""
		}
		answer.Stacks = append(answer.Stacks, one)
	}
	return answer
}

func printStacks(out console.Stream, answer stacksAnswer) {
	var rows [][]string
	environments := map[string]bool{}
	total := 0
	for _, stack := range answer.Stacks {
		account := stack.Account
		if account == "" {
			account = "(credentials)"
		}
		if stack.Environment != "" {
			environments[stack.Environment] = true
		}
		total += stack.Resources
		rows = append(rows, []string{stack.Name, account, stack.Region, fmt.Sprint(stack.Resources), stack.Template})
	}
	out.Table([]string{"STACK", "ACCOUNT", "REGION", "RESOURCES", "TEMPLATE"}, rows)
	fmt.Fprintf(out, "%s, %s, %s\n", spelling.Count(len(rows), "stack"), spelling.Count(total, "resource"),
		spelling.Count(len(environments), "environment"))
}
