package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
)

// TestReachAnswersWithItsExitCode catches an answer whose exit code contradicts its text, and flags that are lost behind the folder.
func TestReachAnswersWithItsExitCode(t *testing.T) {
	dir := handmadeAssembly(t, nil)
	text, err := output(t, "reach", dir, "--from", "Backend", "--to", "Database/Primary", "--port", "3306")
	if err != nil || !strings.Contains(text, "test: Backend reaches Database/Primary on tcp 3306") ||
		!strings.Contains(text, "DatabaseFromBackend (services/") {
		t.Errorf("error %v, got\n%s\nwant the path from the backend to the database", err, text)
	}
	text, err = output(t, "reach", "--from", "Frontend", "--to", "Database/Primary", "--port", "3306", "--env", "test", dir)
	if err == nil || !strings.Contains(text, "stopped: no egress rule of FrontendTasks") {
		t.Errorf("error %v, got\n%s\nwant an error and where the path stops", err, text)
	}
}

// TestReachIsUnsureOfWhatIsNotModelled catches a plain no while something is not modelled that could open the path.
func TestReachIsUnsureOfWhatIsNotModelled(t *testing.T) {
	question := []string{"--from", "Frontend", "--to", "Database/Primary", "--port", "3306"}
	dir := handmadeAssembly(t, func(stacks []assembly.Stack) {
		stacks[0].Template.Resources["Nested"] = assembly.Resource{Type: "AWS::CloudFormation::Stack", LogicalID: "Nested"}
	})
	text, err := output(t, append([]string{"reach", dir}, question...)...)
	if err == nil || codeOf(err) != exitUnknown || !strings.Contains(err.Error(), "no path was found") ||
		strings.Contains(text, "cannot reach") || !strings.Contains(text, "not modelled: Nested") {
		t.Errorf("error %v, got\n%s\nwant exit code %d and what is not modelled", err, text, exitUnknown)
	}
	_, err = output(t, append([]string{"reach", handmadeAssembly(t, nil)}, question...)...)
	if err == nil || codeOf(err) != 1 {
		t.Errorf("got error %v, want exit code 1 where everything is modelled", err)
	}
	unsure := exitCode{error: errors.New("unknown"), code: exitUnknown}
	if code := codeOf(errors.Join(unsure, errors.New("no"))); code != 1 {
		t.Errorf("exit code %d of an unknown answer and a no, want 1", code)
	}
}

// TestReachWorksOnAnAssemblyWithoutStages catches silence with exit code 0 on an assembly without stages, or without a network.
func TestReachWorksOnAnAssemblyWithoutStages(t *testing.T) {
	flat := filepath.Join(handmadeAssembly(t, nil), "test") // a stage's own assembly has no stages
	if text, err := output(t, "reach", flat, "--check"); err != nil || !strings.Contains(text, "test: no violations") {
		t.Errorf("error %v, got\n%s\nwant no violations", err, text)
	}
	if text, err := output(t, "reach", flat, "--from", "internet", "--to", "NoSuchThing", "--port", "22"); err == nil {
		t.Errorf("no error for a target that does not exist:\n%s", text)
	}
	bare := handmadeAssembly(t, func(stacks []assembly.Stack) {
		queue := assembly.Resource{Type: "AWS::SQS::Queue", LogicalID: "Queue"}
		for i := range stacks {
			stacks[i].Template = assembly.Template{Resources: map[string]assembly.Resource{"Queue": queue}}
		}
	})
	for _, args := range [][]string{{bare}, {bare, "--check"}, {bare, "--from", "internet", "--to", "NoSuchThing"}} {
		text, err := output(t, append([]string{"reach"}, args...)...)
		if err == nil || !strings.Contains(err.Error(), "has anything in a network") {
			t.Errorf("%v: got error %v, want one about the missing network\n%s", args, err, text)
		}
	}
}

// TestReachPrintsAndChecksEveryEnvironment catches a matrix or a check that leaves an environment out, or passes one with a fault.
func TestReachPrintsAndChecksEveryEnvironment(t *testing.T) {
	text, err := output(t, "reach", handmadeAssembly(t, nil))
	if err != nil || !strings.Contains(text, "## test") || !strings.Contains(text, "| Frontend | tcp 443 via NAT gateway |") {
		t.Errorf("error %v, got\n%s\nwant the matrix of test", err, text)
	}
	text, err = output(t, "reach", handmadeAssembly(t, nil), "--check")
	if err != nil || !strings.Contains(text, "test: no violations") {
		t.Errorf("error %v, got\n%s\nwant no violations", err, text)
	}
	fault := handmade.NetworkFaults()[0]
	broken := handmadeAssembly(t, func(stacks []assembly.Stack) {
		if err := fault.Seed(stacks); err != nil {
			t.Fatal(err)
		}
	})
	if text, err := output(t, "reach", broken, "--check"); err == nil || !fault.FoundIn(text) {
		t.Errorf("error %v, got\n%s\nwant the fault %q", err, text, fault.Finds)
	}
}

// TestQuestionsThatCannotBeAnsweredSayWhy catches questions that fail without saying what to write instead.
func TestQuestionsThatCannotBeAnsweredSayWhy(t *testing.T) {
	dir := handmadeAssembly(t, nil)
	dangling := handmadeAssembly(t, func(stacks []assembly.Stack) { delete(stacks[0].Template.Outputs, "Vpc") })
	for want, args := range map[string][]string{
		"run make synth first":                                             {filepath.Join(dir, "nowhere")},
		`has no environment "prod"; fix: choose one of test`:               {dir, "--env", "prod"},
		"a question needs both ends":                                       {dir, "--from", "Frontend"},
		`there is no "nobody" in this environment`:                         {dir, "--from", "nobody", "--to", "Frontend"},
		"got two assemblies":                                               {dir, dir},
		"there is no flag --prot; fix: --port":                             {dir, "--prot", "80"},
		"output Vpc of stack kasha-test-network, which has no such output": {dangling},
	} {
		if text, err := output(t, append([]string{"reach"}, args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got error %v, want one with %q\n%s", args, err, want, text)
		}
	}
	if text, err := output(t, "permissions", "--help"); err != nil || !strings.Contains(text, "--action") {
		t.Errorf("--help: error %v, got\n%s\nwant the flags and no error", err, text)
	}
}
