package console

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Secret asks for something that must not be seen, and does not show what a person types. Where nobody is at a terminal, it is the first
// line of standard input.
func (c Console) Secret(question string) (string, error) {
	if file, ok := c.In.(*os.File); ok {
		fmt.Fprint(c.Err, question+": ")
		typed, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(c.Err)
		return string(typed), err
	}
	input := c.In
	if input == nil {
		input = os.Stdin
	}
	line, err := bufio.NewReader(input).ReadString('\n')
	if err == io.EOF {
		err = nil
	}
	return strings.TrimRight(line, "\r\n"), err
}
