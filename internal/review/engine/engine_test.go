package engine

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func modules() string { return filepath.Join("..", "..", "..", "node_modules") }

// shared is one engine for most tests: reading CDK's database takes half a second.
var shared = sync.OnceValue(func() *Engine { return New(context.Background(), modules()) })

// TestMain catches an engine that does not stop.
func TestMain(m *testing.M) {
	code := m.Run()
	if err := shared().Close(); err != nil {
		fmt.Fprintln(os.Stderr, "CDK's diff engine did not stop:", err)
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
		diffs, err := e.Diff([]Pair{{Old: queue("a"), New: queue("b")}, {Old: queue("a"), New: queue("a")}, {Old: nil, New: queue("a")}})
		if err != nil {
			t.Fatal(err)
		}
		if got := diffs[0].Resources["Q"]; got.Impact != WillReplace || got.Properties["QueueName"].New != "b" {
			t.Errorf("another name: got %+v, want a replacement by name b", got)
		}
		if len(diffs[1].Resources) != 0 {
			t.Errorf("the same template: got %+v, want no difference", diffs[1].Resources)
		}
		if got := diffs[2].Resources["Q"]; got.Impact != WillCreate || got.OldType != "" {
			t.Errorf("a new queue: got %+v, want a creation", got)
		}
	}
}

// Catches a new version of CDK's database without the facts about data, names and replacements that the review depends on.
func TestFactsOfTypes(t *testing.T) {
	e := shared()
	template := Template{}
	for _, resource := range []string{"AWS::RDS::DBInstance", "AWS::SQS::Queue", "AWS::KMS::Key", "AWS::EC2::SecurityGroup", "Custom::Mine"} {
		template[strings.ReplaceAll(resource, ":", "")] = map[string]any{"Type": resource}
	}
	diffs, err := e.Diff([]Pair{{Old: template, New: nil}})
	if err != nil {
		t.Fatal(err)
	}
	facts := diffs[0].Types
	db := facts["AWS::RDS::DBInstance"]
	if !db.Stateful || !slices.Contains(db.Replacing, "DBSubnetGroupName") || !slices.Equal(db.Identifier, []string{"DBInstanceIdentifier"}) {
		t.Errorf("database: got %+v, want stateful, replaced by DBSubnetGroupName, named by DBInstanceIdentifier", db)
	}
	if !facts["AWS::SQS::Queue"].Stateful || !facts["AWS::KMS::Key"].Stateful || facts["AWS::EC2::SecurityGroup"].Stateful {
		t.Error("want queues and keys stateful, and security groups not")
	}
	if facts["Custom::Mine"].Known {
		t.Error("a custom resource is known, want unknown")
	}
}

// Catches an order of properties in which the engine reads BlockPublicPolicy as the document of a resource policy.
func TestPolicyDocumentGoesFirst(t *testing.T) {
	data, err := documentFirst{
		"BlockPublicPolicy": true, "ResourcePolicy": map[string]any{"Statement": []any{}}, "SecretId": "s",
	}.MarshalJSON()
	if want := `{"ResourcePolicy":{"Statement":[]},"BlockPublicPolicy":true,"SecretId":"s"}`; err != nil || string(data) != want {
		t.Errorf("%s, %v; want %s", data, err, want)
	}
}

// Catches a statement that loses a part on its way from the engine, or that is skipped because it cannot be read as a whole.
func TestStatementsOfTheEngine(t *testing.T) {
	policy := func(statements ...any) Template {
		return Template{"P": {"Type": "AWS::SQS::QueuePolicy", "Properties": map[string]any{
			"Queues": []any{"q"}, "PolicyDocument": map[string]any{"Statement": statements},
		}}}
	}
	diffs, err := shared().Diff([]Pair{{New: policy(
		map[string]any{
			"Sid": "a", "Effect": "Deny", "NotAction": []any{"b:B", "a:A"}, "Resource": "r", "Condition": map[string]any{"k": "v"},
			"NotPrincipal": map[string]any{"AWS": []any{"arn:aws:iam::111111111111:root"}, "Service": "s.amazonaws.com"},
		},
		map[string]any{"Effect": "Deny", "Action": "c:C", "Resource": "*", "Principal": "*", "Condition": "${Fn::If([1])}"},
		"${Fn::If([2])}",
	)}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range diffs[0].Statements.Added {
		got = append(got, fmt.Sprintf("%s: %s %v by not %v if %v: %s", s.Of, s.Effect, s.NotActions, s.NotPrincipals, s.Conditions, s.Undecided))
	}
	slices.Sort(got)
	want := []string{
		"P:  [] by not [] if map[]: ${Fn::If([2])}",
		`P: Deny [] by not [] if map[]: {"Action":["c:C"],"Condition":"${Fn::If([1])}","Effect":"Deny","Principal":"*","Resource":["q"]}`,
		// the engine puts the queue for *
		"P: Deny [a:A b:B] by not [AWS:arn:aws:iam::111111111111:root Service:s.amazonaws.com] if map[k:v]: ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestMissingEngineIsAnError(t *testing.T) {
	_, err := New(context.Background(), t.TempDir()).Diff([]Pair{{}})
	if err == nil || !strings.Contains(err.Error(), "npm ci") {
		t.Errorf("error %v, want one that names npm ci", err)
	}
	if _, err := New(context.Background(), t.TempDir()).Diff(nil); err != nil {
		t.Errorf("no pairs: error %v, want none, because they need no engine", err)
	}
}

// Catches a failure of the engine whose cause is missing, or hidden in a stack trace.
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
		t.Errorf("error %v, want one line with: out of order", err)
	}
}

// Catches a policy that a condition takes away, and that stops the whole review.
func TestPoliciesWithoutADocument(t *testing.T) {
	for _, policy := range []map[string]any{
		{"Type": "AWS::S3::BucketPolicy", "Properties": map[string]any{"Bucket": "b", "PolicyDocument": map[string]any{"Statement": []any{
			map[string]any{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}}}}},
		{"Type": "AWS::IAM::Policy", "Properties": map[string]any{"PolicyName": "p", "Roles": []any{"r"}, "PolicyDocument": map[string]any{
			"Statement": []any{map[string]any{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}}}},
	} {
		properties := maps.Clone(policy["Properties"].(map[string]any))
		delete(properties, "PolicyDocument")
		without := map[string]any{"Type": policy["Type"], "Properties": properties}
		diffs, err := shared().Diff([]Pair{{Old: Template{"P": policy}, New: Template{"P": without}}})
		if err != nil {
			t.Fatalf("%s: %v", policy["Type"], err)
		}
		if got := diffs[0].Statements.Removed; len(got) != 1 {
			t.Errorf("%s: removed statements %+v, want the one", policy["Type"], got)
		}
	}
}
