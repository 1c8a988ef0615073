package reach

import (
	"fmt"
	"strings"
)

// Path is a way from one node to another, or as far as one gets.
type Path struct {
	From, To string
	Protocol string
	Port     int
	Open     bool     // a connection is possible
	Certain  bool     // and works from every place to every place
	Unsure   bool     // not open, as far as is known: there are things that the model does not understand
	Via      string   // how it leaves the VPC: NAT gateway, internet gateway, gateway endpoint, interface endpoint
	Only     string   // whom or what it is limited to beyond addresses and ports; empty: nothing
	Hops     []string // what lets it pass, in order
	Stop     string   // where and why it ends, or why it is not certain
}

// String is the path for people, one hop a line.
func (p Path) String() string {
	var b strings.Builder
	verb := "cannot reach"
	switch {
	case p.Open:
		verb = "reaches"
	case p.Unsure:
		verb = "was not found to reach"
	}
	fmt.Fprintf(&b, "%s %s %s on %s %d%s%s\n", p.From, verb, p.To, p.Protocol, p.Port, prefixed(" via ", p.Via), prefixed(", only ", p.Only))
	for i, hop := range p.Hops {
		fmt.Fprintf(&b, "  %d. %s\n", i+1, hop)
	}
	switch {
	case p.Open && p.Certain:
	case p.Open:
		fmt.Fprintf(&b, "  but not in every case: %s\n", p.Stop)
	default:
		fmt.Fprintf(&b, "  stopped: %s\n", p.Stop)
	}
	return b.String()
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// detail is whether a path's hops are written down, and why it stops. Edges follows tens of thousands of connections, and needs
// the words for those only that should not be: writing them all takes longer than following them. Of paths without hops join
// cannot choose, which looks for the longest.
type detail bool

const (
	withHops    detail = true
	withoutHops detail = false
)

// trace collects hops while a connection is followed.
type trace struct {
	m    *Model
	c    certainty
	hops detail
	path Path
}

// pass notes a hop. It returns true, so that steps can be chained.
func (t *trace) pass(format string, arguments ...any) bool {
	if t.hops == withoutHops {
		return true
	}
	t.path.Hops = append(t.path.Hops, fmt.Sprintf(format, arguments...))
	return true
}

// stop ends the path. It returns false.
func (t *trace) stop(format string, arguments ...any) bool {
	if t.hops == withHops {
		t.path.Stop = fmt.Sprintf(format, arguments...)
	}
	return false
}
