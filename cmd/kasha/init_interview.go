package main

import (
	"bufio"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"kasha/internal/console"
	"kasha/internal/scaffold"
	"kasha/lib/offers"
)

// interview asks for what no flag has answered. It repeats a question whose answer lib/config refuses.
type interview struct {
	console console.Console
	input   *bufio.Scanner
	given   func(flag string) bool
	answers *scaffold.Answers
}

func newInterview(c console.Console, command *cobra.Command, answers *scaffold.Answers) interview {
	return interview{console: c, input: bufio.NewScanner(c.In), given: command.Flags().Changed, answers: answers}
}

func (i interview) run() error {
	a := i.answers
	text := func(answer *string) func(string) { return func(said string) { *answer = said } }
	err := i.ask(
		question{"name", ".name", "Name of the nonproduction environment", a.Name, text(&a.Name)},
		question{"account", ".account", "Its AWS account (12 digits; empty: that of your credentials)", "", text(&a.Account)},
		question{"region", ".region", "AWS region", a.Region, func(said string) {
			if a.Region = said; !i.given("zones") {
				a.Zones = firstZones(said)
			}
		}},
	)
	if err != nil {
		return err
	}
	err = i.ask(
		question{"zones", ".availabilityZones", "Two availability zones", strings.Join(a.Zones, ","), func(said string) {
			a.Zones = strings.FieldsFunc(said, func(r rune) bool { return r == ',' || r == ' ' })
		}},
	)
	err = errors.Join(err,
		i.image("frontend", text(&a.FrontendImage), &a.FrontendPort),
		i.image("backend", text(&a.BackendImage), &a.BackendPort))
	if err != nil {
		return err
	}
	err = i.ask(
		question{"production-account", "[1].account", "AWS account of production (empty: no production yet)", "", text(&a.ProductionAccount)},
		question{"domain", "", "Host name of the site (empty: CloudFront's own)", "", text(&a.Domain)},
	)
	if err == nil && a.Domain != "" {
		err = i.ask(
			question{"zone-name", "domain.zoneName", "Name of its Route 53 hosted zone", parent(a.Domain), text(&a.ZoneName)},
			question{"hosted-zone-id", "domain", "Id of its Route 53 hosted zone", "", text(&a.HostedZoneID)},
		)
	}
	return errors.Join(err, i.ask(question{"noindex", "", "Keep search engines away from " + a.Name, "yes", func(said string) {
		a.NoIndex = strings.HasPrefix(strings.ToLower(said), "y")
	}}))
}

// image asks for a service's image, and for its port if the image is not the placeholder.
func (i interview) image(service string, set func(said string), port *int) error {
	placeholder := true
	err := i.ask(question{service + "-image", service + ".image", "Image of the " + service + " (empty: a placeholder)", "",
		func(said string) { placeholder = said == ""; set(said) }})
	if err != nil || placeholder {
		return err
	}
	return i.ask(question{service + "-port", service + ".port", "Port on which it listens", "8080",
		func(said string) { *port, _ = strconv.Atoi(said) }})
}

// question is one of the interview. Its field is a part of the paths that problems with its answer have; empty: none has.
type question struct {
	flag, field, text, proposal string
	set                         func(said string)
}

func (i interview) ask(questions ...question) error {
	for _, q := range questions {
		if i.given(q.flag) {
			continue
		}
		for {
			prompt := q.text
			if q.proposal != "" {
				prompt += " [" + q.proposal + "]"
			}
			fmt.Fprint(i.console.Err, i.console.Err.Bold(prompt+": "))
			if !i.input.Scan() {
				return errors.New("the answers end here, so nothing was written")
			}
			said := strings.TrimSpace(i.input.Text())
			if said == "" {
				said = q.proposal
			}
			q.set(said)
			wrong := i.wrong(q.field)
			if wrong == "" {
				break
			}
			fmt.Fprintln(i.console.Err, wrong)
		}
	}
	return nil
}

// wrong returns what lib/config says about one field of the answers so far.
func (i interview) wrong(field string) string {
	if field == "" {
		return ""
	}
	for _, problem := range i.answers.Problems() {
		if strings.Contains(problem.Path, field) {
			return fmt.Sprintf("%s; fix: %s", problem.Wrong, problem.Fix)
		}
	}
	return ""
}

// firstZones returns the first two zones of a region.
func firstZones(region string) []string {
	zones := offers.RegionOf(region).Zones()
	return zones[:min(2, len(zones))]
}

// parent is a name without its first label: example.com of app.example.com.
func parent(name string) string {
	_, rest, _ := strings.Cut(name, ".")
	return rest
}
