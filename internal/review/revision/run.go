package revision

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"kasha/internal/review/inherit"
	"kasha/lib/config"
)

// shownLines is how many lines of a failed command's output are printed: enough for an error of the compiler or the CDK.
const shownLines = 20

// commands are the app and build commands of a cdk.json. Go would take App for app, and then run another command than the CDK.
func commands(cdkJSON []byte) (app, build string, err error) {
	cdkJSON = bytes.TrimPrefix(cdkJSON, []byte("\xef\xbb\xbf")) // a byte-order mark, which the CDK ignores too
	var fields map[string]any
	if err := json.Unmarshal(cdkJSON, &fields); err != nil {
		return "", "", err
	}
	app, appIsText := fields["app"].(string)
	build, buildIsText := fields["build"].(string)
	if fields["app"] != nil && !appIsText || fields["build"] != nil && !buildIsText {
		return "", "", errors.New("app and build must be texts")
	}
	return app, build, nil
}

// explained is an error about a cdk.json in the words of lib/config, which knows what people take for JSON.
func explained(file string, err error) error {
	var problems config.Problems
	if _, reason := config.ReadCDKFile(file); !errors.As(reason, &problems) {
		return err
	}
	text := problems[0].Wrong + "; fix: " + problems[0].Fix
	if problems[0].Where != "" {
		text = problems[0].Where + ": " + text
	}
	return errors.New(text)
}

// run runs one shell command of a revision's cdk.json. Work is the go.work that Go obeys, or off.
func (p Project) run(ctx context.Context, dir, out, work, shell string) error {
	outdir, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	modules, err := filepath.Abs(p.NodeModules)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "sh", "-c", shell)
	command.Dir = dir
	// The application starts Node, which does not stop with it, so an interrupt goes to the whole process group.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	command.WaitDelay = 5 * time.Second
	command.Env = append(environment(inherit.Environment()),
		"PATH="+filepath.Join(modules, ".bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"CDK_OUTDIR="+outdir, "GOWORK="+work)
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		return errors.New(lastLines(output.String(), err))
	}
	return nil
}

func lastLines(output string, err error) string {
	output = strings.TrimSpace(output)
	if output == "" {
		return "  " + err.Error()
	}
	lines := strings.Split(output, "\n")
	lines = lines[max(0, len(lines)-shownLines):]
	return "  " + strings.Join(lines, "\n  ")
}
