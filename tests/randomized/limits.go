// Package randomized checks properties that every environment must have, whatever its configuration: names are within AWS's limits,
// templates within CloudFormation's, and no two environments conflict. Its tests generate random configurations (generate_test.go) and
// check these properties. `make shapes` runs the tests.
//
// The fixed configurations of package tests are in testdata, among them shapes.json, which is written by hand. Package handmade has an
// environment that is not synthesized.
package randomized

import (
	"fmt"
	"os"

	"kasha/internal/assembly"
	"kasha/internal/usage"
	"kasha/lib/quotas"
)

// shareUsed is how much of CloudFormation's quotas for one template an environment may use. Further processes are its own additions.
const shareUsed = 0.95

// Source: CloudFormation user guide, "Understand CloudFormation quotas".
const (
	longestStackName  = 128
	longestOutputName = 255
)

// TemplateProblems lists what breaks one of CloudFormation's limits in one stack.
func TemplateProblems(stack assembly.Stack) []string {
	var problems []string
	say := func(format string, arguments ...any) {
		problems = append(problems, stack.Name+": "+fmt.Sprintf(format, arguments...))
	}
	if len(stack.Name) > longestStackName {
		say("a stack's name may have %d characters, this one has %d", longestStackName, len(stack.Name))
	}
	if info, err := os.Stat(stack.TemplateFile); err != nil {
		say("%v", err)
	} else if float64(info.Size()) > shareUsed*quotas.TemplateBytes {
		say("the template has %d bytes, too near to what CloudFormation takes", info.Size())
	}
	if n := len(stack.Template.Resources); float64(n) > shareUsed*quotas.StackResources {
		say("%d resources, too near to what CloudFormation takes", n)
	}
	if n := len(stack.Template.Outputs); float64(n) > shareUsed*quotas.StackOutputs {
		say("%d outputs, too near to what CloudFormation takes", n)
	}
	for name := range stack.Template.Outputs {
		if len(name) > longestOutputName {
			say("an output's name may have %d characters, %s has %d", longestOutputName, name, len(name))
		}
	}
	return problems
}

// QuotaProblems lists what is beyond a quota of AWS in one environment.
func QuotaProblems(stacks []assembly.Stack) []string {
	uses, err := usage.Of(stacks)
	if err != nil {
		return []string{err.Error()}
	}
	var problems []string
	for _, use := range uses {
		if quota, _ := quotas.Of(use.Quota); use.Amount > quota.Default {
			problems = append(problems, fmt.Sprintf("%s: %d %s, and %s allows %d", use.Where, use.Amount, use.Quota, quota.Service, quota.Default))
		}
	}
	return problems
}
