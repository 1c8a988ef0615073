package style

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// TestTheDocumentedScriptChangesOneImage catches a script for a new image that changes another environment, another field, or nothing.
func TestTheDocumentedScriptChangesOneImage(t *testing.T) {
	if _, err := exec.LookPath("jq"); err != nil {
		t.Skip("jq is not installed")
	}
	script := ""
	for _, command := range typed(read(t, "docs/deployment.md")) {
		if strings.HasPrefix(command, "jq ") && strings.HasSuffix(command, " cdk.json") {
			script = command
		}
	}
	if script == "" {
		t.Fatal("docs/deployment.md has no jq command that writes cdk.json, want one")
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "cdk.json")
	const before = `{"app": "kasha", "context": {"kasha": {"environments": [
		{"name": "staging", "frontend": {"image": "ecr:2.0.0"}, "backend": {"image": "ecr:1.4.2", "port": 8081}},
		{"name": "production", "backend": {"image": "ecr:1.4.2"}}]}, "@aws-cdk/core:flag": true}}`
	if err := os.WriteFile(file, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	run := exec.Command("sh", "-c", script)
	run.Dir = folder
	if said, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", script, err, said)
	}
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want, got := decoded(t, before), decoded(t, string(after))
	changed := 0
	for _, each := range want["context"].(map[string]any)["kasha"].(map[string]any)["environments"].([]any) {
		if environment := each.(map[string]any); environment["name"] == "staging" {
			environment["backend"].(map[string]any)["image"] = "ecr:1.4.3"
			changed++
		}
	}
	if changed != 1 || !reflect.DeepEqual(got, want) {
		t.Errorf("%s\ngot  %v\nwant %v, with one environment changed and not %d", script, got, want, changed)
	}
}

func decoded(t *testing.T, text string) map[string]any {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatal(err)
	}
	return object
}
