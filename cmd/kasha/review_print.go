package main

import (
	"errors"
	"fmt"
	"strings"

	"kasha/internal/console"
	reviews "kasha/internal/review"
	"kasha/internal/review/document"
)

// failure is the error of a report that fails.
func failure(report reviews.Report) error {
	if !report.Fails() {
		return nil
	}
	return errors.New(strings.TrimSuffix(document.Headline(report), "."))
}

// mostBroken is how many broken promises and rules are printed: one policy can break a hundred. The review has all of them.
const mostBroken = 20

// conclude prints the losses, and where the review is.
func conclude(report reviews.Report, acceptances, file, page string, out console.Stream) {
	if report.Missing != "" {
		fmt.Fprintln(out, out.Yellow("ATTENTION:"), report.Missing)
	}
	for _, elsewhere := range report.Elsewhere {
		fmt.Fprintln(out, out.Yellow("ATTENTION:"), elsewhere)
	}
	if len(report.Judges) > 0 {
		fmt.Fprintln(out, out.Yellow("ATTENTION:"), "this change also edits what judges it: "+strings.Join(report.Judges, ", "))
	}
	for _, loss := range report.Losses {
		state := out.Red("LOSS")
		if loss.Accepted != "" {
			state = "accepted loss"
		}
		name := strings.TrimSpace(loss.Stack + " " + loss.Construct)
		fmt.Fprintf(out, "%s: %s (%s) %s: %s\n", state, name, loss.Type, loss.Kind, loss.Because)
	}
	for i, broken := range report.Broken {
		if i == mostBroken {
			fmt.Fprintf(out, "%s %d more promises and rules, which are in %s\n", out.Red("BROKEN:"), len(report.Broken)-i, file)
			break
		}
		state := "BROKEN PROMISE"
		if broken.Rule != "" {
			state = "RULE NEWLY FAILS"
		}
		where := strings.TrimSpace(broken.Stack + " " + broken.Construct + " " + broken.Environment)
		fmt.Fprintf(out, "%s %s: %s\n", out.Red(state+":"), where, broken.What)
	}
	for _, unmatched := range report.Unmatched {
		fmt.Fprintf(out, "ACCEPTED, BUT DOES NOT OCCUR: %s\n", unmatched)
	}
	if len(report.Unmatched) > 0 {
		fmt.Fprintf(out, "Remove from %s what does not occur. Most likely its change is merged already.\n", acceptances)
	}
	fmt.Fprintf(out, "%s %s\n", document.Headline(report), "The review is in "+file+", as a page with pictures in "+page+".")
}
