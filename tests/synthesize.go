package tests

import (
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"kasha/internal/assembly"
	"kasha/lib/config"
	"kasha/lib/rules"
	"kasha/stages"
)

// cdkProcess is held while a test calls the CDK, because its binding takes one caller at a time. Long tests that call the CDK run in
// parallel with long tests that only compute: the former wait for Node.js most of the time.
var cdkProcess sync.Mutex

// sharedAssembly is synthesized by the first test that needs it and read by all. Tests must not change it: handmade.Clone copies it.
type sharedAssembly struct {
	once     sync.Once
	dir      string
	assembly assembly.Assembly
	err      error
}

// The assemblies of testdata/shapes.json and testdata/pipeline.json. TestMain removes their folders.
var everyShape, pipelineShape sharedAssembly

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

// shapesAssembly is the assembly of all shapes, validated by the CDK's rules, Kasha's rules and both rule packs of cdk-nag.
func shapesAssembly(t *testing.T) assembly.Assembly {
	t.Helper()
	return everyShape.read(t, func(outdir string) error {
		if err := synthesizeShapes(outdir); err != nil {
			t.Log(err) // a failed validation is not an error here: TestNoFindingIsOpen prints the findings
		}
		return nil
	})
}

// stacksOf are the stacks of one shape.
func stacksOf(t *testing.T, shape string) []assembly.Stack {
	t.Helper()
	environment, ok := shapeEnvironments()[shape]
	if !ok {
		t.Fatalf("no shape %q, want one of %v", shape, shapes())
	}
	return shapesAssembly(t).Stage(environment)
}

func synthesizeShapes(outdir string) (err error) {
	defer stages.Refusal(&err)
	kasha, err := readConfiguration(shapesFile)
	if err != nil {
		return err
	}
	app, err := stages.NewApp(flagsFile(), outdir)
	if err != nil {
		return err
	}
	awscdk.Validations_Of(app).AddPlugins(rules.Validator())
	for _, environment := range stages.Build(app, kasha) {
		addRulePacks(environment.Stage) // aspects stop at the border of a stage, so each stage gets its own
	}
	return stages.Synth(app)
}

// pipelineAssembly is the assembly of the pipeline and its environments. The rule packs look at the pipeline's own stacks only. It is
// not validated: make synth validates a pipeline, and TestNoFindingIsOpen the environments.
func pipelineAssembly(t *testing.T) assembly.Assembly {
	t.Helper()
	return pipelineShape.read(t, synthesizePipeline)
}

// deployedByHand is the pipeline's assembly without the stacks of the pipeline itself.
func deployedByHand(t *testing.T) assembly.Assembly {
	t.Helper()
	whole := pipelineAssembly(t)
	environments := slices.DeleteFunc(slices.Clone(whole.Stacks), func(s assembly.Stack) bool { return s.Stage == "" })
	return assembly.Assembly{Dir: whole.Dir, Stacks: environments}
}

// pipelineStacks are the stacks that belong to no environment: the pipeline's own, and one in each other region that it deploys to.
func pipelineStacks(t *testing.T) []assembly.Stack {
	t.Helper()
	var stacks []assembly.Stack
	for _, stack := range pipelineAssembly(t).Stacks {
		if stack.Stage == "" {
			stacks = append(stacks, stack)
		}
	}
	if len(stacks) != 3 {
		t.Fatalf("the pipeline has %d stacks, want its own and one in each of two other regions", len(stacks))
	}
	return stacks
}

func synthesizePipeline(outdir string) (err error) {
	defer stages.Refusal(&err)
	kasha, err := readConfiguration(pipelineFile)
	if err != nil {
		return err
	}
	app, err := stages.NewApp(flagsFile(), outdir)
	if err != nil {
		return err
	}
	stages.Build(app, kasha)
	addRulePacks(app)
	return stages.Synth(app)
}

// synthesizeTo writes an application to a folder without validating it, for tests that assert something else.
func synthesizeTo(t *testing.T, outdir string, kasha config.Kasha) assembly.Assembly {
	t.Helper()
	cdkProcess.Lock()
	defer cdkProcess.Unlock()
	if err := stages.Synthesize(flagsFile(), kasha, outdir); err != nil {
		t.Fatal(err)
	}
	read, err := assembly.Read(outdir)
	if err != nil {
		t.Fatal(err)
	}
	return read
}
