// Package protectstacks tests scripts/protect-stacks with a fake AWS CLI. The pipeline runs this script after each release of production.
package protectstacks

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// standIn answers sts assume-role with credentials, and writes every other call with the credentials it was made with to $CALLS. A role
// with "denied" in its name is refused.
const standIn = `#!/bin/sh
case "$*" in
  *denied*) echo "AccessDenied" >&2; exit 254 ;;
  "sts assume-role"*) printf 'KEY\tSECRET\tTOKEN\n' ;;
  *) echo "$AWS_ACCESS_KEY_ID $AWS_SECRET_ACCESS_KEY $AWS_SESSION_TOKEN: $*" >>"$CALLS" ;;
esac
`

func run(t *testing.T, stacks string) (calls, said string, err error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "aws"), []byte(standIn), 0o755); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("bash", "../../scripts/protect-stacks")
	command.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "CALLS="+filepath.Join(dir, "calls"), "STACKS="+stacks)
	output, err := command.CombinedOutput()
	written, _ := os.ReadFile(filepath.Join(dir, "calls"))
	return string(written), string(output), err
}

// TestEveryStackIsProtectedWithItsOwnRole catches a stack that is left out, and one that is asked for in another region or account.
func TestEveryStackIsProtectedWithItsOwnRole(t *testing.T) {
	calls, said, err := run(t, "us-east-1 kasha-prod-network arn:role/one\nus-west-2 kasha-prod-archive arn:role/two")
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	const call = "KEY SECRET TOKEN: cloudformation update-termination-protection --region "
	want := call + "us-east-1 --stack-name kasha-prod-network --enable-termination-protection\n" +
		call + "us-west-2 --stack-name kasha-prod-archive --enable-termination-protection\n"
	if calls != want {
		t.Errorf("got the calls\n%swant\n%s", calls, want)
	}
}

// TestWhatCannotBeProtectedFails catches a release that passes although a stack stays unprotected.
func TestWhatCannotBeProtectedFails(t *testing.T) {
	for stacks, want := range map[string]string{
		"us-east-1 kasha-prod-data arn:role/denied": "AccessDenied",
		"us-east-1 kasha-prod-data":                 "fix: REGION STACK DEPLOY_ROLE_ARN",
		"":                                          "names no stack",
	} {
		calls, said, err := run(t, stacks)
		if err == nil || !strings.Contains(said, want) || calls != "" {
			t.Errorf("%q: got %v, %q and the calls %q; want a failure with %q and no call", stacks, err, said, calls, want)
		}
	}
}
