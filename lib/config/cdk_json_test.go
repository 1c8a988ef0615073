package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const cdkJSON = `{"context": {"kasha": {"environments": [` + minimalDev + `]}}}`

// written writes a cdk.json and its neighbours, by name, and returns the path of the cdk.json.
func written(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "cdk.json")
}

// TestFilesOfEditorsAreRead catches a reader that fails on what editors and checkouts on Windows add: a byte-order mark, line breaks of two
// characters, or both.
func TestFilesOfEditorsAreRead(t *testing.T) {
	lines := strings.ReplaceAll(cdkJSON, ", ", ",\r\n")
	for name, files := range map[string]map[string]string{
		"byte-order mark":            {"cdk.json": "\ufeff" + cdkJSON},
		"carriage returns":           {"cdk.json": lines},
		"both":                       {"cdk.json": "\ufeff" + lines},
		"look-ups with a mark":       {"cdk.json": cdkJSON, "cdk.context.json": "\ufeff" + `{"vpc-provider": {}}`},
		"a folder for the assembly":  {"cdk.json": strings.Replace(cdkJSON, "{", `{"output": "./cdk.out/", `, 1)},
		"a context that is no JSON":  {"cdk.json": cdkJSON, "cdk.context.json": "{"},
		"a mark in front of a space": {"cdk.json": "\ufeff\n" + cdkJSON},
	} {
		file := written(t, files)
		if kasha, err := ReadFile(file); err != nil || len(kasha.Environments) != 1 {
			t.Errorf("%s: %d environments and error %v, want one environment", name, len(kasha.Environments), err)
		}
		if _, err := ReadCDKFile(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestConfigurationsInOtherPlacesAreRefused catches a configuration that is ignored without a word. It also catches a qualifier for which
// `make deploy` does not look, although the templates have it.
func TestConfigurationsInOtherPlacesAreRefused(t *testing.T) {
	other := `{"kasha": {"environments": []}}`
	overflow := filepath.Join(t.TempDir(), "context.json")
	boundary := filepath.Join(t.TempDir(), "context.json")
	for file, text := range map[string]string{overflow: other, boundary: `{"@aws-cdk/core:permissionsBoundary": {"name": "b"}}`} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		files      map[string]string
		passed     string // by the CDK's command line
		overflow   string
		wrong, fix string
	}{
		"cdk.context.json": {
			files: map[string]string{"cdk.context.json": other}, wrong: "Kasha does not read it", fix: `move "kasha" into the "context"`,
		},
		"-c kasha=...":              {passed: `{"kasha": "{}"}`, wrong: "-c or --context", fix: "cdk.json"},
		"-c kasha=..., too long":    {overflow: overflow, passed: `{"a": 1}`, wrong: "-c or --context", fix: "cdk.json"},
		"the same, as the CDK does": {passed: strings.TrimSuffix(strings.TrimPrefix(cdkJSON, `{"context": `), "}")},
		"no kasha":                  {passed: `{"a": 1}`},
		"a qualifier among look-ups": {
			files: map[string]string{"cdk.context.json": `{"@aws-cdk/core:bootstrapQualifier": "acme01"}`}, wrong: "Kasha does not read it",
			fix: `move "@aws-cdk/core:bootstrapQualifier" into the "context"`,
		},
		"a boundary among look-ups, with a mark": {
			files: map[string]string{"cdk.context.json": "\ufeff" + `{"@aws-cdk/core:permissionsBoundary": {"name": "b"}}`},
			wrong: "Kasha does not read it", fix: `move "@aws-cdk/core:permissionsBoundary" into the "context"`,
		},
		"-c with a qualifier": {
			passed: `{"@aws-cdk/core:bootstrapQualifier": "acme01"}`, wrong: "-c or --context", fix: `"context" of cdk.json`,
		},
		"~/.cdk.json's boundary": {overflow: boundary, passed: `{"a": 1}`, wrong: "from ~/.cdk.json", fix: `"context" of cdk.json`},
		"the qualifier of cdk.json": {
			files: map[string]string{"cdk.json": strings.Replace(cdkJSON, `"kasha"`,
				`"@aws-cdk/core:bootstrapQualifier": "acme01", "kasha"`, 1)},
			passed: `{"@aws-cdk/core:bootstrapQualifier": "acme01"}`,
		},
		"another output": {
			files: map[string]string{"cdk.json": strings.Replace(cdkJSON, "{", `{"output": "dist", `, 1)},
			wrong: `found "dist"`, fix: `"output": "cdk.out"`,
		},
	} {
		t.Setenv("CDK_CONTEXT_JSON", c.passed)
		t.Setenv("CONTEXT_OVERFLOW_LOCATION_ENV", c.overflow)
		files := map[string]string{"cdk.json": cdkJSON}
		for file, text := range c.files {
			files[file] = text
		}
		_, err := ReadFile(written(t, files))
		problems, _ := err.(Problems)
		switch {
		case c.wrong == "":
			if err != nil {
				t.Errorf("%s: %v, want no problem", name, err)
			}
		case len(problems) != 1 || !strings.Contains(problems[0].Wrong, c.wrong) || !strings.Contains(problems[0].Fix, c.fix):
			t.Errorf("%s: got %v, want one problem that says %q and %q", name, err, c.wrong, c.fix)
		}
	}
}

// TestTheQualifierIsRead catches a qualifier that is read from the wrong place, or not at all.
func TestTheQualifierIsRead(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: "", `{"context": {"@aws-cdk/core:bootstrapQualifier": "acme01"}}`: "acme01",
		`{"@aws-cdk/core:bootstrapQualifier": "acme01"}`: "", `{"context": {"@aws-cdk/core:bootstrapQualifier": 7}}`: "",
	} {
		file, err := ReadCDKFile(written(t, map[string]string{"cdk.json": text}))
		if got := file.Qualifier(); err != nil || got != want {
			t.Errorf("%s: got %q and error %v, want %q", text, got, err, want)
		}
	}
}

// TestSettingsOfTheAccountAreWellFormed catches a permissions boundary that the CDK ignores without a word, so that the account refuses the
// first role. It also catches a qualifier that templates have and `make deploy` does not look for.
func TestSettingsOfTheAccountAreWellFormed(t *testing.T) {
	for settings, want := range map[string]string{
		`"@aws-cdk/core:bootstrapQualifier": "acme01"`:                                       "",
		`"@aws-cdk/core:bootstrapQualifier": 7`:                                              "7 is not the qualifier",
		`"@aws-cdk/core:bootstrapQualifier": ""`:                                             `"" is not the qualifier`,
		`"@aws-cdk/core:bootstrapQualifier": "acme-platform"`:                                `"acme-platform" is not the qualifier`,
		`"@aws-cdk/core:permissionsBoundary": {"name": "cdk-${Qualifier}-boundary"}`:         "",
		`"@aws-cdk/core:permissionsBoundary": {"arn": "arn:aws:iam::111111111111:policy/b"}`: "",
		`"@aws-cdk/core:permissionsBoundary": "boundary"`:                                    `found "boundary"`,
		`"@aws-cdk/core:permissionsBoundary": {"Name": "boundary"}`:                          "reads no policy",
		`"@aws-cdk/core:permissionsBoundary": {"name": ""}`:                                  "reads no policy",
	} {
		_, err := ReadFile(written(t, map[string]string{"cdk.json": strings.Replace(cdkJSON, `"kasha"`, settings+`, "kasha"`, 1)}))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %q", settings, err, want)
		}
	}
	for field, want := range map[string]string{`"output": 7`: "output (cdk.json): found a number, expected text",
		`"toolkitStackName": {}`: "toolkitStackName (cdk.json): found an object, expected text"} {
		file := written(t, map[string]string{"cdk.json": strings.Replace(cdkJSON, "{", "{"+field+", ", 1)})
		if _, err := ReadFile(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", field, err, want)
		}
	}
}

