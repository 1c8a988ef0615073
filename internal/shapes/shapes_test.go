package shapes

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kasha/internal/assembly"
	"kasha/internal/permissions"
	"kasha/internal/reach"
	"kasha/lib/config"
)

var wanted = flag.Int("environments", 1, "fail when fewer environments than this were generated")

var application = flag.String("application", "", "the built application (make shapes sets it); without it the generated configurations are skipped")

// TestEveryShape tries generated configurations: whatever lib/config accepts synthesizes, passes the CDK's own rules, keeps
// to AWS's limits, has no path and no permission that is not on the lists, and leaves other environments alone. make shapes
// N=200 runs it; rapid prints the seed and shrinks what fails to the smallest configuration.
func TestEveryShape(t *testing.T) {
	if *application == "" {
		t.Skip("SKIPPED: needs the built application; run: make shapes")
	}
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		raw := map[string]any{"environments": environments(t)}
		kasha, err := config.Read(raw)
		if err != nil {
			t.Fatalf("the generator made what the configuration refuses: %v", err)
		}
		whole := synthesize(t, raw)
		defer os.RemoveAll(whole.Dir)
		if want := len(kasha.Environments); len(whole.Stages()) != want {
			t.Fatalf("%d environments came out of %d", len(whole.Stages()), want)
		}
		for _, stack := range whole.Stacks {
			report(t, Problems(stack))
		}
		report(t, Collisions(whole.Stacks))
		for _, name := range whole.Stages() {
			proofs(t, name, whole.Stage(name))
		}
		tried += len(kasha.Environments)
	})
	t.Logf("%d generated environments synthesized, validated and proven", tried)
	if !t.Failed() && tried < *wanted {
		t.Errorf("only %d environments were generated, want %d", tried, *wanted)
	}
}

// proofs holds one environment against the lists of allowed connections and permissions.
func proofs(t *rapid.T, name string, stacks []assembly.Stack) {
	network, err := reach.Build(stacks)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, violation := range network.Check() {
		t.Errorf("%s: %s", name, violation)
	}
	rights, err := permissions.Build(stacks)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, violation := range rights.Check() {
		t.Errorf("%s: %s", name, violation)
	}
}

func report(t *rapid.T, problems []string) {
	for _, problem := range problems {
		t.Error(problem)
	}
}

// synthesize runs the application as a user would: a folder with a cdk.json, strict validation on.
func synthesize(t *rapid.T, kasha map[string]any) assembly.Assembly {
	dir, err := os.MkdirTemp("", "kasha-shape-")
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.MkdirTemp("", "kasha-shape-out-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	shipped, err := os.ReadFile(filepath.Join("..", "..", "cdk.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file map[string]any
	if err := json.Unmarshal(shipped, &file); err != nil {
		t.Fatal(err)
	}
	file["context"].(map[string]any)["kasha"] = kasha
	written, err := json.MarshalIndent(file, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cdk.json"), written, 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.Command(*application)
	run.Dir = dir
	run.Env = append(os.Environ(), "CDK_OUTDIR="+out)
	if output, err := run.CombinedOutput(); err != nil {
		os.RemoveAll(out)
		compact, _ := json.Marshal(kasha)
		t.Fatalf("%v\n%s\nfor %s", err, output, compact)
	}
	read, err := assembly.Read(out)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// TestLimitsAreSeen catches checks that never object.
func TestLimitsAreSeen(t *testing.T) {
	resources := map[string]assembly.Resource{
		"Lb": {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: map[string]any{"Name": strings.Repeat("a", 33)}},
		"Q":  {Type: "AWS::SQS::Queue", Properties: map[string]any{"QueueName": "same"}},
	}
	stack := assembly.Stack{Name: "one", Account: "222222222222", Region: "us-east-1", Template: assembly.Template{Resources: resources}}
	other := stack
	other.Name = "two"
	if got := Problems(stack); len(got) != 1 || !strings.Contains(got[0], "33 characters; AWS takes 32") {
		t.Errorf("problems: %v", got)
	}
	if got := fmt.Sprint(Collisions([]assembly.Stack{stack, other})); !strings.Contains(got, "AWS::SQS::Queue same") {
		t.Errorf("collisions: %v", got)
	}
}
