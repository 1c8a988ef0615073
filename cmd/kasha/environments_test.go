package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestWithoutASynthesisEveryCommandSaysHowToGetOne catches a command of the README that a fresh clone answers with the name of a
// file which its reader has never heard of.
func TestWithoutASynthesisEveryCommandSaysHowToGetOne(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "cdk.out")
	read := 0
	for _, command := range commands() {
		if !strings.HasPrefix(command.arguments, "[ASSEMBLY]") {
			continue
		}
		read++
		var said strings.Builder
		if err := command.run([]string{nowhere}, &said); err == nil || !strings.Contains(err.Error(), nowhere+" holds no synthesized assembly: run make synth first") {
			t.Errorf("kasha %s: %v", command.name, err)
		}
	}
	if read < 5 {
		t.Errorf("only %d commands read an assembly", read)
	}
}
