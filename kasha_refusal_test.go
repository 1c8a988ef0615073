package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestSynthesisRefusesWhatTheRulesForbid catches a program that does not ask for our rules, one in which they replace the
// CDK's, and a refusal that shows a stack instead of a sentence. The configuration, which would refuse both mistakes, is
// passed by: a retired version of MySQL breaks a rule of ours, CPU and memory that do not pair one of the CDK's.
func TestSynthesisRefusesWhatTheRulesForbid(t *testing.T) {
	kasha, err := readConfig(`{"environments": [{"name": "dev", "tier": "nonproduction", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"]}]}`)
	if err != nil {
		t.Fatal(err)
	}
	kasha.Environments[0].Database.EngineVersion = "8.4.4"
	kasha.Environments[0].Backend.MemoryMiB = 30720
	outdir := t.TempDir()
	t.Setenv("CDK_VALIDATION", "") // which make test switches off
	err = synthesize("cdk.json", kasha, outdir)
	if err == nil {
		t.Fatal("templates that break the rules were accepted")
	}
	if said := err.Error(); !strings.Contains(said, "break the rules listed above") || strings.Contains(said, "\n") {
		t.Errorf("it is refused with %q, want one sentence", said)
	}
	var report struct {
		PluginReports []struct{ Violations []finding }
	}
	if err := json.Unmarshal([]byte(readFile(t, outdir, "validation-report.json")), &report); err != nil {
		t.Fatal(err)
	}
	where := map[string]string{}
	for _, plugin := range report.PluginReports {
		for _, violation := range plugin.Violations {
			where[violation.RuleName] = violation.ViolatingConstructs[0].ConstructPath
		}
	}
	for rule, want := range map[string]string{
		"Kasha-DatabaseEngineVersion": "dev/data/Database/Primary/Resource",
		"E3047":                       "dev/services/Backend/Task/Resource",
	} {
		if where[rule] != want {
			t.Errorf("%s is found at %q, want %q", rule, where[rule], want)
		}
	}
}
