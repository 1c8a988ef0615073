package tests

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kasha/stages"
)

// TestEveryRuleFindsWhatItIsFor catches a rule that is too strict, finds nothing, or reports another sentence. Each example's template has
// no finding. Each single change of it has the rule's finding and no other.
func TestEveryRuleFindsWhatItIsFor(t *testing.T) {
	t.Parallel()
	var templates []candidate
	examples := readExamples(t)
	for _, rule := range slices.Sorted(maps.Keys(examples)) {
		example := examples[rule]
		templates = append(templates, candidate{Name: rule, Template: example.Passes, Region: example.Region})
		for _, what := range slices.Sorted(maps.Keys(example.Fails)) {
			failing := candidate{Name: rule + "/" + what, Template: clone(t, example.Passes), Region: example.Region}
			example.Fails[what].apply(t, failing.Template)
			templates = append(templates, failing)
		}
	}
	found := findings(t, templates)
	for _, template := range templates {
		t.Run(template.Name, func(t *testing.T) {
			rule, what, fails := strings.Cut(template.Name, "/")
			got := found[template.Name]
			if !fails {
				if len(got) > 0 {
					t.Errorf("findings %v, want none", got)
				}
				return
			}
			if len(got) != 1 || got[0].Rule != rule {
				t.Fatalf("%s: findings %v, want %s alone", what, got, rule)
			}
			if got[0].Severity != "error" || !strings.HasSuffix(got[0].Says, examples[rule].Says) {
				t.Errorf("%s: it says %q (%s), want %q (error)", what, got[0].Says, got[0].Severity, examples[rule].Says)
			}
			if got[0].Write == "" {
				t.Errorf("%s: the finding has no fix, want one", what)
			}
		})
	}
}

// TestTheRulesOfTheCDKStayOn catches Kasha's rules replacing the CDK's: those of the engine (E3047), and those that the CDK ships in Rego.
// The latter are off wherever a validator is added by hand without asking for them.
func TestTheRulesOfTheCDKStayOn(t *testing.T) {
	broken := map[string]any{"Resources": map[string]any{
		"Alias": map[string]any{"Type": "AWS::GameLift::Alias", "Properties": map[string]any{
			"Name":            "both",
			"RoutingStrategy": map[string]any{"Type": "SIMPLE", "FleetId": "fleet-1", "Message": "closed"},
		}},
		"Task": map[string]any{"Type": "AWS::ECS::TaskDefinition", "Properties": map[string]any{
			"RequiresCompatibilities": []any{"FARGATE"}, "NetworkMode": "awsvpc", "Cpu": "512", "Memory": "30720",
			"ContainerDefinitions": []any{map[string]any{"Name": "backend", "Image": "nginx:1.30.5"}},
		}},
	}}
	found := findings(t, []candidate{{Name: "broken", Template: broken}})["broken"]
	for _, rule := range []string{"E3047", "CDK-GameLift-004"} {
		if !slices.ContainsFunc(found, func(f ruleFinding) bool { return f.Rule == rule }) {
			t.Errorf("findings %[2]v, want one of %[1]s", rule, found)
		}
	}
}

// TestEveryRuleHasExamples catches a rule without a failing example, and an example without a rule.
func TestEveryRuleHasExamples(t *testing.T) {
	times := map[string]int{}
	for _, rule := range declaredRules(t) {
		times[rule.id]++
	}
	examples := readExamples(t)
	for id := range times {
		if times[id] > 1 {
			t.Errorf("%s is the id of %d rules, want one", id, times[id])
		}
		if len(examples[id].Fails) == 0 {
			t.Errorf("%s has no failing example in %s, want one", id, ruleExamples)
		}
	}
	for id := range examples {
		if times[id] == 0 {
			t.Errorf("%s/%s.json: no rule has this id, want one", ruleExamples, id)
		}
	}
}

// TestSynthesisRefusesWhatTheRulesForbid catches an application that does not add Kasha's rules, and one in which they replace the CDK's.
// It also catches an error that shows a stack trace or leaves a finding out. The test changes the configuration after it was read, because
// lib/config would refuse both faults. A retired MySQL version breaks a rule of Kasha's. CPU and memory that do not pair break a rule of
// the CDK's.
func TestSynthesisRefusesWhatTheRulesForbid(t *testing.T) {
	kasha := configurationOf(t, `{"name": "dev", "tier": "nonproduction", "region": "us-east-1",
		"availabilityZones": ["us-east-1a", "us-east-1b"]}`)
	kasha.Environments[0].Database.EngineVersion = "8.4.4"
	kasha.Environments[0].Backend.MemoryMiB = 30720
	kasha.Environments[0].Database.SecretNamePrefix = "it's"
	outdir := t.TempDir()
	t.Setenv("CDK_VALIDATION", "") // which TestMain switches off
	err := stages.Synthesize(flagsFile(), kasha, outdir)
	if err == nil {
		t.Fatal("templates that break the rules were accepted, want an error")
	}
	said := err.Error()
	for _, want := range []string{"this MySQL version is not supported", "Cpu '512' is not compatible with Memory '30720'",
		"AWS would refuse this name of a secret", "Write letters, digits and /_+=.@-", "break the rules listed above"} {
		if !strings.Contains(said, want) {
			t.Errorf("want %q in the error, got\n%s", want, said)
		}
	}
	if strings.Contains(said, "\n    at ") || strings.Contains(said, "\x1b") {
		t.Errorf("want an error without stack trace and colours, got\n%q", said)
	}
	var report struct {
		PluginReports []struct{ Violations []finding }
	}
	if err := json.Unmarshal([]byte(readPath(t, filepath.Join(outdir, "validation-report.json"))), &report); err != nil {
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
		"Kasha-TextSecretName":        "dev/data/Database/AdminSecret/Resource",
	} {
		if where[rule] != want || !strings.Contains(said, want) {
			t.Errorf("%s is found at %q, want %q, in the report and in the refusal", rule, where[rule], want)
		}
	}
}
