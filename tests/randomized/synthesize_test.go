package randomized

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

var built = flag.String("application", "", "the built application (make shapes sets it); without it what must be synthesized is skipped")

func needsApplication(t *testing.T) {
	t.Helper()
	if *built == "" {
		t.Skip("SKIPPED: needs the built application; run: make shapes")
	}
}

// synthesize runs the application as a user would: in a folder with a cdk.json, with strict validation. The caller removes the assembly's
// folder. The error of a configuration is always the same, without folders and times, because rapid shrinks only what fails alike twice.
func synthesize(kasha map[string]any, validated bool) (assembly.Assembly, error) {
	dir, err := os.MkdirTemp("", "kasha-random-")
	if err != nil {
		return assembly.Assembly{}, err
	}
	out := filepath.Join(dir, "cdk.out")
	failed := assembly.Assembly{Dir: dir}
	if err := writeConfiguration(filepath.Join(dir, "cdk.json"), kasha); err != nil {
		return failed, err
	}
	run := exec.Command(*built)
	run.Dir = dir
	run.Env = append(os.Environ(), "CDK_OUTDIR="+out, fmt.Sprintf("CDK_VALIDATION=%v", validated))
	output, err := run.CombinedOutput()
	if err != nil {
		return failed, errors.New(refusal(out, strings.ReplaceAll(string(output), dir, "")))
	}
	read, err := assembly.Read(out)
	read.Dir = dir
	return read, err
}

// writeConfiguration writes the repository's own cdk.json, feature flags and all, with another configuration in it.
func writeConfiguration(file string, kasha map[string]any) error {
	shipped, err := os.ReadFile(filepath.Join("..", "..", "cdk.json"))
	if err != nil {
		return err
	}
	var content map[string]any
	if err := json.Unmarshal(bytes.TrimPrefix(shipped, []byte("\xef\xbb\xbf")), &content); err != nil {
		return err
	}
	content["context"].(map[string]any)["kasha"] = kasha
	written, err := json.MarshalIndent(content, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, written, 0o644)
}

// refusal is what the CDK's validation found, or else what the application printed.
func refusal(out, output string) string {
	var report struct {
		PluginReports []struct {
			Violations []struct {
				RuleName, Description, Severity string
				ViolatingConstructs             []struct{ ConstructPath string }
			}
		}
	}
	data, err := os.ReadFile(filepath.Join(out, "validation-report.json"))
	if err != nil || json.Unmarshal(data, &report) != nil {
		return output
	}
	var found []string
	for _, plugin := range report.PluginReports {
		for _, violation := range plugin.Violations {
			for _, where := range violation.ViolatingConstructs {
				found = append(found, fmt.Sprintf("%s: %s %s: %s", where.ConstructPath, violation.Severity, violation.RuleName, violation.Description))
			}
		}
	}
	if len(found) == 0 {
		return output
	}
	return strings.Join(found, "\n")
}

// figures are the largest sizes seen, for the log.
type figures struct {
	resources, bytes, outputs int
	names                     [3]string
}

func (f *figures) add(whole assembly.Assembly) {
	for _, stack := range whole.Stacks {
		if n := len(stack.Template.Resources); n > f.resources {
			f.resources, f.names[0] = n, stack.Name
		}
		if info, err := os.Stat(stack.TemplateFile); err == nil && int(info.Size()) > f.bytes {
			f.bytes, f.names[1] = int(info.Size()), stack.Name
		}
		if n := len(stack.Template.Outputs); n > f.outputs {
			f.outputs, f.names[2] = n, stack.Name
		}
	}
}

func (f figures) String() string {
	return fmt.Sprintf("%d resources (%s), %d bytes (%s), %d outputs (%s)", f.resources, f.names[0], f.bytes, f.names[1], f.outputs,
		f.names[2])
}
