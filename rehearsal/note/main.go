// Command note updates the entries kasha:reads of weak references, as a synthesis does, in an assembly whose templates the rehearsal has
// edited.
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
