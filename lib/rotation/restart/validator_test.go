package restart

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestAValidatorAcceptsTheDefinition catches a definition that CloudFormation would refuse half an hour into a deployment.
func TestAValidatorAcceptsTheDefinition(t *testing.T) {
	text, _ := filledIn(t, production())
	// A validator that accepts anything would let this test pass for nothing.
	mistakes := []string{"a transition to nowhere", "a broken expression", "JSONPath in JSONata"}
	definitions := []string{
		text,
		strings.Replace(text, `"Next": "ReadAdminSecret"`, `"Next": "ReadAdminSecrets"`, 1),
		strings.Replace(text, "$toMillis($states.result.LastChangedDate)", "$toMillis($states.result.LastChangedDate", 1),
		strings.Replace(text, `"Arguments": {"Cluster"`, `"Parameters": {"Cluster"`, 1),
	}
	wrong := validate(t, definitions)
	if wrong[0] != nil {
		t.Errorf("%s", *wrong[0])
	}
	for i, mistake := range mistakes {
		if definitions[i+1] == text {
			t.Errorf("the definition has no place for %s any more", mistake)
		} else if wrong[i+1] == nil {
			t.Errorf("%s was accepted", mistake)
		}
	}
}

// validate says what is wrong with each definition, nil where nothing is.
func validate(t *testing.T, definitions []string) []*string {
	t.Helper()
	modules, node := nodeModules(t)
	asked, err := json.Marshal(definitions)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(node, filepath.Join("testdata", "validate.js"), modules)
	command.Stdin = strings.NewReader(string(asked))
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var wrong []*string
	if err := json.Unmarshal(out, &wrong); err != nil || len(wrong) != len(definitions) {
		t.Fatalf("%d definitions were answered with %s (%v)", len(definitions), out, err)
	}
	return wrong
}
