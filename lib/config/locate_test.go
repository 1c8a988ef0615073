package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadFile catches a cdk.json whose environments are not all read.
func TestReadFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cdk.json")
	content := `{"app": "go run .", "context": {"@aws-cdk/x": true, "kasha": {"environments": [` +
		minimalDev + `,` + minimalProd + `]}}}` + "\n"
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	kasha, err := ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(kasha.Environments) != 2 || kasha.Environments[1].Name != "prod" {
		t.Errorf("%+v", kasha)
	}
}

// TestReadFileWithoutAFile catches an error about cdk.json that does not say which file is missing or cannot be read.
func TestReadFileWithoutAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "cdk.json")
	_, err := ReadFile(file)
	if err == nil || !strings.Contains(err.Error(), "there is no such file") || !strings.Contains(err.Error(), file) {
		t.Error(err)
	}
	_, err = ReadFile(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Error(err)
	}
}

// TestFilesWithoutConfiguration catches an error about a broken cdk.json that does not say where it is broken and how to mend it.
func TestFilesWithoutConfiguration(t *testing.T) {
	for name, c := range map[string]struct{ file, where, wrong, fix string }{
		"trailing comma": {
			file: "{\n  \"app\": \"x\",\n  \"context\": {\n  },\n}", where: "cdk.json:5:1",
			wrong: "this is not JSON", fix: "missing or extra comma",
		},
		"comment": {
			file: "{\n  // the app\n  \"app\": \"x\"}", where: "cdk.json:2:3",
			wrong: "this is not JSON", fix: "no comments",
		},
		"ends early": {
			file: "{\n  \"app\": \"x\",\n", where: "cdk.json:2:14",
			wrong: "it ends too early", fix: "missing or extra comma",
		},
		"empty": {
			file: "", where: "cdk.json:1:1",
			wrong: "it ends too early", fix: "valid JSON",
		},
		"two objects": {
			file: "{}\n\n {}", where: "cdk.json:3:2",
			wrong: "text after the closing brace", fix: "one JSON object",
		},
		"brace too many": {
			file: "{}}", where: "cdk.json:1:3",
			wrong: "text after the closing brace", fix: "one JSON object",
		},
		"no kasha": {
			file: `{"context": {"other": 1}}`, where: "",
			wrong: `there is no "kasha"`, fix: `"context": {"kasha": {"environments": [`,
		},
		"no context": {
			file: `{"app": "x"}`, where: "",
			wrong: `there is no "kasha"`, fix: `"tier": "nonproduction"`,
		},
		"a list": {
			file: `[1]`, where: "",
			wrong: `there is no "kasha"`, fix: `"context"`,
		},
		"kasha is null": {
			file: "{\"context\":\n{\"kasha\": null}}", where: "cdk.json:2",
			wrong: "found null, expected an object", fix: `"environments": [`,
		},
		"kasha is text": {
			file: "{\"context\":\n{\"kasha\":\n \"x\"}}", where: "cdk.json:2",
			wrong: `found the text "x"`, fix: `"environments": [`,
		},
		"kasha is written twice": {
			file: "{\"context\": {\"kasha\": {},\n\"kasha\": {\"environments\": [" + minimalDev + "]}}}", where: "cdk.json:2",
			wrong: "written twice, first at cdk.json:1", fix: "it once",
		},
	} {
		_, err := parse("cdk.json", []byte(c.file))
		problems, ok := err.(Problems)
		if !ok || len(problems) != 1 {
			t.Errorf("%s: want one problem, have %v", name, err)
			continue
		}
		if p := problems[0]; p.Where != c.where || !strings.Contains(p.Wrong, c.wrong) || !strings.Contains(p.Fix, c.fix) {
			t.Errorf("%s: %+v", name, p)
		}
	}
}
