package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestCompletionScriptsAreValid catches a script that its shell does not read. A shell that this machine lacks is left out.
func TestCompletionScriptsAreValid(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish"} {
		script, err := output(t, "completion", shell)
		if err != nil || !strings.Contains(script, "kasha") {
			t.Errorf("%s: %d characters, error %v", shell, len(script), err)
			continue
		}
		if _, err := exec.LookPath(shell); err != nil {
			continue
		}
		check := exec.Command(shell, "-n")
		check.Stdin = strings.NewReader(script)
		if said, err := check.CombinedOutput(); err != nil {
			t.Errorf("%s -n: %v\n%s", shell, err, said)
		}
	}
}

// TestCompletionOffersWhatFits catches a shell that offers nothing, or files, where kasha knows the words.
func TestCompletionOffersWhatFits(t *testing.T) {
	enterProject(t)
	for line, want := range map[string]string{
		"wake --env ":           "dev staging prod",
		"cost --env ":           "dev staging prod",
		"runbook swap":          "swap-in",
		"explain database.mult": "database.multiAz",
		"completion ":           "bash zsh fish",
		"preflight --for ":      "deploy diff bootstrap destroy",
		"help sta":              "stacks",
	} {
		said, err := output(t, append([]string{"__complete"}, strings.Split(line, " ")...)...)
		offered := " " + strings.Join(strings.Fields(said), " ") + " "
		for _, word := range strings.Fields(want) {
			if err != nil || !strings.Contains(offered, " "+word+" ") {
				t.Errorf("kasha %s: offered %q, error %v; want %q among it", line, offered, err, word)
			}
		}
	}
}
