package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/console"
)

// TestInvocations catches a command line that answers otherwise than testdata/invocations says: another text, on another stream, or
// another exit code. KASHA_UPDATE=1 writes the files; then read the difference, because the files are what was promised.
//
// Each file holds invocations as a person would see them. "$ kasha ..." is the command line, "<" an answer at a terminal, "!" a line on
// standard error, and "= 2" the exit code. A line such as "# width 40" describes the terminal for what follows.
func TestInvocations(t *testing.T) {
	files, err := filepath.Glob("testdata/invocations/*.txt")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, error %v; want at least 5", len(files), err)
	}
	count := 0
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			full, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			got := replay(t, string(want))
			count += strings.Count(got, "\n$ ")
			if os.Getenv("KASHA_UPDATE") == "1" {
				if err := os.WriteFile(full, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("%s differs; fix: KASHA_UPDATE=1 go test ./cmd/kasha -run TestInvocations, if that is right\n%s", file,
					firstDifference(got, string(want)))
			}
		})
	}
	if count < 60 {
		t.Errorf("%d invocations, want at least 60", count)
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d\n got %q\nwant %q", i+1, a[i], strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
		}
	}
	return "got less than wanted"
}

// scene is where the invocations of a file run.
type scene struct {
	width            int
	colour, terminal bool
}

// replay runs the invocations of a file in a folder of its own, and returns the file as it should be.
func replay(t *testing.T, script string) string {
	enterProject(t)
	var result strings.Builder
	var s scene
	var answers []string
	var command string
	flush := func() {
		if command != "" {
			result.WriteString(s.play(t, command, answers))
		}
		command, answers = "", nil
	}
	lines := bufio.NewScanner(strings.NewReader(script))
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "# "):
			flush()
			result.WriteString(line + "\n")
			s.set(t, strings.Fields(line)[1:])
		case strings.HasPrefix(line, "$ "):
			flush()
			command = line
		case strings.HasPrefix(line, "< "), line == "<":
			answers = append(answers, line)
		}
	}
	flush()
	return result.String()
}

// set reads a line that describes the terminal, or prepares the folder. Every other line of words is a comment.
func (s *scene) set(t *testing.T, words []string) {
	switch words[0] {
	case "pipe":
		*s = scene{}
	case "width":
		s.terminal = true
		if _, err := fmt.Sscan(words[1], &s.width); err != nil {
			t.Fatal(err)
		}
	case "colour":
		s.colour = words[1] == "on"
	case "write":
		if err := os.WriteFile(words[1], []byte(strings.Join(words[2:], " ")), 0o644); err != nil {
			t.Fatal(err)
		}
	case "remove":
		if err := os.RemoveAll(words[1]); err != nil {
			t.Fatal(err)
		}
	}
}

func (s *scene) play(t *testing.T, line string, answers []string) string {
	var out, err bytes.Buffer
	c := console.Console{
		Out: console.Stream{Writer: &out, Width: s.width, Colour: s.colour}, Err: console.Stream{Writer: &err, Width: s.width, Colour: s.colour},
	}
	var typed strings.Builder
	for _, answer := range answers {
		typed.WriteString(strings.TrimPrefix(strings.TrimPrefix(answer, "<"), " ") + "\n")
	}
	if s.terminal {
		c.In = strings.NewReader(typed.String())
	}
	code := run(wordsOf(t, line), c)
	if code == exitUsage && (out.Len() > 0 || !strings.Contains(err.String(), " fix: ")) && line != "$ kasha" {
		t.Errorf("%s: printed %q and %q, want only an error that says what to write", line, &out, &err)
	}
	var result strings.Builder
	result.WriteString("\n" + line + "\n" + strings.Join(append(answers, ""), "\n"))
	for _, text := range splitLines(visible(out.String())) {
		result.WriteString(strings.TrimRight("  "+text, " ") + "\n")
	}
	for _, text := range splitLines(visible(err.String())) {
		result.WriteString(strings.TrimRight("! "+text, " ") + "\n")
	}
	fmt.Fprintf(&result, "= %d\n", code)
	return result.String()
}

// wordsOf splits a command line as a shell does, with single quotes.
func wordsOf(t *testing.T, line string) []string {
	var words []string
	for _, word := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(strings.TrimPrefix(line, "$ "), -1) {
		words = append(words, strings.Trim(word, "'"))
	}
	if len(words) == 0 || words[0] != "kasha" {
		t.Fatalf("%q is not a command line of kasha", line)
	}
	return words[1:]
}

func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// visible makes colours readable, and leaves out what differs between machines.
func visible(text string) string {
	text = strings.ReplaceAll(text, "\x1b", "ESC")
	text = regexp.MustCompile(`go1\.\d+\.\d+, \w+/\w+`).ReplaceAllString(text, "(of this machine)")
	// Prices of docs/cost.md follow the templates; other tests hold them.
	return regexp.MustCompile(`(saves"?:? "?)\$[0-9.]+`).ReplaceAllString(text, "$1$$N")
}

// enterProject makes a folder with the handmade assembly as cdk.out, one that breaks promises, and what commands read of a checkout.
func enterProject(t *testing.T) {
	t.Helper()
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	handmade := handmadeAssembly(t, nil)
	gap := handmadeAssembly(t, func(stacks []assembly.Stack) {
		stacks[0].Template.Resources["Nested"] = assembly.Resource{Type: "AWS::CloudFormation::Stack", LogicalID: "Nested"}
	})
	one, two := assemblyDir(t, aTopic), assemblyDir(t, aQueue+","+aTopic)
	t.Chdir(t.TempDir())
	for link, target := range map[string]string{
		"cdk.out": handmade, "gap": gap, "one": one, "two": two, "docs": checkout + "/docs", "lib": checkout + "/lib",
		"go.mod": checkout + "/go.mod", "package.json": checkout + "/package.json", "node_modules": checkout + "/node_modules",
	} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	// A configuration of its own, which began as the shipped one: an adopter's cdk.json has other environments.
	configuration, err := os.ReadFile(checkout + "/cmd/kasha/testdata/cdk.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("cdk.json", configuration, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CONFIRM", "")
}
