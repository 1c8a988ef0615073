// Package console is the input and output of a command. It knows whether a person is at a terminal, how wide the terminal is, and whether
// it shows colours. It prints tables, and says what a command is waiting for.
//
// Only terminals get colours, redrawn lines and folded tables. A pipe or a file receives plain, complete lines.
package console

import (
	"encoding/json"
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// Console is the place from which kasha was started.
type Console struct {
	In  io.Reader // answers of a person; nil if nobody is at a terminal
	Out Stream    // what the command was asked for, and nothing else
	Err Stream    // errors, notes, questions and progress
}

// Stream is standard output or standard error.
type Stream struct {
	io.Writer
	Width  int  // the columns of the terminal; 0: it is none
	Colour bool // the terminal shows colours, and the caller wants them
}

// OfProcess returns the console of this process.
func OfProcess() Console {
	return Console{In: terminalInput(), Out: stream(os.Stdout), Err: stream(os.Stderr)}
}

// Plain returns a console without a terminal, as in a pipe.
func Plain(out, err io.Writer) Console {
	return Console{Out: Stream{Writer: out}, Err: Stream{Writer: err}}
}

func stream(file *os.File) Stream {
	s := Stream{Writer: file}
	descriptor := int(file.Fd())
	if !term.IsTerminal(descriptor) {
		return s
	}
	s.Width = 80
	if width, _, err := term.GetSize(descriptor); err == nil && width > 0 {
		s.Width = width
	}
	if width, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && width > 0 {
		s.Width = width
	}
	// https://no-color.org: any text in NO_COLOR switches colours off.
	s.Colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	return s
}

// terminalInput returns where a person can answer. It returns nil in CI, and if standard input is a file, a pipe or the null device.
func terminalInput() io.Reader {
	if os.Getenv("CI") != "" || !term.IsTerminal(int(os.Stdin.Fd())) {
		return nil
	}
	return os.Stdin
}

// JSON prints a value for programs.
func (s Stream) JSON(value any) error {
	encoder := json.NewEncoder(s)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// Bold, Red, Yellow, Green and Faint return a text in a terminal's style, or as it is where there are no colours.
func (s Stream) Bold(text string) string   { return s.style("1", text) }
func (s Stream) Red(text string) string    { return s.style("31", text) }
func (s Stream) Yellow(text string) string { return s.style("33", text) }
func (s Stream) Green(text string) string  { return s.style("32", text) }
func (s Stream) Faint(text string) string  { return s.style("2", text) }

func (s Stream) style(code, text string) string {
	if !s.Colour || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
