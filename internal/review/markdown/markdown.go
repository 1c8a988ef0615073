// Package markdown writes a review for people. Losses come first, then failures, broader access, weaker protection, and last all changes.
// The package takes a review.Report and returns Markdown that fits into a comment on GitHub. Values from templates never become markup.
// The package makes no judgements of its own; it shows only what the report contains.
package markdown

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"kasha/internal/review"
	"kasha/internal/review/accepted"
)

const (
	// most is a little less than the 65536 characters that GitHub allows in a comment.
	most = 60000

	// fewHeld is how many resources of a lost stack are listed where there is no room for all.
	fewHeld = 3
)

// Render writes the report. acceptedFile is the file in which losses are accepted. A report that is too long for a comment lists
// fewer resources of lost stacks. If that is not enough, it ends early and says so; review.json has everything.
func Render(r review.Report, acceptedFile string) string {
	whole := render(r, acceptedFile, math.MaxInt)
	if len(whole) <= most {
		return whole
	}
	return cut(render(r, acceptedFile, fewHeld), len(r.Losses))
}

func render(r review.Report, acceptedFile string, held int) string {
	w := &writer{held: held}
	w.line("# Review: %s against %s", r.Head, r.Base)
	w.line("**%s**", Headline(r))
	if r.Missing != "" {
		w.line("> %s", text(r.Missing))
	}
	if judges := judged(r.Judges); judges != "" {
		w.line("> %s", judges)
	}
	environments := productionFirst(r.Environments)
	w.overview(r, environments)
	w.losses(r, acceptedFile)
	w.unmatched(r, acceptedFile)
	w.failures(r, acceptedFile)
	w.findings("Promises that Kasha no longer keeps", slices.DeleteFunc(slices.Clone(r.Broken), isRule))
	w.findings("Rules that newly fail", slices.DeleteFunc(slices.Clone(r.Broken), func(f review.Finding) bool { return !isRule(f) }))
	w.findings("Broader permissions and access", slices.DeleteFunc(slices.Clone(r.Openings), isOfNew))
	w.findings("Weaker protection and availability", r.Weakenings)
	w.findings("Rights of new resources", slices.DeleteFunc(slices.Clone(r.Openings), func(f review.Finding) bool { return !isOfNew(f) }))
	w.findings("Notes", r.Notes)
	w.findings("Not judged: compare by hand", r.Unjudged)
	w.changes(environments)
	return w.b.String()
}

// Headline is the verdict in a sentence.
func Headline(r review.Report) string {
	open := 0
	for _, loss := range r.Losses {
		if loss.Accepted == "" {
			open++
		}
	}
	switch r.Verdict {
	case review.Unaccepted:
		return count(open, "loss is not accepted", "losses are not accepted") + "."
	case review.BadAcceptance:
		return count(len(r.Unmatched), "accepted loss does", "accepted losses do") + " not occur."
	case review.Failing:
		return "No data is lost, but the deployment will fail or leave something behind."
	case review.LossesAccepted:
		if len(r.Losses) == 0 {
			return "Nothing is lost. " + count(len(r.Failures), "failure of the deployment is", "failures of the deployment are") + " accepted."
		}
		return count(len(r.Losses), "loss, accepted", "losses, all accepted") + "."
	case review.BrokenPromise:
		return broken(r.Broken)
	case review.Unchanged:
		return "Nothing changes."
	}
	sooner := 0
	for _, weakening := range r.Weakenings {
		if weakening.Deletes {
			sooner++
		}
	}
	if sooner > 0 {
		return "No resource is lost, but data is deleted earlier: " + count(sooner, "setting", "settings") + "."
	}
	if n := replaced(r); n > 0 {
		return "No data is lost. " + count(n, "resource is", "resources are") + " replaced, certainly or perhaps."
	}
	return "Nothing is lost."
}

// broken counts promises and rules.
func broken(findings []review.Finding) string {
	rules := len(slices.DeleteFunc(slices.Clone(findings), func(f review.Finding) bool { return !isRule(f) }))
	newlyFail := count(rules, "rule newly fails", "rules newly fail")
	if rules == len(findings) {
		return newlyFail + "."
	}
	sentence := count(len(findings)-rules, "promise of Kasha is broken", "promises of Kasha are broken")
	if rules > 0 {
		sentence += ", and " + newlyFail
	}
	return sentence + "."
}

