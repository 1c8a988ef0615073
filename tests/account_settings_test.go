package tests

import (
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/stages"
)

// TestSettingsOfTheAccountReachEveryStack catches a role without the permissions boundary that an organization's service control policy
// requires. It also catches a stack that is deployed with the roles of another bootstrap.
func TestSettingsOfTheAccountReachEveryStack(t *testing.T) {
	kasha, err := readConfiguration(pipelineFile)
	if err != nil {
		t.Fatal(err)
	}
	kasha.Environments = kasha.Environments[:1] // one environment and the pipeline have every kind of stack
	dir := t.TempDir()
	if err := writeFlags(filepath.Join(dir, "cdk.json"), map[string]any{
		"@aws-cdk/core:bootstrapQualifier":  "acme01",
		"@aws-cdk/core:permissionsBoundary": map[string]any{"name": "cdk-${Qualifier}-boundary"},
	}); err != nil {
		t.Fatal(err)
	}
	synthesized := func() assembly.Assembly {
		cdkProcess.Lock()
		defer cdkProcess.Unlock()
		if err := stages.Synthesize(filepath.Join(dir, "cdk.json"), kasha, filepath.Join(dir, "cdk.out")); err != nil {
			t.Fatal(err)
		}
		read, err := assembly.Read(filepath.Join(dir, "cdk.out"))
		if err != nil {
			t.Fatal(err)
		}
		return read
	}()
	roles := 0
	for _, stack := range synthesized.Stacks {
		// The stacks with the pipeline's buckets of other regions need no bootstrap.
		if !strings.Contains(stack.Name, "-support-") && !strings.Contains(readPath(t, stack.TemplateFile), "/cdk-bootstrap/acme01/version") {
			t.Errorf("%s does not ask for the bootstrap with the qualifier acme01", stack.Name)
		}
		for id, resource := range stack.Template.Resources {
			if resource.Type != "AWS::IAM::Role" && resource.Type != "AWS::IAM::User" {
				continue
			}
			roles++
			if boundary, ok := resource.Properties["PermissionsBoundary"]; !ok {
				t.Errorf("%s/%s has the permissions boundary %v, want cdk-acme01-boundary", stack.Name, id, boundary)
			}
		}
	}
	if roles < 20 {
		t.Errorf("found %d roles, want at least 20", roles)
	}
}
