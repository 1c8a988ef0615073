package picture

import (
	"slices"
	"strings"

	"kasha/internal/architecture"
)

// placeThings stacks queues and buckets on the right.
func (l *layout) placeThings() {
	y := l.frameTop - 10.0
	for _, component := range l.system.Of(architecture.Queue, architecture.Bucket) {
		thing := box{component: component, x: l.thingsX + 10, y: y, width: thingsWidth - 20}
		thing.height = 20 + lineHeight*float64(len(l.titleIn(thing))+len(l.linesOf(thing)))
		l.things = append(l.things, thing)
		y += thing.height + 12
	}
}

func (l *layout) thingsBottom() float64 {
	bottom := l.frameTop
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
		titles := l.titleIn(thing)
		texts := slices.Clone(titles)
		for _, line := range lines {
			texts = append(texts, line.text)
		}
		mark := string(l.marks[component.ID])
		visible := strings.TrimSpace(strings.Join(texts, " ") + " " + mark)
		c.thing(component.ID, visible+"; "+l.label(component)+"; "+strings.Join(textsOf(l.usersOf(component)), "; "))
		c.rect(thing.x, thing.y, thing.width, thing.height, 8, "box")
		c.icon(component.Kind, thing.x+12, thing.y+11)
		for i, line := range titles {
			c.text(thing.x+42, thing.y+23+lineHeight*float64(i), "title", line)
		}
		for i, line := range lines {
			c.text(thing.x+42, l.lineAt(thing, i), "quiet", line.text)
		}
		c.text(thing.x+thing.width-12, thing.y+22, "mark", mark)
		c.end()
	}
}

// line is a line of text in the box of a queue or bucket. The first line about a process names it; the arrow of its line ends there.
type line struct{ process, text string }

// linesOf are the lines below the name of a queue or bucket: who uses it, and what else a reader should know. None is left out.
func (l *layout) linesOf(thing box) []line {
	all := l.usersOf(thing.component)
	for _, fact := range append([]string{thing.component.DeadLetter}, thing.component.Facts...) {
		all = append(all, line{text: fact})
	}
	var lines []line
	for _, each := range all {
		for i, text := range wrap(each.text, thing.width-besideTitle, 13) {
			process := each.process
			if i > 0 {
				process = ""
			}
			lines = append(lines, line{process, text})
		}
	}
	return lines
}

// lineAt is where the i-th of these lines stands.
func (l *layout) lineAt(thing box, i int) float64 {
	return thing.y + 24 + lineHeight*float64(len(l.titleIn(thing))+i)
}

// arrowAt is where the line of a process ends at a queue or bucket.
func (l *layout) arrowAt(thing box, process string) point {
	i := slices.IndexFunc(l.linesOf(thing), func(each line) bool { return each.process == process })
	return point{thing.x, l.lineAt(thing, max(i, 0)) - 4}
}

// drawShared lists what has no line.
func (l *layout) drawShared(c *canvas) {
	y := l.thingsBottom() + 22
	for i, text := range l.sharedLines() {
		c.text(l.thingsX+14, y+20*float64(i), "quiet", text)
	}
}

func (l *layout) sharedLines() []string {
	var lines []string
	for _, shared := range l.system.Shared {
		lines = append(lines, wrap(shared, thingsWidth-20, 13)...)
	}
	return lines
}

// usersOf says who may do what with a queue or bucket.
func (l *layout) usersOf(thing architecture.Component) []line {
	var users []line
	for _, use := range l.system.Uses {
		if use.Thing == thing.ID {
			users = append(users, line{use.Process, l.titleOf(use.Process) + ": " + strings.Join(use.May, ", ")})
		}
	}
	for _, sender := range thing.Senders {
		users = append(users, line{text: sender + ": send"})
	}
	if len(users) == 0 {
		return []line{{text: "no process uses it"}}
	}
	return users
}

func textsOf(lines []line) []string {
	var texts []string
	for _, each := range lines {
		texts = append(texts, each.text)
	}
	return texts
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
	c.text(l.thingsX+10, l.frameTop-25, "quiet", "shared by all zones")
	for i, process := range l.processesWithUses() {
		from, ok := l.box(process)
		if !ok {
			continue
		}
		x := l.thingsX - 20 - laneWidth*float64(i)
		start := l.wayToThings(from, x)
		last := start[len(start)-1]
		for _, use := range l.system.Uses {
			if use.Process != process {
				continue
			}
			to, ok := l.box(use.Thing)
			if !ok {
				continue
			}
			end := l.arrowAt(to, process)
			c.link(from.component.ID, to.component.ID, l.titleOf(process)+" may "+strings.Join(use.May, ", ")+": "+l.titleOf(use.Thing))
			c.path("gap", last, point{x, end.y}, end)
			c.path("use", append(slices.Clone(start), point{x, end.y}, end)...)
			c.arrow(end, "right", "use-end")
			c.end()
		}
	}
}

// wayToThings leads from a box to its lane on the right. From a box with another one on its right, it leaves upwards, between the rows.
func (l *layout) wayToThings(from box, x float64) []point {
	right, before := false, 0.0
	for _, other := range l.boxes {
		if other.row == from.row && other.component.ID != from.component.ID {
			right = right || other.x > from.x
			if other.x < from.x {
				before++
			}
		}
	}
	if !right {
		return []point{{from.x + from.width, from.middle().y}, {x, from.middle().y}}
	}
	above := from.y - 8 - 6*before
	return []point{{from.x + from.width - 24, from.y}, {from.x + from.width - 24, above}, {x, above}}
}
