package config

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"kasha/lib/plaintext"
	"kasha/lib/spelling"
)

// checkCommand checks command and entryPoint. Messages do not repeat an argument that may be a secret.
func checkCommand(at object, c Container) {
	checkArguments(at, "command", c.Command)
	checkArguments(at, "entryPoint", c.EntryPoint)
	checkProgram(at, "command", c.Command, c.EntryPoint)
	checkProgram(at, "entryPoint", c.EntryPoint, nil)
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
		option := ""
		if i > 0 && plaintext.Follows(arguments[i-1], argument) {
			option = arguments[i-1]
		}
		if option != "" || plaintext.Holds(argument) {
			element.reject("", "this looks like a secret, and a command can be read in the template and the console",
				"keep it in Secrets Manager, and let the process read it from a variable: "+secretExample(at, variableOf(option+argument)))
		}
		element.rejectIf(holdsReference(argument), "",
			"the CDK or CloudFormation would replace a part of this argument", "text without ${, #{Token[ and {{resolve:; a shell reads $NAME too")
		size += len(argument)
	}
	if len(arguments) > maxArguments || size > maxBytes {
		at.reject(field, "the list has "+spelling.Count(len(arguments), "argument")+" and "+spelling.Count(size, "byte")+" in all",
			fmt.Sprintf("at most %d arguments and at most %d bytes", maxArguments, maxBytes))
	}
}

// checkProgram checks the first text, which ECS starts as a program. A command after an entry point is the first argument instead.
func checkProgram(at object, field string, arguments, entryPoint []string) {
	if len(entryPoint) == 0 && len(arguments) > 0 && strings.ContainsFunc(arguments[0], unicode.IsSpace) {
		at.element(field, 0).reject("", "the first text is the program, and its name has no blanks: the container would not start",
			commandFix(arguments[0], arguments[1:]...))
	}
}

var optionName = regexp.MustCompile(`^--?([A-Za-z][A-Za-z0-9-]*)`)

// variableOf is a variable for the value of an option: DB_PASSWORD for --db-password. It is empty where there is no such option.
func variableOf(argument string) string {
	if found := optionName.FindStringSubmatch(argument); found != nil && plaintext.Named(found[1]) {
		return strings.ToUpper(strings.ReplaceAll(found[1], "-", "_"))
	}
	return ""
}
