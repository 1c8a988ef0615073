package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/review/inherit"
)

// versionAnswer is what `kasha version --json` prints. What is not known is empty.
type versionAnswer struct {
	Revision   string `json:"revision"`   // of the checkout in the current folder
	Changed    bool   `json:"changed"`    // the checkout has changes that are not committed
	Go         string `json:"go"`         // that built this program
	Platform   string `json:"platform"`   // such as linux/amd64
	CDKLibrary string `json:"cdkLibrary"` // in go.mod
	CDKCLI     string `json:"cdkCli"`     // in package.json
	Node       string `json:"node"`       // in package.json
}

// versionCommand prints what a report of a problem must name. Kasha has no version numbers of its own yet: the revision is its version.
func versionCommand(c console.Console) *cobra.Command {
	var asJSON bool
	command := &cobra.Command{
		Use:     "version",
		Short:   "print the revision of the checkout and the versions of its tools",
		Example: lines("kasha version", "kasha version --json"),
		Args:    atMost(0),
		RunE: func(*cobra.Command, []string) error {
			answer := findVersions()
			if asJSON {
				return c.Out.JSON(answer)
			}
			revision := known(answer.Revision)
			if answer.Changed {
				revision += ", with changes"
			}
			fmt.Fprintf(c.Out, "kasha %s\n%s, %s\nCDK library %s, CDK command line %s, Node.js %s\n",
				revision, answer.Go, answer.Platform, known(answer.CDKLibrary), known(answer.CDKCLI), known(answer.Node))
			return nil
		},
	}
	jsonFlag(command, &asJSON)
	return command
}

func known(version string) string {
	if version == "" {
		return "(unknown)"
	}
	return version
}

func findVersions() versionAnswer {
	answer := versionAnswer{Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	git := func(arguments ...string) string {
		command := exec.Command("git", arguments...)
		command.Env = inherit.Environment()
		out, err := command.Output()
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(out))
	}
	answer.Revision = git("rev-parse", "--short=12", "HEAD")
	answer.Changed = answer.Revision != "" && git("status", "--porcelain", "--untracked-files=no") != ""
	if module, err := os.ReadFile("go.mod"); err == nil {
		if found := regexp.MustCompile(`/awscdk/v2 v(\S+)`).FindSubmatch(module); found != nil {
			answer.CDKLibrary = string(found[1])
		}
	}
	var packages struct{ Dependencies map[string]string }
	if data, err := os.ReadFile("package.json"); err == nil && json.Unmarshal(data, &packages) == nil {
		answer.CDKCLI, answer.Node = packages.Dependencies["aws-cdk"], packages.Dependencies["node"]
	}
	return answer
}
