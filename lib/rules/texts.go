package rules

import (
	"cmp"
	"fmt"
	"strings"

	"kasha/lib/texts"
)

// textFacts are the rules of lib/texts, by name, as texts.rego reads them.
func textFacts() map[string]any {
	facts := map[string]any{}
	for _, text := range texts.Table() {
		fact := map[string]any{
			"outside": text.Outside(), "least": text.Least, "most": text.Most, "wrong": text.Wrong(), "fix": text.Fix(),
		}
		if hasForm(text.Rule) {
			fact["form"] = "^(?:" + cmp.Or(text.Form, "(?s).*") + ")$"
			fact["never"] = cmp.Or(text.Never, "[^\\s\\S]") // which matches nothing
		}
		facts[text.Name] = fact
	}
	return facts
}

// textRules returns, as Rego, one rule for each place of lib/texts. The engine has no function that walks through a resource, so each
// place gets a query of its own.
func textRules() string {
	var b strings.Builder
	b.WriteString("package kasha\n\nimport rego.v1\n")
	for _, text := range texts.Table() {
		b.WriteString(textRule(text))
	}
	return b.String()
}

func textRule(text texts.Text) string {
	lines := []string{fmt.Sprintf("some name in names_by_type[%q]", text.Type)}
	if text.Type == texts.AnyType {
		lines[0] = "some name, _ in input.resources"
	}
	value, place := "input.resources[name].properties", "Properties"
	var at []string // what stands for the % in place
	path, keys := strings.CutSuffix(text.Path, "{}")
	for _, step := range steps(path) {
		switch step {
		case "[]", "*":
			verb, group := "%d", "elements"
			if step == "*" {
				verb, group = "%s", "entries"
			}
			key, element := fmt.Sprintf("key%d", len(at)), fmt.Sprintf("value%d", len(at))
			lines = append(lines, fmt.Sprintf("some %s, %s in %s(%s)", key, element, group, value))
			value, place, at = element, place+"."+verb, append(at, key)
		default:
			value, place = fmt.Sprintf("%s[%q]", value, step), place+"."+step
		}
	}
	lines = append(lines, "text := "+value)
	if keys {
		lines[len(lines)-1] = fmt.Sprintf("some text, _ in entries(%s)", value)
	}
	check := "fits"
	if hasForm(text.Rule) {
		check = "formed"
	}
	lines = append(lines, fmt.Sprintf("rule := facts.texts.%s", text.Name), fmt.Sprintf("not %s(rule, text)", check), "refusable(rule, text)",
		fmt.Sprintf("v := refused(%q, name, sprintf(%q, [%s]))", text.Name, place, strings.Join(at, ", ")))
	return "\nviolation contains v if {\n\t" + strings.Join(lines, "\n\t") + "\n}\n"
}

// hasForm reports whether more than characters and length is checked.
func hasForm(rule texts.Rule) bool { return rule.Form+rule.Never != "" }

// steps takes a path apart: Rules[].Statement.* is Rules, [], Statement, *.
func steps(path string) []string {
	return strings.Split(strings.ReplaceAll(path, "[]", ".[]"), ".")
}
