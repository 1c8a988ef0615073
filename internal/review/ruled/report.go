package ruled

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kasha/internal/review"
)

// reportFile is what the CDK writes beside the templates after it has evaluated the rules.
const reportFile = "validation-report.json"

// validation is that file. The CDK names the fields.
type validation struct {
	PluginReports []struct {
		PluginName           string
		Conclusion           string // success or failure
		Violations           []violation
		SuppressedViolations []violation
	}
}

// violation is what one rule says of some constructs. The last two fields are those of an acknowledged one.
type violation struct {
	RuleName            string
	Description         string
	Severity            string
	ViolatingConstructs []struct {
		ConstructPath          string // prod/data/Database/Primary/Resource
		CloudFormationResource struct{ LogicalID string }
	}
	AcknowledgedAt string // the construct at which somebody acknowledged it
	Reason         string
}

// read reads what the rules say of an assembly. Evaluated is false where nothing was evaluated.
func read(dir string) (read validation, evaluated bool, err error) {
	file := filepath.Join(dir, reportFile)
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return read, false, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &read)
	}
	if err != nil {
		return read, false, fmt.Errorf("%s cannot be read: %w; fix: synthesize again", file, err)
	}
	return read, len(read.PluginReports) > 0, nil
}

// Refused reports whether a synthesis that failed wrote all templates, and failed only because they break rules. The CDK evaluates the
// rules last, after it has written the assembly.
func Refused(dir string) bool {
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err != nil {
		return false
	}
	report, _, err := read(dir)
	if err != nil {
		return false
	}
	for _, plugin := range report.PluginReports {
		if plugin.Conclusion == "failure" {
			return true
		}
	}
	return false
}

// Findings is what a change does to the verdicts of the rules.
type Findings struct {
	Broken       []review.Finding // rules that head breaks and base does not
	Acknowledged []review.Finding // findings that are acknowledged now, and that nobody had acknowledged
	Unjudged     []review.Finding
}
