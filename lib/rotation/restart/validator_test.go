package restart

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAValidatorAcceptsTheDefinition catches a definition that CloudFormation would refuse half an hour into a deployment.
func TestAValidatorAcceptsTheDefinition(t *testing.T) {
	modules, node := nodeModules(t)
	text, _ := filledIn(t, production())
	validate := func(name, text string) (string, error) {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(node, filepath.Join(modules, "asl-validator/dist/bin/asl-validator.js"), "--json-path", file).CombinedOutput()
		return string(out), err
	}
	if out, err := validate("restart.json", text); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	// A validator that accepts anything would let this test pass for nothing.
	for what, broken := range map[string]string{
		"a transition to nowhere": strings.Replace(text, `"Next": "ReadAdminSecret"`, `"Next": "ReadAdminSecrets"`, 1),
		"a broken expression":     strings.Replace(text, "$toMillis($states.result.LastChangedDate)", "$toMillis($states.result.LastChangedDate", 1),
		"JSONPath in JSONata":     strings.Replace(text, `"Arguments": {"Cluster"`, `"Parameters": {"Cluster"`, 1),
	} {
		if _, err := validate("broken.json", broken); broken == text || err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
}
