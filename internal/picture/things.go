package picture

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/architecture"
)

// mostLines is how many lines the box of a queue or bucket has below its name. The page's tables have all of them.
const mostLines = 4

// placeThings stacks queues and buckets on the right.
func (l *layout) placeThings() {
	y := frameTop - 10.0
	for _, component := range l.system.Of(architecture.Queue, architecture.Bucket) {
		thing := box{component: component, x: l.thingsX + 10, y: y, width: thingsWidth - 20}
		thing.height = 38 + 18*float64(len(l.linesOf(thing)))
		l.things = append(l.things, thing)
		y += thing.height + 12
	}
}

func (l *layout) thingsBottom() float64 {
	bottom := frameTop
	for _, thing := range l.things {
		bottom = thing.y + thing.height
	}
	return bottom
}

// drawThings draws what all zones share.
func (l *layout) drawThings(c *canvas) {
	for _, thing := range l.things {
		component := thing.component
		lines := l.linesOf(thing)
		title := l.titleIn(thing)
		mark := string(l.marks[component.ID])
		visible := strings.TrimSpace(title + " " + strings.Join(lines, " ") + " " + mark)
		c.thing(component.ID, visible+"; "+l.label(component)+"; "+strings.Join(l.usersOf(component), "; "))
		c.rect(thing.x, thing.y, thing.width, thing.height, 8, "box")
		c.icon(component.Kind, thing.x+12, thing.y+11)
		c.text(thing.x+42, thing.y+23, "title", title)
		for i, line := range lines {
			c.text(thing.x+42, thing.y+42+18*float64(i), "quiet", line)
		}
		c.text(thing.x+thing.width-12, thing.y+22, "mark", mark)
		c.end()
	}
}

// linesOf are the lines below the name of a queue or bucket: who uses it, and what else a reader should know.
func (l *layout) linesOf(thing box) []string {
	lines := append(l.usersOf(thing.component), thing.component.Facts...)
	if dead := thing.component.DeadLetter; dead != "" {
		lines = append(lines, dead)
	}
	if len(lines) > mostLines {
		lines = append(lines[:mostLines-1], fmt.Sprintf("and %d more", len(lines)-mostLines+1))
	}
	for i := range lines {
		lines[i] = fit(lines[i], thing.width-50, 13)
	}
	return lines
}

// drawShared lists what has no line.
func (l *layout) drawShared(c *canvas) {
	y := l.thingsBottom() + 22
	for i, shared := range l.system.Shared {
		c.text(l.thingsX+14, y+20*float64(i), "quiet", fit(shared, thingsWidth-20, 13))
	}
}

// usersOf says who may do what with a queue or bucket.
func (l *layout) usersOf(thing architecture.Component) []string {
	var users []string
	for _, use := range l.system.Uses {
		if use.Thing == thing.ID {
			users = append(users, l.titleOf(use.Process)+": "+strings.Join(use.May, ", "))
		}
	}
	if len(users) == 0 {
		return []string{"no process uses it"}
	}
	return users
}

// processesWithUses are the processes that have a lane on the right, each its own.
func (l *layout) processesWithUses() []string {
	var processes []string
	for _, use := range l.system.Uses {
		if component, ok := l.system.Component(use.Process); ok && !slices.Contains(processes, component.ID) {
			processes = append(processes, component.ID)
		}
	}
	return processes
}

// drawUses draws a line from each process to what it uses. The box of that thing says what the process may do. Where lines of two
// processes cross, the one that is drawn later has a gap around it.
func (l *layout) drawUses(c *canvas) {
	c.text(l.thingsX+10, frameTop-25, "quiet", "shared by all zones")
	for i, process := range l.processesWithUses() {
		from, ok := l.box(process)
		if !ok {
			continue
		}
		x := l.thingsX - 20 - laneWidth*float64(i)
		start := point{from.x + from.width, from.middle().y}
		for _, use := range l.system.Uses {
			if use.Process != process {
				continue
			}
			to, ok := l.box(use.Thing)
			if !ok {
				continue
			}
			end := point{to.x, to.y + 23 + 9*float64(i%4)}
			c.link(from.component.ID, to.component.ID, l.titleOf(process)+" may "+strings.Join(use.May, ", ")+": "+l.titleOf(use.Thing))
			c.path("gap", point{x, start.y}, point{x, end.y}, end)
			c.path("use", start, point{x, start.y}, point{x, end.y}, end)
			c.arrow(end, "right", "use-end")
			c.end()
		}
	}
}
