package tests

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kasha/internal/runbook"
	"kasha/lib/config"
	"kasha/lib/names"
)

// The ways in which a retained resource comes back, as the last column of the table in delete-environment.md says them.
const (
	importedByName = "imported by name"
	deletedFirst   = "before you deploy" // step 5
)

// TestEverythingRetainedHasAWayBack catches a resource that stays under a fixed name after production is deleted and is not in the
// runbook. It also catches a way back that CloudFormation does not offer. `--import-existing-resources` needs a primary identifier
// that a template can state (CloudFormation user guide, "Import AWS resources into a CloudFormation stack automatically").
//
// The runbook names what the pipeline's production has. What only some environments have is in its rows with <env> and <name>.
func TestEverythingRetainedHasAWayBack(t *testing.T) {
	kept, err := runbook.Kept(pipelineAssembly(t).Stage("prod"))
	if err != nil {
		t.Fatal(err)
	}
	if len(kept) < 20 {
		t.Errorf("%d fixed names stay: %v, want at least 20", len(kept), kept)
	}
	known := map[string]bool{}
	for _, resource := range kept {
		known[resource.Name] = true
	}
	optional := map[string]bool{}
	eachShape(t, func(p platform) {
		if !p.env.IsProduction() {
			return
		}
		inShape, err := runbook.Kept(p.stacks)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, resource := range inShape {
			if asProduction := inEnvironment(resource.Name, p.env, "prod"); known[asProduction] {
				continue
			}
			resource.Name = inEnvironment(resource.Name, p.env, "<env>")
			if !known[resource.Name] {
				known[resource.Name], optional[resource.Name] = true, true
				kept = append(kept, resource)
			}
		}
	})
	if len(optional) < 5 {
		t.Errorf("%d fixed names stay in other shapes only: %v, want the jobs', the proxy's and the created secrets'", len(optional), optional)
	}
	rows := retainedRows(t)
	byName := importableByName(t)
	types := map[string]bool{}
	for _, resource := range kept {
		types[resource.Type] = true
		name := "`" + resource.Name + "`"
		if resource.Name == createdSecret {
			name = createdSecret
		}
		row := slices.IndexFunc(rows, func(row []string) bool { return strings.Contains(row[2], name) })
		if row < 0 {
			t.Errorf("delete-environment.md: no row names %s", resource.Name)
			continue
		}
		if got, want := rows[row][1], "`"+resource.Type+"`"; got != want {
			t.Errorf("delete-environment.md: the type of %s is %s, want %s", resource.Name, got, want)
		}
		way := rows[row][3]
		switch {
		case resource.Type == "AWS::RDS::DBInstance": // no instance stays, only its snapshot
			if !strings.Contains(way, "final-snapshot-restore.md") {
				t.Errorf("delete-environment.md: the way back of the database is %q, want final-snapshot-restore.md", way)
			}
		case byName[resource.Type] && way != importedByName:
			t.Errorf("delete-environment.md: the way back of %s is %q, want %q", resource.Name, way, importedByName)
		case !byName[resource.Type] && !strings.Contains(way, deletedFirst):
			t.Errorf("delete-environment.md: the way back of %s is %q; %s cannot be imported by name, want %q in it",
				resource.Name, way, resource.Type, deletedFirst)
		}
	}
	for _, row := range rows {
		if name := strings.Trim(row[1], "`"); name != "" && !types[name] {
			t.Errorf("delete-environment.md: nothing of the type %s is retained under a fixed name, and a row speaks of it", name)
		}
	}
	if !byName["AWS::ECR::Repository"] || byName["AWS::SQS::Queue"] || byName["AWS::SecretsManager::Secret"] {
		t.Errorf("by name can be imported: repositories %t, queues %t, secrets %t, want true, false, false",
			byName["AWS::ECR::Repository"], byName["AWS::SQS::Queue"], byName["AWS::SecretsManager::Secret"])
	}
}

// createdSecret is how the runbook speaks of the secrets that an environment creates. Their names are the configuration's own.
const createdSecret = "each secret with `\"create\": true`"

// inEnvironment is a name of one environment as the runbook has it. The name of a job, worker or further service is <name> there.
func inEnvironment(name string, env config.Environment, as string) string {
	for _, secret := range env.CreatedSecrets() {
		if secret.Name == name {
			return createdSecret
		}
	}
	for _, job := range env.JobNames() {
		if start, ok := strings.CutSuffix(name, names.Job(job)); ok {
			name = start + names.Job("<name>")
		}
	}
	for _, service := range env.ServiceNames() {
		if start, ok := strings.CutSuffix(name, names.Service(service)); ok {
			name = start + names.Service("<name>")
		}
	}
	for _, worker := range env.WorkerNames() {
		if start, ok := strings.CutSuffix(name, names.Worker(worker)); ok {
			name = start + names.Worker("<name>")
		}
	}
	name = strings.TrimSuffix(name, ".fifo") // the runbook says once that the name of a FIFO queue ends so
	for _, separator := range []string{"-", "/"} {
		name = strings.Replace(name, "kasha"+separator+env.Name, "kasha"+separator+as, 1)
	}
	return name
}

// retainedRows are the cells of the table in delete-environment.md.
func retainedRows(t *testing.T) [][]string {
	t.Helper()
	var rows [][]string
	for _, line := range strings.Split(readFile(t, "docs", "runbooks", "delete-environment.md"), "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if !strings.HasPrefix(line, "| ") || len(cells) != 4 || strings.TrimSpace(cells[1]) == "Type" {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, cells)
	}
	if len(rows) < 8 {
		t.Fatalf("%d rows in the table of delete-environment.md, want at least 8", len(rows))
	}
	return rows
}

// importableByName says for each resource type whether all parts of its primary identifier are properties that a template can set.
// The pinned CDK CLI carries CloudFormation's registry.
func importableByName(t *testing.T) map[string]bool {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "node_modules", "aws-cdk", "db.json.gz"))
	if err != nil {
		t.Fatalf("%v; fix: npm ci", err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	var registry struct {
		Schema struct {
			Resource struct {
				Entities []struct {
					CloudFormationType string
					PrimaryIdentifier  []string
					Properties         map[string]json.RawMessage
				}
			}
		}
	}
	if err := json.NewDecoder(unpacked).Decode(&registry); err != nil {
		t.Fatal(err)
	}
	byName := map[string]bool{}
	for _, resource := range registry.Schema.Resource.Entities {
		named := len(resource.PrimaryIdentifier) > 0
		for _, part := range resource.PrimaryIdentifier {
			_, settable := resource.Properties[part]
			named = named && settable
		}
		byName[resource.CloudFormationType] = named
	}
	if len(byName) < 1000 {
		t.Fatalf("%d resource types in the CDK's registry, want at least 1000", len(byName))
	}
	return byName
}
