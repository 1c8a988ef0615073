package main

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/lib/rotation/restart"
)

// TestTheRestartFlowMayDoWhatItCalls catches a call that the flow's role does not allow, or a right that no call needs.
func TestTheRestartFlowMayDoWhatItCalls(t *testing.T) {
	dev := resolvedText(t, synthesized(t, "dev").Stacks)
	machine := oneOf(t, dev, "AWS::StepFunctions::StateMachine").Properties

	substitutions := machine.Map("DefinitionSubstitutions")
	expect(t, slices.Collect(maps.Keys(substitutions)), slices.Collect(maps.Keys(restart.Settings{}.Placeholders())))
	if service, ok := dev.Find(substitutions.Text("ServiceName")); !ok || !strings.HasPrefix(service.Path, "services/Backend/") {
		t.Errorf("restarts %v; the backend is what holds the password", service)
	}

	var definition struct {
		States map[string]struct{ Resource string }
	}
	if err := json.Unmarshal([]byte(restart.Definition), &definition); err != nil {
		t.Fatal(err)
	}
	calls := map[string]bool{}
	for _, state := range definition.States {
		if _, call, ok := strings.Cut(state.Resource, "aws-sdk:"); ok {
			service, operation, _ := strings.Cut(call, ":")
			calls[service+":"+strings.ToUpper(operation[:1])+operation[1:]] = true
		}
	}
	allowed := map[string]bool{}
	for _, statement := range statements(dev, "services/Rotation/Machine/Role", "") {
		for _, action := range statement.Texts("Action") {
			service, _, _ := strings.Cut(action, ":")
			if service == "logs" || service == "xray" || service == "kms" {
				continue // its own logs and traces, and the topic's key
			}
			allowed[action] = true
			if slices.Contains(statement.Texts("Resource"), "*") {
				t.Errorf("%s on everything", action)
			}
		}
	}
	expect(t, slices.Collect(maps.Keys(allowed)), slices.Collect(maps.Keys(calls)))
}
