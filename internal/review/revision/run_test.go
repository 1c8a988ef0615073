package revision

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Catches a worktree that stays registered after an interrupt, and a process of the application, such as Node, that continues after
// its parent.
func TestInterruptLeavesNothingBehind(t *testing.T) {
	r := newRepository(t)
	child := filepath.Join(t.TempDir(), "child")
	r.app("sleep 60 & echo $! > " + child + ".new; mv " + child + ".new " + child + "; wait")
	ctx, cancel := context.WithCancel(t.Context())
	interrupted := make(chan time.Time, 1)
	go func() { // interrupt once the application runs
		for _, err := os.Stat(child); err != nil && ctx.Err() == nil; _, err = os.Stat(child) {
			time.Sleep(10 * time.Millisecond)
		}
		interrupted <- time.Now()
		cancel()
	}()
	_, err := r.project.Base(ctx, "HEAD")
	cancel()
	since := <-interrupted
	if err == nil || errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("error %v, want: interrupted", err)
	}
	if took := time.Since(since); took > 19*time.Second {
		t.Errorf("the interrupt took %s, want at most 19 s", took)
	}
	if got := strings.Split(r.git("worktree", "list"), "\n"); len(got) != 1 {
		t.Errorf("worktrees %q, want only the project's own", got)
	}
	written, _ := os.ReadFile(child)
	pid, err := strconv.Atoi(strings.TrimSpace(string(written)))
	if err != nil {
		t.Fatal(err)
	}
	for syscall.Kill(pid, 0) == nil { // a process that ended exists until it is reaped
		if time.Since(since) > 9*time.Second {
			t.Fatal("a process of the application still runs, want it stopped")
		}
		time.Sleep(10 * time.Millisecond)
	}
}
