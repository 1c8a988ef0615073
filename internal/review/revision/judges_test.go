package revision

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Catches a change that edits its own judge, and a review that does not say so.
func TestJudgesThatDiffer(t *testing.T) {
	r := newRepository(t)
	for _, folder := range []string{"internal/review", "lib/rules", "lib/config", ".github/workflows"} {
		if err := os.MkdirAll(filepath.Join(r.project.Dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	const loss, rule, test, gone = "internal/review/loss.go", "lib/rules/tls.rego", "internal/review/loss_test.go", "internal/review/gone.go"
	for _, file := range []string{loss, rule, test, gone, "lib/config/config.go", "Makefile", "go.mod"} {
		r.write(file, "one\ntwo\n")
	}
	r.write("go.mod", "module m\n")
	r.app(says("one"))
	judges := func() []string {
		return r.base("HEAD").Judges
	}
	if found := judges(); len(found) > 0 {
		t.Errorf("without a change: %q, want none", found)
	}
	r.write(loss, "one\r\ntwo\r\n") // as another system checks it out
	r.write(test, "another test")
	r.write("lib/config/config.go", "what is judged")
	if found := judges(); len(found) > 0 {
		t.Errorf("line ends, a test and the configuration: %q, want none", found)
	}
	r.write(loss, "three")
	r.write("internal/review/new.go", "new")
	r.write(".github/workflows/review.yml", "on: never")
	r.write("go.mod", "module m\n\nreplace example.org/cdk => ./fork\n") // another CDK evaluates the rules
	r.write("go.work", "go 1.26\n")
	if err := os.Remove(filepath.Join(r.project.Dir, gone)); err != nil {
		t.Fatal(err)
	}
	want := []string{".github/workflows/review.yml", "go.mod", "go.work", gone, loss, "internal/review/new.go"}
	if found := judges(); !slices.Equal(found, want) {
		t.Errorf("%q, want %q", found, want)
	}
}

// Catches a script that app or build runs, which a change edits unseen because the list does not name it.
func TestScriptsThatTheCommandsRunAreJudges(t *testing.T) {
	r := newRepository(t)
	for _, folder := range []string{"tools", "lib"} {
		if err := os.MkdirAll(filepath.Join(r.project.Dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"tools/build", "tools/app", "tools/other"} {
		r.write(file, "true\n")
	}
	r.app(says("one"))
	r.write("cdk.json", `{"build": "sh ./tools/build", "app": "X=1 exec sh 'tools/app' && sh app.sh"}`)
	r.git("commit", "-q", "-a", "-m", "m")
	for _, file := range []string{"tools/build", "tools/app", "tools/other"} {
		r.write(file, "true # another\n")
	}
	if found, want := r.base("HEAD").Judges, []string{"tools/app", "tools/build"}; !slices.Equal(found, want) {
		t.Errorf("%q, want %q", found, want)
	}
}