func isRule(f review.Finding) bool { return f.Rule != "" }

func isOfNew(f review.Finding) bool { return f.OfNew }

// replaced counts the resources that the deployment replaces, or may replace.
func replaced(r review.Report) int {
	n := 0
	for _, environment := range r.Environments {
		for _, stack := range environment.Stacks {
			for _, change := range stack.Changes {
				if change.Kind == review.Replaced || change.Kind == review.MightBeReplaced {
					n++
				}
			}
		}
	}
	return n
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

type writer struct {
	b    strings.Builder
	held int // how many resources of a lost stack are listed
}

// line writes a paragraph.
func (w *writer) line(format string, arguments ...any) {
	fmt.Fprintf(&w.b, format+"\n\n", arguments...)
}

// lossBegins begins every line that names a loss, and no other line, because text escapes asterisks.
const lossBegins = "- **"

func (w *writer) losses(r review.Report, acceptedFile string) {
	if len(r.Losses) == 0 {
		return
	}
	w.line("## Losses")
	var open []accepted.Loss
	for _, loss := range r.Losses {
		name := loss.Construct
		if name == "" {
			name = "the whole stack"
		}
		fmt.Fprintf(&w.b, lossBegins+"%s: %s** (%s), %s\n", text(name), loss.Kind, text(loss.Type), where(loss.Environment, loss.Stack))
		fmt.Fprintf(&w.b, "  - Why: %s.\n", text(strings.TrimSuffix(loss.Because, ".")))
		fmt.Fprintf(&w.b, "  - What happens: %s\n", text(loss.Fate))
		for i, held := range loss.Holds {
			if i == w.held {
				fmt.Fprintf(&w.b, "    - and %d more, see `review.json`\n", len(loss.Holds)-i)
				break
			}
			fmt.Fprintf(&w.b, "    - %s (%s): when the stack is deleted: %s\n", text(held.Construct), text(held.Type), text(held.Fate))
		}
		if loss.Fails != "" {
			fmt.Fprintf(&w.b, "  - **The deployment will fail**: %s.\n", text(loss.Fails))
		}
		if loss.Accepted != "" {
			fmt.Fprintf(&w.b, "  - Accepted: %s\n", text(loss.Accepted))
			continue
		}
		open = append(open, loss.Acceptance())
	}
	w.b.WriteString("\n")
	if len(open) > 0 {
		w.line("To accept these losses, add the entries to the list in `%s`, each with a reason:", acceptedFile)
		w.line("```json\n%s\n```", entries(open))
	}
}

// entries are acceptances as JSON, ready to paste.
func entries(losses []accepted.Loss) string {
	lines := make([]string, len(losses))
	for i, loss := range losses {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(loss); err != nil { // strings only; cannot happen
			return err.Error()
		}
		lines[i] = strings.TrimSpace(b.String())
	}
	return strings.Join(lines, ",\n")
}

func (w *writer) unmatched(r review.Report, acceptedFile string) {
	if len(r.Unmatched) == 0 {
		return
	}
	w.line("## Accepted losses that do not occur")
	for _, acceptance := range r.Unmatched {
		fmt.Fprintf(&w.b, "- %s\n", text(acceptance))
	}
	w.b.WriteString("\n")
	w.line("Remove them from `%s`: they would accept the next loss of the same name. Most likely their change is merged already.",
		acceptedFile)
}

// cut ends a review that is too long for a comment. It ends at the end of a line, outside of a code block, with a note of what
// is missing.
func cut(review string, losses int) string {
	if len(review) <= most {
		return review
	}
	kept := review[:most]
	kept = kept[:strings.LastIndexByte(kept, '\n')+1]
	if strings.Count(kept, "\n```")%2 == 1 {
		kept += "```\n"
	}
	if shown := strings.Count(kept, "\n"+lossBegins); shown < losses {
		kept += fmt.Sprintf("\n**%d of %d losses are listed here.**", shown, losses)
	}
	left := strings.Count(review, "\n") - strings.Count(kept, "\n")
	return kept + fmt.Sprintf("\nThe review is cut here: %d lines are missing. "+
		"The rest is in `review.json`, beside `review.md` and in the artifact `review` of the check on GitHub.\n", left)
}
