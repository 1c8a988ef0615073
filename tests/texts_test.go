package tests

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/lib/texts"
)

// TestEveryTextIsChecked catches a text that AWS may refuse and that nothing here checks. It is not in lib/texts, and the CDK's
// validator accepts invalid text in it. lib/texts/checked.txt says for each text of each shape, and of the pipeline, what checks it.
func TestEveryTextIsChecked(t *testing.T) {
	stacks := slices.Concat(shapesAssembly(t).Stacks, pipelineAssembly(t).Stacks)
	written := writtenTexts(stacks)
	checks := map[texts.Place][]string{}
	var left []writtenText // for the CDK's validator
	for _, text := range written {
		for _, check := range texts.Find(text.Type, text.Path) {
			checks[text.Place] = append(checks[text.Place], check.Name)
		}
		if checks[text.Place] == nil {
			left = append(left, text)
		}
	}
	schema := schemaChecks(t, left)
	var lines []string
	counts, types := map[string]int{}, map[string]bool{}
	for _, text := range written {
		by, kind := checks[text.Place], "table"
		if by == nil {
			kind = schema[text.Place]
			by = []string{kind}
		}
		if kind == "" {
			t.Errorf("%s %s: nothing checks this text, such as %.60q; fix: add it to lib/texts, with the page that says what AWS accepts",
				text.Type, text.Path, text.text)
		}
		counts[kind]++
		types[text.Type] = true
		lines = append(lines, fmt.Sprintf("%s %s %s\n", text.Type, text.Path, strings.Join(by, " ")))
	}
	for _, kind := range typesOf(stacks) {
		if !types[kind] {
			types[kind] = true
			lines = append(lines, kind+" - no-text\n")
		}
	}
	slices.Sort(lines)
	if counts["table"] < 400 || counts[texts.Schema]+counts[texts.SchemaWarning] < 60 || len(types) < 70 {
		t.Errorf("%v texts of %d types, want those of every shape", counts, len(types))
	}
	t.Logf("%d types, %d texts: %v", len(types), len(lines), counts)
	want := strings.Join(lines, "")
	if file := "lib/texts/checked.txt"; updating() {
		writeFile(t, file, want)
	} else if readFile(t, file) != want {
		t.Errorf("%s is out of date; fix: KASHA_UPDATE=1 go test -count=1 -run '^%s$' ./tests", file, t.Name())
	}
}

// TestEveryTextRuleRefuses catches an entry that never finds anything: a misspelled path, an alphabet that the engine reads otherwise
// than Go. Each accepts its example, whole and composed, and refuses a wrong character, too much and too little. In short mode each rule
// is tried at one of its places.
func TestEveryTextRuleRefuses(t *testing.T) {
	t.Parallel()
	resources := map[string]any{"Elsewhere": map[string]any{"Type": "AWS::SQS::Queue"}}
	type attempt struct {
		texts.Text
		what, at string
		value    any
		refused  bool
	}
	attempts := map[string]attempt{}
	tried := map[string]bool{}
	for i, text := range texts.Table() {
		if testing.Short() && tried[text.Name] {
			continue
		}
		tried[text.Name] = true
		for what, try := range tries(text.Rule) {
			if strings.HasSuffix(text.Path, "{}") && what != "example" && what != "character" {
				continue // a key is never composed, and its length is that of any text
			}
			id := fmt.Sprintf("T%d%s", i, what)
			resource, at := planted(text, try.value)
			resources[id] = resource
			attempts[id] = attempt{Text: text, what: what, at: at, value: try.value, refused: try.refused}
		}
	}
	found := map[string][]locatedFinding{}
	for _, finding := range located(t, resources) {
		id, at, _ := strings.Cut(finding.at, " ")
		if attempts[id].at == at && finding.severity == "error" { // a warning is advice, such as not to name a zone
			found[id] = append(found[id], finding)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(attempts)) {
		attempt := attempts[id]
		rule := "Kasha-Text" + attempt.Name
		index := slices.IndexFunc(found[id], func(f locatedFinding) bool { return f.rule == rule })
		switch {
		case attempt.refused && index < 0:
			t.Errorf("%s %s: %s accepts a wrong %s: %.80v", attempt.Type, attempt.Path, rule, attempt.what, attempt.value)
		case attempt.refused:
			if finding := found[id][index]; !strings.HasSuffix(finding.says, attempt.Wrong()) || finding.fix != attempt.Fix() {
				t.Errorf("%s says %q and %q, want %q and %q", rule, finding.says, finding.fix, attempt.Wrong(), attempt.Fix())
			}
		case index >= 0:
			t.Errorf("%s %s: %s refuses its example (%s) %.80v", attempt.Type, attempt.Path, rule, attempt.what, attempt.value)
		case attempt.what == "example" && len(found[id]) > 0 && !strings.HasSuffix(attempt.Path, ".TargetOriginId"): // names no origin here
			t.Errorf("%s %s: the CDK's validator says %q of the example %q", attempt.Type, attempt.Path, found[id][0].says, attempt.Example)
		}
	}
	if len(attempts) < 4*len(tried) || len(tried) < 120 {
		t.Errorf("%d attempts for %d rules, want four or more for each", len(attempts), len(tried))
	}
}

// try is a text, and whether a rule must refuse it.
type try struct {
	value   any
	refused bool
}

// tries are texts that a rule must accept or refuse, by what they try.
func tries(rule texts.Rule) map[string]try {
	outside := regexp.MustCompile(rule.Outside())
	wrong := "\a"
	for _, candidate := range []string{"'", "?", "é", "\u2028", "\a"} {
		if outside.MatchString(candidate) {
			wrong = candidate
			break
		}
	}
	list := map[string]try{
		"example":   {value: rule.Example},
		"composed":  {value: composed(rule.Example[:1])},
		"character": {value: rule.Example + wrong, refused: true},
		"part":      {value: composed(wrong), refused: true},
	}
	if rule.Most < texts.TemplateSize {
		list["length"] = try{value: strings.Repeat(rule.Example[len(rule.Example)-1:], rule.Most+1), refused: true}
		list["known"] = try{value: composed(strings.Repeat(rule.Example[:1], rule.Most+1)), refused: true}
	}
	if rule.Least > 0 {
		list["shortness"] = try{value: strings.Repeat(rule.Example[:1], rule.Least-1), refused: true}
	}
	return list
}

// TestComposedTextsAreReadInTheirParts catches a text that the engine does not show: it writes {dynamic} for a function within Fn::Join,
// and for all of what that composes.
func TestComposedTextsAreReadInTheirParts(t *testing.T) {
	for _, stack := range shapesAssembly(t).Stacks {
		for _, resource := range stack.Template.Sorted() {
			for _, leaf := range texts.Leaves(resource.Properties) {
				if leaf.Hidden != "" {
					t.Errorf("%s/%s: %s of %s composes the text %q within another function, where no rule sees it; fix: compose it once",
						stack.Name, resource.Path, leaf.Path, resource.Type, leaf.Hidden)
				}
			}
		}
	}
}
