// Command note writes the notes on weak references into an assembly whose templates the rehearsal has edited, as a synthesis does.
package main

import (
	"fmt"
	"os"

	"kasha/internal/references"
)

func main() {
	if err := references.Note(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
