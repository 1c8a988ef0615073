package picture

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/architecture"
)

// Catches a queue that hides a user or its dead-letter queue, and rights that stand in the row of another process.
func TestAQueueShowsEveryUserInItsRow(t *testing.T) {
	s := system()
	s.Uses = nil
	for i := range s.Components {
		if s.Components[i].Kind == architecture.Queue {
			s.Components[i].DeadLetter = "3 failures, then jobs-dead"
			s.Components[i].Senders = []string{"EventBridge"}
		}
	}
	for i := range 9 {
		id := fmt.Sprintf("Sender%d", i)
		s.Components = append(s.Components, architecture.Component{ID: id, Title: "A sender of messages " + id, Kind: architecture.Service,
			Tier: "private", Members: []string{id}})
		s.Uses = append(s.Uses, architecture.Use{Process: id, Thing: "jobs", May: []string{"send", "receive"}})
	}
	l := newLayout(s, nil)
	queue, c := l.things[0], &canvas{}
	l.drawUses(c)
	for _, use := range s.Uses {
		b, _ := l.box(use.Process)
		middle := b.middle().y
		cell := fmt.Sprintf(`y="%s" width="%s" height="38" rx="6" class="cell"`, number(middle-19), number(cellWidth))
		if n := strings.Count(c.String(), cell); n != 1 {
			t.Errorf("%s: %d cells in its row, want one", use.Process, n)
		}
	}
	shown := strings.Join(l.headLines(queue.component), " ")
	for _, want := range []string{"then jobs-dead", "EventBridge: send"} {
		if !strings.Contains(shown, want) {
			t.Errorf("no %q in %s", want, shown)
		}
	}
}

// Catches labels of two ports that are printed over each other, because both lines end in one arrow.
func TestLanesToOneTargetArriveApart(t *testing.T) {
	s := system()
	s.Connections = append(s.Connections, architecture.Connection{From: "Shop", To: "Db", Label: "tcp 33060"})
	l := newLayout(s, nil)
	to, _ := l.box("Db")
	var at []float64
	for i, each := range l.lanes {
		if each.target == "Db" {
			at = append(at, l.arrivalAt(to, i))
		}
	}
	if len(at) != 2 || at[1]-at[0] < labelHeight-2 || at[0] < to.y || at[1] > to.y+to.height {
		t.Errorf("lines arrive at %v in a box from %g to %g, want two that are %g apart", at, to.y, to.y+to.height, labelHeight)
	}
}

// Catches a standby that seems to be pinned to a zone: which zone has the primary changes with each failover.
func TestAStandbyIsInNoFixedZone(t *testing.T) {
	s := system()
	for i := range s.Components {
		if s.Components[i].ID == "Db" {
			s.Components[i].Copies.Standby = true
		}
	}
	l := newLayout(s, nil)
	component, found := s.Component("Db")
	chips := l.chipsOf(component)
	if !found || len(chips) == 0 {
		t.Fatalf("the database was found: %t, with %d marks for its zones; want one mark at least", found, len(chips))
	}
	for _, each := range chips {
		if each.text != "primary or standby" || !each.perhaps {
			t.Errorf("got %+v, want that AWS chooses", each)
		}
	}
}

// Catches two callers of a database whose lines end in one arrow, so that nobody knows whose they are.
func TestCallersThatShareAnArrowAreNamed(t *testing.T) {
	s := system()
	s.Components = append(s.Components, architecture.Component{ID: "Late", Title: "Late worker", Kind: architecture.Service, Tier: "private",
		Members: []string{"Late"}})
	s.Components[2], s.Components[len(s.Components)-1] = s.Components[len(s.Components)-1], s.Components[2]
	s.Connections = append(s.Connections, architecture.Connection{From: "Late", To: "Db", Label: "tcp 3306"})
	l := newLayout(s, nil)
	b, _ := l.box("Db")
	if got, want := strings.Join(l.linesIn(b), "|"), "tcp 3306 from Shop <&> more, Worker, Late worker"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
