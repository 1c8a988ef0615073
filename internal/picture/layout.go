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
	thingsWidth  = 290.0 // what the zones share
	boxHeight    = 78.0
	lowHeight    = 56.0
	midHeight    = 74.0 // with two lines below the name
	gap          = 40.0 // between two rows: an arrow with its label
	frameTop     = 272.0
)

// layout is where everything stands.
type layout struct {
	system        architecture.System
	marks         map[string]Mark
	width, height float64
	zonesX        float64 // the left edge of the first zone
	spine         float64 // where the way from the viewers to the database runs
	frameBottom   float64
	thingsX       float64
	bands         []band
	boxes         []box
	things        []box // queues and buckets
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
}

// titleIn is as much of a component's name as has room beside its icon and its mark.
func (l *layout) titleIn(b box) string {
	const mark = 66
	width := b.width - 54
	if l.marks[b.component.ID] != "" {
		width -= mark
	}
	return fit(b.component.Title, width, 15)
}

func (b box) middle() point { return point{b.x + b.width/2, b.y + b.height/2} }

func newLayout(system architecture.System) *layout {
	l := &layout{system: system}
	l.lanes = l.planLanes()
	l.zonesX = 2*margin + tierWidth + arrivalWidth + laneWidth*float64(len(l.lanes))
	zones := zoneWidth * float64(max(len(system.Zones), 1))
	l.spine = l.zonesX + min(zoneWidth, zones/2)
	l.thingsX = l.zonesX + zones + 2*margin + 30 + laneWidth*float64(len(l.processesWithUses()))
	l.width = l.thingsX + thingsWidth + margin
	l.placeOutside()
	l.placeTiers()
	l.placeThings()
	l.height = max(l.frameBottom, l.thingsBottom()+30+20*float64(len(system.Shared))) + 62
	return l
}

// placeOutside puts viewers and CloudFront above the network.
func (l *layout) placeOutside() {
	const width = 376.0
	y := margin
	for row, component := range l.system.Of(architecture.Viewers, architecture.Edge) {
		height := 50.0
		if component.Kind == architecture.Edge {
			height = midHeight
		}
		l.boxes = append(l.boxes, box{component: component, row: row, x: l.spine - width/2, y: y, width: width, height: height})
		y += height + gap
	}
}

// placeTiers stacks the tiers, and in each of them the rows of its components.
func (l *layout) placeTiers() {
	y, row := frameTop, len(l.boxes)
	for _, tier := range l.system.Tiers {
		b := band{tier: tier, top: y}
		y += 28
		for _, line := range rowsOf(l.system, tier) {
			y += l.placeRow(line, row, y) + gap
			row++
		}
		b.bottom = y - gap + 16
		y = b.bottom + 10
		l.bands = append(l.bands, b)
	}
	l.frameBottom = y + 6
}

// rowsOf are the rows of a tier. Load balancers, services and databases have a row each. NAT gateways share one, and so does
// everything that runs only at times.
func rowsOf(system architecture.System, tier architecture.Tier) [][]architecture.Component {
	var rows [][]architecture.Component
	var gateways, others []architecture.Component
	for _, component := range system.Components {
		switch {
		case component.Tier != tier.Name:
		case component.Kind == architecture.Gateway:
			gateways = append(gateways, component)
		case sharesRow(component):
			others = append(others, component)
		default:
			if len(others) > 0 {
				rows, others = append(rows, others), nil
			}
			rows = append(rows, []architecture.Component{component})
		}
	}
	if len(gateways) > 0 {
		rows = append(rows, gateways)
	}
	for len(others) > 0 {
		n := min(len(others), 3)
		rows, others = append(rows, others[:n]), others[n:]
	}
	return rows
}

// sharesRow reports whether a component stands beside others: it runs only at times, and the picture stays small.
func sharesRow(c architecture.Component) bool {
	return slices.Contains([]architecture.Kind{architecture.Task, architecture.Function, architecture.Other}, c.Kind)
}

// saysZones reports whether a box says its zones in words. Where boxes stand side by side, their columns say nothing about zones.
func (l *layout) saysZones(c architecture.Component) bool {
	return sharesRow(c) && len(l.system.Zones) > 1
}

// zonesOf says in which zones such a component runs. One whose subnets are chosen when it starts may run in each.
func (l *layout) zonesOf(c architecture.Component) string {
	if n := len(c.Zones); n > 0 && n < len(l.system.Zones) {
		return "in " + strings.Join(c.Zones, ", ")
	}
	return "in any zone"
}

// placeRow puts components side by side, or a single one over the zones. It returns the height of the row.
func (l *layout) placeRow(line []architecture.Component, row int, y float64) float64 {
	all := zoneWidth*float64(max(len(l.system.Zones), 1)) - 20
	if line[0].Kind == architecture.Gateway {
		for _, gateway := range line {
			at := max(slices.Index(l.system.Zones, first(gateway.Zones)), 0)
			x, width := l.zonesX+zoneWidth*float64(at)+22, zoneWidth-44
			if len(l.system.Zones) == 1 { // the spine runs through the middle of the only zone
				x, width = l.spine+16, zoneWidth/2-26
			}
			l.boxes = append(l.boxes, box{component: gateway, row: row, x: x, y: y, width: width, height: lowHeight})
		}
		return lowHeight
	}
	height, width := lowHeight, (all-12*float64(len(line)-1))/float64(len(line))
	switch {
	case len(line) == 1 && hasChips(line[0]):
		height = boxHeight
	case l.saysZones(line[0]):
		height = midHeight
	}
	for i, component := range line {
		x := l.zonesX + 10 + float64(i)*(width+12)
		l.boxes = append(l.boxes, box{component: component, row: row, x: x, y: y, width: width, height: height})
	}
	return height
}

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
