package revision

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// shownLines is how much of a failed command's output is printed: enough for a compiler's message, or CDK's.
const shownLines = 20

// run runs one shell command of a revision's cdk.json.
func (p Project) run(ctx context.Context, dir, out, shell string) error {
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
	// The application starts Node, which does not end with it: an interrupt goes to the whole group.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGTERM) }
	command.WaitDelay = 5 * time.Second
	command.Env = append(environment(os.Environ()),
		"PATH="+filepath.Join(modules, ".bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"CDK_OUTDIR="+outdir, "CDK_VALIDATION=false")
	var said bytes.Buffer
	command.Stdout, command.Stderr = &said, &said
	if err := command.Run(); err != nil {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		return errors.New(lastLines(said.String(), err))
	}
	return nil
}

// environment leaves out whatever could make a synthesis depend on an account.
func environment(all []string) []string {
	var kept []string
	for _, variable := range all {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "AWS_") && !strings.HasPrefix(name, "CDK_") && name != "PATH" {
			kept = append(kept, variable)
		}
	}
	return kept
}

func lastLines(said string, err error) string {
	said = strings.TrimSpace(said)
	if said == "" {
		return "  " + err.Error()
	}
	lines := strings.Split(said, "\n")
	lines = lines[max(0, len(lines)-shownLines):]
	return "  " + strings.Join(lines, "\n  ")
}
