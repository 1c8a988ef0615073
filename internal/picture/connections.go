package picture

import (
	"slices"

	"kasha/internal/architecture"
)

// lane is a vertical line left of the zones. It carries every connection to one target that does not lead to the row below.
type lane struct {
	target, label string
	sources       []string
}

// planLanes finds the connections that need a lane, before anything has a place.
func (l *layout) planLanes() []lane {
	var lanes []lane
	for _, connection := range l.system.Connections {
		if l.rowOf(connection.To)-l.rowOf(connection.From) == 1 || l.rowOf(connection.To) < 0 || l.rowOf(connection.From) < 0 {
			continue
		}
		target, _ := l.system.Component(connection.To)
		source, _ := l.system.Component(connection.From)
		i := slices.IndexFunc(lanes, func(each lane) bool { return each.target == target.ID && each.label == connection.Label })
		if i < 0 {
			lanes = append(lanes, lane{target: target.ID, label: connection.Label})
			i = len(lanes) - 1
		}
		if !slices.Contains(lanes[i].sources, source.ID) {
			lanes[i].sources = append(lanes[i].sources, source.ID)
		}
	}
	// The lane of the lowest target is the farthest from the zones. A line that arrives then crosses no lane that goes on.
	slices.SortStableFunc(lanes, func(a, b lane) int { return l.rowOf(a.target) - l.rowOf(b.target) })
	return lanes
}

// rowOf counts rows from the top; -1 for what stands in none.
func (l *layout) rowOf(id string) int {
	row := 0
	for _, component := range l.system.Of(architecture.Viewers, architecture.Edge) {
		if slices.Contains(component.Members, id) {
			return row
		}
		row++
	}
	for _, tier := range l.system.Tiers {
		for _, line := range rowsOf(l.system, tier) {
			if line[0].Kind == architecture.Gateway { // no connection leads to it, and the spine passes between its boxes
				continue
			}
			for _, component := range line {
				if slices.Contains(component.Members, id) {
					return row
				}
			}
			row++
		}
	}
	return -1
}

func (l *layout) drawConnections(c *canvas) {
	drawn := map[string]bool{}
	for _, connection := range l.system.Connections {
		from, ok := l.box(connection.From)
		to, also := l.box(connection.To)
		if !ok || !also || l.rowOf(connection.To)-l.rowOf(connection.From) != 1 {
			continue
		}
		key := from.component.ID + " " + to.component.ID + " " + connection.Label
		if drawn[key] {
			continue
		}
		drawn[key] = true
		l.drawStraight(c, from, to, connection)
	}
	for i, each := range l.lanes {
		l.drawLane(c, i, each)
	}
}

// drawStraight draws a connection to the row below: on the spine, or under the smaller of the two things.
func (l *layout) drawStraight(c *canvas, from, to box, connection architecture.Connection) {
	x := l.spine
	switch {
	case x < from.x || x > from.x+from.width || l.sideBySide(from):
		x = from.middle().x
	case x < to.x || x > to.x+to.width:
		x = to.middle().x
	}
	start, end := point{x, from.y + from.height}, point{x, to.y}
	c.link(from.component.ID, to.component.ID, sentence(l, connection))
	c.path("flow", start, end)
	c.arrow(end, "down", "flow-end")
	paper := ""
	if from.component.Tier == "" {
		paper = " on-paper"
	}
	c.text(x+12, start.y+18, "label"+paper, connection.Label)
	if connection.Only != "" {
		c.text(x+12, start.y+34, "limit"+paper, limitOf(connection))
	}
	c.end()
}

// sideBySide reports whether a box shares its row with others.
func (l *layout) sideBySide(b box) bool {
	return slices.ContainsFunc(l.boxes, func(other box) bool { return other.row == b.row && other.component.ID != b.component.ID })
}

// drawLane draws the lines of all sources into one lane, and its arrow to the target.
func (l *layout) drawLane(c *canvas, i int, each lane) {
	to, _ := l.box(each.target)
	x := l.zonesX - arrivalWidth - laneWidth*float64(i) + 8
	arrival := point{to.x, to.y + to.height/2}
	for _, id := range each.sources {
		from, ok := l.box(id)
		if !ok {
			continue
		}
		connection := architecture.Connection{From: id, To: each.target, Label: each.label}
		c.link(id, each.target, sentence(l, connection))
		start := point{from.x, from.y + from.height/2 - 6*float64(i)} // a farther lane leaves above the nearer ones, and crosses none
		way := []point{start, {x, start.y}}
		if l.sideBySide(from) { // leave downwards, between the rows
			below := from.y + from.height + 12 + 6*float64(len(l.lanes)-1-i)
			way = []point{{from.middle().x, from.y + from.height}, {from.middle().x, below}, {x, below}}
		}
		c.path("flow", append(way, point{x, arrival.y}, arrival)...)
		c.end()
	}
	c.link(first(each.sources), each.target, each.label)
	c.arrow(arrival, "right", "flow-end")
	c.text(x+8, arrival.y-7, "label", each.label)
	c.end()
}

func sentence(l *layout, connection architecture.Connection) string {
	text := l.titleOf(connection.From) + " may connect to " + l.titleOf(connection.To) + " on " + connection.Label
	if connection.Only != "" {
		text += "; " + connection.Only
	}
	return text
}
