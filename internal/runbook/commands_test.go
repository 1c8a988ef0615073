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

// runbooks are the ones that ship.
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

// TestTheListIsTheAWSCommandLines compares awscli.txt, which runbooks and the README are checked against, with the AWS command line itself.
// scripts/awscli runs it, with a Python that has the version pinned there; KASHA_UPDATE=1 writes the list anew.
func TestTheListIsTheAWSCommandLines(t *testing.T) {
	python := os.Getenv("KASHA_AWSCLI_PYTHON")
	if python == "" {
		t.Skip("make awscli runs this: it needs PyPI, and make test does not")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, document := range append(runbooks(t), Parse("README.md", string(readme))) {
		for _, command := range document.Commands {
			for _, call := range command.Calls() {
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
		t.Errorf("awscli.txt differs from the AWS command line that is installed; KASHA_UPDATE=1 make awscli writes it anew\nwant\n%s", fresh)
	}
}

func TestCommandsAreTakenApart(t *testing.T) {
	for text, want := range map[string]string{
		`aws rds reboot-db-instance --db-instance-identifier x --force-failover`:                          "rds reboot-db-instance [db-instance-identifier force-failover]",
		`aws rds wait db-instance-available --db-instance-identifier x`:                                   "rds wait db-instance-available [db-instance-identifier]",
		`ID=$(aws rds describe-db-instances --query 'a --b' --output text)`:                               "rds describe-db-instances [query output]",
		`aws sqs purge-queue --queue-url "$(aws sqs get-queue-url --queue-name x)" --region r`:            "sqs purge-queue [queue-url region]; sqs get-queue-url [queue-name]",
		`named() { until aws rds describe-db-instances > /dev/null; do sleep 1; done; aws sns x --y; }`:   "rds describe-db-instances []; sns x [y]",
		`aws rds describe-events --duration=30 | grep --color x`:                                          "rds describe-events [duration]",
		`aws rds copy-db-snapshot --source-db-snapshot-identifier "${POINT##*:snapshot:}" --kms-key-id k`: "rds copy-db-snapshot [source-db-snapshot-identifier kms-key-id]",
		`laws rds something --x`: "",
		`npx cdk deploy --all`:   "",
	} {
		var got []string
		for _, call := range (Command{Text: text}).Calls() {
			got = append(got, call.Name+" ["+strings.Join(call.Options, " ")+"]")
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s\n  is %v\nwant %s", text, got, want)
		}
	}
}
