package config

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"kasha/lib/plaintext"
	"kasha/lib/spelling"
)

// checkCommand checks command and entryPoint. Messages do not repeat an argument: it may be the secret that must not be here.
func checkCommand(at object, c Container) {
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
		if plaintext.Holds(argument) {
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
