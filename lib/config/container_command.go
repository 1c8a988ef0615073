package config

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"kasha/lib/spelling"
)

// MaxStopSeconds is the longest that a container may take to exit after SIGTERM. It is Fargate's maximum (the default is 30), and the
// length of a Spot interruption notice. Open requests finish before, in the deregistration delay.
const MaxStopSeconds = 120

// checkCommand checks command, entryPoint and stopSeconds. Messages do not repeat an argument: it may be the secret that must not be here.
func checkCommand(at object, c Container) {
	if c.StopSeconds < 2 || c.StopSeconds > MaxStopSeconds {
		at.reject("stopSeconds", "Fargate does not wait for "+spelling.Count(c.StopSeconds, "second"), fmt.Sprintf("2 to %d", MaxStopSeconds))
	}
	checkArguments(at, "command", c.Command)
	checkArguments(at, "entryPoint", c.EntryPoint)
}

// checkArguments checks a command or an entry point.
func checkArguments(at object, field string, arguments []string) {
	const maxArguments, maxBytes = 100, 8 << 10
	size := 0
	for i, argument := range arguments {
		element := at.element(field, i)
		element.rejectIf(argument == "", "", "the argument is empty", "remove it")
		element.rejectIf(strings.ContainsFunc(argument, isControl) || !utf8.ValidString(argument), "",
			"the argument holds a control character, which ECS or a log would not keep", "text, with tabs and new lines at most")
		if holdsSecret(argument) {
			element.reject("", "this looks like a secret, and a command can be read in the template and the console",
				"keep it in Secrets Manager, and let the process read it from a variable: "+secretExample(""))
		}
		element.rejectIf(holdsReference(argument), "",
			"the CDK or CloudFormation would replace a part of this argument", "text without ${, #{Token[ and {{resolve:")
		size += len(argument)
	}
	if len(arguments) > maxArguments || size > maxBytes {
		at.reject(field, "the list has "+spelling.Count(len(arguments), "argument")+" and "+spelling.Count(size, "byte")+" in all",
			fmt.Sprintf("at most %d arguments and at most %d bytes", maxArguments, maxBytes))
	}
}
