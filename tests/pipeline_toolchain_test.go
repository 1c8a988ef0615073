package tests

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"kasha/lib/names"
)

// TestTheToolsOfThePipelineReadItsAssembly catches an upgrade of the CDK's library whose assembly the pinned publisher or the pinned CDK
// CLI cannot read. Every other check would pass, and the pipeline would fail in Assets or at its self-update. It needs no credentials.
func TestTheToolsOfThePipelineReadItsAssembly(t *testing.T) {
	t.Parallel()
	synthesized := pipelineAssembly(t)
	manifests := 0
	for _, pattern := range []string{"*.assets.json", "*/*.assets.json"} {
		files, err := filepath.Glob(filepath.Join(synthesized.Dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			manifests++
			if out, err := tool("cdk-assets", "ls", "--path", file); err != nil || !strings.Contains(out, " file {") {
				t.Errorf("cdk-assets does not read %s: %v\n%s", filepath.Base(file), err, out)
			}
		}
	}
	want := 0
	for _, stack := range synthesized.Stacks {
		if !strings.HasPrefix(stack.Name, names.PipelineSupportStack) { // CDK Pipelines deploys these without assets
			want++
		}
	}
	if manifests != want {
		t.Errorf("%d manifests of assets, want one for each of %d stacks", manifests, want)
	}
	written, reads := synthesized.Schema, schemaInTemplate(t)
	if written == 0 || written > reads {
		t.Errorf("the library writes schema %d, and the pipeline's template says that it reads %d", written, reads)
	}
}

// TestTheSchemaInTheTemplateIsWhatTheToolsRead catches a wrong schema version in the pipeline's template. A review would then miss an
// upgrade that locks the deployed pipeline out, or refuse one that does not.
func TestTheSchemaInTheTemplateIsWhatTheToolsRead(t *testing.T) {
	t.Parallel()
	reads := schemaInTemplate(t)
	for schema, want := range map[int]bool{reads: true, reads + 1: false} {
		dir := t.TempDir()
		version := strconv.Itoa(schema) + ".0.0"
		writeManifest(t, filepath.Join(dir, "assets.json"), map[string]any{"version": version, "files": map[string]any{}})
		writeManifest(t, filepath.Join(dir, "manifest.json"), map[string]any{"version": version, "artifacts": map[string]any{}})
		assets, err := tool("cdk-assets", "ls", "--path", dir)
		cli, _ := tool("cdk", "ls", "--app", dir)
		if both := err == nil && strings.Contains(cli, "contains no stacks"); both != want {
			t.Errorf("cdk-assets and cdk read schema %d: %v, want %v; fix: assemblySchema in stages/pipeline.go\n%s\n%s",
				schema, both, want, assets, cli)
		}
	}
}

// schemaInTemplate is the newest schema that the pipeline's template says it reads.
func schemaInTemplate(t *testing.T) int {
	t.Helper()
	reads, ok := pipelineStack(t, pipelineAssembly(t)).Metadata[names.AssemblySchema].(float64)
	if !ok {
		t.Fatalf("the pipeline's template has no metadata %s", names.AssemblySchema)
	}
	return int(reads)
}

// tool runs a pinned tool without credentials, outside of the repository, whose cdk.json would name another app.
func tool(name string, args ...string) (string, error) {
	program, err := filepath.Abs(inRepository("node_modules/.bin/" + name))
	if err != nil {
		return "", err
	}
	command := exec.Command(program, args...)
	command.Dir = os.TempDir()
	command.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "AWS_EC2_METADATA_DISABLED=true", "CDK_DISABLE_VERSION_CHECK=1",
	}
	out, err := command.CombinedOutput()
	return string(out), err
}

func writeManifest(t *testing.T, file string, content map[string]any) {
	t.Helper()
	data, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
