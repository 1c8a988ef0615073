package tests

import (
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/runbook"
	"kasha/lib/config"
)

// readRunbooks parses all runbooks, without their index.
func readRunbooks(t *testing.T) []runbook.Document {
	t.Helper()
	var documents []runbook.Document
	for _, file := range glob(t, "docs/runbooks/*.md") {
		if name := filepath.Base(file); name != "README.md" {
			documents = append(documents, runbook.Parse(name, readFile(t, file)))
		}
	}
	if len(documents) < 10 {
		t.Fatalf("%d runbooks, want at least 10", len(documents))
	}
	return documents
}

// runbookProblems checks runbooks against an assembly and this repository.
func runbookProblems(t *testing.T, documents []runbook.Document, synthesized assembly.Assembly) []string {
	t.Helper()
	return problemsOf(t, documents, synthesized, project(t))
}

// problemsOf checks runbooks against an assembly and a project.
func problemsOf(t *testing.T, documents []runbook.Document, synthesized assembly.Assembly, project runbook.Project) []string {
	t.Helper()
	known, err := runbook.Know(synthesized, project)
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

// mentioned reports whether a runbook names something in full: kasha-prod-warning-database-cpu is not in kasha-prod-warning-database-cpu-
// credits.
func mentioned(documents []runbook.Document, name string) bool {
	whole := regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `([^A-Za-z0-9-]|$)`)
	for _, document := range documents {
		if slices.ContainsFunc(document.Lines, whole.MatchString) {
			return true
		}
	}
	return false
}

// project is what runbooks mention besides templates.
func project(t *testing.T) runbook.Project {
	t.Helper()
	var targets []string
	for _, line := range strings.Split(readFile(t, "Makefile"), "\n") {
		if target, _, found := strings.Cut(line, ":"); found && targetPattern.MatchString(target) {
			targets = append(targets, target)
		}
	}
	return runbook.Project{Commands: runbook.AWSCommands(), HasField: isField, Targets: targets,
		HasFile: func(path string) bool { return exists(path) }}
}

var targetPattern = regexp.MustCompile(`^[a-z]+$`)

// isField reports whether an environment's configuration has a field, such as database.multiAz.
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
		for _, field := range reflect.VisibleFields(in) {
			if tag, _, _ := strings.Cut(field.Tag.Get("json"), ","); tag == name {
				in, found = field.Type, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// change is the assembly with one stack's template altered. The original stays as it is.
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
		t.Fatalf("no stack %s, want one", stack)
	}
	return changed
}

// wantProblems expects a problem in each of the named runbooks.
func wantProblems(t *testing.T, problems []string, wrong string, in ...string) {
	t.Helper()
	for _, document := range in {
		found := false
		for _, problem := range problems {
			found = found || strings.HasPrefix(problem, document+":") && strings.Contains(problem, wrong)
		}
		if !found {
			t.Errorf("%s: want a problem with %q, got\n%s", document, wrong, strings.Join(problems, "\n"))
		}
	}
}
