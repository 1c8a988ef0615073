// Package shapes holds properties that every environment must have, whatever its configuration: names within AWS's limits,
// templates within CloudFormation's, and no two environments in each other's way. Its tests try them on generated
// configurations.
package shapes

import (
	"fmt"
	"os"

	"kasha/internal/assembly"
)

// CloudFormation's limits for one template, and how much of them we let an environment use: an adopter's own additions must
// fit too. Source: CloudFormation User Guide, "Quotas"; the size is that of a template in S3, where the CDK puts it.
const (
	templateBytes  = 1 << 20
	stackResources = 500
	stackOutputs   = 200
	shareUsed      = 0.5

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
	} else if float64(info.Size()) > shareUsed*templateBytes {
		say("the template has %d bytes, more than half of what CloudFormation takes", info.Size())
	}
	if n := len(stack.Template.Resources); float64(n) > shareUsed*stackResources {
		say("%d resources, more than half of what CloudFormation takes", n)
	}
	if n := len(stack.Template.Outputs); float64(n) > shareUsed*stackOutputs {
		say("%d outputs, more than half of what CloudFormation takes", n)
	}
	for name := range stack.Template.Outputs {
		if len(name) > longestOutputName {
			say("an output's name may have %d characters, %s has %d", longestOutputName, name, len(name))
		}
	}
	return problems
}
