package runbook

import (
	"encoding/json"
	"slices"
	"testing"

	"kasha/internal/assembly"
)

// TestKeptAreTheFixedNamesThatStay catches a resource that a deletion leaves behind under a fixed name, and one that it does not.
func TestKeptAreTheFixedNamesThatStay(t *testing.T) {
	stack := assembly.Stack{Name: "kasha-prod-data", Stage: "prod", Region: "us-east-1"}
	if err := json.Unmarshal([]byte(resources), &stack.Template.Resources); err != nil {
		t.Fatal(err)
	}
	for id, resource := range stack.Template.Resources {
		resource.LogicalID = id
		stack.Template.Resources[id] = resource
	}
	kept, err := Kept([]assembly.Stack{stack})
	want := []KeptResource{
		{Type: "AWS::RDS::DBInstance", Name: "kasha-prod-mysql"}, {Type: "AWS::SecretsManager::Secret", Name: "kasha/prod/connection"},
	}
	if err != nil || !slices.Equal(kept, want) {
		t.Errorf("got %v, error %v, want %v", kept, err, want)
	}
}
