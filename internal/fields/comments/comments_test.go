package comments

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCommentsAreTakenApart catches a label that is read into the text, a label's second line that is lost, and a field that is left out.
func TestCommentsAreTakenApart(t *testing.T) {
	folder := t.TempDir()
	source := "package example\n\ntype Section struct {\n" +
		"\t// MaxTasks is how many: at most.\n\t//\n\t// Unit is no label here.\n\t//\n" +
		"\t//\tUnit:    tasks\n\t//\tDefault: 1\n\t//\tAllowed: a number,\n\t//\t         or none\n\t//\tSource:  \"a: b\"\n" +
		"\tMaxTasks int `json:\"maxTasks\"`\n\n\t// own is not written.\n\town int\n}\n"
	for name, text := range map[string]string{"a.go": source, "a_test.go": "package example\n\ntype Other struct{ A int `json:\"a\"` }\n"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	want := Comment{Text: "MaxTasks is how many: at most. Unit is no label here.", Unit: "tasks", Default: "1", Allowed: "a number, or none",
		Source: `"a: b"`}
	field := got["Section.MaxTasks"]
	field.Doc = ""
	if len(got) != 1 || field != want {
		t.Errorf("got %+v, want Section.MaxTasks alone: %+v", got, want)
	}
	if _, err := Read(filepath.Join(folder, "nowhere")); err == nil {
		t.Error("a folder without source is no error, want one")
	}
}
