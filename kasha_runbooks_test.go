package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/runbook"
)

// TestRunbooksAreHonest holds every runbook against the templates, the configuration and the AWS command line; and then
// renames things, to see that it notices. They speak of a production with a copy of its archive in a second region.
func TestRunbooksAreHonest(t *testing.T) {
	t.Parallel()
	synthesized := deployedByHand(t)
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
	t.Run("an output that is read without the function is renamed", func(t *testing.T) {
		changed := change(t, synthesized, "kasha-prod-edge", func(template *assembly.Template) {
			template.Outputs["DistributionName"] = template.Outputs["DistributionDomainName"]
			delete(template.Outputs, "DistributionDomainName")
		})
		wantProblems(t, runbookProblems(t, documents, changed), "stack kasha-prod-edge has no output DistributionDomainName", "rotation.md", "users-hurt.md")
	})
	t.Run("a stack's path changes", func(t *testing.T) {
		changed := assembly.Assembly{Dir: synthesized.Dir}
		for _, stack := range synthesized.Stacks {
			stack.Path = strings.Replace(stack.Path, "prod/edge", "prod/cdn", 1)
			stack.Path = strings.Replace(stack.Path, "prod/data", "prod/stores", 1)
			changed.Stacks = append(changed.Stacks, stack)
		}
		problems := runbookProblems(t, documents, changed)
		wantProblems(t, problems, "cdk knows no stack prod/edge", "waf-blocks.md", "swap-in.md", "replica-lag.md")
		wantProblems(t, problems, "cdk knows no stack prod/data", "storage.md", "swap-in.md", "final-snapshot-restore.md")
		wantProblems(t, problems, "cdk knows no stack dr/data", "region-loss.md")
	})
	t.Run("a make target is renamed", func(t *testing.T) {
		known := project(t)
		known.Targets = slices.DeleteFunc(known.Targets, func(target string) bool { return target == "sql" || target == "restart" })
		problems := problemsOf(t, documents, synthesized, known)
		wantProblems(t, problems, "the Makefile has no target sql", "rotation.md", "swap-in.md", "database-load.md")
		wantProblems(t, problems, "the Makefile has no target restart", "rotation.md")
	})
	t.Run("every alarm is renamed", func(t *testing.T) {
		changed, named := synthesized, []string{}
		for _, stack := range synthesized.Stage("prod") {
			changed = change(t, changed, stack.Name, func(template *assembly.Template) {
				for id, resource := range template.Resources {
					if name, ok := resource.Properties["AlarmName"].(string); ok && mentioned(documents, name) {
						named = append(named, name)
						resource.Properties = maps.Clone(resource.Properties)
						resource.Properties["AlarmName"] = name + "-renamed"
						template.Resources[id] = resource
					}
				}
			})
		}
		problems := strings.Join(runbookProblems(t, documents, changed), "\n") + "\n"
		for _, name := range named {
			if !strings.Contains(problems, " "+name+": no stack and no resource") {
				t.Errorf("%s: no runbook's name is missed", name)
			}
		}
		// database-swap among them, which a list of endings once hid.
		if len(named) < 35 || !slices.Contains(named, "kasha-prod-warning-database-swap") {
			t.Errorf("the runbooks name only these alarms in full: %v", named)
		}
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

// deployedByHand is the pipeline's assembly without its own stacks, which nobody must have.
func deployedByHand(t *testing.T) assembly.Assembly {
	t.Helper()
	whole := pipelineAssembly(t)
	return assembly.Assembly{Dir: whole.Dir, Stacks: slices.DeleteFunc(slices.Clone(whole.Stacks), func(s assembly.Stack) bool { return s.Stage == "" })}
}

// TestTheRunbookOnDeletionNamesEverythingThatStays catches a resource that production keeps, under a fixed name, and that
// the person who deletes or remakes an environment does not hear of.
func TestTheRunbookOnDeletionNamesEverythingThatStays(t *testing.T) {
	synthesized := pipelineAssembly(t)
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
