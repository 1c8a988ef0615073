package picture

import (
	"slices"
	"strings"

	"kasha/internal/architecture"
	"kasha/lib/spelling"
)

// placeThings puts queues and buckets side by side above the columns, in which each row says what its process may do with them.
func (l *layout) placeThings() {
	for i, component := range l.system.Of(architecture.Queue, architecture.Bucket) {
		thing := box{component: component, x: l.thingsX + columnWidth*float64(i) + 3, width: columnWidth - 6}
		thing.height = l.headHeight()
		thing.y = l.frameTop - 8 - thing.height
		l.things = append(l.things, thing)
	}
}

// headWidth is the room for the text in the head of a column.
const headWidth = columnWidth - 6 - 16

// headHeight is how high all heads are.
func (l *layout) headHeight() float64 {
	height := 0.0
	for _, component := range l.system.Of(architecture.Queue, architecture.Bucket) {
		height = max(height, l.heightOfThing(component))
	}
	return height
}

func (l *layout) heightOfThing(component architecture.Component) float64 {
	return 54 + 16*float64(len(l.headTitle(component))-1+len(l.headLines(component)))
}

func (l *layout) headTitle(component architecture.Component) []string {
	return wrapTitle(component.Title, headWidth)
}

// headLines are the lines below the name of a queue or bucket: who uses it from elsewhere, and what else a reader should know.
func (l *layout) headLines(component architecture.Component) []string {
	texts := slices.Clone(component.Facts)
	if component.DeadLetter != "" {
		texts = append([]string{component.DeadLetter}, texts...)
	}
	for _, use := range l.system.Uses {
		if use.Thing == component.ID && !l.hasRow(use.Process) {
			texts = append(texts, l.titleOf(use.Process)+": "+strings.Join(use.May, ", "))
		}
	}
	for _, sender := range component.Senders {
		texts = append(texts, sender+": send")
	}
	if len(texts) == 0 || !l.isUsed(component) {
		texts = append(texts, "no process uses it")
	}
	var lines []string
	for _, text := range texts {
		lines = append(lines, wrap(text, headWidth, 12.5)...)
	}
	return lines
}

func (l *layout) isUsed(component architecture.Component) bool {
	return len(component.Senders) > 0 ||
		slices.ContainsFunc(l.system.Uses, func(use architecture.Use) bool { return use.Thing == component.ID })
}

// hasRow reports whether a process stands in a tier, and so has a row that reaches the columns.
func (l *layout) hasRow(id string) bool {
	component, ok := l.system.Component(id)
	return ok && component.Tier != ""
}

// leastFrameTop is how far down the tiers begin, so that the heads of the columns have room above them, and a line to one above those.
func (l *layout) leastFrameTop() float64 {
	top := margin + 46.0
	for _, b := range l.boxes {
		if slices.ContainsFunc(l.system.Uses, func(use architecture.Use) bool { return slices.Contains(b.component.Members, use.Process) }) {
			top = max(top, b.middle().y+24, margin+78)
		}
	}
	return top + l.headHeight() + 8
}

// sharedWidth is how wide the columns are, or the list below them.
func (l *layout) sharedWidth() float64 {
	return max(sharedWidth, columnWidth*float64(len(l.system.Of(architecture.Queue, architecture.Bucket))))
}

