package picture

import "kasha/lib/spelling"

// list is a heading with lines below it, for what has no box.
type list struct {
	title string
	lines []string
	y     float64 // of the heading
}

// Sizes of a list.
const (
	listLine = 20.0
	listGap  = 44.0 // between the last line and the next heading
)

// placeLists puts the lists above the heads of the columns. One without room there stands below the last row with a cell.
func (l *layout) placeLists() {
	width := l.sharedWidth() - 20
	for _, each := range []list{
		{title: "Secrets and parameters, with those who read them", lines: l.secretLines(width)},
		{title: "Also shared by all zones", lines: l.sharedLines(width)},
	} {
		if len(each.lines) > 0 {
			l.lists = append(l.lists, each)
		}
	}
	top, room := margin+18, l.headsTop()-aboveHeads-margin
	if len(l.things) == 0 {
		room = 0
	}
	below := l.lastRowWithUses() + 44
	for i := range l.lists {
		height := listLine*float64(len(l.lists[i].lines)) + listGap
		if top+height <= room {
			l.lists[i].y = top
			top += height
			continue
		}
		l.lists[i].y = below
		below += height
	}
}

// lowest is the lower edge of the lists and of the heads.
func (l *layout) lowest() float64 {
	bottom := 0.0
	for _, each := range l.lists {
		bottom = max(bottom, each.y+listLine*float64(len(each.lines)))
	}
	for _, thing := range l.things {
		bottom = max(bottom, thing.y+thing.height)
	}
	return bottom
}

// lastRowWithUses is the lower edge of the last row that reaches the columns, or of their heads.
func (l *layout) lastRowWithUses() float64 {
	bottom := margin
	for _, thing := range l.things {
		bottom = max(bottom, thing.y+thing.height)
	}
	for _, use := range l.system.Uses {
		if b, ok := l.box(use.Process); ok && l.hasRow(use.Process) {
			bottom = max(bottom, b.y+b.height)
		}
	}
	return bottom
}

func (l *layout) drawLists(c *canvas) {
	for _, each := range l.lists {
		c.text(l.thingsX+3, each.y, "title", each.title)
		for i, text := range each.lines {
			c.text(l.thingsX+3, each.y+22+listLine*float64(i), "quiet", text)
		}
	}
}

func (l *layout) secretLines(width float64) []string {
	var lines []string
	for _, secret := range l.system.Secrets {
		lines = append(lines, indented(secret.String(), width)...)
	}
	return lines
}

// indented wraps a text, with its second line and those below further to the right.
func indented(text string, width float64) []string {
	const indent = "\u2003"
	lines := wrap(text, width-2*13, 13)
	for i := range lines[min(1, len(lines)):] {
		lines[i+1] = indent + lines[i+1]
	}
	return lines
}

func (l *layout) sharedLines(width float64) []string {
	var lines []string
	for _, shared := range l.system.Shared {
		lines = append(lines, indented(shared, width)...)
	}
	if n := len(l.system.NotModelled); n > 0 {
		lines = append(lines, "not understood: "+spelling.Count(n, "thing")+"; a line may be missing")
	}
	return lines
}
