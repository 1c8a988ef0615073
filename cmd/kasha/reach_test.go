package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/fixture"
)

// fixtureAssembly writes the hand-made environment as the CDK would.
func fixtureAssembly(t *testing.T, edit func(stacks []assembly.Stack)) string {
	t.Helper()
	stacks, err := fixture.Environment()
	if err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(stacks)
	}
	dir := t.TempDir()
	write := func(name string, value any) {
		data, err := json.Marshal(value)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	artifacts := map[string]any{}
	for _, stack := range stacks {
		paths := map[string]any{}
		for id, resource := range stack.Template.Resources {
			paths["/"+stack.Path+"/"+resource.Path] = []any{map[string]any{"type": "aws:cdk:logicalId", "data": id}}
		}
		write("test/"+stack.Name+".json", stack.Template)
		write("test/"+stack.Name+".metadata.json", paths)
		artifacts[stack.Name] = map[string]any{
			"type": "aws:cloudformation:stack", "environment": "aws://" + stack.Account + "/" + stack.Region, "displayName": stack.Path,
			"properties":             map[string]any{"templateFile": stack.Name + ".json", "stackName": stack.Name},
			"additionalMetadataFile": stack.Name + ".metadata.json",
		}
	}
	write("test/manifest.json", map[string]any{"artifacts": artifacts})
	write("manifest.json", map[string]any{"artifacts": map[string]any{
		"stage": map[string]any{"type": "cdk:cloud-assembly", "properties": map[string]any{"directoryName": "test", "displayName": "test"}},
	}})
	return dir
}

func output(t *testing.T, run func([]string, *strings.Builder) error, args ...string) (string, error) {
	t.Helper()
	var b strings.Builder
	err := run(args, &b)
	return b.String(), err
}

func reachCommand(args []string, b *strings.Builder) error { return reachability(args, b) }

func permissionsCommand(args []string, b *strings.Builder) error {
	return sensitivePermissions(args, b)
}

// Catches an answer whose exit code says the opposite of its text, and flags that are lost behind the folder.
func TestReachAnswersWithItsExitCode(t *testing.T) {
	dir := fixtureAssembly(t, nil)
	text, err := output(t, reachCommand, dir, "--from", "Backend", "--to", "Database/Primary", "--port", "3306")
	if err != nil || !strings.Contains(text, "test: Backend reaches Database/Primary on tcp 3306") || !strings.Contains(text, "DatabaseFromBackend (services/") {
		t.Error(text, err)
	}
	text, err = output(t, reachCommand, "--from", "Frontend", "--to", "Database/Primary", "--port", "3306", "--env", "test", dir)
	if err == nil || !strings.Contains(text, "stopped: no egress rule of FrontendTasks") {
		t.Error(text, err)
	}
}

// Catches a flat no while something is not understood: it may be what opens the way.
func TestReachDoesNotSayNoToWhatItDoesNotKnow(t *testing.T) {
	dir := fixtureAssembly(t, func(stacks []assembly.Stack) {
		stacks[0].Template.Resources["Nested"] = assembly.Resource{Type: "AWS::CloudFormation::Stack", LogicalID: "Nested"}
	})
	text, err := output(t, reachCommand, dir, "--from", "Frontend", "--to", "Database/Primary", "--port", "3306")
	if err == nil || codeOf(err) != unknownAnswer || !strings.Contains(err.Error(), "no way was found") ||
		strings.Contains(text, "cannot reach") || !strings.Contains(text, "not modelled: Nested") {
		t.Error(text, err)
	}
	if _, err := output(t, reachCommand, fixtureAssembly(t, nil), "--from", "Frontend", "--to", "Database/Primary", "--port", "3306"); err == nil || codeOf(err) != 1 {
		t.Error(err)
	}
	if both := errors.Join(exitCode{errors.New("unknown"), unknownAnswer}, errors.New("no")); codeOf(both) != 1 {
		t.Error("of several answers a plain no counts most")
	}
}

