package config

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// plural finds a number before a word in the plural, as in "%d days". A bound such as "at most %d days" is a constant above one.
var plural = regexp.MustCompile(`(at most |to )?%[dv] ([A-Za-z]+s)\b`)

// thereAre finds a plural before a number.
var thereAre = regexp.MustCompile(`there are (%|$)`)

// TestMessagesCountInTheRightNumber catches a message that can say "1 days" or "1 seconds are". The number is the user's, so any message
// may meet a one. spelling.Count knows both forms, and a verb after it would need two forms too.
func TestMessagesCountInTheRightNumber(t *testing.T) {
	noThings := map[string]bool{"is": true, "as": true, "has": true, "ms": true}
	verb := regexp.MustCompile(`^ (are|have|were)\b`)
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	counts := 0
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.BasicLit:
				text, _ := strconv.Unquote(node.Value)
				if thereAre.MatchString(text) {
					t.Errorf("%s: %q can go on with a one; fix: say what has so many", set.Position(node.Pos()), text)
				}
				for _, found := range plural.FindAllStringSubmatch(text, -1) {
					if found[1] == "" && !noThings[found[2]] {
						t.Errorf("%s: %q; fix: spelling.Count(n, %q) in place of the number and its thing", set.Position(node.Pos()), text,
							strings.TrimSuffix(found[2], "s"))
					}
				}
			case *ast.BinaryExpr:
				text, isText := node.Y.(*ast.BasicLit)
				if isCount(node.X) || endsInCount(node.X) {
					counts++
					if isText && verb.MatchString(strings.Trim(text.Value, "`\"")) {
						t.Errorf("%s: a verb in the plural after a count: %s; fix: a sentence in which the count is not the subject",
							set.Position(text.Pos()), text.Value)
					}
				}
			}
			return true
		})
	}
	if counts < 3 {
		t.Errorf("%d texts begin with a count, want at least 3; fix: correct the search", counts)
	}
}

// endsInCount reports whether the last part of a sum of texts is a count.
func endsInCount(expression ast.Expr) bool {
	sum, isSum := expression.(*ast.BinaryExpr)
	return isSum && isCount(sum.Y)
}

func isCount(expression ast.Expr) bool {
	call, isCall := expression.(*ast.CallExpr)
	if !isCall {
		return false
	}
	selector, isSelector := call.Fun.(*ast.SelectorExpr)
	return isSelector && selector.Sel.Name == "Count"
}
