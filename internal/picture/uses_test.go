package picture

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/architecture"
)

// tall is an environment in which a process far down uses the queue.
func tall(between int) architecture.System {
	s := system()
	for i := range between {
		id := fmt.Sprintf("Between%d", i)
		s.Components = append(s.Components, architecture.Component{ID: id, Title: id, Kind: architecture.Service, Tier: "private",
			Zones: []string{"a"}, Members: []string{id}, Count: architecture.Count{Least: 1, Most: 1}})
	}
	late := architecture.Component{ID: "Late", Title: "Late", Kind: architecture.Service, Tier: "private", Members: []string{"Late"}}
	s.Components = append(s.Components, late)
	s.Uses = append(s.Uses, architecture.Use{Process: "Late", Thing: "jobs", May: []string{"send"}})
	return s
}

// Catches a cell whose queue nobody knows, because its head is a page further up.
func TestACellFarFromTheHeadsNamesItsQueue(t *testing.T) {
	const name = `class="again">jobs<`
	for between, want := range map[int]int{0: 0, 9: 1} {
		if got := strings.Count(Of(tall(between), Options{}), name); got != want {
			t.Errorf("%d rows between: the name stands at %d cells, want %d", between, got, want)
		}
	}
}

// Catches the heads of the columns far above the first row with a cell.
func TestTheHeadsStandAboveTheFirstCell(t *testing.T) {
	s := tall(9)
	s.Uses = s.Uses[1:]
	l := newLayout(s, nil)
	late, _ := l.box("Late")
	queue := l.things[0]
	if apart := late.y - queue.y - queue.height; apart < 0 || apart > 30 {
		t.Errorf("the head ends %g pixels above the row, want less than 30", apart)
	}
}

// Catches what CloudFront may do with a bucket that is said nowhere: it has no row.
func TestTheRightOfCloudFrontIsACell(t *testing.T) {
	s := system()
	s.Components = append(s.Components,
		architecture.Component{ID: "Edge", Title: "CloudFront", Kind: architecture.Edge, Members: []string{"Edge"}},
		architecture.Component{ID: "Files", Title: "Files bucket", Kind: architecture.Bucket, Members: []string{"Files"}})
	without := strings.Count(Of(s, Options{}), `class="cell-text">read<`)
	s.Uses = append(s.Uses, architecture.Use{Process: "Edge", Thing: "Files", May: []string{"read"}})
	if got := strings.Count(Of(s, Options{}), `class="cell-text">read<`); got != without+1 {
		t.Errorf("got %d cells, want %d", got, without+1)
	}
}

// Catches a joint that looks like a crossing, a dot where nothing joins, and two lanes of one colour.
func TestJointsHaveADot(t *testing.T) {
	if got := strings.Count(Of(system(), Options{}), "<circle"); got != 0 { // one line bends twice
		t.Errorf("one line: got %d dots, want none", got)
	}
	for further := range 3 {
		s := tall(further) // the last row stands above the database; the shop, the worker and these go around it
		for i := range further {
			s.Connections = append(s.Connections, architecture.Connection{From: fmt.Sprintf("Between%d", i), To: "Db", Label: "tcp 3306"})
		}
		if got, want := strings.Count(Of(s, Options{}), "<circle"), 1+further; got != want { // the shop's line is the corner
			t.Errorf("the lines of the shop, the worker and %d more: got %d dots, want %d", further, got, want)
		}
	}
}

// Catches lanes that are told apart by colour and have the same, and a label in another colour than its line.
func TestLanesHaveColoursOfTheirOwn(t *testing.T) {
	s := tall(12)
	for i := range 9 {
		to, label := fmt.Sprintf("Between%d", i+2), fmt.Sprintf("tcp %d", 9000+i)
		s.Connections = append(s.Connections, architecture.Connection{From: "Shop", To: to, Label: label})
	}
	drawn := Of(s, Options{})
	l := newLayout(s, nil)
	if len(l.lanes) <= laneColours {
		t.Fatalf("got %d lanes, want more than there are colours", len(l.lanes))
	}
	seen := map[string]bool{}
	for i, each := range l.lanes[:min(len(l.lanes), laneColours)] {
		if class := laneClass(i); seen[class] {
			t.Errorf("the lane to %s has the colour of another", each.target)
		}
		seen[laneClass(i)] = true
		if label := fmt.Sprintf(`class="label %s">%s<`, laneClass(i), each.label); !strings.Contains(drawn, label) {
			t.Errorf("no %s", label)
		}
		for _, colour := range []string{"--" + laneClass(i) + ":", "." + laneClass(i) + " {"} {
			if i > 0 && !strings.Contains(Style(), colour) {
				t.Errorf("no %s in the style sheet", colour)
			}
		}
	}
}
