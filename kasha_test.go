package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"

	"kasha/internal/assembly"
	"kasha/lib/config"
	"kasha/lib/rules"
	"kasha/stages"
)

// shapes are the environments that the tests look at, synthesized once and together: one application, one CDK process, one
// validation. Each is the least configuration that has the shape.
const shapes = `{
  "environments": [
    {"name": "dev", "tier": "nonproduction", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"]},
    {"name": "prod", "tier": "production", "account": "333333333333", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"],
     "alarms": {"email": "oncall@example.com"}},
    {"name": "domain", "tier": "production", "account": "333333333333", "region": "us-west-2", "availabilityZones": ["us-west-2a", "us-west-2b"],
     "network": {"interfaceEndpoints": ["ecr.api", "ecr.dkr", "logs", "secretsmanager", "sqs", "kms"]},
     "backup": {"copyAccount": "444444444444"},
     "alarms": {"canary": true},
     "edge": {"domain": {"name": "app.example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}}},
    {"name": "ireland", "tier": "production", "account": "333333333333", "region": "eu-west-1", "availabilityZones": ["eu-west-1a", "eu-west-1b"],
     "backup": {"copyRegion": "eu-central-1", "lock": "compliance"}},
    {"name": "sydney", "tier": "nonproduction", "account": "222222222222", "region": "ap-southeast-2", "availabilityZones": ["ap-southeast-2a", "ap-southeast-2c"],
     "schedule": {"timeZone": "Australia/Sydney"}},
    {"name": "spot", "tier": "production", "account": "333333333333", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1c"],
     "frontend": {"spot": true}, "backend": {"spot": true, "architecture": "arm64", "image": "ecr:1.4.2", "startSeconds": 300}, "database": {"proxy": true}}
  ]
}`

// shapeNames maps what a test asks for to the environment that has it.
func shapeNames() map[string]string {
	return map[string]string{
		"dev": "dev", "prod": "prod", "prod-domain": "domain", "eu-west-1": "ireland", "ap-southeast-2": "sydney", "spot": "spot",
	}
}

func TestMain(m *testing.M) {
	// The models make and drop one environment after the other. Collected as usual, that is a fifth of what Go does here.
	debug.SetGCPercent(400)
	// Tests that want our validator add it. TestSynthesisRefusesWhatTheRulesForbid switches it on, as a user has it. This reaches
	// lib/rules alone: the CDK's process was given its environment before (make test says the same to it).
	os.Setenv("CDK_VALIDATION", "false")
	code := m.Run()
	for _, shared := range []*sharedAssembly{&everyShape, &pipelineShape} {
		os.RemoveAll(shared.dir)
	}
	closeRuntime()
	os.Exit(code)
}

// cdkProcess is held by whoever calls the CDK in a test that runs beside others: its binding is not made for two callers. Tests that
// synthesize or validate for long are parallel to those that compute for long, because the ones wait for Node.js.
var cdkProcess sync.Mutex

// sharedAssembly is synthesized by the first test that needs it and read by all. Tests must not change it.
type sharedAssembly struct {
	once     sync.Once
	dir      string
	assembly assembly.Assembly
	err      error
}

func (s *sharedAssembly) read(t *testing.T, synthesize func(outdir string) error) assembly.Assembly {
	t.Helper()
	s.once.Do(func() {
		cdkProcess.Lock()
		defer cdkProcess.Unlock()
		if s.dir, s.err = os.MkdirTemp("", "kasha-shared-"); s.err != nil {
			return
		}
		if s.err = synthesize(s.dir); s.err == nil {
			s.assembly, s.err = assembly.Read(s.dir)
		}
	})
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.assembly
}

var everyShape sharedAssembly

// synthesized is the part of the shapes' assembly that one shape's environment deploys. Tests must not change it.
func synthesized(t *testing.T, shape string) assembly.Assembly {
	t.Helper()
	environment, ok := shapeNames()[shape]
	if !ok {
		t.Fatalf("no shape %q", shape)
	}
	whole := allShapes(t)
	return assembly.Assembly{Dir: whole.Dir, Stacks: whole.Stage(environment)}
}

// allShapes is the assembly of every shape, validated by the CDK's rules, by Kasha's own and by both rule packs.
func allShapes(t *testing.T) assembly.Assembly {
	t.Helper()
	return everyShape.read(t, func(outdir string) error {
		if err := synthesizeShapes(outdir); err != nil {
			t.Log(err) // a refused validation is no error here: TestNoFindingIsOpen prints what it refused
		}
		return nil
	})
}

func synthesizeShapes(outdir string) (err error) {
	defer stages.Refusal(&err)
	kasha, err := readConfig(shapes)
	if err != nil {
		return err
	}
	context, err := featureFlags("cdk.json")
	if err != nil {
		return err
	}
	app := awscdk.NewApp(&awscdk.AppProps{Context: &context, Outdir: jsii.String(outdir), TreeMetadata: jsii.Bool(false)})
	awscdk.Validations_Of(app).AddPlugins(rules.Validator())
	for _, environment := range build(app, kasha) {
		// Aspects stop at the border of a stage, so each one gets the packs.
		awscdk.Aspects_Of(environment.Stage).Add(cdknag.NewAwsSolutionsChecks(nagReports()), nil)
		awscdk.Aspects_Of(environment.Stage).Add(cdknag.NewNIST80053R5Checks(nagReports()), nil)
	}
	app.Synth(nil)
	return nil
}

func readConfig(text string) (config.Kasha, error) {
	var raw any
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return config.Kasha{}, err
	}
	return config.Read(raw)
}

// synthesizeTo writes an application to a folder without validating it: for tests that assert something else.
func synthesizeTo(t *testing.T, outdir, configuration string) assembly.Assembly {
	t.Helper()
	kasha, err := readConfig(configuration)
	if err != nil {
		t.Fatal(err)
	}
	cdkProcess.Lock()
	defer cdkProcess.Unlock()
	if err := synthesize("cdk.json", kasha, outdir); err != nil {
		t.Fatal(err)
	}
	read, err := assembly.Read(outdir)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// TestShippedConfigurationIsValid catches a cdk.json that cannot be synthesized. It says nothing of what is in it: that is the
// user's, and the other tests bring their own.
func TestShippedConfigurationIsValid(t *testing.T) {
	kasha, err := config.ReadFile("cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(kasha.Environments) == 0 {
		t.Error("cdk.json has no environment")
	}
}

// variant leaves a test of a dozen environments or more, or of every region, to `make variants`, which .ci/run runs too.
func variant(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: many environments or regions; run: make variants")
	}
}

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
