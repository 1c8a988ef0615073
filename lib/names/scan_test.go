package names

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// TestNoNameIsMadeElsewhere catches code outside lib/names that puts a physical name together, or takes one apart to learn what
// it was made of. Tests may write names out: that is how they pin them.
func TestNoNameIsMadeElsewhere(t *testing.T) {
	unused := allowed()
	for _, file := range programFiles(t) {
		source, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		found, err := namesMade(file, source)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if _, ok := allowed()[file][f.text]; ok {
				delete(unused[file], f.text)
				continue
			}
			t.Errorf("%s:%d: %s; fix: take the name from lib/names, or pass on what it was made of as a field", file, f.line, f.text)
		}
	}
	for file, texts := range unused {
		for text := range texts {
			t.Errorf("%s does not hold %s any more; fix: remove the entry from allowed", file, text)
		}
	}
}

// allowed returns the places that may make or read a name: file, source text, reason.
func allowed() map[string]map[string]string {
	const byCloudFormation = "CloudFormation completes the name, so only its beginning is known"
	return map[string]map[string]string{
		"internal/review/revision/archive.go": {
			`"kasha-review-"`: "a folder on the user's machine",
		},
		"internal/review/revision/judges.go": {
			`"cmd/kasha/main.go"`:           "a file of this repository",
			`"cmd/kasha/review.go"`:         "a file of this repository",
			`"cmd/kasha/review_compare.go"`: "a file of this repository",
			`"cmd/kasha/review_print.go"`:   "a file of this repository",
		},
		"cmd/kasha/synth.go": {
			`"build/kasha-app"`: "the program that scripts/build writes",
		},
		"internal/runbook/print.go": {
			"`\\bkasha/(?:prod|dev)/rds/mysql\\b`": "finds a name in the text of a runbook",
			"`\\bkasha_(?:prod|dev)_archive`":      "finds a name in the text of a runbook",
		},
		"internal/operate/leftovers_find.go": {
			`"Key=application,Values="+names.Application`:                                     "the value of a tag",
			`strings.HasPrefix(name, env.Stack(names.Edge)+"-accesslogs")`:                    byCloudFormation,
			`strings.HasPrefix(name, env.Stack(names.Edge)+"-assets")`:                        byCloudFormation,
			`strings.HasPrefix(name, env.Stack(names.Data)+"-storage")`:                       byCloudFormation,
			`strings.HasPrefix(name, names.FunctionLogs(env.Stack(names.Network)+"-Custom"))`: byCloudFormation,
			`strings.CutPrefix(name, names.Environment(n).ImageCache()+"/")`:                  "ECR completes the name with the image's",
		},
	}
}

// finding is one place that makes or reads a name.
type finding struct {
	line int
	text string
}

// nameInText matches the application's name where something is joined to it: kasha-prod, kasha/prod, /kasha/, kasha_app.
var nameInText = regexp.MustCompile(`kasha[-_/]`)

// namesMade returns the places of a source that make or read a name. These are string literals with a part of a name, sums with
// names.Application, and calls that compare or cut the beginning of a name.
func namesMade(file string, source []byte) ([]finding, error) {
	positions := token.NewFileSet()
	parsed, err := parser.ParseFile(positions, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var found []finding
	add := func(node ast.Node) {
		start, end := positions.Position(node.Pos()), positions.Position(node.End())
		found = append(found, finding{line: start.Line, text: string(source[start.Offset:end.Offset])})
	}
	ast.Inspect(parsed, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.ImportSpec:
			return false // "kasha/lib/names" is a path
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil && nameInText.MatchString(text) {
				add(n)
			}
		case *ast.BinaryExpr:
			if n.Op == token.ADD && (isApplication(n.X) || isApplication(n.Y)) {
				add(n)
			}
		case *ast.CallExpr:
			if cutsOrCompares(n) && slices.ContainsFunc(n.Args, holdsName) {
				add(n)
				return false // its literals are part of this finding
			}
		}
		return true
	})
	return found, nil
}

// isApplication reports whether an expression is names.Application.
func isApplication(expression ast.Expr) bool {
	selector, ok := expression.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := selector.X.(*ast.Ident)
	return ok && from.Name == "names" && selector.Sel.Name == "Application"
}

// cutsOrCompares reports whether a call is one of package strings or bytes that looks at the beginning of a text.
func cutsOrCompares(call *ast.CallExpr) bool {
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := function.X.(*ast.Ident)
	return ok && (from.Name == "strings" || from.Name == "bytes") &&
		slices.Contains([]string{"TrimPrefix", "CutPrefix", "HasPrefix"}, function.Sel.Name)
}

// holdsName reports whether an expression contains a name. That is a literal with one, an identifier of package names, or a call of
// a method Names or Prefix.
func holdsName(expression ast.Expr) bool {
	holds := false
	ast.Inspect(expression, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.BasicLit:
			holds = holds || nameInText.MatchString(n.Value)
		case *ast.SelectorExpr:
			from, _ := n.X.(*ast.Ident)
			holds = holds || from != nil && from.Name == "names" || n.Sel.Name == "Names" || n.Sel.Name == "Prefix"
		}
		return !holds
	})
	return holds
}

// programFiles returns the paths of all Go files that are neither tests, nor what only tests use, nor lib/names itself.
func programFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		hidden := strings.HasPrefix(entry.Name(), ".") && name != "."
		switch {
		case entry.IsDir() && (hidden || slices.Contains([]string{"node_modules", "build", "cdk.out", "tests", "testdata", "lib/names"}, name)):
			return filepath.SkipDir
		case !entry.IsDir() && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 100 {
		t.Fatalf("%d files, want all of the program's", len(files))
	}
	return files
}

// TestTheScanSeesPlantedNames catches a scan that overlooks one of the ways in which a name is put together or taken apart. It
// also catches one that reports something else.
func TestTheScanSeesPlantedNames(t *testing.T) {
	for planted, want := range map[string]int{
		`"kasha-" + env`:                       1,
		`"kasha-prod-data"`:                    1,
		"`kasha-%s-data`":                      1,
		`"/kasha/" + env + "/backend"`:         1,
		`"kasha/" + env + "/origin/secret"`:    1,
		`"kasha_app"`:                          1,
		`"aws-waf-logs-kasha-" + env`:          1,
		`names.Application + "-" + env`:        1,
		`strings.TrimPrefix(env, "kasha-a-")`:  1,
		`strings.HasPrefix(env, e.Prefix())`:   1,
		`strings.CutPrefix(env, e.Names().X)`:  1,
		`strings.HasPrefix(env, names.X)`:      1,
		`strings.HasPrefix(env, "arn:")`:       0,
		`"the command kasha review"`:           0,
		`names.Environment(env).Queue("jobs")`: 0,
	} {
		source := fmt.Sprintf("package planted\n\nimport \"kasha/lib/names\"\n\nvar _ = %s // kasha-comment\n", planted)
		found, err := namesMade("planted.go", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != want {
			t.Errorf("%s: %d findings %v, want %d", planted, len(found), found, want)
		}
	}
}
