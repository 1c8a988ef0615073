package inherit

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Catches a variable that git exports to its hooks and a child inherits. Git's own list decides, not ours.
func TestNoVariableOfAHookIsInherited(t *testing.T) {
	list, err := exec.Command("git", "rev-parse", "--local-env-vars").Output()
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(string(list))
	if len(names) < 10 || !slices.Contains(names, "GIT_INDEX_FILE") {
		t.Fatalf("git's list is %q, want one with GIT_INDEX_FILE", names)
	}
	// The value of a configuration is not in the list: git finds it by the number in GIT_CONFIG_COUNT.
	names = append(names, "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0", "GIT_EXEC_PATH", "GIT_QUARANTINE_PATH", "GIT_ATTR_SOURCE",
		"GIT_TRACE", "GIT_AUTHOR_DATE", "GIT_REFLOG_ACTION", "GIT_NOT_INVENTED_YET")
	for _, name := range names {
		if got := WithoutGit([]string{"HOME=/h", name + "=x"}); !slices.Equal(got, []string{"HOME=/h"}) {
			t.Errorf("%s is inherited: %q", name, got)
		}
	}
	if got := WithoutGit([]string{"GIT_SSH_COMMAND=ssh -i key", "GITHUB_SHA=1"}); len(got) != 2 {
		t.Errorf("inherited %q, want both: one says how to reach a server, the other is not git's", got)
	}
}
