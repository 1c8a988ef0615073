package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
)

// CDKFile is what Kasha itself reads of a cdk.json, apart from its own configuration. ReadFile has checked it.
type CDKFile struct {
	Output           string         `json:"output"`
	ToolkitStackName string         `json:"toolkitStackName"`
	Context          map[string]any `json:"context"` // also feature flags, and settings of the account such as those below
}

// ReadCDKFile reads a cdk.json as the CDK does. The error is of type Problems, also for a file that is not JSON.
func ReadCDKFile(cdkJSON string) (CDKFile, error) {
	data, err := readText(cdkJSON)
	if err != nil {
		return CDKFile{}, err
	}
	var file CDKFile
	if err := json.Unmarshal(data, &file); err != nil {
		return CDKFile{}, Problems{malformed(filepath.Base(cdkJSON), data, err)}
	}
	return file, nil
}

// Qualifier returns the bootstrap's qualifier, a part of the names of its roles, its buckets and its parameter. Empty: the CDK's default.
func (f CDKFile) Qualifier() string {
	qualifier, _ := f.Context[qualifierKey].(string)
	return qualifier
}

const (
	qualifierKey = "@aws-cdk/core:bootstrapQualifier"
	boundaryKey  = "@aws-cdk/core:permissionsBoundary"
)

// AccountSettings are the context keys that belong to an account and not to Kasha: they change templates everywhere. Kasha's own tests
// leave them out, because snapshots and promises are about Kasha.
func AccountSettings() []string {
	return []string{qualifierKey, boundaryKey}
}

// readText reads a file without the byte-order mark that some editors put first. The CDK ignores it too.
func readText(file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		wrong := "the file cannot be read: " + err.Error()
		if errors.Is(err, fs.ErrNotExist) {
			wrong = "there is no such file"
		}
		return nil, Problems{{Path: file, Wrong: wrong, Fix: "run the command in the directory that holds cdk.json"}}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if problems := undecodable(filepath.Base(file), data); problems != nil {
		return nil, problems
	}
	return data, nil
}

// checkCDKFile reports settings beside the configuration that would make commands read another assembly or another configuration
// than the one that was written. It also reports settings that the CDK would ignore without a word.
func checkCDKFile(name string, data []byte, report *report) {
	add := func(path, wrong, fix string) {
		report.problems = append(report.problems, Problem{Path: path, Where: name, Wrong: wrong, Fix: fix})
	}
	var file CDKFile
	if err := json.Unmarshal(data, &file); err != nil {
		problem := malformed(name, data, err)
		add(problem.Path, problem.Wrong, problem.Fix)
		return
	}
	if file.Output != "" && filepath.Clean(file.Output) != "cdk.out" {
		add("output", "found "+quote(file.Output)+"; Kasha's commands, its pipeline and .gitignore use cdk.out",
			`"output": "cdk.out"; a single synthesis can go elsewhere: npx cdk synth --output FOLDER`)
	}
	if value, written := file.Context[qualifierKey]; written && !qualifierPattern.MatchString(file.Qualifier()) {
		add(qualifierKey, printed(value)+" is not the qualifier of a bootstrap stack",
			`text of 1 to 10 letters, digits, hyphens and underscores, such as "acme01"`)
	}
	if value, written := file.Context[boundaryKey]; written {
		boundary, _ := value.(map[string]any)
		policy, hasName := boundary["name"].(string)
		arn, hasARN := boundary["arn"].(string)
		if len(boundary) != 1 || !hasName && !hasARN || policy+arn == "" {
			add(boundaryKey, "found "+printed(value)+", of which the CDK reads no policy: roles would have no boundary",
				`{"name": "NAME-OF-THE-POLICY"}, or {"arn": "arn:aws:iam::..."}`)
		}
	}
}

// qualifierPattern is that of the parameter Qualifier of the CDK's bootstrap template.
var qualifierPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,10}$`)

// printed is a value as it may stand in a message.
func printed(value any) string {
	data, _ := json.Marshal(value)
	return shortened(string(data))
}

// checkOtherContexts reports what Kasha reads of the context and finds in another place. The CDK takes context from several places and
// silently prefers one of them. Templates would then have a bootstrap qualifier that `make deploy` does not look for.
func checkOtherContexts(cdkJSON string, data []byte) Problems {
	var problems Problems
	var file CDKFile
	_ = json.Unmarshal(data, &file) // parse has read it
	beside := filepath.Join(filepath.Dir(cdkJSON), "cdk.context.json")
	var lookUps map[string]any
	if data, err := os.ReadFile(beside); err == nil {
		_ = json.Unmarshal(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), &lookUps)
	}
	passed := passedContext()
	for _, key := range append([]string{"kasha"}, AccountSettings()...) {
		if lookUps[key] != nil {
			problems = append(problems, Problem{
				Path: key, Where: filepath.Base(beside), Wrong: "cdk.context.json is for the CDK's look-ups, and Kasha does not read it",
				Fix: "move " + strconv.Quote(key) + ` into the "context" of cdk.json`,
			})
		} else if value, ok := passed[key]; ok && !sameJSON(value, file.Context[key]) {
			problems = append(problems, Problem{
				Path: key, Wrong: "the CDK's command line was given another value, with -c or --context or from ~/.cdk.json, " +
					"and Kasha reads cdk.json only",
				Fix: "leave it out, and write it into the " + `"context" of cdk.json`,
			})
		}
	}
	return problems
}

// passedContext is the context that the CDK's command line passes to an application. What is too large for a variable is in a file.
func passedContext() map[string]any {
	context := map[string]any{}
	if file := os.Getenv("CONTEXT_OVERFLOW_LOCATION_ENV"); file != "" {
		if data, err := os.ReadFile(file); err == nil {
			_ = json.Unmarshal(data, &context)
		}
	}
	_ = json.Unmarshal([]byte(os.Getenv("CDK_CONTEXT_JSON")), &context)
	return context
}

// sameJSON compares values of which one may have passed through JavaScript, which writes 80.0 as 80.
func sameJSON(a, b any) bool { return reflect.DeepEqual(plain(a), plain(b)) }

func plain(value any) (plain any) {
	if data, err := json.Marshal(value); err == nil {
		_ = json.Unmarshal(data, &plain)
	}
	return plain
}
