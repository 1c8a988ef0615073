// Package markdown writes a review as a person reads it: what is lost first, then what will fail, what opens, what weakens,
// and last everything that changes.
package markdown

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"kasha/internal/review"
	"kasha/internal/review/accepted"
)

const (
	// most is a little less than GitHub lets a comment have (65536 characters).
	most = 60000

	// fewHeld is how much of what a lost stack holds is named where there is no room for all of it.
	fewHeld = 3
)

// Render writes the report. acceptedFile is where losses are accepted. A report that is too long for a comment names less of
// what lost stacks hold, and if that is not enough, it ends early and says so; review.json has it all.
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
	w.losses(r, acceptedFile)
	w.unmatched(r, acceptedFile)
	w.findings("The deployment will fail", r.Failures)
	w.findings("Permissions and openings that broaden", r.Openings)
	w.findings("Protection that weakens", r.Weakenings)
	w.findings("Good to know", r.Notes)
	w.changes(r.Environments)
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
		return count(open, "loss that nobody has accepted", "losses that nobody has accepted") + "."
	case review.BadAcceptance:
		return count(len(r.Unmatched), "accepted loss does", "accepted losses do") + " not occur."
	case review.LossesAccepted:
		return count(len(r.Losses), "loss, accepted", "losses, all accepted") + "."
	case review.Unchanged:
		return "Nothing changes."
	}
	return "Nothing is lost."
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

type writer struct {
	b    strings.Builder
	held int // how much of what a lost stack holds is named
}

// line writes a paragraph.
func (w *writer) line(format string, arguments ...any) {
	fmt.Fprintf(&w.b, format+"\n\n", arguments...)
}

// lossBegins is how the lines begin that name a loss, and no others: text escapes what is bold.
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
		fmt.Fprintf(&w.b, "  - Then: %s\n", text(loss.Fate))
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
		w.line("To accept what nobody has accepted, add to the list in `%s`, with a reason:", acceptedFile)
		w.line("```json\n%s\n```", entries(open))
	}
}

// entries are acceptances ready to be pasted.
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
	w.line("Remove them from `%s`. Left in, they would accept the next loss of the same name; most likely theirs has been merged already.", acceptedFile)
}

// cut ends a review that is too long for a comment, at a line and outside of what is to be pasted, and says what is missing.
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
	return kept + "\nThe rest is in `review.json`.\n"
}
