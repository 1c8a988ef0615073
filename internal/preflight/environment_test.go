package preflight

import "testing"

// TestFindListsTheEnvironments catches an error for a missing or misspelt ENV that does not say what to write.
func TestFindListsTheEnvironments(t *testing.T) {
	for name, want := range map[string]string{
		"":     "which environment? fix: make deploy with ENV=dev, ENV=staging, ENV=sandbox or ENV=prod",
		"prd":  `cdk.json has no environment "prd"; fix: make deploy with ENV=dev, ENV=staging, ENV=sandbox or ENV=prod`,
		"de":   `cdk.json has no environment "de"; fix: make deploy with ENV=dev, ENV=staging, ENV=sandbox or ENV=prod`,
		"\x1b": `cdk.json has no environment "\x1b"; fix: make deploy with ENV=dev, ENV=staging, ENV=sandbox or ENV=prod`,
	} {
		if _, err := Find(platform(), name, Deploy); err == nil || err.Error() != want {
			t.Errorf("for %q: got %v, want %s", name, err, want)
		}
	}
	if _, err := ParsePurpose("delete"); err == nil || err.Error() != `--for is "delete"; fix: choose deploy, diff, bootstrap or destroy` {
		t.Errorf("for an unknown purpose: got %v", err)
	}
}
