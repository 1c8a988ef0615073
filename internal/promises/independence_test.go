package promises_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Catches an engine that learns something of Kasha, and promises that are read from the constructs that they should check.
func TestEnginesAndPromisesImportNothingThatBiasesThem(t *testing.T) {
	engine := []string{"assembly", "cloudformation", "iam", "allowlist", "permissions", "reach"}
	for name, allowed := range map[string][]string{
		"assembly": engine, "cloudformation": engine, "iam": engine, "allowlist": engine, "permissions": engine, "reach": engine,
		"promises": {"cloudformation", "allowlist", "names"},
	} {
		files, err := filepath.Glob(filepath.Join("..", name, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("internal/%s: %v, %d files", name, err, len(files))
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, imported := range parsed.Imports {
				path, _ := strconv.Unquote(imported.Path.Value)
				if own, ok := strings.CutPrefix(path, "kasha/"); ok && !isAllowed(own, allowed) {
					t.Errorf("%s imports %s; fix: take what it needs as a parameter", file, path)
				}
			}
		}
	}
}

func isAllowed(own string, allowed []string) bool {
	for _, name := range allowed {
		if own == "internal/"+name || own == "lib/"+name && name == "names" {
			return true
		}
	}
	return own == "lib/spelling" // knows no more than words
}
