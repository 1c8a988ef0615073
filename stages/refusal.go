package stages

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
)

// Refusal is deferred around building and synthesizing. The CDK's Go binding reports everything it refuses by panicking
// with a JavaScript stack in the message; Refusal keeps the sentence and drops the stack. KASHA_DEBUG=1 prints it all.
func Refusal(err *error) {
	refused := recover()
	if refused == nil {
		return
	}
	if os.Getenv("KASHA_DEBUG") == "1" {
		fmt.Fprintf(os.Stderr, "%v\n%s\n", refused, debug.Stack())
	}
	*err = errors.New(sentence(fmt.Sprint(refused)))
}

// sentence is the part of a message before its stack. Of what the validation refused it is every finding.
func sentence(message string) string {
	message = strings.TrimPrefix(message, "ValidationFailed: ")
	if findings, _, refused := strings.Cut(message, "A copy of this report can be found in"); refused {
		return findings + "The templates break the rules listed above; validation-report.json beside them has the same. Nothing can be deployed from them."
	}
	var kept []string
	for _, line := range strings.Split(message, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "at ") {
			break
		}
		kept = append(kept, line)
	}
	return "The CDK refused the application: " + strings.TrimPrefix(strings.TrimSpace(strings.Join(kept, "\n")), "Error: ") + "\nKASHA_DEBUG=1 prints where."
}
