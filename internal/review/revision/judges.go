package revision

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// judgingFiles are the files that decide what a review says: the review with its tables, the rules, the promises, and what runs them. The
// revision that proposes a change also brings them, so it can change its own judge. go.mod and vendor/ decide whose code evaluates the
// rules.
func judgingFiles() []string {
	return []string{
		".ci/", ".github/workflows/", ".npmrc", "Makefile", "cmd/kasha/main.go", "cmd/kasha/review.go", "cmd/kasha/review_compare.go",
		"cmd/kasha/review_print.go", "go.mod", "go.work", "internal/allowlist/",
		"internal/assembly/", "internal/cloudformation/", "internal/iam/", "internal/permissions/", "internal/promises/", "internal/reach/",
		"internal/references/", "internal/review/", "lib/rules/", "package-lock.json", "package.json", "scripts/build",
		"scripts/cdk-process", "scripts/environment", "scripts/shell", "stages/build.go", "vendor/",
	}
}

// judges lists the files that decide what a review says, and that differ between a commit and the working tree. Tests decide nothing.
// A file whose line ends alone differ is the same.
func (p Project) judges(ctx context.Context, r repository, commit string) ([]string, error) {
	files, err := r.list(ctx, commit)
	if err != nil {
		return nil, err
	}
	top, err := git(ctx, "-C", p.Dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	named, err := p.namedByCommands()
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	var changed []string
	for _, file := range files {
		within, inProject := strings.CutPrefix(file.path, r.prefix)
		if !r.isJudge(file.path) && !(inProject && slices.Contains(named, within)) {
			continue
		}
		there[file.path] = true
		same, err := isBlob(filepath.Join(top, filepath.FromSlash(file.path)), file.id)
		if err != nil {
			return nil, err
		}
		if !same {
			changed = append(changed, file.path)
		}
	}
	added, err := r.newJudges(top, there)
	if err != nil {
		return nil, err
	}
	changed = append(changed, added...)
	slices.Sort(changed)
	return changed, nil
}

// namedByCommands are the files that app and build of the working tree's cdk.json may name, such as the script in "sh tools/build". Whoever
// synthesizes runs them. A script that the commit does not have needs no entry: a command that names it is another command.
func (p Project) namedByCommands() ([]string, error) {
	data, err := os.ReadFile(filepath.Join(p.Dir, "cdk.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	app, build, err := commands(data)
	if err != nil {
		return nil, nil // the synthesis says what is wrong
	}
	var named []string
	for _, word := range strings.FieldsFunc(app+" "+build, func(r rune) bool { return strings.ContainsRune(" \t\n'\"`;&|()<>=", r) }) {
		if word = path.Clean(word); filepath.IsLocal(word) {
			named = append(named, word)
		}
	}
	return named, nil
}

// isJudge reports whether a path of the repository is one of the judges. Workflows are at the top of the repository, everything else is in
// the project's folder.
func (r repository) isJudge(file string) bool {
	within, inProject := strings.CutPrefix(file, r.prefix)
	if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "/testdata/") {
		return false
	}
	return slices.ContainsFunc(judgingFiles(), func(judge string) bool {
		return inProject && matches(within, judge) || strings.HasPrefix(judge, ".") && matches(file, judge)
	})
}

func matches(file, judge string) bool {
	return file == judge || strings.HasSuffix(judge, "/") && strings.HasPrefix(file, judge)
}

// newJudges are the judges in the working tree that the commit does not have.
func (r repository) newJudges(top string, there map[string]bool) ([]string, error) {
	var added []string
	for _, judge := range judgingFiles() {
		for _, folder := range slices.Compact([]string{path.Join(r.prefix, judge), path.Clean(judge)}) {
			err := filepath.WalkDir(filepath.Join(top, filepath.FromSlash(folder)), func(name string, entry fs.DirEntry, err error) error {
				if errors.Is(err, fs.ErrNotExist) {
					return nil
				}
				if err != nil || entry.IsDir() {
					return err
				}
				file, err := filepath.Rel(top, name)
				file = filepath.ToSlash(file)
				if r.isJudge(file) && !there[file] && !slices.Contains(added, file) {
					added = append(added, file)
				}
				return err
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return added, nil
}

// isBlob compares a file with a blob by its id, which git computes from the content and its length. Line ends count as git may store them.
// A file that is not there is another one.
func isBlob(name, id string) (bool, error) {
	content, err := os.ReadFile(name)
	if target, linkErr := os.Readlink(name); linkErr == nil {
		content, err = []byte(target), nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for _, stored := range [][]byte{content, bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))} {
		var sum hash.Hash = sha1.New()
		if len(id) == sha256.Size*2 {
			sum = sha256.New()
		}
		fmt.Fprintf(sum, "blob %d\x00", len(stored))
		sum.Write(stored)
		if hex.EncodeToString(sum.Sum(nil)) == id {
			return true, nil
		}
	}
	return false, nil
}
