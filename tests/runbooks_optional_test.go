package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/runbook"
	"kasha/lib/config"
	"kasha/lib/names"
)

// TestOptionalNamesAreInTheTemplates catches an optional name of a runbook that no environment has, such as that of a log group which a
// construct now names otherwise. For each name, one of the shapes must have it.
func TestOptionalNamesAreInTheTemplates(t *testing.T) {
	known, err := runbook.Know(shapesAssembly(t), project(t))
	if err != nil {
		t.Fatal(err)
	}
	for i, ofProd := range runbook.OptionalNames("prod") {
		has := func(environment string) bool {
			return known.HasName(runbook.OptionalNames(names.Environment(environment))[i])
		}
		if environments := shapeEnvironments(); !anyOf(environments, has) {
			t.Errorf("%s: no environment of %s has this name under its own; want one", ofProd, shapesFile)
		}
	}
	for part, ids := range runbook.OptionalLogicalIDs("prod") {
		for _, id := range ids {
			has := func(environment string) bool {
				return known.HasLogicalID(strings.Replace(part, "prod", environment, 1), id)
			}
			if !anyOf(shapeEnvironments(), has) {
				t.Errorf("%s: the stack has no logical id that begins with %s in any environment of %s; want one", part, id, shapesFile)
			}
		}
	}
}

func anyOf(environments map[string]string, has func(environment string) bool) bool {
	for _, environment := range environments {
		if has(environment) {
			return true
		}
	}
	return false
}

// TestWrongOptionalNamesAreFound writes a wrong letter into every optional name that the runbooks mention. It catches a check that accepts
// such a name without a comparison, and an optional name that no runbook mentions any more.
func TestWrongOptionalNamesAreFound(t *testing.T) {
	synthesized := deployedByHand(t)
	documents := hourAndRunbooks(t)
	for _, environment := range []names.Environment{"prod", "dev"} {
		for i, name := range runbook.OptionalNames(environment) {
			other := map[names.Environment]names.Environment{"prod": "dev", "dev": "prod"}[environment]
			wrong := strings.TrimSuffix(name, "-") + "x" + name[len(strings.TrimSuffix(name, "-")):]
			written := replaced(documents, name, wrong)
			if len(written) == 0 {
				if len(replaced(documents, runbook.OptionalNames(other)[i], "")) == 0 {
					t.Errorf("%s: no runbook mentions it; fix: remove it from OptionalNames", name)
				}
				continue
			}
			problems := runbookProblems(t, written, synthesized)
			for _, document := range written {
				wantProblems(t, problems, wrong, document.Name)
			}
		}
	}
}

// hourAndRunbooks are the pages that the checks of internal/runbook read, for the public origin that the shipped environments have.
func hourAndRunbooks(t *testing.T) []runbook.Document {
	t.Helper()
	pages := []runbook.Document{runbook.Parse("first-hour.md", readFile(t, "docs", "first-hour.md"))}
	for _, document := range readRunbooks(t) {
		text := runbook.ForOrigin(strings.Join(document.Lines, "\n"), config.Edge{Origin: config.OriginPublic})
		pages = append(pages, runbook.Parse(document.Name, text))
	}
	return pages
}

// replaced returns the documents that have the text, with another in its place.
func replaced(documents []runbook.Document, text, by string) []runbook.Document {
	var changed []runbook.Document
	for _, document := range documents {
		if slices.ContainsFunc(document.Lines, func(line string) bool { return strings.Contains(line, text) }) {
			changed = append(changed, runbook.Parse(document.Name, strings.ReplaceAll(strings.Join(document.Lines, "\n"), text, by)))
		}
	}
	return changed
}
