// Package awscli runs the AWS command line that an operator has installed and configured, and shows every command, so that
// people learn what was done and can do it again by hand. Kasha itself holds no credentials and links no SDK.
package awscli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
)

// CLI calls AWS in one region.
type CLI struct {
	Region string
	Out    io.Writer // commands are printed here
	Run    func(args []string) ([]byte, error)
}

// New calls the aws program.
func New(region string, out io.Writer) CLI { return CLI{Region: region, Out: out, Run: run} }

// Call prints a command, runs it and decodes its answer into result, which may be nil.
func (c CLI) Call(result any, args ...string) error {
	args = append(args, "--region", c.Region, "--output", "json")
	words := make([]string, len(args))
	for i, arg := range args {
		words[i] = quote(arg)
	}
	fmt.Fprintln(c.Out, "$ aws", strings.Join(words, " "))
	return c.decode(result, args)
}

// Again is Call for a question that is asked until the answer changes: it prints nothing.
func (c CLI) Again(result any, args ...string) error {
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
		return fmt.Errorf("aws %s %s answered something that is not JSON: %w", args[0], args[1], err)
	}
	return nil
}

func run(args []string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	command := exec.Command("aws", args...)
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("the AWS command line is not installed; see AWS's guide, \"Installing the AWS CLI\"")
	}
	if err != nil {
		return nil, fmt.Errorf("aws %s %s: %s", args[0], args[1], strings.TrimSpace(stderr.String()))
	}
	return stdout.Bytes(), nil
}

var plain = regexp.MustCompile(`^[A-Za-z0-9_./:=,@%+-]+$`)

// quote makes an argument one word of a shell.
func quote(arg string) string {
	if plain.MatchString(arg) {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
