package operate

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// TestPrintedCommandsCanBePasted catches a printed command whose words a shell splits or expands in another way.
func TestPrintedCommandsCanBePasted(t *testing.T) {
	args := []string{"ecs", "run-task", "--network-configuration", "awsvpcConfiguration={subnets=[a,b]}", "--query", "it's $HOME `id`", ""}
	var out bytes.Buffer
	var ran []string
	cli := CLI{Region: "eu-west-1", Out: &out, Run: func(args []string) ([]byte, error) { ran = args; return nil, nil }}
	if err := cli.Call(nil, args...); err != nil {
		t.Fatal(err)
	}
	script := `aws() { printf '%s\n' "$@"; }; ` + strings.TrimPrefix(out.String(), "$ ")
	read, err := exec.Command("sh", "-c", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, read)
	}
	if want := strings.Join(ran, "\n") + "\n"; string(read) != want {
		t.Errorf("a shell reads\n%s\nwant\n%s", read, want)
	}
}
