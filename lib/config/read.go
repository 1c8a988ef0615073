package config

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// Read checks the value of the context key "kasha" and fills in every default. It takes what encoding/json decodes into an
// any. The error, if any, is a Problems with everything that is wrong; the configuration is then of no use.
func Read(raw any) (Kasha, error) {
	return read(raw, newReport())
}

// ReadFile reads the configuration from a cdk.json. Beyond Read it reports where each problem stands, and keys that are
// written twice, of which JSON would silently keep the last.
func ReadFile(cdkJSON string) (Kasha, error) {
	data, err := os.ReadFile(cdkJSON)
	if err != nil {
		wrong := "the file cannot be read: " + err.Error()
		if errors.Is(err, fs.ErrNotExist) {
			wrong = "there is no such file"
		}
		return Kasha{}, Problems{{Path: cdkJSON, Wrong: wrong, Write: "the command again, in the folder that holds cdk.json"}}
	}
	return parse(filepath.Base(cdkJSON), data)
}

// parse reads the configuration from a cdk.json's content. The name is for its messages.
func parse(name string, data []byte) (Kasha, error) {
	var file any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&file); err != nil {
		return Kasha{}, Problems{malformed(name, data, err)}
	}
	if rest := bytes.TrimLeft(data[decoder.InputOffset():], " \t\r\n"); len(rest) > 0 {
		where := position(name, data, int64(len(data)-len(rest))+1)
		return Kasha{}, Problems{{
			Path: name, Where: where, Wrong: "something follows the closing brace", Write: "one JSON object, and nothing after it",
		}}
	}
	report := newReport()
	report.lines = locate(name, data, report)
	raw, ok := contextKasha(file)
	if !ok {
		return Kasha{}, Problems{{
			Path: name, Wrong: `there is no "kasha" in its "context"`, Write: `"context": {"kasha": {` + exampleEnvironments + `}}`,
		}}
	}
	return read(raw, report)
}

// exampleEnvironments is the least that can be written.
const exampleEnvironments = `"environments": [{"name": "dev", "tier": "nonproduction", "region": "us-east-1", ` +
	`"availabilityZones": ["us-east-1a", "us-east-1b"]}]`

// read lays the written values over the defaults, and then runs every rule.
func read(raw any, report *report) (Kasha, error) {
	var kasha Kasha
	if _, ok := raw.(map[string]any); !ok {
		found, value := describe(raw)
		report.add("kasha", strings.TrimSpace("found "+found+" "+value)+", want an object", "{"+exampleEnvironments+"}")
	} else {
		report.decode("", raw, reflect.ValueOf(&kasha).Elem())
		checkKasha(place{report: report}, kasha)
	}
	problems := report.problems
	if len(problems) == 0 {
		return kasha, nil
	}
	for i := range problems {
		problems[i].Environment = environmentName(kasha, problems[i].Path)
		if problems[i].Where == "" {
			problems[i].Where = report.lines.of(problems[i].Path)
		}
	}
	problems.sort()
	return Kasha{}, problems
}

// environmentName is the name of the environment that a path leads into, where it has one that can be printed.
func environmentName(kasha Kasha, path string) string {
	rest, ok := strings.CutPrefix(path, "environments[")
	if !ok {
		return ""
	}
	index, _, _ := strings.Cut(rest, "]")
	if i, err := strconv.Atoi(index); err == nil && i < len(kasha.Environments) && plainWord(kasha.Environments[i].Name) {
		return kasha.Environments[i].Name
	}
	return ""
}

func contextKasha(file any) (any, bool) {
	object, _ := file.(map[string]any)
	context, _ := object["context"].(map[string]any)
	raw, ok := context["kasha"]
	return raw, ok
}
