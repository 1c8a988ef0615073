package picture

import (
	"slices"
	"strings"
)

// drawUses draws a row's line to the columns of what its process may use, with a cell in each of them. So no two lines cross.
func (l *layout) drawUses(c *canvas) {
	if len(l.things) > 0 {
		c.text(l.thingsX+3, l.headsTop()-46, "title", "Shared by all zones: queues and buckets")
	}
	for _, thing := range l.things {
		x, last := thing.middle().x, 0.0
		for _, use := range l.system.Uses {
			if b, ok := l.box(use.Process); ok && use.Thing == thing.component.ID && l.hasRow(use.Process) {
				last = max(last, b.middle().y)
			}
		}
		if last > 0 {
			c.path("column", point{x, thing.y + thing.height}, point{x, last})
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
			l.drawFromAbove(c, from, to, use.May)
		}
		c.end()
	}
}

// drawFromAbove draws the line of what stands outside of the network: down between the network and the columns, and then to its bucket.
func (l *layout) drawFromAbove(c *canvas, from, to box, may []string) {
	x, y, end := l.thingsX-18, to.y-22, point{to.middle().x, to.y}
	c.path("use", point{from.x + from.width, from.middle().y}, point{x, from.middle().y}, point{x, y}, point{end.x, y}, end)
	c.arrow(end, "down", "use-end")
	drawRights(c, point{end.x - columnWidth/2 - 6, y}, may)
}

func (l *layout) headsTop() float64 {
	top := l.frameTop
	for i, thing := range l.things {
		if i == 0 || thing.y < top {
			top = thing.y
		}
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
	drawRights(c, point{x, y}, may)
	if y-to.y-to.height > farFromHeads {
		c.text(x, y-cellHeight(may)/2-6, "again", fit(to.component.Title, columnWidth, 12))
	}
}

// farFromHeads is how far below the heads a cell repeats the name of its queue or bucket, because nobody sees both at once.
const farFromHeads = 300.0

func cellHeight(may []string) float64 { return 8 + 15*float64(len(may)) }

// drawRights draws a cell with what a process may do.
func drawRights(c *canvas, at point, may []string) {
	height := cellHeight(may)
	c.rect(at.x-cellWidth/2, at.y-height/2, cellWidth, height, 6, "cell")
	for i, verb := range may {
		c.text(at.x, at.y-height/2+16+15*float64(i), "cell-text", verb)
	}
}

const cellWidth = 72.0
