package main

import (
	"fmt"
	"strings"

	"kasha/internal/console"
	"kasha/internal/grouping"
	"kasha/lib/spelling"
)

// violation is a broken promise: what is wrong, under which heading it belongs, and what causes it.
type violation struct{ heading, what, because string }

// printViolations prints broken promises by their kind. One wrong statement or rule often breaks many: its cause is printed once, below all
// that it breaks.
func printViolations(out console.Stream, environment string, violations []violation) {
	if len(violations) == 0 {
		fmt.Fprintf(out, "%s: %s\n", environment, out.Green("no violations"))
		return
	}
	fmt.Fprintf(out, "%s: %s\n", out.Red(environment), spelling.Count(len(violations), "violation"))
	for _, kind := range grouping.By(violations, func(v violation) string { return v.heading }) {
		fmt.Fprintf(out, "\n  %s (%d)\n", out.Bold(kind[0].heading), len(kind))
		for _, cause := range grouping.By(kind, func(v violation) string { return v.because }) {
			for _, v := range cause {
				fmt.Fprint(out, out.Fold(v.what, "    "))
			}
			if because := cause[0].because; because != "" {
				fmt.Fprintln(out, "      "+strings.ReplaceAll(because, "\n", "\n      "))
			}
		}
	}
	fmt.Fprintln(out)
}
