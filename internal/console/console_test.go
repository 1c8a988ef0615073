package console

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestTablesFitTheTerminal catches a table that a narrow terminal breaks in the middle of its lines, and a pipe that gets paragraphs.
func TestTablesFitTheTerminal(t *testing.T) {
	table := func(width int) string {
		var out bytes.Buffer
		Stream{Writer: &out, Width: width}.Table([]string{"NAME", "COUNT"}, [][]string{{"a", "1"}, {"bcdefgh", "20"}}, 1)
		return out.String()
	}
	const wide = "NAME     COUNT\na            1\nbcdefgh     20\n"
	for width, want := range map[int]string{0: wide, 14: wide, 13: "a\n  count: 1\n\nbcdefgh\n  count: 20\n"} {
		if got := table(width); got != want {
			t.Errorf("width %d: got\n%s\nwant\n%s", width, got, want)
		}
	}
}

// TestFold catches a folded line that is too long, and words that are lost.
func TestFold(t *testing.T) {
	text := "Kasha reads what make synth has written, and what cdk.json says.\n  an example stays"
	got := Stream{Width: 30}.Fold(text, "  ")
	for _, line := range strings.Split(got, "\n") {
		if len(line) > 30 {
			t.Errorf("a line of %d characters: %q", len(line), line)
		}
	}
	if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(text), " ") ||
		!strings.Contains(got, "\n    an example stays\n") {
		t.Errorf("got %q", got)
	}
}

// recorder is a stream that is written and read at the same time.
type recorder struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (r *recorder) Write(text []byte) (int, error) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.text.Write(text)
}

func (r *recorder) String() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return r.text.String()
}

// TestProgress catches a long wait without a word, a short one with any, and a line that stays on the terminal.
func TestProgress(t *testing.T) {
	for name, wait := range map[string]struct {
		width int
		takes time.Duration
		says  string
		ends  string
	}{
		"short, on a terminal": {width: 80, takes: time.Millisecond},
		"short, in a pipe":     {takes: time.Millisecond},
		"long, on a terminal":  {width: 80, takes: 1200 * time.Millisecond, says: "\r\x1b[Ksynthesizing main ... ", ends: "\r\x1b[K"},
		"long, in a pipe":      {takes: patience + 200*time.Millisecond, says: "synthesizing main ...\n", ends: "synthesizing main ...\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var err recorder
			done := Console{Err: Stream{Writer: &err, Width: wait.width}}.Doing("synthesizing main")
			time.Sleep(wait.takes)
			done()
			done() // may be called twice
			if got := err.String(); !strings.HasPrefix(got, wait.says) || !strings.HasSuffix(got, wait.ends) || wait.says == "" && got != "" {
				t.Errorf("said %q, want %q at its beginning and %q at its end", got, wait.says, wait.ends)
			}
		})
	}
}

// TestStyles catches colours where the caller wants none.
func TestStyles(t *testing.T) {
	if got := (Stream{}).Red("no"); got != "no" {
		t.Errorf("got %q, want no colour", got)
	}
	if got := (Stream{Colour: true}).Red("no"); got != "\x1b[31mno\x1b[0m" {
		t.Errorf("got %q, want red", got)
	}
}
