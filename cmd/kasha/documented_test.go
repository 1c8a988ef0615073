package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"kasha/internal/console"
)

// typedKasha matches a command line of kasha in a document, the Makefile or a script.
var typedKasha = regexp.MustCompile("(?m)(?:go run (?:-buildvcs=false )?\\./cmd/kasha|\\bbuild/kasha|`kasha|^kasha) " +
	"([a-z][a-z-]*(?: [^`\\n|;&)]*)?)")

// TestDocumentedCommandLinesAreValid catches a command line in a document, the Makefile or a script with a command, a flag or an argument
// that does not exist. It runs none of them.
func TestDocumentedCommandLinesAreValid(t *testing.T) {
	root := "../.."
	found := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == "node_modules" || name == "build" || name == "cdk.out" || name == ".git" || name == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || !(strings.HasSuffix(name, ".md") || name == "Makefile" || strings.HasPrefix(name, "scripts/") || name == ".ci/run"):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text = regexp.MustCompile(`\$\(if [^\n]*\)`).ReplaceAll(text, nil) // a condition of make
		substitution := regexp.MustCompile(`"?\$\$?\([^()]*\)"?`)          // by a shell or make, perhaps within another
		plain := substitution.ReplaceAllString(substitution.ReplaceAllString(string(text), "WORD"), "WORD")
		for _, line := range typedKasha.FindAllStringSubmatch(plain, -1) {
			found++
			if err := parseOnly(t, line[1]); err != nil {
				t.Errorf("%s: kasha %s: %v", name, line[1], err)
			}
		}
		return nil
	})
	if err != nil || found < 80 {
		t.Errorf("%d command lines were found, error %v; want at least 80", found, err)
	}
}

// parseOnly reads a command line without running it.
func parseOnly(t *testing.T, line string) error {
	line, _, _ = strings.Cut(line, "  ") // an explanation beside it
	words := regexp.MustCompile(`\$\$?\{[^}]*\}`).ReplaceAllString(line, "WORD")
	words, _, _ = strings.Cut(words, " >")
	words, _, _ = strings.Cut(words, " 2>")
	root := newRoot(console.Plain(nil, nil))
	args := strings.Fields(strings.NewReplacer("''", "WORD", `"`, "", "'", "", `\`, "").Replace(words))
	if err := checkCommand(root, args[0]); err != nil {
		return err
	}
	command, rest, err := root.Find(args)
	if err != nil {
		return err
	}
	if err := command.ParseFlags(rest); err != nil {
		return flagError(command, err)
	}
	given := command.Flags().Args()
	if command.Args == nil {
		return cobra.NoArgs(command, given)
	}
	return command.Args(command, given)
}
