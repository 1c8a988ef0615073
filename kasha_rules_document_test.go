package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryRuleHasExamples catches a rule that nobody has seen failing, and an example whose rule is gone.
func TestEveryRuleHasExamples(t *testing.T) {
	times := map[string]int{}
	for _, rule := range declaredRules(t) {
		times[rule.id]++
	}
	examples := readExamples(t)
	for id := range times {
		if times[id] > 1 {
			t.Errorf("%s names %d rules; a finding would not say which", id, times[id])
		}
		if len(examples[id].Fails) == 0 {
			t.Errorf("%s has no failing example in %s", id, ruleExamples)
		}
	}
	for id := range examples {
		if times[id] == 0 {
			t.Errorf("%s/%s.json: there is no such rule", ruleExamples, id)
		}
	}
}

// TestRulesDocumentIsCurrent catches a page of rules that says something else than the rules. KASHA_UPDATE=1 writes it anew.
func TestRulesDocumentIsCurrent(t *testing.T) {
	const file, begin, end = "docs/rules.md", "<!-- generated: KASHA_UPDATE=1 go test -run TestRulesDocument . -->\n", "<!-- end -->\n"
	text := readFile(t, file)
	before, rest, ok := strings.Cut(text, begin)
	_, after, alsoOk := strings.Cut(rest, end)
	if !ok || !alsoOk {
		t.Fatalf("%s has no place for the table, between %s and %s", file, begin, end)
	}
	var table strings.Builder
	concern := ""
	for _, rule := range declaredRules(t) {
		if rule.concern != concern {
			concern = rule.concern
			table.WriteString("\n**" + concern + "**\n\n| rule | finds | write instead |\n| --- | --- | --- |\n")
		}
		table.WriteString("| `" + rule.id + "` | " + rule.says + " | " + rule.write + " |\n")
	}
	want := before + begin + table.String() + "\n" + end + after
	if text == want {
		return
	}
	if os.Getenv("KASHA_UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s is not what lib/rules says; KASHA_UPDATE=1 go test -run TestRulesDocument . writes it anew", file)
}

type declaredRule struct{ concern, id, says, write string }

var (
	concernPattern = regexp.MustCompile(`(?m)^import rego\.v1\n\n# ([^:.]+)`)
	rulePattern    = regexp.MustCompile(`make_diag_full\(\n\t\t"(Kasha-\w+)", "ERROR", .*\n\t\t"(.+)",\n\t\t"(.+)", "",\n\t\)`)
)

// declaredRules reads the rules as they stand in their files, in that order.
func declaredRules(t *testing.T) []declaredRule {
	t.Helper()
	files, err := filepath.Glob("lib/rules/*.rego")
	if err != nil {
		t.Fatal(err)
	}
	var rules []declaredRule
	for _, file := range files {
		text := readFile(t, file)
		found := rulePattern.FindAllStringSubmatch(text, -1)
		if len(found) != strings.Count(text, "violation contains") {
			t.Fatalf("%s: %d of its %d rules are written as the others are", file, len(found), strings.Count(text, "violation contains"))
		}
		for _, rule := range found {
			concern := concernPattern.FindStringSubmatch(text)[1]
			rules = append(rules, declaredRule{concern, rule[1], rule[2], rule[3]})
		}
	}
	return rules
}
