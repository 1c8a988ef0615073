// Package tests checks the synthesized platform: what the templates say for every shape of environment in testdata/shapes.json, and
// for the pipeline in testdata/pipeline.json.
//
// A test stands in the file of its topic: network_test.go, services_test.go, database_replica_test.go, logical_ids_test.go. What tests
// share stands in the files without _test:
//
//   - platform.go: how to ask an environment for its resources
//   - configurations.go: what is synthesized; synthesize.go: how, and where the assemblies come from
//   - pipeline.go, rules.go, runbooks.go: readers of these three
//   - repository.go: files of the repository and generated parts of documents
//
// The packages below have no CDK. handmade is an environment that is not synthesized, with seeded faults; randomized has
// configurations generated at random; freetexts has unusual texts in every field. snapshot is templates as text, catalogue reads the
// alarms, edits reviews real edits, and smoke tests scripts/smoke. generated and style check documents.
//
// It is the only test binary that synthesizes, because each would start the CDK's process anew. See kasha_test.go for the cost.
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
