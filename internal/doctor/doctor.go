// Package doctor examines a machine and a checkout. It says what would prevent Kasha from working there, and how to fix it. It looks for
// missing or old programs, folders that cannot be written, scripts that are not executable, and a missing home directory. It changes
// nothing, except that it creates a file and deletes this file at once. It calls no AWS service, unlike package preflight.
package doctor

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"kasha/lib/config"
)

// State is how serious a finding is.
type State string

// The states. Only a problem stops `make synth`.
const (
	Fine    State = "fine"
	Note    State = "note"
	Problem State = "problem"
)

// Finding is one thing that was looked at.
type Finding struct {
	What  string // such as go, cdk.json
	State State
	Says  string // what was found
	Fix   string // empty where nothing has to be done
}

// Place is what is looked at.
type Place struct {
	Dir  string // the project's folder
	Home string
	// Find returns the path of a program, and Run what it prints. A test replaces both.
	Find func(program string) (string, error)
	Run  func(program string, arguments ...string) (string, error)
}

// Here is the current folder, on this machine.
func Here() Place {
	return Place{Dir: ".", Home: os.Getenv("HOME"), Find: exec.LookPath, Run: run}
}

func run(program string, arguments ...string) (string, error) {
	command := exec.Command(program, arguments...)
	command.Env = append(os.Environ(), "LC_ALL=C") // what programs say is read here
	out, err := command.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// Examine looks at everything, in the order in which a person would need it.
func (p Place) Examine() []Finding {
	return []Finding{
		p.goes(), p.program("npm", "comes with Node.js: https://nodejs.org"), p.program("make", "install it with the system's packages"),
		p.git(), p.aws(), p.writable(), p.executable(), p.modules(), p.configuration(), p.home(),
	}
}

// configuration checks cdk.json.
func (p Place) configuration() Finding {
	kasha, err := config.ReadFile(filepath.Join(p.Dir, "cdk.json"))
	if err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return Finding{"cdk.json", Problem, strings.TrimSuffix(first, ":"), "kasha configuration lists what to write"}
	}
	var placeholders []string
	for _, environment := range kasha.Environments {
		if config.IsPlaceholder(environment.Account) {
			placeholders = append(placeholders, environment.Name)
		}
	}
	if len(placeholders) > 0 {
		return Finding{"cdk.json", Note, "valid; the accounts of " + strings.Join(placeholders, ", ") + " are placeholders",
			"kasha init, or write your accounts before you deploy"}
	}
	return Finding{"cdk.json", Fine, "valid", ""}
}

// writable creates a file in the project's folder and deletes it.
func (p Place) writable() Finding {
	file, err := os.CreateTemp(p.Dir, ".doctor-")
	if err != nil {
		return Finding{"folder", Problem, "cannot be written: " + cause(err), "chown -R $(id -u) . (a container or sudo may have created it)"}
	}
	_ = file.Close()
	_ = os.Remove(file.Name())
	for _, name := range []string{"build", "cdk.out", "node_modules"} {
		info, err := os.Stat(filepath.Join(p.Dir, name))
		if err != nil {
			continue
		}
		if file, err = os.CreateTemp(filepath.Join(p.Dir, name), ".doctor-"); err != nil {
			return Finding{"folder", Problem, fmt.Sprintf("%s cannot be written (%s)", name, info.Mode()),
				"delete " + name + " with the rights of its owner; make creates it again"}
		}
		_ = file.Close()
		_ = os.Remove(file.Name())
	}
	return Finding{"folder", Fine, "can be written", ""}
}

// executable checks the scripts, whose bits are lost in an archive or on a file system without them.
func (p Place) executable() Finding {
	scripts, err := filepath.Glob(filepath.Join(p.Dir, "scripts", "*"))
	if err != nil || len(scripts) == 0 {
		return Finding{"scripts", Problem, "there is no folder scripts", "run kasha in the project's folder"}
	}
	var broken []string
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		info, statErr := os.Stat(script)
		if err == nil && statErr == nil && strings.HasPrefix(string(text), "#!") && info.Mode()&0o100 == 0 {
			broken = append(broken, "scripts/"+filepath.Base(script))
		}
	}
	if len(broken) > 0 {
		return Finding{"scripts", Problem, "not executable: " + strings.Join(broken, ", "), "chmod +x " + strings.Join(broken, " ")}
	}
	return Finding{"scripts", Fine, "executable", ""}
}

// home checks where Go, npm and the CDK keep their caches.
func (p Place) home() Finding {
	const fix = "export HOME=... to keep the caches for other checkouts; make uses build/caches until then"
	if p.Home == "" {
		return Finding{"HOME", Note, "not set", fix}
	}
	file, err := os.CreateTemp(p.Home, ".doctor-")
	if err != nil {
		return Finding{"HOME", Note, p.Home + " cannot be written: " + cause(err), fix}
	}
	_ = file.Close()
	_ = os.Remove(file.Name())
	return Finding{"HOME", Fine, p.Home, ""}
}

// cause is an error of the file system without its path.
func cause(err error) string {
	text := err.Error()
	return text[strings.LastIndex(text, ": ")+1:]
}