// drawThings draws the heads of the columns.
func (l *layout) drawThings(c *canvas) {
	for _, thing := range l.things {
		component := thing.component
		titles, lines := l.headTitle(component), l.headLines(component)
		mark := string(l.marks[component.ID])
		visible := strings.TrimSpace(strings.Join(slices.Concat(titles, lines), " ") + " " + mark)
		c.thing(component.ID, visible+"; "+l.label(component)+"; "+strings.Join(l.usersOf(component), "; "))
		c.rect(thing.x, thing.y, thing.width, thing.height, 8, "box")
		c.icon(component.Kind, thing.x+8, thing.y+8)
		for i, line := range titles {
			c.text(thing.x+8, thing.y+44+16*float64(i), "title", line)
		}
		for i, line := range lines {
			c.text(thing.x+8, thing.y+46+16*float64(len(titles)+i), "small", line)
		}
		c.text(thing.x+thing.width-8, thing.y+22, "mark", mark)
		c.end()
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
	for _, sender := range thing.Senders {
		users = append(users, sender+": send")
	}
	if len(users) == 0 {
		return []string{"no process uses it"}
	}
	return users
}

// lastRowWithUses is the lower edge of the last row that reaches the columns.
func (l *layout) lastRowWithUses() float64 {
	bottom := l.frameTop
	for _, use := range l.system.Uses {
		if b, ok := l.box(use.Process); ok && l.hasRow(use.Process) {
			bottom = max(bottom, b.y+b.height)
		}
	}
	return bottom
}

func (l *layout) sharedTop() float64 { return l.lastRowWithUses() + 66 }

// drawShared lists what has no column.
func (l *layout) drawShared(c *canvas) {
	lines := l.sharedLines()
	if len(lines) > 0 {
		c.text(l.thingsX+3, l.sharedTop()-22, "title", "Also shared by all zones")
	}
	for i, text := range lines {
		c.text(l.thingsX+3, l.sharedTop()+20*float64(i), "quiet", text)
	}
}

func (l *layout) sharedLines() []string {
	var lines []string
	for _, shared := range l.system.Shared {
		lines = append(lines, wrap(shared, l.sharedWidth()-20, 13)...)
	}
	if n := len(l.system.NotModelled); n > 0 {
		lines = append(lines, "not understood: "+spelling.Count(n, "thing")+"; a line may be missing")
	}
	return lines
}

// drawUses draws a row's line to the columns of what its process may use, with a cell in each of them. So no two lines cross.
func (l *layout) drawUses(c *canvas) {
	if len(l.things) > 0 {
		c.text(l.thingsX+3, l.headsTop()-34, "title", "Shared by all zones: queues and buckets")
	}
	for _, thing := range l.things {
		x, last := thing.middle().x, 0.0
		for _, use := range l.system.Uses {
			if b, ok := l.box(use.Process); ok && use.Thing == thing.component.ID && l.hasRow(use.Process) {
				last = max(last, b.middle().y)
			}
		}
		if last > 0 {
			c.path("column", point{x, l.frameTop - 8}, point{x, last})
		}
	}
	for _, use := range l.system.Uses {
		from, isProcess := l.box(use.Process)
		to, isThing := l.box(use.Thing)
		if !isProcess || !isThing {
			continue
		}
		c.link(from.component.ID, to.component.ID, l.titleOf(use.Process)+" may "+strings.Join(use.May, ", ")+": "+l.titleOf(use.Thing))
		if l.hasRow(use.Process) {
			l.drawCell(c, from, to, use.May)
		} else {
			end := point{to.middle().x, to.y}
			c.path("use", point{from.x + from.width, from.middle().y}, point{end.x, from.middle().y}, end)
			c.arrow(end, "down", "use-end")
		}
		c.end()
	}
}

func (l *layout) headsTop() float64 {
	top := l.frameTop
	for _, thing := range l.things {
		top = min(top, thing.y)
	}
	return top
}

// drawCell draws the line of a row up to a column, and there what the process may do, in order of the columns.
func (l *layout) drawCell(c *canvas, from, to box, may []string) {
	x, y := to.middle().x, from.middle().y
	start := from.x + from.width
	for _, use := range l.system.Uses { // from the cell before, if there is one
		if other, ok := l.box(use.Thing); ok && slices.Contains(from.component.Members, use.Process) && other.x < to.x {
			start = max(start, other.middle().x+cellWidth/2)
		}
	}
	c.path("use", point{start, y}, point{x - cellWidth/2, y})
	height := 8 + 15*float64(len(may))
	c.rect(x-cellWidth/2, y-height/2, cellWidth, height, 6, "cell")
	for i, verb := range may {
		c.text(x, y-height/2+16+15*float64(i), "cell-text", verb)
	}
}

const cellWidth = 72.0
