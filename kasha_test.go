package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"kasha/lib/config"
)

// The application as a whole. tests/snapshots_test.go compares the templates with their snapshots, because only one test binary
// synthesizes. Comparing them here would start the CDK's process a second time. With every test run again (-count=1), `make test`
// then takes 14 % more CPU and 13 % more time (medians of three pairs on two cores). Linking this binary alone takes 7 %.

// TestShippedConfigurationIsValid catches a cdk.json that cannot be synthesized. It checks nothing else, because the file is the
// adopter's.
func TestShippedConfigurationIsValid(t *testing.T) {
	kasha, err := config.ReadFile("cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	if got := len(kasha.Environments); got == 0 {
		t.Errorf("cdk.json has %d environments, want at least one", got)
	}
}

// TestTestConfigurationsAreValid catches a file in testdata/ that a new rule of lib/config refuses. Without it every test of the
// platform would fail with that message.
func TestTestConfigurationsAreValid(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 3 {
		t.Errorf("found %v, want shapes.json, pipeline.json and every-field.json at least", files)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var raw any
		if err := json.Unmarshal(data, &raw); err != nil {
			t.Errorf("%s: %v", file, err)
		} else if _, err := config.Read(raw); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}