// Catches silence, and the exit code of yes, on an assembly that has no stages or nothing to ask about.
func TestReachWorksOnAnAssemblyWithoutStages(t *testing.T) {
	flat := filepath.Join(fixtureAssembly(t, nil), "test") // a stage's own assembly is one
	if text, err := output(t, reachCommand, flat, "--check"); err != nil || !strings.Contains(text, "test: as it should be") {
		t.Error(text, err)
	}
	if text, err := output(t, reachCommand, flat, "--from", "internet", "--to", "NoSuchThing", "--port", "22"); err == nil {
		t.Error(text)
	}
	bare := fixtureAssembly(t, func(stacks []assembly.Stack) {
		for i := range stacks {
			stacks[i].Template = assembly.Template{Resources: map[string]assembly.Resource{"Queue": {Type: "AWS::SQS::Queue", LogicalID: "Queue"}}}
		}
	})
	for _, args := range [][]string{{bare}, {bare, "--check"}, {bare, "--from", "internet", "--to", "NoSuchThing"}} {
		if text, err := output(t, reachCommand, args...); err == nil || !strings.Contains(err.Error(), "has anything in a network") {
			t.Error(args, text, err)
		}
	}
}

// Catches a matrix or a check that leaves an environment out, or passes one with a fault.
func TestReachPrintsAndChecksEveryEnvironment(t *testing.T) {
	text, err := output(t, reachCommand, fixtureAssembly(t, nil))
	if err != nil || !strings.Contains(text, "## test") || !strings.Contains(text, "| Frontend | tcp 443 via NAT gateway |") {
		t.Error(text, err)
	}
	if text, err := output(t, reachCommand, fixtureAssembly(t, nil), "--check"); err != nil || !strings.Contains(text, "test: as it should be") {
		t.Error(text, err)
	}
	fault := fixture.NetworkFaults()[0]
	broken := fixtureAssembly(t, func(stacks []assembly.Stack) {
		if err := fault.Seed(stacks); err != nil {
			t.Fatal(err)
		}
	})
	if text, err := output(t, reachCommand, broken, "--check"); err == nil || !fault.FoundIn(text) {
		t.Error(text, err)
	}
}

// Catches filters that let everything through, or nothing.
func TestPermissionsAreFiltered(t *testing.T) {
	dir := fixtureAssembly(t, nil)
	text, err := output(t, permissionsCommand, dir, "--action", "S3:delete*", "--role", "backend")
	if err != nil || !strings.Contains(text, "Backend/Task/TaskRole on Storage/Application/*") || !strings.Contains(text, "by BackendTaskPolicy (services/") ||
		strings.Contains(text, "sqs:SendMessage\n") || strings.Contains(text, "s3:GetObject\n") {
		t.Error(text, err)
	}
	if text, err := output(t, permissionsCommand, dir, "--action", "iam:PassRole"); err != nil || !strings.Contains(text, "nobody") {
		t.Error(text, err)
	}
	if text, err := output(t, permissionsCommand, dir, "--check", "--env", "test"); err != nil || !strings.Contains(text, "as it should be") {
		t.Error(text, err)
	}
}

// Catches questions that fail without saying what to write instead.
func TestQuestionsThatCannotBeAnsweredSayWhy(t *testing.T) {
	dir := fixtureAssembly(t, nil)
	dangling := fixtureAssembly(t, func(stacks []assembly.Stack) { delete(stacks[0].Template.Outputs, "Vpc") })
	for want, args := range map[string][]string{
		"run make synth first":                                             {filepath.Join(dir, "nowhere")},
		`has no environment "prod"; it has test`:                           {dir, "--env", "prod"},
		"a question needs both ends":                                       {dir, "--from", "Frontend"},
		`there is no "nobody" in this environment`:                         {dir, "--from", "nobody", "--to", "Frontend"},
		"one assembly at a time":                                           {dir, dir},
		"flag provided but not defined":                                    {dir, "--prot", "80"},
		"output Vpc of stack kasha-test-network, which has no such output": {dangling},
	} {
		if text, err := output(t, reachCommand, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %q, have %v\n%s", args, want, err, text)
		}
	}
	if text, err := output(t, permissionsCommand, "--help"); err != nil || !strings.Contains(text, "-action") {
		t.Error(text, err)
	}
}
