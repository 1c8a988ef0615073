package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kasha/lib/names"
	"kasha/lib/plaintext"
	"kasha/lib/quotas"
	"kasha/lib/spelling"
)

var variablePattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// checkVariables checks frontend.environment and backend.environment. Messages never repeat a value: it may be the secret that
// must not be here.
func checkVariables(at object, variables map[string]string) {
	const maxBytes = quotas.TaskDefinitionBytes / 2
	size := 0
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		value := variables[name]
		size += len(name) + len(value)
		variable := at
		variable.path = child(at.path, name)
		variable.rejectIf(!variablePattern.MatchString(name) || len(name) > 255, "",
			"this is not the name of an environment variable", "letters, digits and underscores, not beginning with a digit")
		if isReserved(name) {
			variable.reject("", "Kasha or AWS sets this variable", reservedFix(name))
		}
		if plaintext.Secret(name, value) {
			variable.reject("", "this looks like a secret, and these values can be read in the template and the console",
				secretFix(at, name, value))
		}
		if holdsReference(value) {
			variable.reject("",
				"the CDK or CloudFormation would replace a part of this value, or take it for a reference that was forgotten", assembledFix(name))
		}
		variable.rejectIf(strings.ContainsFunc(value, isControl) || !utf8.ValidString(value), "",
			"the value holds a control character, which ECS or a log would not keep", "text, with tabs and new lines at most")
	}
	if size > maxBytes {
		at.reject("", "the variables take "+spelling.Count(size, "byte"), fmt.Sprintf("at most %d in all", maxBytes))
	}
}

func isReserved(name string) bool {
	for _, pattern := range names.ReservedVariables() {
		if prefix, open := strings.CutSuffix(pattern, "*"); open && strings.HasPrefix(name, prefix) || name == pattern {
			return true
		}
	}
	return false
}

// holdsReference reports whether a value holds a token of the CDK or a dynamic reference of CloudFormation, which are replaced. It also
// reports what begins a reference in Fn::Sub. CloudFormation would keep it, but the CDK's validator refuses it outside of Fn::Sub
// (E1029).
func holdsReference(value string) bool {
	return referencePattern.MatchString(value)
}

// referencePattern has the dynamic reference with spaces as well: CloudFormation keeps it, and cfn-lint takes it for a mistake (W1053).
var referencePattern = regexp.MustCompile(`\$\{|#\{Token\[|\{\{\s*resolve:`)

// isControl reports whether a character is a control character that no text of a container may hold (lib/texts, ContainerText). Those
// above 0x7f are refused in YAML, as which many tools read templates.
func isControl(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' }
