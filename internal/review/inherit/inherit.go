// Package inherit decides which environment variables the commands that a review starts inherit from its caller. The package also finds out
// which folders git refuses to read for this caller.
//
// Git exports GIT_DIR, GIT_INDEX_FILE and others to its hooks. A git command that inherits these variables works on the repository and
// index of the hook, whatever its working directory is. `git rev-parse --local-env-vars` lists them. Newer versions of git may have more,
// so only git variables that are known to be harmless are inherited.
package inherit

import (
	"os"
	"slices"
	"strings"
)

// Environment is the caller's environment without what git exports to its hooks.
func Environment() []string { return WithoutGit(os.Environ()) }

// WithoutGit leaves out the variables of git that could lead a command to another repository, index or configuration.
func WithoutGit(all []string) []string {
	var kept []string
	for _, variable := range all {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "GIT_") || slices.Contains(harmless(), name) {
			kept = append(kept, variable)
		}
	}
	return kept
}

// harmless are the variables of git that say how to reach a server, and where the settings of the user and of the machine are.
// Git does not set them for its hooks. Go needs them to download private modules.
func harmless() []string {
	return []string{
		"GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_TERMINAL_PROMPT", "GIT_ALLOW_PROTOCOL",
		"GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_NO_VERIFY", "GIT_PROXY_COMMAND", "GIT_HTTP_PROXY_AUTHMETHOD",
		"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
		"GIT_TEST_ASSUME_DIFFERENT_OWNER", // git's own tests and ours: every folder belongs to another user
	}
}
