// Package tests checks the synthesized platform: what the templates say for every shape of environment in testdata/shapes.json, and
// for the pipeline in testdata/pipeline.json.
//
// Each topic has a test file, such as network_test.go, services_test.go, database_replica_test.go and logical_ids_test.go. Shared code is
// in the files without _test:
//
//   - platform.go: finds resources of an environment
//   - fixed_configurations.go: the configurations that are synthesized; synthesize.go: synthesizes them
//   - rule_packs.go: adds the rule packs of cdk-nag
//   - pipeline.go, rules.go, runbooks.go: read the pipeline's template, the rules and the runbooks
//   - repository.go: reads files of the repository, and compares generated parts of documents
//
// The packages in the folders below do not link the CDK. handmade has an environment that is not synthesized, with seeded faults.
// randomized generates random configurations, and freetexts puts unusual texts into every field. snapshot writes templates as text, and
// catalogue reads the alarms. edits reviews real edits, and smoke tests scripts/smoke. generated and style check documents.
//
// This package is the only test binary that synthesizes, because every such binary starts another CDK process. kasha_test.go states what
// that costs.
package tests

import (
	"os"
	"runtime/debug"
	"testing"

	"kasha/stages"
)

func TestMain(m *testing.M) {
	// The models allocate one environment after the other. At the default of 100, a fifth of Go's time here is garbage collection.
	debug.SetGCPercent(400)
	// Tests that need Kasha's validator add it themselves. TestSynthesisRefusesWhatTheRulesForbid switches it on as a user would.
	// This reaches lib/rules alone: the CDK's process has its environment already, so make test sets the variable too.
	os.Setenv("CDK_VALIDATION", "false")
	code := m.Run()
	for _, shared := range []*sharedAssembly{&everyShape, &pipelineShape} {
		os.RemoveAll(shared.dir)
	}
	os.RemoveAll(flags.dir)
	stages.CloseRuntime()
	os.Exit(code)
}

// variant skips a test of many environments, or of every region, in short mode. `make variants` runs it.
func variant(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: many environments or regions; run: make variants")
	}
}
