package operate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
)

// CLI runs the AWS command line in one region, with the operator's own installation, profile and credentials. It prints every
// command first, so that the operator sees what is done and can repeat it by hand. docs/decisions/0012-two-aws-clients.md says
// why it does not use the AWS SDK.
type CLI struct {
	Region string
	Out    io.Writer                           // receives the printed commands
	Run    func(args []string) ([]byte, error) // runs aws with these arguments and returns its standard output

	// RunAs does the same with more variables in the environment, such as other credentials.
	RunAs func(environment, args []string) ([]byte, error)
}

// Failed is the error of a command of the AWS CLI that did not succeed.
type Failed struct {
	Command string // such as ecs describe-services
	Says    string // on standard error
}

func (f Failed) Error() string { return "aws " + f.Command + ": " + f.Says }

// NewCLI returns a CLI that runs the program aws.
func NewCLI(region string, out io.Writer) CLI {
	return CLI{Region: region, Out: out, Run: run, RunAs: runAs}
}

// Call prints a command, runs it and decodes its JSON answer into result. A nil result ignores the answer.
func (c CLI) Call(result any, args ...string) error {
	args = append(args, "--region", c.Region, "--output", "json")
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = quote(arg)
	}
	fmt.Fprintln(c.Out, "$ aws", strings.Join(words, " "))
	return c.decode(result, args)
}

// Repeat is Call without printing, for a command that was printed before and is repeated until its answer changes.
func (c CLI) Repeat(result any, args ...string) error {
	return c.decode(result, append(args, "--region", c.Region, "--output", "json"))
}

func (c CLI) decode(result any, args []string) error {
	answer, err := c.Run(args)
	if err != nil {
		return err
	}
	if result == nil || len(bytes.TrimSpace(answer)) == 0 {
		return nil
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("aws %s %s: the answer is not JSON: %w", args[0], args[1], err)
	}
	return nil
}

// withCredentials returns the environment of this process with other credentials. A profile would win over them, and the AWS CLI takes an
// empty one for the name of a profile, so both variables go.
func withCredentials(credentials []string) []string {
	environment := os.Environ()
	if len(credentials) > 0 {
		environment = slices.DeleteFunc(environment, func(entry string) bool {
			return strings.HasPrefix(entry, "AWS_PROFILE=") || strings.HasPrefix(entry, "AWS_DEFAULT_PROFILE=")
		})
	}
	return append(environment, credentials...)
}

func run(args []string) ([]byte, error) { return runAs(nil, args) }

func runAs(environment, args []string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	command := exec.Command("aws", args...)
	command.Env = withCredentials(environment)
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("aws: the AWS command line is not installed; fix: install it (AWS's guide, \"Installing the AWS CLI\")")
	}
	if err != nil {
		return nil, Failed{Command: args[0] + " " + args[1], Says: strings.TrimSpace(stderr.String())}
	}
	return stdout.Bytes(), nil
}

var unquoted = regexp.MustCompile(`^[A-Za-z0-9_./:=,@%+-]+$`)

// quote returns the argument as one word of a POSIX shell.
func quote(arg string) string {
	if unquoted.MatchString(arg) {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
