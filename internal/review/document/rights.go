package document

import (
	"fmt"
	"strings"

	"kasha/internal/review"
)

// rights lists what something new may do because its declaration says so, and what a process of today may do with something new. Each thing
// that is used has one row.
func (w *writer) rights(title string, r review.Report) {
	findings := without(r.Openings, isUndeclared)
	if len(findings) == 0 {
		return
	}
	w.add(Heading{2, say(title)})
	w.deployments(without(findings, isNotBrought))
	if findings = without(findings, isBrought); len(findings) == 0 {
		return
	}
	w.say("What is new may do this because its declaration says so. Of what exists, only rights on new resources are here, and another ",
		"port between the same two. ", name("review.json"), " has each statement with its conditions.")
	table := Table{Head: []string{"what", "with", "may"}}
	for _, c := range newComponents(findings, r.Environments) {
		first := say(strong(c.name))
		for _, other := range c.like {
			first = say(first, ", ", strong(other))
		}
		if c.exists {
			first = say(first, " (existing)")
		}
		first = say(first, ", ", where(c.environment.Name, c.stack))
		if len(c.also) > 0 {
			first = say(first, "; the same in ", strings.Join(c.also, ", "))
		}
		for _, used := range c.uses {
			table.Rows = append(table.Rows, []Text{first, used.with, joined(used.may, "; ")})
			first = nil
		}
	}
	w.add(table)
}

// deployments says once what a pipeline may do because an environment is new.
func (w *writer) deployments(findings []review.Finding) {
	for _, f := range findings {
		if f.Old+f.New == "" {
			w.say(strong(f.Construct), ", ", where(f.Environment, f.Stack), ": ", f.What, ". What follows from the declaration of ", f.Brings,
				" is not listed above; ", name("review.json"), " has each part.")
		}
	}
}

// shortActions names each service once: sqs:DeleteMessage, ReceiveMessage. Of many actions it names some.
func shortActions(actions []string) string {
	const shown = 6
	var short []string
	before := ""
	for _, action := range actions {
		service, verb, ok := strings.Cut(action, ":")
		if ok && service == before {
			action = verb
		}
		before = service
		short = append(short, action)
	}
	if more := len(short) - shown; more > 1 {
		short = append(short[:shown], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(short, ", ")
}
