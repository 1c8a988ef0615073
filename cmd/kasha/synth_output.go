package main

import (
	"bytes"
	"regexp"
)

// relevant returns what the CDK printed, without the lines that mislead whoever started it with `kasha synth`.
//
// On success it may name the folder, and the CDK's ids of the stacks outside stages. With a pipeline there is one such stack, else none.
// The list of all stacks that follows is what was asked for.
//
// After a failure, the CDK adds a line to the application's message that reads like a second error. The application has a remark on
// that line, for those who start it with the CDK's own command line. Where they are all that was said, both stay.
func relevant(output []byte, failed bool) []byte {
	misleading := regexp.MustCompile(`Successfully synthesized to |Supply a stack id \(`)
	if failed {
		misleading = regexp.MustCompile(`Subprocess exited with error 1\b`) // 130 and 137 say that something else ended it
	}
	var kept []byte
	for line := range bytes.Lines(output) {
		if !misleading.Match(line) {
			kept = append(kept, line...)
		}
	}
	kept = bytes.TrimRight(kept, "\n")
	switch {
	case len(kept) > 0:
		return append(kept, '\n')
	case failed:
		return output
	}
	return nil
}
