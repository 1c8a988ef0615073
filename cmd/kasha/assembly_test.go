package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/console"
	"kasha/tests/handmade"
)

// TestCommandsSayHowToSynthesize catches a command that answers, in a fresh clone without a synthesis, only with a file name that its
// reader does not know.
func TestCommandsSayHowToSynthesize(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "cdk.out")
	read := 0
	for _, command := range commands(console.Console{}) {
		if !strings.Contains(command.Use, assemblyArgument) {
			continue
		}
		read++
		want := nowhere + " holds no synthesized assembly; fix: run make synth first"
		if _, err := output(t, command.Name(), nowhere); codeOf(err) != exitUsage || !strings.Contains(err.Error(), want) {
			t.Errorf("kasha %s: got %v with exit code %d, want code %d and an error with %q", command.Name(), err, codeOf(err), exitUsage, want)
		}
	}
	if read < 5 {
		t.Errorf("only %d commands read an assembly, want at least 5", read)
	}
}

// handmadeAssembly writes the environment of tests/handmade as the CDK would, after an edit, which may be nil. It returns the folder.
func handmadeAssembly(t *testing.T, edit func(stacks []assembly.Stack)) string {
	t.Helper()
	stacks, err := handmade.Environment()
	if err != nil {
		t.Fatal(err)
	}
	if edit != nil {
		edit(stacks)
	}
	dir := t.TempDir()
	write := func(name string, value any) {
		data, err := json.Marshal(value)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	artifacts := map[string]any{}
	for _, stack := range stacks {
		paths := map[string]any{}
		for id, resource := range stack.Template.Resources {
			paths["/"+stack.Path+"/"+resource.Path] = []any{map[string]any{"type": "aws:cdk:logicalId", "data": id}}
		}
		write("test/"+stack.Name+".json", stack.Template)
		write("test/"+stack.Name+".metadata.json", paths)
		artifacts[stack.Name] = map[string]any{
			"type": "aws:cloudformation:stack", "displayName": stack.Path,
			"environment":            "aws://" + stack.Account + "/" + stack.Region,
			"properties":             map[string]any{"templateFile": stack.Name + ".json", "stackName": stack.Name},
			"additionalMetadataFile": stack.Name + ".metadata.json",
		}
	}
	write("test/manifest.json", map[string]any{"artifacts": artifacts})
	write("manifest.json", map[string]any{"artifacts": map[string]any{
		"stage": map[string]any{"type": "cdk:cloud-assembly", "properties": map[string]any{"directoryName": "test", "displayName": "test"}},
	}})
	return dir
}

// output runs a command line and returns what it printed to standard output.
func output(t *testing.T, args ...string) (string, error) {
	t.Helper()
	var printed, said strings.Builder
	_, err := execute(args, console.Plain(&printed, &said))
	return printed.String(), err
}
