package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/review/inherit"
)

// workspace is a repository whose branch "change" removes a queue from the assembly that "main" has. The removal is not committed.
type workspace struct {
	t                  *testing.T
	top, project, temp string
}

func newWorkspace(t *testing.T, at layout) workspace {
	t.Helper()
	temp := t.TempDir()
	w := workspace{t: t, temp: temp, top: filepath.Join(temp, "clone")}
	w.make(w.top)
	w.shell("git init -q -b main")
	w.project = filepath.Join(w.top, at.folder)
	with, without := assemblyDir(t, aQueue+","+aTopic), assemblyDir(t, aTopic)
	w.make(w.project)
	app := `mkdir -p "$CDK_OUTDIR" && cp manifest.json s.json "$CDK_OUTDIR"`
	w.write("app.sh", app)
	w.write("cdk.json", `{"app": "sh app.sh"}`)
	w.copy(with)
	w.shell("git add -A && git commit -q -m base && git branch change")
	mirror := filepath.Join(temp, "mirror.git")
	w.shell("git init -q --bare -b main " + mirror + " && git remote add mirror " + mirror)
	switch {
	case at.linked:
		w.shell("git worktree add -q ../linked change")
		w.top = filepath.Join(temp, "linked")
	case at.nested:
		outer := filepath.Join(temp, "outer")
		w.make(outer)
		source := w.top
		w.top = outer
		w.shell("git init -q -b main && git -c protocol.file.allow=always submodule --quiet add -b main " + source + " inner")
		w.top = filepath.Join(outer, "inner")
		w.shell("git checkout -q -b change && git remote add mirror " + mirror)
	default:
		w.shell("git checkout -q change")
	}
	w.project = filepath.Join(w.top, at.folder)
	w.copy(without)
	return w
}

func (w workspace) make(dir string) {
	w.t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		w.t.Fatal(err)
	}
}

func (w workspace) write(file, text string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.project, file), []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

func (w workspace) copy(assembly string) {
	w.t.Helper()
	for _, file := range []string{"manifest.json", "s.json"} {
		data, err := os.ReadFile(filepath.Join(assembly, file))
		if err != nil {
			w.t.Fatal(err)
		}
		w.write(file, string(data))
	}
}

// shell runs git commands at the top of the worktree. Dates are fixed, so that two repositories with the same content have the same
// commits.
func (w workspace) shell(commands string) string {
	w.t.Helper()
	command := exec.Command("sh", "-ec", commands)
	command.Dir = w.top
	command.Env = append(inherit.Environment(), "GIT_AUTHOR_NAME=n", "GIT_AUTHOR_EMAIL=e@example.org", "GIT_COMMITTER_NAME=n",
		"GIT_COMMITTER_EMAIL=e@example.org", "GIT_AUTHOR_DATE=2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE=2026-01-01T00:00:00Z",
		"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL="+os.DevNull)
	out, err := command.CombinedOutput()
	if err != nil {
		w.t.Fatalf("%s: %v\n%s", commands, err, out)
	}
	return strings.TrimSpace(string(out))
}

// review is a command that reviews the working tree.
func (w workspace) review(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	modules, err := filepath.Abs(filepath.Join("..", "..", "node_modules"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(os.Args[0], append([]string{"review", "--node-modules", modules, "--out", filepath.Join(w.temp, "out")},
		args...)...)
	command.Dir, command.Env = w.project, append(inherit.Environment(), asKasha+"=1")
	return command
}

// install makes a hook review the working tree. The returned file is where the hook writes what the review prints. The hook itself
// succeeds, so that git goes on.
func (w workspace) install(hook string) (printed string) {
	w.t.Helper()
	printed = filepath.Join(w.temp, "printed")
	command := w.review(w.t, "--base-ref", "main")
	script := fmt.Sprintf("#!/bin/sh\ncd '%s' || exit 1\n%s=1 '%s' >'%s' 2>&1 || true\n", w.project, asKasha,
		strings.Join(command.Args, "' '"), printed)
	file := w.shell("git rev-parse --path-format=absolute --git-path hooks") + "/" + hook
	w.make(filepath.Dir(file))
	if err := os.WriteFile(file, []byte(script), 0o755); err != nil {
		w.t.Fatal(err)
	}
	return printed
}

// state is everything in a repository that a review could change.
func (w workspace) state() string {
	w.t.Helper()
	all := w.shell(`git status --porcelain; git ls-files --stage; git ls-tree -r HEAD; git for-each-ref; git worktree list --porcelain;
		git rev-parse HEAD; find . -name '*.lock'`)
	return strings.ReplaceAll(all, w.temp, "TEMP")
}