// TestFilesThatAreNotJSON catches a message that repeats the parser's, which knows nothing of comments, YAML and merges.
func TestFilesThatAreNotJSON(t *testing.T) {
	for text, want := range map[string]string{
		"{\n  // ours\n  \"app\": \"x\"}":    "no comments",
		"{\n  # ours\n  \"app\": \"x\"}":     "no comments",
		"/* ours */ {}":                      "no comments",
		"app: scripts/cdk-process\ncontext:": "one JSON object",
		"---\napp: x":                        "one JSON object",
		"{'app': 'x'}":                       "double quotes",
		"<<<<<<< HEAD\n{\n=======":           "merge conflict",
		"{\"app\": \"x\"\n \"context\": {}}": "missing or extra comma",
		"{app: 'x'}":                         "around names too",
		"{\"a\": 1,\n=======\n\"b\": 2}":     "merge conflict",
		"{“app”: “x”}":                       "straight double quotes",
		"{\u00a0\"app\": \"x\"}":             "copied from a page",
		"\u200b{}":                           "copied from a page",
		"{\"versionReporting\": False}":      "true, false or null",
		"# ours\napp: x":                     "one JSON object",
		"%YAML 1.2\n---\napp: x":             "one JSON object",
		"[context]\napp = 'x'":               "one JSON object",
		"\xff\xfe{\x00}\x00":                 "saved as UTF-8",
		"{\"a\": \"K\xf6ln\"}":               "saved as UTF-8",
	} {
		file := written(t, map[string]string{"cdk.json": text})
		_, err := ReadFile(file)
		_, again := ReadCDKFile(file)
		for _, err := range []error{err, again} {
			if problems, _ := err.(Problems); len(problems) != 1 || !strings.Contains(problems[0].Fix, want) {
				t.Errorf("%q: got %v, want a fix that says %q", text, err, want)
			}
		}
	}
}
