package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/tests/catalogue"
	"kasha/tests/generated"
)

// TestAlarmDocumentIsCurrent catches an alarm that was added, removed or changed without its row in docs/alarms.md.
func TestAlarmDocumentIsCurrent(t *testing.T) {
	ofShop := slices.DeleteFunc(alarms(t, "application"), func(e catalogue.Entry) bool {
		return e.Short != "shell-opened" && e.Short != "restart-check" // the others have names of the shop's own processes
	})
	optional := slices.Concat(alarms(t, "prod-domain"), alarms(t, "eu-west-1"), alarms(t, "spot"), ofShop)
	table := catalogue.Catalogue{Production: alarms(t, "prod"), Nonproduction: alarms(t, "dev"), Optional: optional}.Markdown()
	compareGenerated(t, "docs/alarms.md", generated.Part{Name: "alarms", Text: table})
}

// TestReachabilityDocumentIsCurrent catches a document with other connections or permissions than the templates have.
func TestReachabilityDocumentIsCurrent(t *testing.T) {
	var parts []generated.Part
	for _, shape := range []string{"dev", "prod"} {
		parts = append(parts, generated.Part{Name: "connections of " + shape, Text: paragraphs(reachModel(t, shape).Matrix())})
	}
	parts = append(parts, generated.Part{Name: "permissions of prod", Text: paragraphs(permissionsModel(t, "prod").Table())})
	compareGenerated(t, "docs/reachability.md", parts...)
}

// paragraphs separates a generated text from its markers by empty lines.
func paragraphs(text string) string { return "\n" + strings.TrimSpace(text) + "\n\n" }

// TestRulesDocumentIsCurrent catches a page of rules that differs from lib/rules.
func TestRulesDocumentIsCurrent(t *testing.T) {
	var table strings.Builder
	concern := ""
	for _, rule := range declaredRules(t) {
		if rule.concern != concern {
			concern = rule.concern
			table.WriteString("\n**" + concern + "**\n\n| Rule | What is wrong | Fix |\n| --- | --- | --- |\n")
		}
		table.WriteString("| `" + rule.id + "` | " + rule.says + " | " + rule.write + " |\n")
	}
	compareGenerated(t, "docs/rules.md", generated.Part{Name: "rules", Text: table.String() + "\n"})
}
