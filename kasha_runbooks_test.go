package main

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/runbook"
	"kasha/lib/config"
)

// operated are the environments that the runbooks and docs/schedule.md speak of: production with a copy of its archive in a
// second region, and a development environment whose people work in Berlin.
const operatedEnvironments = `{
  "environments": [
    {"name": "dev", "tier": "nonproduction", "account": "111111111111", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"],
     "schedule": {"timeZone": "Europe/Berlin"}},
    {"name": "prod", "tier": "production", "account": "333333333333", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"],
     "backup": {"copyRegion": "us-west-2"},
     "edge": {"domain": {"name": "app.example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}}}
  ]
}`

var operated struct {
	once     sync.Once
	assembly assembly.Assembly
}

// operatedAssembly is synthesized by the first test that needs it.
func operatedAssembly(t *testing.T) assembly.Assembly {
	t.Helper()
	operated.once.Do(func() { operated.assembly = synthesizeTo(t, t.TempDir(), operatedEnvironments) })
	if len(operated.assembly.Stacks) == 0 {
		t.Fatal("not synthesized; the first test that tried says why")
	}
	return operated.assembly
}

// TestRunbooksAreHonest holds every runbook against the templates, the configuration and the AWS command line; and then
// renames things, to see that it notices.
func TestRunbooksAreHonest(t *testing.T) {
	synthesized := operatedAssembly(t)
	documents := readRunbooks(t)
	if problems := runbookProblems(t, documents, synthesized); len(problems) > 0 {
		t.Errorf("%d problems:\n%s", len(problems), strings.Join(problems, "\n"))
	}

	t.Run("an output is renamed", func(t *testing.T) {
		changed := change(t, synthesized, "kasha-prod-data", func(template *assembly.Template) {
			template.Outputs["DatabaseSubnets"] = template.Outputs["DatabaseSubnetGroupName"]
			delete(template.Outputs, "DatabaseSubnetGroupName")
		})
		wantProblems(t, runbookProblems(t, documents, changed), "stack kasha-prod-data has no output DatabaseSubnetGroupName",
			"restore-point-in-time.md", "final-snapshot-restore.md", "archive-restore.md", "region-loss.md")
	})
	t.Run("an alarm is renamed", func(t *testing.T) {
		changed := change(t, synthesized, "kasha-prod-services", func(template *assembly.Template) {
			for id, resource := range template.Resources {
				if resource.Properties["AlarmName"] == "kasha-prod-critical-dead-letters-jobs" {
					resource.Properties = maps.Clone(resource.Properties)
					resource.Properties["AlarmName"] = "kasha-prod-critical-jobs-dead"
					template.Resources[id] = resource
				}
			}
		})
		wantProblems(t, runbookProblems(t, documents, changed), "kasha-prod-critical-dead-letters-jobs: no stack and no resource", "dead-letters.md")
	})
	t.Run("the database is renamed", func(t *testing.T) {
		changed := change(t, synthesized, "kasha-prod-data", func(template *assembly.Template) {
			for id, resource := range template.Resources {
				if resource.Properties["DBInstanceIdentifier"] == "kasha-prod-mysql" {
					resource.Properties = maps.Clone(resource.Properties)
					resource.Properties["DBInstanceIdentifier"] = "kasha-prod-database"
					template.Resources[id] = resource
				}
			}
		})
		wantProblems(t, runbookProblems(t, documents, changed), "kasha-prod-mysql: no stack and no resource",
			"database-failover.md", "swap-in.md", "engine-upgrade.md", "delete-environment.md")
	})
}

// TestTheRunbookOnDeletionNamesEverythingThatStays catches a resource that production keeps, under a fixed name, and that
// the person who deletes or remakes an environment does not hear of.
func TestTheRunbookOnDeletionNamesEverythingThatStays(t *testing.T) {
	synthesized := operatedAssembly(t)
	kept, err := runbook.Kept(synthesized.Stage("prod"))
	if err != nil {
		t.Fatal(err)
	}
	if len(kept) < 20 {
		t.Errorf("only %d fixed names stay: %v", len(kept), kept)
	}
	text := readFile(t, "docs", "runbooks", "delete-environment.md")
	for _, name := range kept {
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("delete-environment.md does not name %s", name)
		}
	}
}

// TestTheIndexListsEveryRunbook catches a runbook that nobody finds, and links that lead nowhere.
func TestTheIndexListsEveryRunbook(t *testing.T) {
	index := readFile(t, "docs", "runbooks", "README.md")
	for _, document := range append(readRunbooks(t), runbook.Parse("README.md", index)) {
		if document.Name != "README.md" && !strings.Contains(index, "]("+document.Name+")") {
			t.Errorf("README.md does not list %s", document.Name)
		}
		for i, line := range document.Lines {
			for _, part := range strings.Split(line, "](")[1:] {
				target, _, _ := strings.Cut(part, ")")
				if _, err := os.Stat(filepath.Join("docs", "runbooks", target)); err != nil && !strings.Contains(target, "://") {
					t.Errorf("%s:%d: a link to %s", document.Name, i+1, target)
				}
			}
		}
	}
}

func readRunbooks(t *testing.T) []runbook.Document {
	t.Helper()
	files, err := filepath.Glob("docs/runbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	var documents []runbook.Document
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(file) != "README.md" {
			documents = append(documents, runbook.Parse(filepath.Base(file), string(text)))
		}
	}
	if len(documents) < 10 {
		t.Fatalf("only %d runbooks", len(documents))
	}
	return documents
}

func runbookProblems(t *testing.T, documents []runbook.Document, synthesized assembly.Assembly) []string {
	t.Helper()
	known, err := runbook.Know(synthesized, runbook.AWSCommands(), isField)
	if err != nil {
		t.Fatal(err)
	}
	var problems []string
	for _, document := range documents {
		for _, problem := range known.Check(document) {
			problems = append(problems, problem.String())
		}
	}
	return problems
}

// isField reports whether an environment's configuration has a field: database.multiAz.
func isField(path string) bool {
	in := reflect.TypeFor[config.Environment]()
	for _, name := range strings.Split(path, ".") {
		if in.Kind() == reflect.Pointer {
			in = in.Elem()
		}
		if in.Kind() != reflect.Struct {
			return false
		}
		found := false
		for i := range in.NumField() {
			if tag, _, _ := strings.Cut(in.Field(i).Tag.Get("json"), ","); tag == name {
				in, found = in.Field(i).Type, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// change is the assembly with one stack's template altered; the original stays as it is.
func change(t *testing.T, a assembly.Assembly, stack string, alter func(*assembly.Template)) assembly.Assembly {
	t.Helper()
	changed := assembly.Assembly{Dir: a.Dir}
	found := false
	for _, s := range a.Stacks {
		if s.Name == stack {
			found = true
			s.Template.Outputs, s.Template.Resources = maps.Clone(s.Template.Outputs), maps.Clone(s.Template.Resources)
			alter(&s.Template)
		}
		changed.Stacks = append(changed.Stacks, s)
	}
	if !found {
		t.Fatalf("no stack %s", stack)
	}
	return changed
}

// wantProblems asks for a problem in each of the runbooks.
func wantProblems(t *testing.T, problems []string, wrong string, in ...string) {
	t.Helper()
	for _, document := range in {
		found := false
		for _, problem := range problems {
			found = found || strings.HasPrefix(problem, document+":") && strings.Contains(problem, wrong)
		}
		if !found {
			t.Errorf("%s: nothing says %q; problems:\n%s", document, wrong, strings.Join(problems, "\n"))
		}
	}
}
