package style

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// buildsProgram finds `go build` and `go run` at a place where a command can begin. Words in comments and messages have none of these
// characters before them.
var buildsProgram = regexp.MustCompile(`(?m)(?:^|[@;&(]|:=|&&|within|exec)[ \t]*go (build|run) ([^\n]*)`)

// TestBuildsDoNotAskGit catches a build that stops with "error obtaining VCS status" in a checkout of another user, or without git.
func TestBuildsDoNotAskGit(t *testing.T) {
	files := []string{"Makefile", ".ci/run"}
	for _, pattern := range []string{"scripts/*", ".github/workflows/*.yml"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range found {
			name, _ := filepath.Rel(root, file)
			files = append(files, name)
		}
	}
	count := 0
	for _, file := range files {
		if information, err := os.Stat(filepath.Join(root, file)); err != nil || information.IsDir() {
			continue
		}
		text := read(t, file)
		for _, command := range buildsProgram.FindAllStringSubmatch(withoutContinuations(text), -1) {
			count++
			if !strings.Contains(command[2], "-buildvcs=false") {
				t.Errorf("%s: go %s %s; fix: add -buildvcs=false", file, command[1], command[2])
			}
		}
	}
	if count < 10 {
		t.Errorf("found %d builds in %v, want at least 10; fix: correct the pattern", count, files)
	}
}

func withoutContinuations(text string) string { return strings.ReplaceAll(text, "\\\n", " ") }

// TestRecipesFindThePinnedTools catches a Makefile that exports PATH again. GNU make 3.81, which macOS has, starts simple recipes by
// itself and looks for their commands in its own PATH. Only a shell of the recipes' own finds the pinned tools there.
func TestRecipesFindThePinnedTools(t *testing.T) {
	makefile := read(t, "Makefile")
	if !strings.Contains(makefile, "\nSHELL := scripts/shell\n") {
		t.Error("the Makefile does not set SHELL := scripts/shell; fix: set it, before the first recipe")
	}
	if regexp.MustCompile(`(?m)^export PATH|\bPATH *:?=`).MatchString(makefile) {
		t.Error("the Makefile sets PATH; fix: set it in scripts/environment")
	}
}

// TestMakefileIsOfGNUMake381 catches a feature of make that macOS lacks. Its GNU make 3.81 takes most of them for something else without a
// word. scripts/machines runs the whole Makefile with that version, where there is one. Source: NEWS of GNU make, from 3.82 to 4.4.
func TestMakefileIsOfGNUMake381(t *testing.T) {
	newer := map[string]*regexp.Regexp{
		"3.82: a special target or variable": regexp.MustCompile(`\.(ONESHELL|POSIX|SHELLFLAGS|RECIPEPREFIX)\b`),
		"3.82: define with =, undefine, private": regexp.MustCompile(
			`(?m)^ *(override +)?(define +\S+ *[:+?]?=|undefine\b|.*[:=] *private\b)`),
		"4.0: != and ::=":        regexp.MustCompile(`(?m)^[^\t#][^=\n]*(!|::|:::)=`),
		"4.0 to 4.4: a function": regexp.MustCompile(`\$[({](file|guile|let|intcmp) `),
		"4.0 to 4.4: an option":  regexp.MustCompile(`--(output-sync|trace|eval|shuffle|jobserver-style)\b|\s-O(none|line|target|recurse)?\b`),
		"4.3: grouped targets":   regexp.MustCompile(`(?m)^[^\t#].*&:`),
		"4.3 and 4.4: a special target": regexp.MustCompile(
			`\.(EXTRA_PREREQS|WAIT|NOTINTERMEDIATE)\b|(?m)^\.(NOTPARALLEL|SECONDEXPANSION): *\S`),
		"4.1 and 4.2: a variable": regexp.MustCompile(`\.SHELLSTATUS\b|\bMAKE_(HOST|TERMOUT|TERMERR)\b`),
		"4.0: load":               regexp.MustCompile(`(?m)^-?load\b`),
	}
	makefile := read(t, "Makefile")
	for since, feature := range newer {
		if found := feature.FindString(makefile); found != "" {
			t.Errorf("the Makefile has %q, since %s; fix: write it as GNU make 3.81 knows it, or in a script", found, since)
		}
	}
	for _, sample := range []string{
		".ONESHELL:", "define lines =\nendef", "undefine A", "all: private A := 1", "A != date", "A ::= b", "all:\n\techo $(file <a)",
		"all:\n\t$(MAKE) --output-sync", "a b &: c", "all: a .WAIT b", "load x.so",
		"A := $(.SHELLSTATUS)", "MAKEFLAGS += -Otarget", "ifdef MAKE_TERMOUT",
	} {
		known := false
		for _, feature := range newer {
			known = known || feature.MatchString(sample)
		}
		if !known {
			t.Errorf("%q passes, want it found: GNU make 3.81 does not know it", sample)
		}
	}
}

// TestCheckoutWithoutExecutableBits catches a make or a synthesis that ends with "Permission denied". A checkout that is
// delivered as an archive may lack these bits.
func TestCheckoutWithoutExecutableBits(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "scripts"), os.DirFS(filepath.Join(root, "scripts"))); err != nil {
		t.Fatal(err)
	}
	scripts, err := filepath.Glob(filepath.Join(dir, "scripts", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range scripts {
		if information, err := os.Stat(script); err != nil || information.IsDir() {
			continue
		}
		if err := os.Chmod(script, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "Makefile"), []byte(read(t, "Makefile")), 0o644); err != nil {
		t.Fatal(err)
	}
	help := exec.Command("make", "help")
	help.Dir = dir
	if said, err := help.CombinedOutput(); err != nil || !strings.Contains(string(said), "make synth") {
		t.Errorf("make help: %v, want the targets:\n%s", err, said)
	}
	var cdk struct{ App, Build string }
	if err := json.Unmarshal([]byte(read(t, "cdk.json")), &cdk); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{cdk.App, cdk.Build} { // the CDK's command line runs them, in pipelines too
		if !strings.HasPrefix(command, "sh scripts/") {
			t.Errorf("cdk.json runs %q; fix: begin with sh, because the script may have no executable bit", command)
		}
	}
}
