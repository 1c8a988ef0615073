package document

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"kasha/internal/review"
	"kasha/internal/review/accepted"
)

func (w *writer) losses(r review.Report, acceptedFile string) {
	if len(r.Losses) == 0 {
		return
	}
	w.add(Heading{2, say("Losses")})
	var open []accepted.Loss
	var items []Item
	listed := map[string]int{} // the items, by their text without the name of the environment
	for _, loss := range r.Losses {
		item := w.loss(loss)
		text := anonymous(fmt.Sprint(item), loss.Environment)
		if i, ok := listed[text]; ok && loss.Environment != "" {
			items[i].Text = say(items[i].Text, sameIn(items[i].Text), loss.Environment)
		} else {
			listed[text] = len(items)
			items = append(items, item)
		}
		if loss.Accepted == "" {
			open = append(open, loss.Acceptance())
		}
	}
	w.add(List{Items: items, Losses: true})
	if len(open) > 0 {
		w.say("To accept these losses, add the entries to the list in ", name(acceptedFile), ", each with a reason:")
		w.add(Code{"json", entries(open)})
	}
}

const theSameIn = "; the same in "

// sameIn is what separates one more environment from those that a text names.
func sameIn(text Text) string {
	if strings.Contains(text.String(), theSameIn) {
		return ", "
	}
	return theSameIn
}

// loss is a loss with why it happens, what becomes of the data, and what is lost with it.
func (w *writer) loss(loss review.Loss) Item {
	construct := loss.Construct
	if construct == "" {
		construct = "the whole stack"
	}
	item := Item{Text: say(strong(construct+": "+string(loss.Kind)), " (", loss.Type, "), ", where(loss.Environment, loss.Stack))}
	fate := Item{Text: say("What happens: ", loss.Fate)}
	for i, held := range loss.Holds {
		if i == w.held {
			fate.Items = append(fate.Items, Item{Text: say("and ", len(loss.Holds)-i, " more, see ", name("review.json"))})
			break
		}
		fate.Items = append(fate.Items, Item{Text: say(held.Construct, " (", held.Type, "): when the stack is deleted: ", held.Fate)})
	}
	item.Items = []Item{{Text: say("Why: ", strings.TrimSuffix(loss.Because, "."), ".")}, fate}
	if loss.Fails != "" {
		item.Items = append(item.Items, Item{Text: say(strong("The deployment will fail"), ": ", loss.Fails, ".")})
	}
	if loss.Accepted != "" {
		item.Items = append(item.Items, Item{Text: say("Accepted: ", loss.Accepted)})
	}
	return item
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
	w.add(Heading{2, say("Accepted losses that do not occur")})
	var items []Item
	for _, acceptance := range r.Unmatched {
		items = append(items, Item{Text: say(acceptance)})
	}
	w.add(List{Items: items})
	w.say("Remove them from ", name(acceptedFile), ": they would accept the next loss of the same name. ",
		"Most likely their change is merged already.")
}

// failures are the findings that make the deployment fail, and how to accept them.
func (w *writer) failures(r review.Report, acceptedFile string) {
	w.findings("The deployment will fail", r.Failures)
	var open []accepted.Loss
	for _, failure := range r.Failures {
		if failure.Accepted == "" && failure.Stack != "" && !slices.Contains(open, failure.Acceptance()) {
			open = append(open, failure.Acceptance())
		}
	}
	if len(open) > 0 {
		w.say("Change this so that it can be deployed. If someone prepares the environment by hand, add to ", name(acceptedFile),
			", each with a reason:")
		w.add(Code{"json", entries(open)})
	}
}

// count writes a number with the noun that belongs to it.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
