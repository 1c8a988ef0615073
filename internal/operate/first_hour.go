package operate

import (
	"fmt"
	"strings"

	"kasha/lib/spelling"
)

const firstHourPage = "docs/first-hour.md"

// Answer is what AWS says to one entry of docs/first-hour.md.
type Answer struct {
	Says  string
	Right bool
}

// Entry is one entry of docs/first-hour.md that only reads.
type Entry struct {
	Title    string // the heading in the page
	Expected string
	Applies  func(o Operator) bool // nil: to every environment
	Ask      func(o Operator) (Answer, error)
}

// Differences is the error of FirstHour when answers differ from the expected ones.
type Differences struct{ Titles []string }

func (d Differences) Error() string {
	return fmt.Sprintf("%s not as expected: %s; fix: see \"If not\" of each in %s",
		spelling.Count(len(d.Titles), "answer"), strings.Join(d.Titles, ", "), firstHourPage)
}

// Asked is an entry with AWS's answer.
type Asked struct {
	Title, Expected string
	Answer
}

// FirstHour asks AWS what docs/first-hour.md lists and what can be read, and prints each answer beside the expected one. It changes
// nothing. If AWS refuses a call, its entry counts as different, and the other entries are still checked.
func (o Operator) FirstHour() ([]Asked, error) {
	if err := o.checkAccount(); err != nil {
		return nil, err
	}
	var all []Asked
	var different Differences
	for _, entry := range FirstHourEntries() {
		if entry.Applies != nil && !entry.Applies(o) {
			continue
		}
		fmt.Fprintf(o.Out, "\n%s\n", entry.Title)
		answer, err := entry.Ask(o)
		if err != nil {
			answer = Answer{Says: err.Error()}
		}
		all = append(all, Asked{entry.Title, entry.Expected, answer})
		verdict := "right"
		if !answer.Right {
			verdict = "DIFFERENT"
			different.Titles = append(different.Titles, entry.Title)
		}
		says := strings.ReplaceAll(answer.Says, "\n", "\n            ")
		fmt.Fprintf(o.Out, "  answer:   %s\n  expected: %s\n  %s\n", says, entry.Expected, verdict)
	}
	if len(different.Titles) > 0 {
		return all, different
	}
	return all, nil
}

// list joins what AWS listed, or says that there is nothing.
func list(items []string) string {
	if len(items) == 0 {
		return "nothing"
	}
	return strings.Join(items, "\n")
}
