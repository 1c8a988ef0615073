package cdkfile

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/review"
)

const base = `{"app": "sh scripts/cdk-process build/kasha-app", "build": "sh scripts/build", "output": "cdk.out",
	"versionReporting": false, "context": {"kasha": {}}}`

// Catches a change beside the context that passes as none, one in the wrong list, and findings about what is the same.
func TestWhatChangesInTheFiles(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string // replaced in base
		files    Files  // instead of that
		want     string
	}{
		"nothing":        {},
		"order and form": {files: Files{CDK: []byte("\ufeff" + reordered)}},
		"context":        {old: `"kasha": {}`, new: `"kasha": {"a": 1}`},
		"a feature flag": {old: `"kasha": {}`, new: `"kasha": {}, "@aws-cdk/aws-iam:minimizePolicies": true`,
			want: "note context, @aws-cdk/aws-iam"},
		"a reserved name":       {old: `"kasha": {}`, new: `"kasha": {}, "aws:cdk:disable-asset-staging": true`, want: "unjudged context, aws"},
		"app":                   {old: `"app": "`, new: `"app": "touch x; `, want: "opening app"},
		"build":                 {old: "scripts/build", new: "scripts/other", want: "opening build"},
		"no build":              {old: `"build": "sh scripts/build", `, want: "opening build"},
		"plugin":                {old: "{", new: `{"plugin": ["./x.js"], `, want: "opening plugin"},
		"profile":               {old: "{", new: `{"profile": "admin", `, want: "opening profile"},
		"proxy":                 {old: "{", new: `{"proxy": "http://192.0.2.1:3128", `, want: "opening proxy"},
		"bootstrap stack":       {old: "{", new: `{"toolkitStackName": "Mine", `, want: "opening toolkitStackName"},
		"its default":           {old: "{", new: `{"toolkitStackName": "CDKToolkit", `},
		"asks never":            {old: "{", new: `{"requireApproval": "never", `, want: "weakening requireApproval"},
		"asks otherwise":        {old: "{", new: `{"requireApproval": "destructive", `, want: "weakening requireApproval"},
		"asks always":           {old: "{", new: `{"requireApproval": "any-change", `, want: "note requireApproval"},
		"asks as before":        {old: "{", new: `{"requireApproval": "broadening", `},
		"no rollback":           {old: "{", new: `{"rollback": false, `, want: "weakening rollback"},
		"rollback, as before":   {old: "{", new: `{"rollback": true, `},
		"a rollback as text":    {old: "{", new: `{"rollback": "false", `, want: "weakening rollback"},
		"no rules":              {old: "{", new: `{"validation": false, `, want: "weakening validation"},
		"tags":                  {old: "{", new: `{"tags": [{"Key": "a", "Value": "b"}], `, want: "weakening tags"},
		"a role is not read":    {old: "{", new: `{"roleArn": "arn:aws:iam::111111111111:role/Administrator", `, want: "unjudged roleArn"},
		"App is not app":        {old: "{", new: `{"App": "x", `, want: "unjudged App"},
		"version reporting":     {old: "false", new: "true", want: "unjudged versionReporting"},
		"reporting by default":  {old: `"versionReporting": false, `, want: "unjudged versionReporting"},
		"progress":              {old: "{", new: `{"progress": "events", `, want: "note progress"},
		"another output":        {old: `"cdk.out"`, new: `"out"`, want: "unjudged output"},
		"the output, otherwise": {old: `"cdk.out"`, new: `"./cdk.out/"`},
		"two":                   {old: "{", new: `{"rollback": false, "watch": {}, `, want: "weakening rollback, note watch"},
		"look-ups": {files: Files{CDK: []byte(base), Context: []byte(`{"hosted-zone": "Z1"}`)},
			want: "unjudged hosted-zone"},
	} {
		head := c.files
		if head.CDK == nil {
			head.CDK = []byte(strings.Replace(base, c.old, c.new, 1))
		}
		found, err := Compare(Files{CDK: []byte(base)}, head)
		if got := listed(found); err != nil || got != c.want {
			t.Errorf("%s: got %q and error %v, want %q", name, got, err, c.want)
		}
	}
}

const reordered = `{"context": {"kasha": {}},
 "versionReporting": false, "output": "cdk.out", "build": "sh scripts/build", "app": "sh scripts/cdk-process build/kasha-app"}`

// listed names the list and the field of each finding.
func listed(found review.Beside) string {
	var all []string
	for _, list := range []struct {
		name     string
		findings []review.Finding
	}{{"opening", found.Openings}, {"weakening", found.Weakenings}, {"note", found.Notes}, {"unjudged", found.Unjudged}} {
		for _, f := range list.findings {
			field, _, _ := strings.Cut(f.What, ":")
			all = append(all, list.name+" "+field)
		}
	}
	return strings.Join(all, ", ")
}

// Catches a file that cannot be read and counts as the same.
func TestAFileThatIsNoJSONIsAnError(t *testing.T) {
	good, bad := Files{CDK: []byte(base)}, Files{CDK: []byte("{")}
	for _, pair := range [][2]Files{{good, bad}, {bad, good}, {good, {CDK: []byte(base), Context: []byte("[")}}} {
		if found, err := Compare(pair[0], pair[1]); err == nil {
			t.Errorf("%s and %s: no error, found %+v", pair[0], pair[1], found)
		}
	}
}

// Catches a new version of the CDK's command line that reads a field which the table lacks, and a table that names another version.
func TestEveryFieldThatTheCommandLineReadsIsKnown(t *testing.T) {
	cli := filepath.Join("..", "..", "..", "node_modules", "aws-cdk")
	read := func(file string) string {
		data, err := os.ReadFile(filepath.Join(cli, file))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if !strings.Contains(read("package.json"), fmt.Sprintf("%q", version)) {
		t.Errorf("aws-cdk is not %s; fix: compare the table with lib/cli/user-configuration.js, then correct the version", version)
	}
	pattern := regexp.MustCompile(`(?:settings|source)\.get\(\[["'](\w+)["']`)
	notOfTheFile := []string{"argName", "outdir"} // of a comment; and a name that settings never have
	known, found := readFields(), 0
	for _, file := range []string{"lib/index.js", "lib/cli/cli.js", "lib/cli/cdk-toolkit.js", "lib/cli/user-configuration.js"} {
		for _, match := range pattern.FindAllStringSubmatch(read(file), -1) {
			found++
			if _, isKnown := known[match[1]]; !isKnown && match[1] != "context" && !slices.Contains(notOfTheFile, match[1]) {
				t.Errorf("%s reads %s from cdk.json, and the table lacks it", file, match[1])
			}
		}
	}
	if found < 40 {
		t.Errorf("found %d reads of settings in aws-cdk, want more than 40", found)
	}
}
