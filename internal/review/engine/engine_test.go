package engine

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func modules() string { return filepath.Join("..", "..", "..", "node_modules") }

// shared is one engine for the tests that only ask: reading CDK's database takes half a second of a processor.
var shared = sync.OnceValue(func() *Engine { return New(context.Background(), modules()) })

// TestMain catches an engine that does not end in peace.
func TestMain(m *testing.M) {
	code := m.Run()
	if err := shared().Close(); err != nil {
		fmt.Fprintln(os.Stderr, "the engine did not end in peace:", err)
		code = 1
	}
	os.Exit(code)
}

func TestEngineAnswersInOrderAndAgain(t *testing.T) {
	e := shared()
	queue := func(name string) Template {
		return Template{"Q": {"Type": "AWS::SQS::Queue", "Properties": map[string]any{"QueueName": name}}}
	}
	for range 2 {
		diffs, err := e.Diff([]Pair{{queue("a"), queue("b")}, {queue("a"), queue("a")}, {nil, queue("a")}})
		if err != nil {
			t.Fatal(err)
		}
		if got := diffs[0].Resources["Q"]; got.Impact != WillReplace || got.Properties["QueueName"].New != "b" {
			t.Errorf("another name: %+v", got)
		}
		if len(diffs[1].Resources) != 0 {
			t.Errorf("the same: %+v", diffs[1].Resources)
		}
		if got := diffs[2].Resources["Q"]; got.Impact != WillCreate || got.OldType != "" {
			t.Errorf("new: %+v", got)
		}
	}
}

// What a review says of data, names and replacements stands on these facts of CDK's database.
func TestFactsOfTypes(t *testing.T) {
	e := shared()
	template := Template{}
	for _, resource := range []string{"AWS::RDS::DBInstance", "AWS::SQS::Queue", "AWS::KMS::Key", "AWS::EC2::SecurityGroup", "Custom::Mine"} {
		template[strings.ReplaceAll(resource, ":", "")] = map[string]any{"Type": resource}
	}
	diffs, err := e.Diff([]Pair{{template, nil}})
	if err != nil {
		t.Fatal(err)
	}
	facts := diffs[0].Types
	db := facts["AWS::RDS::DBInstance"]
	if !db.Stateful || !slices.Contains(db.Replacing, "DBSubnetGroupName") || !slices.Equal(db.Identifier, []string{"DBInstanceIdentifier"}) {
		t.Errorf("database: %+v", db)
	}
	if !facts["AWS::SQS::Queue"].Stateful || !facts["AWS::KMS::Key"].Stateful || facts["AWS::EC2::SecurityGroup"].Stateful {
		t.Error("queues and keys are stateful, security groups are not")
	}
	if facts["Custom::Mine"].Known {
		t.Error("nobody can know a custom resource")
	}
}

// The engine reads the first property named Policy as the document; BlockPublicPolicy comes before ResourcePolicy.
func TestPolicyDocumentGoesFirst(t *testing.T) {
	data, err := documentFirst{
		"BlockPublicPolicy": true, "ResourcePolicy": map[string]any{"Statement": []any{}}, "SecretId": "s",
	}.MarshalJSON()
	if want := `{"ResourcePolicy":{"Statement":[]},"BlockPublicPolicy":true,"SecretId":"s"}`; err != nil || string(data) != want {
		t.Errorf("%s, %v; want %s", data, err, want)
	}
}

func TestMissingEngineIsSaid(t *testing.T) {
	_, err := New(context.Background(), t.TempDir()).Diff([]Pair{{}})
	if err == nil || !strings.Contains(err.Error(), "npm ci") {
		t.Errorf("%v does not say what to do", err)
	}
	if _, err := New(context.Background(), t.TempDir()).Diff(nil); err != nil {
		t.Errorf("nothing to compare needs no engine: %v", err)
	}
}

// An engine that dies says why, in one line and without a stack.
func TestDyingEngineSaysWhy(t *testing.T) {
	dir := t.TempDir()
	real, err := filepath.Abs(filepath.Join(modules(), ".bin", "node"))
	if err != nil {
		t.Fatal(err)
	}
	engine := filepath.Join(dir, "@aws-cdk", "cloudformation-diff")
	for _, folder := range []string{filepath.Join(dir, ".bin"), engine} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(real, filepath.Join(dir, ".bin", "node")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(engine, "index.js"), []byte("throw new Error('out of order')"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = New(context.Background(), dir).Diff([]Pair{{}})
	if err == nil || !strings.Contains(err.Error(), "out of order") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
}
