package tests

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestPipelineInstallsPinnedTools catches the CDK's defaults, which install the newest version of each tool. The newest aws-cdk of npm is
// another product line. A pipeline could also break without any change of the repository.
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
			if words == nil || words[2] != pinned.Dependencies[words[1]] {
				t.Errorf("%s: %q, want the version of package.json: %q", build.name, command, pinned.Dependencies)
			}
		}
	}
	if installs < 3 {
		t.Errorf("found %d installations, want at least 3", installs)
	}
}

// TestBuildsChooseTheirRuntimes catches a build with the defaults of its image: Go 1.20, which cannot read go.mod, and Node 18, which the
// CDK no longer supports.
func TestBuildsChooseTheirRuntimes(t *testing.T) {
	var pinned struct{ Dependencies map[string]string }
	if err := json.Unmarshal([]byte(readFile(t, "package.json")), &pinned); err != nil {
		t.Fatal(err)
	}
	major, _, _ := strings.Cut(pinned.Dependencies["node"], ".")
	for _, build := range buildSpecs(t) {
		if node := build.Phases["install"].RuntimeVersions["nodejs"]; node == "" || node != major {
			t.Errorf("%s runs on Node %q, want the major version of package.json: %s", build.name, node, pinned.Dependencies["node"])
		}
	}
	synth := synthBuild(t)
	chosen, minor, _ := strings.Cut(synth.Phases["install"].RuntimeVersions["golang"], ".")
	// Since 1.21 Go downloads the version that go.mod asks for. Older versions do not read its toolchain line.
	if number, err := strconv.Atoi(minor); chosen != "1" || err != nil || number < 21 {
		t.Errorf("the synth step runs on Go %v, want 1.21 or later", synth.Phases["install"].RuntimeVersions)
	}
}

// TestNoVersionOfGoIsFrozenInThePipeline catches a pipeline that a newer Go in go.mod would break. The deployed build is changed only by a
// self-update, and that needs a synthesis first.
func TestNoVersionOfGoIsFrozenInThePipeline(t *testing.T) {
	synth := synthBuild(t)
	if !slices.Equal(synth.commands, []string{"make synth"}) {
		t.Errorf("the synth step runs %q, want make synth only: the repository says how to build", synth.commands)
	}
	for name, value := range synth.environment {
		if strings.HasPrefix(name, "GO") && !strings.HasPrefix(value, "/") {
			t.Errorf("%s=%s is in the deployed build, want only Go variables that are folders", name, value)
		}
		if regexp.MustCompile(`[0-9]+\.[0-9]+`).MatchString(value) {
			t.Errorf("%s=%s has a version in it, want none", name, value)
		}
	}
}

// TestCacheKeepsWhatToolsWrite catches a cache of folders that stay empty. Every build would then take minutes longer.
func TestCacheKeepsWhatToolsWrite(t *testing.T) {
	synth := synthBuild(t)
	var folders []string
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "npm_config_cache", "JSII_RUNTIME_PACKAGE_CACHE_ROOT"} {
		folder := synth.environment[name]
		if !strings.HasPrefix(folder, "/") {
			t.Errorf("%s is %q, want an absolute path", name, folder)
		}
		folders = append(folders, folder+"/**/*")
	}
	slices.Sort(folders)
	if paths := slices.Sorted(slices.Values(synth.Cache.Paths)); !slices.Equal(paths, folders) {
		t.Errorf("the cache keeps %q, want the folders that the tools write to: %q", paths, folders)
	}
}
