package main

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestSynthesisRefusesWhatTheRulesForbid catches a program that does not ask for our rules, one in which they replace the
// CDK's, and a refusal that shows a stack or keeps a finding to itself. The configuration, which would refuse both mistakes, is
// passed by: a retired version of MySQL breaks a rule of ours, CPU and memory that do not pair one of the CDK's.
func TestSynthesisRefusesWhatTheRulesForbid(t *testing.T) {
	kasha, err := readConfig(`{"environments": [{"name": "dev", "tier": "nonproduction", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"]}]}`)
	if err != nil {
		t.Fatal(err)
	}
	kasha.Environments[0].Database.EngineVersion = "8.4.4"
	kasha.Environments[0].Backend.MemoryMiB = 30720
	outdir := t.TempDir()
	t.Setenv("CDK_VALIDATION", "") // which TestMain switches off
	err = synthesize("cdk.json", kasha, outdir)
	if err == nil {
		t.Fatal("templates that break the rules were accepted")
	}
	said := err.Error()
	for _, want := range []string{"this version of MySQL is not on offer", "Cpu '512' is not compatible with Memory '30720'", "break the rules listed above"} {
		if !strings.Contains(said, want) {
			t.Errorf("it is refused without a word of %q:\n%s", want, said)
		}
	}
	if strings.Contains(said, "\n    at ") || strings.Contains(said, "\x1b") {
		t.Errorf("the refusal has a stack or colours in it:\n%q", said)
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
		if where[rule] != want || !strings.Contains(said, want) {
			t.Errorf("%s is found at %q, want %q, in the report and in the refusal", rule, where[rule], want)
		}
	}
}
