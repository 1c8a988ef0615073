package tests

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/runbook"
	"kasha/lib/config"
)

// TestRunbooksMatchTheTemplates checks every runbook against the templates, the configuration and the AWS command line. Then it renames
// something in each of them and expects the problem to be reported. The runbooks describe a production with a copy of its archive in a
// second region.
func TestRunbooksMatchTheTemplates(t *testing.T) {
	t.Parallel()
	synthesized := deployedByHand(t)
	documents := hourAndRunbooks(t)
	if problems := runbookProblems(t, documents, synthesized); len(problems) > 0 {
		t.Errorf("%d problems, want none:\n%s", len(problems), strings.Join(problems, "\n"))
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
		wantProblems(t, runbookProblems(t, documents, changed), "stack kasha-prod-edge has no output DistributionDomainName", "rotation.md",
			"users-hurt.md")
	})
	t.Run("a stack's path changes", func(t *testing.T) {
		changed := assembly.Assembly{Dir: synthesized.Dir}
		for _, stack := range synthesized.Stacks {
			stack.Path = strings.Replace(stack.Path, "prod/edge", "prod/cdn", 1)
			stack.Path = strings.Replace(stack.Path, "prod/data", "prod/stores", 1)
			changed.Stacks = append(changed.Stacks, stack)
		}
		problems := runbookProblems(t, documents, changed)
		wantProblems(t, problems, "the CDK has no stack prod/edge", "waf-blocks.md", "replica-lag.md")
		wantProblems(t, problems, "the CDK has no stack prod/data", "storage.md", "database-load.md", "final-snapshot-restore.md")
		wantProblems(t, problems, "the CDK has no stack dr/data", "region-loss.md")
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
				t.Errorf("want a problem for the renamed %s, got none", name)
			}
		}
		// A check that knew only a list of endings would not find database-swap.
		if len(named) < 35 || !slices.Contains(named, "kasha-prod-warning-database-swap") {
			t.Errorf("the runbooks name these alarms in full: %v; want at least 35, with database-swap", named)
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

// TestTheIndexListsEveryRunbook catches a runbook that the index leaves out, and a broken link.
func TestTheIndexListsEveryRunbook(t *testing.T) {
	index := readFile(t, "docs", "runbooks", "README.md")
	for _, document := range append(readRunbooks(t), runbook.Parse("README.md", index)) {
		if document.Name != "README.md" && !strings.Contains(index, "]("+document.Name+")") {
			t.Errorf("docs/runbooks/README.md does not list %s, want it listed", document.Name)
		}
		for i, line := range document.Lines {
			for _, part := range strings.Split(line, "](")[1:] {
				target, _, _ := strings.Cut(part, ")")
				target, _, _ = strings.Cut(target, "#")
				if !exists("docs", "runbooks", target) && !strings.Contains(target, "://") {
					t.Errorf("%s:%d: a link to %s, want one that exists", document.Name, i+1, target)
				}
			}
		}
	}
}

// TestPrintedRunbooksNameWhatAnAdopterHas catches a name that `make runbook` leaves as Kasha ships it: a queue, an output, a secret, a
// region. The checks know names by the word prod, so the adopter's production has that name here. It also catches a name of the public
// load balancer where CloudFront uses the VPC origin's, and the other way round.
func TestPrintedRunbooksNameWhatAnAdopterHas(t *testing.T) {
	kasha, err := readConfiguration(productFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, origin := range []string{config.OriginPublic, config.OriginVPC} {
		t.Run(origin, func(t *testing.T) {
			production := kasha.Environments[slices.IndexFunc(kasha.Environments, config.Environment.IsProduction)]
			production.Edge.Origin, production.Edge.BothOrigins = origin, false
			text, err := json.Marshal(production)
			if err != nil {
				t.Fatal(err)
			}
			checkPrintedRunbooks(t, configurationOf(t, strings.Replace(string(text), `"name":"live"`, `"name":"prod"`, 1)), origin)
		})
	}
}

// checkPrintedRunbooks prints all runbooks for a production. Those that are printed for the other origin must name what it does not have.
func checkPrintedRunbooks(t *testing.T, production config.Kasha, origin string) {
	t.Helper()
	synthesized := synthesizeTo(t, t.TempDir(), production)
	printed := func(origin string) []runbook.Document {
		env := production.Environments[0]
		env.Edge.Origin = origin
		var all []runbook.Document
		for _, document := range readRunbooks(t) {
			if document.Name != "off-hours.md" { // written for dev
				all = append(all, runbook.Parse(document.Name, runbook.Printed(strings.Join(document.Lines, "\n"), env)))
			}
		}
		return all
	}
	if problems := runbookProblems(t, printed(origin), synthesized); len(problems) > 0 {
		t.Errorf("%d problems, want none:\n%s", len(problems), strings.Join(problems, "\n"))
	}
	other := map[string]string{config.OriginPublic: config.OriginVPC, config.OriginVPC: config.OriginPublic}[origin]
	balancer := map[string]string{config.OriginPublic: "PublicLoadBalancerDnsName", config.OriginVPC: "VpcOriginLoadBalancerDnsName"}[other]
	problems := runbookProblems(t, printed(other), synthesized)
	wantProblems(t, problems, "stack kasha-prod-services has no output "+balancer, "high-error-rate.md")
	if other == config.OriginPublic {
		wantProblems(t, problems, "kasha/prod/origin/secret: no stack and no resource has this name", "rotation.md")
	}
}
