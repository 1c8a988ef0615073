package tests

import (
	"strings"
	"testing"
	"unicode"

	"kasha/internal/assembly"
	"kasha/internal/review/markdown"
	"kasha/lib/config"
	"kasha/stages"
	"kasha/tests/reviewtest"
)

// freeTextsFile has every unusual text that lib/config accepts; package freetexts writes it. scripts/lint checks its templates as well.
const freeTextsFile = "testdata/free-texts.json"

// TestWhatIsAcceptedSynthesizes catches a text that lib/config accepts and the synthesis refuses, by a rule of the CDK or of lib/texts. Its
// advice would be about a template, which nobody writes.
func TestWhatIsAcceptedSynthesizes(t *testing.T) {
	variant(t)
	kasha, err := readConfiguration(freeTextsFile)
	if err != nil {
		t.Fatal(err)
	}
	outdir := t.TempDir()
	t.Setenv("CDK_VALIDATION", "") // which TestMain switches off
	cdkProcess.Lock()
	err = stages.Synthesize(inRepository("cdk.json"), kasha, outdir)
	cdkProcess.Unlock()
	if err != nil {
		t.Fatalf("lib/config accepts what the synthesis refuses; fix: refuse it in lib/config:\n%v", err)
	}
	read, err := assembly.Read(outdir)
	if err != nil {
		t.Fatal(err)
	}
	written := 0
	for _, stack := range read.Stacks {
		for _, resource := range stack.Template.Sorted() {
			if resource.Type == "AWS::ECS::TaskDefinition" {
				written += strings.Count(asJSON(resource.Properties), `"TEXT_`)
			}
		}
	}
	if written < 2*50 {
		t.Errorf("%d texts reached the containers, want those of both services", written)
	}
	reviewFreeTexts(t, kasha, read)
}

// reviewFreeTexts reviews the change from usual texts to unusual ones: it must be classified, and shown as text on one line.
func reviewFreeTexts(t *testing.T, kasha config.Kasha, head assembly.Assembly) {
	t.Helper()
	t.Cleanup(func() { reviewtest.Engine().Close() })
	for i := range kasha.Environments {
		for _, service := range []*config.Service{&kasha.Environments[i].Frontend.Service, &kasha.Environments[i].Backend.Service} {
			service.HealthCheckPath = "/"
			for name := range service.Environment {
				service.Environment[name] = "usual"
			}
		}
		kasha.Environments[i].Edge.CachedPaths = []string{"/static/*"}
		kasha.Environments[i].Alarms.Email = "oncall@example.com"
	}
	report := reviewtest.Compare(t, synthesizeTo(t, t.TempDir(), kasha), head)
	shown := markdown.Render(report, "docs/accepted-losses.json")
	if !strings.Contains(shown, "Backend/Task") {
		t.Errorf("the review shows no change of the backend, want that of its task definition:\n%.2000s", shown)
	}
	for _, line := range strings.Split(shown, "\n") {
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
			t.Errorf("the review prints a control character: %q", line)
		}
	}
}
