package style

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestWhatMakeTestShortensRunsInVariants catches a test that make test skips or shortens, and that no half of make variants runs whole. It
// would never run. One in both halves would run twice.
func TestWhatMakeTestShortensRunsInVariants(t *testing.T) {
	var halves []*regexp.Regexp
	for _, found := range regexp.MustCompile(`-run '([^']+)'`).FindAllStringSubmatch(read(t, "Makefile"), -1) {
		if !strings.HasPrefix(found[1], "^") { // those of make snapshots and make fuzz name whole tests
			halves = append(halves, regexp.MustCompile(found[1]))
		}
	}
	shortened := shortenedTests(t)
	if len(halves) != 2 || len(shortened) < 10 {
		t.Fatalf("%d patterns and %d tests found, want 2 and at least 10", len(halves), len(shortened))
	}
	for _, name := range shortened {
		runs := 0
		for _, half := range halves {
			if half.MatchString(name) {
				runs++
			}
		}
		if runs != 1 {
			t.Errorf("%d halves of make variants run %s, want one; fix: name it in one -run of the Makefile", runs, name)
		}
	}
}

// shortenedTests are the tests of package tests that ask for short mode.
func shortenedTests(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "tests", "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range parsed.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok || !strings.HasPrefix(function.Name.Name, "Test") || function.Name.Name == "TestMain" {
				continue
			}
			asks := false
			ast.Inspect(function, func(n ast.Node) bool {
				switch called := n.(type) {
				case *ast.Ident:
					asks = asks || called.Name == "variant"
				case *ast.SelectorExpr:
					of, _ := called.X.(*ast.Ident)
					asks = asks || called.Sel.Name == "Short" && of != nil && of.Name == "testing"
				}
				return true
			})
			if asks {
				names = append(names, function.Name.Name)
			}
		}
	}
	return names
}
