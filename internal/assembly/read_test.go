package assembly_test

import (
	"os"
	"path/filepath"
	"testing"

	"kasha/internal/assembly"
)

// Catches the CDK's unknown-account and unknown-region read as an account and a region.
func TestWhatTheConfigurationLeavesOpenIsReadAsOpen(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"manifest.json": `{"artifacts": {
			"open": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
				"properties": {"templateFile": "t.json"}},
			"known": {"type": "aws:cloudformation:stack", "environment": "aws://111111111111/eu-west-1",
				"properties": {"templateFile": "t.json"}}}}`,
		"t.json": `{"Resources": {}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read, err := assembly.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	open, _ := read.Stack("open")
	known, _ := read.Stack("known")
	if open.Account != assembly.OpenAccount || open.Region != assembly.OpenRegion || open.AccountIsKnown() {
		t.Errorf("got %s in %s, want both open", open.Account, open.Region)
	}
	if known.Account != "111111111111" || known.Region != "eu-west-1" || !known.AccountIsKnown() {
		t.Errorf("got %s in %s, want 111111111111 in eu-west-1", known.Account, known.Region)
	}
}
