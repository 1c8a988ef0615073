package revision

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAFolderOfAnotherUserIsNamedAsOne catches the message that there is no repository, although the command runs in one. Git refuses to
// read folders of other users, for instance in a container that mounts a checkout.
func TestAFolderOfAnotherUserIsNamedAsOne(t *testing.T) {
	r := newRepository(t)
	r.app("true")
	t.Setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	_, err := r.project.Base(context.Background(), "HEAD")
	want := "because the folder belongs to another user; fix, if you trust what is in it: git config --global --add safe.directory"
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "not in a git repository") {
		t.Errorf("got %v, want %q", err, want)
	}
	// A project in a folder of its repository: git wants the repository to be safe, and ignores the folder.
	top := r.project.Dir
	r.project.Dir = filepath.Join(top, "our platform")
	if err := os.Mkdir(r.project.Dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LANG", "de_DE.UTF-8")
	_, err = r.project.Base(context.Background(), "HEAD")
	if err == nil || !strings.HasSuffix(err.Error(), fmt.Sprintf("directory %q", top)) {
		t.Errorf("in a folder of the repository: got %v, want that %s is to be safe", err, top)
	}
}

// Catches the parser's words about a cdk.json that is no JSON: other commands say what it is instead, and what to write.
func TestFilesThatAreNotJSONAreExplained(t *testing.T) {
	r := newRepository(t)
	for text, want := range map[string]string{
		"# ours\napp: x\n": "this is YAML, and the CDK reads cdk.json as JSON; fix: one JSON object",
		"{\"app\": \"x\", // ours\n}": "cdk.json:1:14: this is not JSON: invalid character '/' looking for beginning of object key string; " +
			"fix: no comments",
		"\xff\xfe{\x00}\x00": "UTF-16 or another form that is not UTF-8; fix: the same text, saved as UTF-8",
		`{"app": ["x"]}`:     "app and build must be texts",
	} {
		r.write("cdk.json", text)
		_, err := r.project.Head(context.Background())
		if err == nil || !strings.Contains(err.Error(), "has a cdk.json that cannot be read: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
