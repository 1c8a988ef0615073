package console

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// patience is how long a command may be silent.
const patience = 2 * time.Second

// Doing says what the command is waiting for. On a terminal it counts the seconds, in one line that disappears at the end. Elsewhere,
// such as in the log of a build, it prints one line if it takes longer than two seconds. Call done when the wait is over.
func (c Console) Doing(what string) (done func()) {
	started, over := time.Now(), make(chan struct{})
	var running sync.WaitGroup
	running.Add(1)
	go func() {
		defer running.Done()
		c.wait(what, started, over)
	}()
	return sync.OnceFunc(func() {
		close(over)
		running.Wait()
	})
}

func (c Console) wait(what string, started time.Time, over <-chan struct{}) {
	if c.Err.Width == 0 {
		select {
		case <-over:
		case <-time.After(patience):
			fmt.Fprintln(c.Err, what+" ...")
			<-over
		}
		return
	}
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	shown := false
	for {
		select {
		case <-over:
			if shown {
				_, _ = io.WriteString(c.Err, "\r\x1b[K")
			}
			return
		case <-tick.C:
			text := []rune(fmt.Sprintf("%s ... %d s", what, int(time.Since(started).Seconds())))
			text = text[:min(len(text), c.Err.Width-1)] // a longer line would not be redrawn but repeated
			fmt.Fprint(c.Err, "\r\x1b[K"+c.Err.Faint(string(text)))
			shown = true
		}
	}
}
