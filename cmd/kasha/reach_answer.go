package main

import (
	"fmt"

	"kasha/internal/console"
	"kasha/internal/reach"
)

// reachAnswer is what `kasha reach --json` prints.
type reachAnswer struct {
	Environments []reachOfEnvironment `json:"environments"`
}

type reachOfEnvironment struct {
	Name        string            `json:"name"`
	Connections []reachConnection `json:"connections,omitempty"` // that are possible; without --check and a question
	Path        *reachPath        `json:"path,omitempty"`        // with --from and --to
	Checked     bool              `json:"checked"`               // with --check
	Violations  []string          `json:"violations,omitempty"`  // with --check
	NotModelled []string          `json:"notModelled,omitempty"` // what the model does not understand

	matrix string // the connections for people
	broken []violation
}

type reachConnection struct {
	From     string `json:"from"`
	To       string `json:"to"`
	Protocol string `json:"protocol"` // tcp or udp
	First    int    `json:"first"`    // port
	Last     int    `json:"last"`     // port
	Via      string `json:"via"`      // the way out of the VPC; empty: it stays inside
	Only     string `json:"only"`     // the limit that it has beyond addresses and ports; empty: none
}

type reachPath struct {
	From   string   `json:"from"`
	To     string   `json:"to"`
	Port   int      `json:"port"`
	Open   bool     `json:"open"`           // a connection is possible
	Unsure bool     `json:"unsure"`         // none was found, but not everything is modelled
	Hops   []string `json:"hops,omitempty"` // what allows each step
	Stop   string   `json:"stop,omitempty"` // where and why it ends, or why it does not always work

	text string // the same for people
}

// answered reports whether any environment had an answer: yes, no or unsure.
func (a reachAnswer) answered() bool {
	for _, environment := range a.Environments {
		if environment.Path != nil || environment.Checked {
			return true
		}
	}
	return false
}

func connection(edge reach.Edge) reachConnection {
	return reachConnection{
		From: edge.From, To: edge.To, Protocol: edge.Protocol, First: edge.First, Last: edge.Last, Via: string(edge.Via), Only: edge.Only,
	}
}

func printReach(out console.Stream, answer reachAnswer) {
	for _, environment := range answer.Environments {
		switch {
		case environment.Path != nil:
			fmt.Fprintf(out, "%s: %s", environment.Name, environment.Path.text)
			for _, one := range environment.NotModelled {
				fmt.Fprintf(out, "  %s %s\n", out.Yellow("not modelled:"), one)
			}
		case environment.Checked:
			printViolations(out, environment.Name, environment.broken)
		case environment.matrix != "":
			fmt.Fprintf(out, "%s\n\n%s\n", out.Bold("## "+environment.Name), environment.matrix)
		}
	}
}
