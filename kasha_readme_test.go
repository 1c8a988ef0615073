package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/runbook"
)

// TestReadmeCommandsExist catches a command of the README that its reader types and that is not there: a target of the Makefile
// that was renamed, a command of cmd/kasha, an AWS command or an option of it.
func TestReadmeCommandsExist(t *testing.T) {
	readme := readFile(t, "README.md")
	makefile, program := readFile(t, "Makefile"), readFile(t, "cmd", "kasha", "main.go")
	targets := regexp.MustCompile("(?m)(?:^ +|`)make ([a-z-]+)").FindAllStringSubmatch(readme, -1)
	for _, found := range targets {
		if !regexp.MustCompile(`(?m)^` + found[1] + `:.* ## `).MatchString(makefile) {
			t.Errorf("README.md: there is no target %s in the Makefile", found[1])
		}
	}
	commands := regexp.MustCompile(`go run \./cmd/kasha ([a-z]+)`).FindAllStringSubmatch(readme, -1)
	for _, found := range commands {
		if !strings.Contains(program, `{"`+found[1]+`", `) {
			t.Errorf("README.md: there is no command kasha %s", found[1])
		}
	}
	known, calls := runbook.AWSCommands(), awsCalls(readme)
	for _, call := range calls {
		options, there := known[call.Name]
		if !there {
			t.Errorf("README.md: aws %s is not in internal/runbook/awscli.txt; KASHA_UPDATE=1 make awscli adds it if AWS has it", call.Name)
		}
		for _, option := range call.Options {
			if _, there := options[option]; !there && !slices.Contains([]string{"region", "query", "output"}, option) {
				t.Errorf("README.md: aws %s has no option --%s", call.Name, option)
			}
		}
	}
	if len(targets) < 20 || len(commands) < 4 || len(calls) < 3 {
		t.Errorf("only %d targets, %d commands of kasha and %d of AWS were found", len(targets), len(commands), len(calls))
	}
}

// TestReadmeNamesTheRegion catches an AWS command that goes where the reader's profile points, or nowhere: a password for ECR
// is good in one region, and docker only says that it cannot log in. IAM alone is everywhere.
func TestReadmeNamesTheRegion(t *testing.T) {
	for _, call := range awsCalls(readFile(t, "README.md")) {
		if !strings.HasPrefix(call.Name, "iam ") && !slices.Contains(call.Options, "region") {
			t.Errorf("README.md: aws %s without --region", call.Name)
		}
	}
}

func awsCalls(text string) []runbook.Call {
	var calls []runbook.Call
	for _, command := range runbook.Parse("README.md", text).Commands {
		calls = append(calls, command.Calls()...)
	}
	return calls
}
