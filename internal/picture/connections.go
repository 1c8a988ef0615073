package picture

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

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
	// Of two lanes of one target, the one from below is farther, and arrives below.
	slices.SortStableFunc(lanes, func(a, b lane) int {
		return cmp.Or(l.rowOf(a.target)-l.rowOf(b.target), l.rowOf(first(a.sources))-l.rowOf(first(b.sources)))
	})
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
	case x < from.x || x > from.x+from.width:
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
	c.text(x+12, start.y+34, "limit"+paper, limitOf(from.component, connection))
	c.end()
}

// drawLane draws the lines of all sources into one lane, a dot where one of them joins, and its arrow to the target.
func (l *layout) drawLane(c *canvas, i int, each lane) {
	to, _ := l.box(each.target)
	x := l.zonesX - arrivalWidth - laneWidth*float64(i) + 8
	arrival := point{to.x, math.Round(l.arrivalAt(to, i))}
	turns := []float64{arrival.y}
	for _, id := range each.sources {
		from, ok := l.box(id)
		if !ok {
			continue
		}
		connection := architecture.Connection{From: id, To: each.target, Label: each.label}
		c.link(id, each.target, sentence(l, connection))
		_, leaving := l.lanesOf(id)
		rank := float64(slices.Index(leaving, i))
		start := point{from.x, math.Round(from.y + from.height - 10 - 6*rank)} // a farther lane leaves above the nearer ones, and crosses none
		c.path("flow "+laneClass(i), start, point{x, start.y}, point{x, arrival.y}, arrival)
		c.end()
		turns = append(turns, start.y)
	}
	c.link(first(each.sources), each.target, each.label)
	for _, y := range turns { // a line bends at both ends of the lane, and joins between them
		if y > slices.Min(turns) && y < slices.Max(turns) {
			c.dot(point{x, y}, "flow-end "+laneClass(i))
		}
	}
	c.arrow(arrival, "right", "flow-end "+laneClass(i))
	c.text(l.zonesX-arrivalWidth+16, arrival.y-7, "label "+laneClass(i), each.label)
	c.end()
}

// laneClass is the colour of a lane. They differ, up to a number that eyes can tell apart; then they repeat.
func laneClass(lane int) string { return "lane" + strconv.Itoa(lane%laneColours) }

const laneColours = 8

// labelHeight is the room of a line with its label; leavingHeight is that of the lines that leave a box.
const labelHeight = 22.0

func leavingHeight(lines int) float64 {
	if lines == 0 {
		return 0
	}
	return 10 + 6*float64(lines)
}

// lanesOf are the lanes that arrive at a component, and those that leave it, from the nearest.
func (l *layout) lanesOf(id string) (arriving, leaving []int) {
	for i, each := range l.lanes {
		if each.target == id {
			arriving = append(arriving, i)
		}
		if slices.Contains(each.sources, id) {
			leaving = append(leaving, i)
		}
	}
	return arriving, leaving
}

// arrivalAt is where a lane arrives at its target: each has its own arrow, above the lines that leave.
func (l *layout) arrivalAt(to box, lane int) float64 {
	arriving, leaving := l.lanesOf(to.component.ID)
	if len(arriving) < 2 && len(leaving) == 0 {
		return to.y + to.height/2
	}
	part := (to.height - leavingHeight(len(leaving))) / float64(len(arriving)+1)
	return to.y + part*float64(slices.Index(arriving, lane)+1)
}

// callersOf says who connects to what stands in a tier, and on which ports.
func (l *layout) callersOf(id string) []string {
	if target, ok := l.system.Component(id); !ok || target.Tier == "" {
		return nil
	}
	var labels []string
	callers := map[string][]string{}
	for _, connection := range l.system.Connections {
		to, ok := l.system.Component(connection.To)
		if !ok || to.ID != id {
			continue
		}
		if !slices.Contains(labels, connection.Label) {
			labels = append(labels, connection.Label)
		}
		if title := l.titleOf(connection.From); !slices.Contains(callers[connection.Label], title) {
			callers[connection.Label] = append(callers[connection.Label], title)
		}
	}
	for i, label := range labels {
		labels[i] = label + " from " + strings.Join(callers[label], ", ")
	}
	return labels
}

func sentence(l *layout, connection architecture.Connection) string {
	text := l.titleOf(connection.From) + " may connect to " + l.titleOf(connection.To) + " on " + connection.Label
	if connection.Only != "" {
		text += "; " + connection.Only
	}
	return text
}
