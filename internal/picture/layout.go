package picture

import (
	"slices"
	"strings"

	"kasha/internal/architecture"
)

// Sizes of the grid, in pixels.
const (
	margin       = 20.0
	tierWidth    = 118.0 // the names of the tiers
	laneWidth    = 22.0
	arrivalWidth = 70.0 // between the lanes and the things, with the label of a line that arrives
	zoneWidth    = 224.0
	columnWidth  = 128.0 // of a queue or bucket, which all zones share
	sharedWidth  = 320.0 // the list of what has no column, at least
	lineHeight   = 18.0
	lowHeight    = 56.0 // of a box with one line below the name
	chipsHeight  = 22.0
	gap          = 40.0  // between two rows: an arrow with its label
	narrowGap    = 14.0  // between two rows without an arrow
	leastTop     = 272.0 // of the tiers
)

// layout is where everything stands.
type layout struct {
	system        architecture.System
	marks         map[string]Mark
	width, height float64
	zonesX        float64 // the left edge of the first zone
	spine         float64 // where the way from the viewers to the database runs
	frameTop      float64
	frameBottom   float64
	thingsX       float64
	bands         []band
	boxes         []box
	things        []box // queues and buckets
	lists         []list
	lanes         []lane
}

// band is a tier's row of the grid.
type band struct {
	tier        architecture.Tier
	top, bottom float64
}

// box is a component with its place. row counts from the top; boxes of one row stand side by side.
type box struct {
	component           architecture.Component
	row                 int
	x, y, width, height float64
	chips               bool // it says what it has in each zone
}

// titleIn is a component's name, in lines that have room beside its icon and its mark.
func (l *layout) titleIn(b box) []string {
	const mark = 66
	width := b.width - besideTitle
	if l.marks[b.component.ID] != "" {
		width -= mark
	}
	return wrapTitle(b.component.Title, width)
}

// besideTitle is the room for the icon and the margin.
const besideTitle = 50

// heightOf is how high a box is with all its lines, and with its lanes apart.
func (l *layout) heightOf(b box) float64 {
	height := lowHeight + lineHeight*float64(len(l.titleIn(b))+max(len(l.linesIn(b)), 1)-2)
	if b.chips {
		height += chipsHeight
	}
	arriving, leaving := l.lanesOf(b.component.ID)
	if len(arriving) > 1 {
		height = max(height, labelHeight*float64(len(arriving)+1)+leavingHeight(len(leaving)))
	}
	return height
}

func (b box) middle() point { return point{b.x + b.width/2, b.y + b.height/2} }

func newLayout(system architecture.System, marks map[string]Mark) *layout {
	l := &layout{system: system, marks: marks}
	l.lanes = l.planLanes()
	l.zonesX = 2*margin + tierWidth + arrivalWidth + laneWidth*float64(len(l.lanes))
	zones := zoneWidth * float64(max(len(system.Zones), 1))
	l.spine = l.zonesX + min(zoneWidth, zones/2)
	if len(system.Zones) > 1 {
		l.spine += 10 // beside the border of two zones, not on it
	}
	l.thingsX = l.zonesX + zones + 2*margin + 16
	l.width = l.thingsX + l.sharedWidth() + margin
	l.placeOutside()
	l.placeTiers()
	l.placeThings()
	l.placeLists()
	l.height = max(l.frameBottom, l.lowest()) + 76
	return l
}

// placeOutside puts viewers and CloudFront above the network.
func (l *layout) placeOutside() {
	const width = 376.0
	y := margin
	for row, component := range l.system.Of(architecture.Viewers, architecture.Edge) {
		b := box{component: component, row: row, x: l.spine - width/2, y: y, width: width}
		b.height = l.heightOf(b)
		if component.Kind == architecture.Viewers {
			b.height -= 6
		}
		l.boxes = append(l.boxes, b)
		y += b.height + gap
	}
	l.frameTop = max(leastTop, y+48)
}

// placeTiers stacks the tiers, and in each of them the rows of its components.
func (l *layout) placeTiers() {
	y, row := l.frameTop, len(l.boxes)
	for _, tier := range l.system.Tiers {
		b := band{tier: tier, top: y}
		y += 28
		space := 0.0
		for _, line := range rowsOf(l.system, tier) {
			y += l.placeRow(line, row, y)
			space = l.gapBelow(line)
			y += space
			row++
		}
		b.bottom = max(y-space+max(16, space-26), b.top+textTop+16*float64(len(l.portLines(tier))))
		y = b.bottom + 10
		l.bands = append(l.bands, b)
	}
	l.frameBottom = y + 6
}

// zonesOf says in which zones a task or function runs. One whose subnets are chosen when it starts may run in each.
func (l *layout) zonesOf(c architecture.Component) string {
	if n := len(c.Zones); n > 0 && n < len(l.system.Zones) {
		return "in " + strings.Join(c.Zones, ", ")
	}
	return "in any zone"
}

// gapBelow is the room below a row: for an arrow with its label, for a second line with its limit, or for none.
func (l *layout) gapBelow(line []architecture.Component) float64 {
	space := narrowGap
	for _, connection := range l.system.Connections {
		isFrom := slices.ContainsFunc(line, func(c architecture.Component) bool { return slices.Contains(c.Members, connection.From) })
		if !isFrom || l.rowOf(connection.To)-l.rowOf(connection.From) != 1 {
			continue
		}
		space = max(space, gap)
		if limitOf(line[0], connection) != "" {
			space = gap + 6
		}
	}
	return space
}

// rowsOf are the rows of a tier. NAT gateways share one. Everything else has a row of its own, which ends in the columns of what it uses.
func rowsOf(system architecture.System, tier architecture.Tier) [][]architecture.Component {
	var rows [][]architecture.Component
	var gateways []architecture.Component
	for _, component := range system.Components {
		switch {
		case component.Tier != tier.Name:
		case component.Kind == architecture.Gateway:
			gateways = append(gateways, component)
		default:
			rows = append(rows, []architecture.Component{component})
		}
	}
	if len(gateways) > 0 {
		rows = append(rows, gateways)
	}
	return rows
}

// placeRow puts NAT gateways into their zones, and every other component over all zones. It returns the height of the row.
func (l *layout) placeRow(line []architecture.Component, row int, y float64) float64 {
	if line[0].Kind == architecture.Gateway {
		highest := 0.0
		for _, gateway := range line {
			at := max(slices.Index(l.system.Zones, first(gateway.Zones)), 0)
			x, width := l.zonesX+zoneWidth*float64(at)+22, zoneWidth-44
			if len(l.system.Zones) == 1 { // the spine runs through the middle of the only zone
				x, width = l.spine+16, zoneWidth/2-26
			}
			b := box{component: gateway, row: row, x: x, y: y, width: width}
			b.height = l.heightOf(b)
			highest = max(highest, b.height)
			l.boxes = append(l.boxes, b)
		}
		return highest
	}
	b := box{component: line[0], row: row, x: l.zonesX + 10, y: y, chips: hasChips(line[0])}
	b.width = zoneWidth*float64(max(len(l.system.Zones), 1)) - 20
	b.height = max(l.heightOf(b), leastRow)
	l.boxes = append(l.boxes, b)
	return b.height
}

// leastRow is how high a row is, so that the words in the columns of what it uses have room.
const leastRow = 64.0

// box finds the place of a component.
func (l *layout) box(id string) (box, bool) {
	for _, b := range slices.Concat(l.boxes, l.things) {
		if slices.Contains(b.component.Members, id) {
			return b, true
		}
	}
	return box{}, false
}

func first(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}
