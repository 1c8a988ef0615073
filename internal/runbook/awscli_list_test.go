package runbook

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// runbooks reads docs/runbooks.
func runbooks(t *testing.T) []Document {
	t.Helper()
	files, err := filepath.Glob("../../docs/runbooks/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no runbooks: %v", err)
	}
	var documents []Document
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(file) != "README.md" {
			documents = append(documents, Parse(filepath.Base(file), string(text)))
		}
	}
	return documents
}

// TestTheListIsTheAWSCommandLines compares awscli.txt, which runbooks and pages are checked with, with the AWS CLI. scripts/awscli runs
// it with a Python that has the pinned version of the CLI. KASHA_UPDATE=1 writes the list.
func TestTheListIsTheAWSCommandLines(t *testing.T) {
	python := os.Getenv("KASHA_AWSCLI_PYTHON")
	if python == "" {
		t.Skip("it needs PyPI; make awscli runs it")
	}
	documents := runbooks(t)
	for _, page := range []string{"README.md", "docs/deployment.md", "docs/first-deployment.md", "docs/first-hour.md"} {
		text, err := os.ReadFile("../../" + page)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, Parse(page, string(text)))
	}
	var names []string
	for _, document := range documents {
		for _, command := range document.Commands {
			for _, call := range command.Calls {
				names = append(names, call.Name)
			}
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	describe := exec.Command(python, "testdata/describe.py")
	describe.Stdin = strings.NewReader(strings.Join(names, "\n") + "\n")
	var failure bytes.Buffer
	describe.Stderr = &failure
	output, err := describe.Output()
	if err != nil {
		t.Fatalf("%v %s", err, failure.String())
	}
	for _, line := range strings.Split(string(output), "\n") {
		if unknown, ok := strings.CutPrefix(line, "unknown: "); ok {
			t.Errorf("there is no command aws %s", unknown)
		}
	}
	fresh := ParseCommands(string(output)).Text()
	if os.Getenv("KASHA_UPDATE") == "1" {
		if err := os.WriteFile("awscli.txt", []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if AWSCommands().Text() != fresh {
		t.Errorf("awscli.txt: not what the pinned AWS CLI says; fix: KASHA_UPDATE=1 make awscli\nwant\n%s", fresh)
	}
}
