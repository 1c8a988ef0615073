package reach

import (
	"fmt"
	"strings"

	"kasha/internal/allowlist"
)

// Path is a way from one node to another with its hops, or as far as it gets.
type Path struct {
	From, To string
	Protocol string
	Port     int
	Open     bool          // a connection is possible
	Certain  bool          // and works from every network interface to every other
	Unsure   bool          // not open as far as is known: the model does not understand everything
	Via      allowlist.Way // how it leaves the VPC; empty inside
	Only     string        // the limit that it has beyond addresses and ports; empty: none
	Hops     []string      // what allows each step, in order
	Stop     string        // where and why it ends, or why it is not certain
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
	fmt.Fprintf(&b, "%s %s %s on %s %d%s\n", p.From, verb, p.To, p.Protocol, p.Port, limits(p.Via, p.Only))
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

// limits are a connection's way out and limit, for messages.
func limits(via allowlist.Way, only string) string {
	text := ""
	if via != "" {
		text += " via " + string(via)
	}
	if only != "" {
		text += ", only " + only
	}
	return text
}

// detail is whether a path's hops and stop are written down. Edges follows tens of thousands of connections and needs the words for
// none of them; writing them takes longer than following the connections. join needs hops: it looks for the longest path.
type detail int

const (
	withoutHops detail = iota
	withHops
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
	if t.hops == withHops {
		t.path.Hops = append(t.path.Hops, fmt.Sprintf(format, arguments...))
	}
	return true
}

// stop ends the path. It returns false.
func (t *trace) stop(format string, arguments ...any) bool {
	if t.hops == withHops {
		t.path.Stop = fmt.Sprintf(format, arguments...)
	}
	return false
}
