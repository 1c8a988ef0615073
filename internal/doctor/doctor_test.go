package doctor

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// healthy is a place without a problem. It answers for every program.
func healthy(t *testing.T) Place {
	t.Helper()
	p := Place{
		Dir: t.TempDir(), Home: t.TempDir(),
		Find: func(program string) (string, error) { return "/usr/bin/" + program, nil },
		Run: func(program string, _ ...string) (string, error) {
			if program == "go" {
				return "go version go1.26.8 linux/amd64", nil
			}
			return "1.0", nil
		},
	}
	p.write(t, "scripts/shell", "#!/bin/sh\n", 0o755)
	p.write(t, "scripts/environment", "# sourced\n", 0o644)
	p.write(t, "node_modules/node/bin/node", "", 0o755)
	p.write(t, "cdk.json", `{"context": {"kasha": {"environments": [{"name": "dev", "tier": "nonproduction", "region": "us-east-1",
		"availabilityZones": ["us-east-1a", "us-east-1b"]}]}}}`, 0o644)
	return p
}

func (p Place) write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	file := filepath.Join(p.Dir, name)
	err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(text), mode), os.Chmod(file, mode))
	if err != nil {
		t.Fatal(err)
	}
}

// TestHealthyPlacesAreFine catches a check that complains where nothing is wrong.
func TestHealthyPlacesAreFine(t *testing.T) {
	findings := healthy(t).Examine()
	if len(findings) < 5 {
		t.Errorf("%d findings, want at least 5", len(findings))
	}
	for _, finding := range findings {
		if finding.State != Fine || finding.Fix != "" {
			t.Errorf("got %+v, want fine", finding)
		}
	}
}

// TestDefectsAreFound catches a defect that is overlooked, has the wrong weight, or comes without what to do.
func TestDefectsAreFound(t *testing.T) {
	without := func(name string) func(*Place) {
		return func(p *Place) {
			p.Find = func(program string) (string, error) {
				if program == name {
					return "", errors.New("not found")
				}
				return program, nil
			}
		}
	}
	says := func(name, text string, err error) func(*Place) {
		return func(p *Place) {
			other := p.Run
			p.Run = func(program string, arguments ...string) (string, error) {
				if filepath.Base(program) == name {
					return text, err
				}
				return other(program, arguments...)
			}
		}
	}
	failed := errors.New("exit status 1")
	for _, defect := range []struct {
		name  string
		plant func(*Place)
		what  string
		state State
		fix   string
	}{
		{"no Go", without("go"), "go", Problem, "go.dev/dl"},
		{"old Go", says("go", "go version go1.19.2 linux/amd64", nil), "go", Problem, "Go 1.21"},
		{"Go refuses go.mod", says("go", "go: go.mod requires go >= 1.26.0 (running go 1.21; GOTOOLCHAIN=local)", failed), "go", Problem,
			"GOTOOLCHAIN"},
		{"no npm", without("npm"), "npm", Problem, "nodejs.org"},
		{"no make", without("make"), "make", Problem, "install"},
		{"no git", without("git"), "git", Problem, "install"},
		{"another owner", says("git", "fatal: detected dubious ownership in repository", failed), "git", Note, `safe.directory "/`},
		{"another owner, in a folder of a repository", says("git", "fatal: detected dubious ownership in repository at '/srv/our repo'", failed),
			"git", Note, `safe.directory "/srv/our repo"`},
		{"no clone", says("git", "fatal: not a git repository", failed), "git", Note, "clone"},
		{"no AWS CLI", without("aws"), "aws", Note, "AWS CLI"},
		{"no folder", func(p *Place) { p.Dir = filepath.Join(p.Dir, "nowhere") }, "folder", Problem, "chown"},
		{"lost bits", func(p *Place) { p.write(t, "scripts/build", "#!/bin/sh\n", 0o644) }, "scripts", Problem, "chmod +x scripts/build"},
		{"another folder", func(p *Place) { _ = os.RemoveAll(filepath.Join(p.Dir, "scripts")) }, "scripts", Problem, "project's folder"},
		{"nothing installed", func(p *Place) { _ = os.RemoveAll(filepath.Join(p.Dir, "node_modules")) }, "node_modules", Note, "make synth"},
		{"no pinned Node.js", func(p *Place) { _ = os.Remove(filepath.Join(p.Dir, "node_modules/node/bin/node")) }, "node_modules", Problem,
			"ignore-scripts"},
		{"Node.js of another machine", says("node", "cannot execute binary file", failed), "node_modules", Problem, "delete node_modules"},
		{"invalid configuration", func(p *Place) { p.write(t, "cdk.json", "{", 0o644) }, "cdk.json", Problem, "kasha configuration"},
		{"no home", func(p *Place) { p.Home = "" }, "HOME", Note, "export HOME"},
		{"another's home", func(p *Place) { p.Home = "/proc/nowhere" }, "HOME", Note, "export HOME"},
	} {
		t.Run(defect.name, func(t *testing.T) {
			p := healthy(t)
			defect.plant(&p)
			for _, finding := range p.Examine() {
				if finding.What == defect.what {
					if finding.State != defect.state || !strings.Contains(finding.Fix, defect.fix) {
						t.Errorf("got %+v, want a %s whose fix has %q", finding, defect.state, defect.fix)
					}
					return
				}
			}
			t.Errorf("nothing was said about %s", defect.what)
		})
	}
}
