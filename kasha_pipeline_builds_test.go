package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// buildSpec is what a build of the pipeline does. References into other resources are left in as they are.
type buildSpec struct {
	name        string
	environment map[string]string
	commands    []string // of all phases

	Phases map[string]struct {
		RuntimeVersions map[string]string `json:"runtime-versions"`
		Commands        []string
	}
	Cache struct{ Paths []string }
}

// buildSpecs are all builds of the pipeline by what their construct path ends with.
func buildSpecs(t *testing.T) []buildSpec {
	t.Helper()
	var builds []buildSpec
	for _, resource := range pipelineStack(t, pipelineAssembly(t)).Sorted() {
		if resource.Type != "AWS::CodeBuild::Project" {
			continue
		}
		build := buildSpec{name: resource.Path, environment: map[string]string{}}
		source := resource.Properties["Source"].(map[string]any)["BuildSpec"]
		text, ok := source.(string)
		if !ok {
			for _, part := range source.(map[string]any)["Fn::Join"].([]any)[1].([]any) {
				if literal, ok := part.(string); ok {
					text += literal
				} else {
					text += "REFERENCE"
				}
			}
		}
		if err := json.Unmarshal([]byte(text), &build); err != nil {
			t.Fatalf("%s: %v in %s", resource.Path, err, text)
		}
		for _, phase := range slices.Sorted(maps.Keys(build.Phases)) {
			build.commands = append(build.commands, build.Phases[phase].Commands...)
		}
		variables, _ := resource.Properties["Environment"].(map[string]any)["EnvironmentVariables"].([]any)
		for _, variable := range variables {
			pair := variable.(map[string]any)
			build.environment[pair["Name"].(string)] = fmt.Sprint(pair["Value"])
		}
		builds = append(builds, build)
	}
	if len(builds) < 7 {
		t.Fatalf("%d builds, want synth, self-update, files, permissions and three smoke tests", len(builds))
	}
	return builds
}

func synthBuild(t *testing.T) buildSpec {
	t.Helper()
	for _, build := range buildSpecs(t) {
		if strings.Contains(build.name, "Synth") {
			return build
		}
	}
	t.Fatal("no synth step")
	return buildSpec{}
}

// TestPipelineInstallsPinnedTools catches the CDK's defaults, which install whatever is newest: npm's newest aws-cdk is
// another product line, and a pipeline that breaks overnight has not been changed by anyone.
func TestPipelineInstallsPinnedTools(t *testing.T) {
	var pinned struct{ Dependencies map[string]string }
	if err := json.Unmarshal([]byte(readFile(t, "package.json")), &pinned); err != nil {
		t.Fatal(err)
	}
	version := regexp.MustCompile(`^npm install -g ([a-z-]+)@([0-9]+\.[0-9]+\.[0-9]+)$`)
	installs := 0
	for _, build := range buildSpecs(t) {
		for _, command := range build.commands {
			if !strings.Contains(command, "npm ") {
				continue
			}
			installs++
			words := version.FindStringSubmatch(command)
			if words == nil || (words[1] == "aws-cdk" && words[2] != pinned.Dependencies["aws-cdk"]) {
				t.Errorf("%s: %q is not pinned, or not as in package.json (%s)", build.name, command, pinned.Dependencies["aws-cdk"])
			}
		}
	}
	if installs < 3 {
		t.Errorf("only %d installations found", installs)
	}
}

// TestBuildsChooseTheirRuntimes catches a build on whatever the image has by default: Go 1.20, which cannot read go.mod, and
// Node 18, which the CDK no longer runs on.
func TestBuildsChooseTheirRuntimes(t *testing.T) {
	var pinned struct{ Dependencies map[string]string }
	if err := json.Unmarshal([]byte(readFile(t, "package.json")), &pinned); err != nil {
		t.Fatal(err)
	}
	major, _, _ := strings.Cut(pinned.Dependencies["node"], ".")
	for _, build := range buildSpecs(t) {
		if node := build.Phases["install"].RuntimeVersions["nodejs"]; node == "" || node != major {
			t.Errorf("%s runs on Node %q, package.json pins %s", build.name, node, pinned.Dependencies["node"])
		}
	}
	synth := synthBuild(t)
	chosen, minor, _ := strings.Cut(synth.Phases["install"].RuntimeVersions["golang"], ".")
	// Since 1.21 Go fetches the version that go.mod asks for. Of older ones none reads its toolchain line.
	if number, err := strconv.Atoi(minor); chosen != "1" || err != nil || number < 21 {
		t.Errorf("the synth step runs on Go %v", synth.Phases["install"].RuntimeVersions)
	}
}

// TestNoVersionOfGoIsFrozenInThePipeline catches a pipeline that a new Go in go.mod bricks: what stands in the deployed build is
// only changed by a self-update, which needs a synthesis first.
func TestNoVersionOfGoIsFrozenInThePipeline(t *testing.T) {
	synth := synthBuild(t)
	if !slices.Equal(synth.commands, []string{"make synth"}) {
		t.Errorf("the synth step runs %q; how to build belongs into the repository", synth.commands)
	}
	for name, value := range synth.environment {
		if strings.HasPrefix(name, "GO") && !strings.HasPrefix(value, "/") {
			t.Errorf("%s=%s stands in the deployed build", name, value)
		}
		if regexp.MustCompile(`[0-9]+\.[0-9]+`).MatchString(value) {
			t.Errorf("%s=%s names a version", name, value)
		}
	}
}

// TestCacheKeepsWhatToolsWrite catches a cache of folders that stay empty: every build would then take minutes longer.
func TestCacheKeepsWhatToolsWrite(t *testing.T) {
	synth := synthBuild(t)
	var folders []string
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "npm_config_cache", "JSII_RUNTIME_PACKAGE_CACHE_ROOT"} {
		folder := synth.environment[name]
		if !strings.HasPrefix(folder, "/") {
			t.Errorf("%s is %q: nobody knows where it writes", name, folder)
		}
		folders = append(folders, folder+"/**/*")
	}
	slices.Sort(folders)
	if paths := slices.Sorted(slices.Values(synth.Cache.Paths)); !slices.Equal(paths, folders) {
		t.Errorf("the cache keeps %q, the tools write to %q", paths, folders)
	}
}

// TestSmokeTestKnowsTheOffHours catches a sleeping environment that stops every release behind it, and one that is always on
// and excused.
func TestSmokeTestKnowsTheOffHours(t *testing.T) {
	smokes := 0
	for _, build := range buildSpecs(t) {
		if !strings.Contains(build.name, "Smoke-") {
			continue
		}
		smokes++
		want := ""
		if strings.Contains(build.name, "Smoke-dev") { // the one with a schedule
			want = "MON,TUE,WED,THU,FRI 07:00 20:00 Europe/Berlin"
		}
		if got := build.environment["AWAKE"]; got != want {
			t.Errorf("%s is awake at %q, want %q", build.name, got, want)
		}
	}
	if smokes != 3 {
		t.Errorf("%d smoke tests, want 3", smokes)
	}
}
