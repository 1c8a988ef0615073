package picture

import (
	"slices"
	"strings"

	"kasha/internal/architecture"
)

// placeThings puts queues and buckets side by side above the columns, in which each row says what its process may do with them. Their
// heads stand beside the rows above the first of these, so that the columns are short.
func (l *layout) placeThings() {
	bottom := max(l.firstRowWithUses()-18, l.leastThingsBottom())
	for i, component := range l.system.Of(architecture.Queue, architecture.Bucket) {
		thing := box{component: component, x: l.thingsX + columnWidth*float64(i) + 3, width: columnWidth - 6}
		thing.height = l.headHeight()
		thing.y = bottom - thing.height
		l.things = append(l.things, thing)
	}
}

// firstRowWithUses is the upper edge of the first row, or its first cell, that reaches the columns.
func (l *layout) firstRowWithUses() float64 {
	top := 0.0
	for _, use := range l.system.Uses {
		b, ok := l.box(use.Process)
		if !ok || !l.hasRow(use.Process) {
			continue
		}
		if at := min(b.y, b.middle().y-cellHeight(use.May)/2); top == 0 || at < top {
			top = at
		}
	}
	return top
}

// leastThingsBottom is how far down the heads end at least: below the line of CloudFront, with the heading between.
func (l *layout) leastThingsBottom() float64 {
	top := margin
	for _, b := range l.boxes {
		if b.component.Tier == "" && slices.ContainsFunc(l.system.Uses, func(use architecture.Use) bool {
			return slices.Contains(b.component.Members, use.Process)
		}) {
			top = max(top, b.middle().y+20)
		}
	}
	return top + aboveHeads + l.headHeight()
}

// aboveHeads is the room for the heading, and for the line that comes from above with its cell.
const aboveHeads = 66.0

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
