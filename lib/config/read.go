package config

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// Read checks the value of the context key "kasha" and fills in every default. It takes what encoding/json decodes into an any.
// The error, if any, is of type Problems and has everything that is wrong; the configuration is then empty.
func Read(raw any) (Kasha, error) {
	return read(raw, newReport())
}

// ReadFile reads the configuration from a cdk.json. Beyond what Read does, it reports the line of each problem, and keys that are
// written twice, of which JSON would silently keep the last.
func ReadFile(cdkJSON string) (Kasha, error) {
	data, err := readText(cdkJSON)
	if err != nil {
		return Kasha{}, err
	}
	kasha, err := parse(filepath.Base(cdkJSON), data)
	if err != nil {
		return Kasha{}, err
	}
	if elsewhere := checkOtherContexts(cdkJSON, data); len(elsewhere) > 0 {
		return Kasha{}, elsewhere
	}
	return kasha, nil
}

// parse reads the configuration from the content of a cdk.json. The name is for messages.
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
			Path: name, Where: where, Wrong: "there is text after the closing brace", Fix: "one JSON object, and nothing after it",
		}}
	}
	report := newReport()
	report.lines = locate(name, data, report)
	checkCDKFile(name, data, report)
	raw, ok := contextKasha(file)
	if !ok {
		return Kasha{}, Problems{{
			Path: name, Wrong: `there is no "kasha" in its "context"`, Fix: `"context": {"kasha": {` + exampleEnvironments + `}}`,
		}}
	}
	return read(raw, report)
}

// exampleEnvironments is the smallest configuration.
const exampleEnvironments = `"environments": [{"name": "dev", "tier": "nonproduction", "region": "us-east-1", ` +
	`"availabilityZones": ["us-east-1a", "us-east-1b"]}]`

// read lays the written values over the defaults, and then runs every rule.
func read(raw any, report *report) (Kasha, error) {
	var kasha Kasha
	if _, ok := raw.(map[string]any); !ok {
		found, value := describe(raw)
		report.add("kasha", strings.TrimSpace("found "+found+" "+value)+", expected an object", "{"+exampleEnvironments+"}")
	} else {
		report.decode("", raw, reflect.ValueOf(&kasha).Elem())
		for i, e := range kasha.Environments {
			environment := object{report: report}.element("environments", i)
			completeServices(environment, e)
			completeWorkers(environment, e)
		}
		checkKasha(object{report: report}, kasha)
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

// environmentName returns the name of the environment that a path leads into, where it has one that can be printed.
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
