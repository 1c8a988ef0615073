package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"kasha/internal/review/inherit"
)

// leastGo is the first minor version of Go 1 that downloads the toolchain that go.mod names.
const leastGo = 21

var goVersion = regexp.MustCompile(`go1\.(\d+)`)

// goes checks Go.
func (p Place) goes() Finding {
	const fix = "install Go 1.21 or newer: https://go.dev/dl"
	if _, err := p.Find("go"); err != nil {
		return Finding{"go", Problem, "not found", fix}
	}
	said, err := p.Run("go", "version")
	if err != nil {
		return Finding{"go", Problem, "does not run: " + firstLine(said), "unset GOTOOLCHAIN, or " + fix}
	}
	found := goVersion.FindStringSubmatch(said)
	if found == nil {
		return Finding{"go", Problem, "says " + firstLine(said), fix}
	}
	if minor, _ := strconv.Atoi(found[1]); minor < leastGo {
		return Finding{"go", Problem, found[0] + " is too old", fix}
	}
	return Finding{"go", Fine, strings.TrimPrefix(firstLine(said), "go version "), ""}
}

// program checks a program of which any version will do.
func (p Place) program(name, from string) Finding {
	path, err := p.Find(name)
	if err != nil {
		return Finding{name, Problem, "not found", from}
	}
	said, err := p.Run(name, "--version")
	if err != nil {
		return Finding{name, Problem, path + " does not run: " + firstLine(said), from}
	}
	return Finding{name, Fine, firstLine(said), ""}
}

// git checks whether the folder is a checkout that git reads. A folder of another owner is refused, which is common in containers.
func (p Place) git() Finding {
	if _, err := p.Find("git"); err != nil {
		return Finding{"git", Problem, "not found", "install it with the system's packages"}
	}
	said, err := p.Run("git", "-C", p.Dir, "rev-parse", "--short=12", "HEAD")
	if err == nil {
		return Finding{"git", Fine, "revision " + firstLine(said), ""}
	}
	if folder, refused := inherit.Foreign(said, p.Dir); refused {
		return Finding{"git", Note, "refuses a folder of another owner, so there are no reviews",
			fmt.Sprintf("git config --global --add safe.directory %q", folder)}
	}
	return Finding{"git", Note, "no revision, so there are no reviews: " + firstLine(said), "clone the repository instead of copying it"}
}

// aws checks the AWS CLI, which only commands on a deployed environment need.
func (p Place) aws() Finding {
	if _, err := p.Find("aws"); err != nil {
		return Finding{"aws", Note, "not found", "install the AWS CLI before you operate or delete a deployed environment"}
	}
	said, err := p.Run("aws", "--version")
	if err != nil {
		return Finding{"aws", Note, "does not run: " + firstLine(said), "install the AWS CLI again"}
	}
	return Finding{"aws", Fine, firstLine(said), ""}
}

// modules checks the pinned CDK CLI and Node.js.
func (p Place) modules() Finding {
	const what = "node_modules"
	installed, err := os.Stat(filepath.Join(p.Dir, what))
	if err != nil {
		return Finding{what, Note, "not installed yet", "make synth installs them"}
	}
	node, err := os.Stat(filepath.Join(p.Dir, what, "node", "bin", "node"))
	if err != nil || node.Mode()&0o100 == 0 {
		return Finding{what, Problem, "without the Node.js that package.json pins: npm ran no install scripts",
			"remove ignore-scripts from npm's configuration, delete node_modules, and run make synth"}
	}
	said, err := p.Run(filepath.Join(p.Dir, what, "node", "bin", "node"), "--version")
	if err != nil {
		return Finding{what, Problem, "its Node.js does not run: " + firstLine(said),
			"delete node_modules and run make synth; it may be of another machine"}
	}
	if lock, err := os.Stat(filepath.Join(p.Dir, "package-lock.json")); err == nil && lock.ModTime().After(installed.ModTime()) {
		return Finding{what, Note, "older than package-lock.json", "make synth installs them again"}
	}
	return Finding{what, Fine, fmt.Sprintf("Node.js %s", firstLine(said)), ""}
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(first)
}
