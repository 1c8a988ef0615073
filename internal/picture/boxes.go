package picture

import (
	"slices"
	"strconv"
	"strings"

	"kasha/internal/architecture"
)

// drawBox draws one component: its icon, its name, what it is, and how many of it stand in which zone.
func (l *layout) drawBox(c *canvas, b box) {
	c.thing(b.component.ID, l.visible(b)+"; "+l.label(b.component))
	c.rect(b.x, b.y, b.width, b.height, 8, "box")
	c.icon(b.component.Kind, b.x+12, b.y+11)
	titles := l.titleIn(b)
	for i, line := range titles {
		c.text(b.x+42, b.y+23+lineHeight*float64(i), "title", line)
	}
	for i, line := range l.linesIn(b) {
		c.text(b.x+42, b.y+23+lineHeight*float64(len(titles)+i), "quiet", line)
	}
	if mark := c.options.Marks[b.component.ID]; mark != "" {
		c.text(b.x+b.width-12, b.y+22, "mark", string(mark))
	}
	if b.chips {
		l.drawChips(c, b)
	}
	c.end()
}

// visible is the text in a box, from the top. The name of a box for speech input must contain what a person reads there.
func (l *layout) visible(b box) string {
	texts := slices.Concat(l.titleIn(b), l.linesIn(b))
	if mark := l.marks[b.component.ID]; mark != "" {
		texts = append(texts, string(mark))
	}
	if b.chips {
		for _, each := range l.chipsOf(b.component) {
			texts = append(texts, each.text)
		}
	}
	return strings.Join(texts, " ")
}

// linesIn are the lines below the name of a component: what it is, who connects to it, what it gets and how it leaves the network.
func (l *layout) linesIn(b box) []string {
	width := b.width - besideTitle
	lines := allFactsIn(width, l.factsOf(b.component))
	for _, callers := range l.callersOf(b.component.ID) {
		lines = append(lines, wrap(callers, width, 13)...)
	}
	if len(b.component.Secrets) > 0 {
		lines = append(lines, wrap("reads secrets: "+strings.Join(b.component.Secrets, ", "), width, 13)...)
	}
	common := l.commonWays(b.component.Tier)
	for _, leaving := range b.component.Leaves {
		if !slices.Contains(common, leaving.Way()) {
			lines = append(lines, wrap("to the internet: "+leaving.String(), width, 13)...)
		}
	}
	return lines
}

// allFactsIn is every fact. One begins a line if it has no room on that of the fact before.
func allFactsIn(width float64, facts []string) []string {
	var lines []string
	for _, fact := range facts {
		if last := len(lines) - 1; last >= 0 {
			if longer := lines[last] + "; " + fact; len(wrap(longer, width, 13)) == 1 {
				lines[last] = longer
				continue
			}
		}
		lines = append(lines, wrap(fact, width, 13)...)
	}
	return lines
}

// factsOf are the facts of a component, and those that only the grid knows.
func (l *layout) factsOf(component architecture.Component) []string {
	if isStarted := component.Kind.IsProcess() && component.Kind != architecture.Service; isStarted && len(l.system.Zones) > 1 {
		return append(slices.Clone(component.Facts), l.zonesOf(component))
	}
	if component.Kind != architecture.Gateway {
		return component.Facts
	}
	var zones []string
	for _, tier := range l.system.Tiers {
		for _, subnet := range tier.Subnets {
			if subnet.Gateway == component.ID && !slices.Contains(zones, subnet.Zone) {
				zones = append(zones, subnet.Zone)
			}
		}
	}
	if len(zones) == len(l.system.Zones) && len(zones) > 1 {
		return []string{"outbound for every zone"}
	}
	return []string{"outbound for " + strings.Join(zones, ", ")}
}

// chip is what a component has in one zone. With perhaps, AWS decides whether it has it there.
type chip struct {
	zone    int
	text    string
	perhaps bool
}

func hasChips(component architecture.Component) bool {
	return slices.Contains([]architecture.Kind{
		architecture.LoadBalancer, architecture.Service, architecture.Database, architecture.Replica,
	}, component.Kind)
}

func (l *layout) drawChips(c *canvas, b box) {
	for _, each := range l.chipsOf(b.component) {
		const height = 20.0
		width := max(92, 6.8*float64(len(each.text))+16)
		x, y := l.zonesX+zoneWidth*(float64(each.zone)+0.5)-width/2, b.y+b.height-27
		class := "chip"
		if each.perhaps {
			class = "perhaps"
		}
		c.rect(x, y, width, height, 10, class)
		c.text(x+width/2, y+14, class+"-text", each.text)
	}
}

func (l *layout) chipsOf(component architecture.Component) []chip {
	var chips []chip
	for _, name := range component.Zones {
		zone := slices.Index(l.system.Zones, name)
		if zone < 0 {
			continue
		}
		chips = append(chips, chip{zone: zone})
	}
	for i := range chips {
		chips[i].text, chips[i].perhaps = textInZone(component, i, len(chips))
	}
	return chips
}

// textInZone says what a component has in the i-th of n zones. Tasks are spread evenly. RDS chooses the zone of an instance.
func textInZone(component architecture.Component, i, n int) (text string, perhaps bool) {
	switch component.Kind {
	case architecture.LoadBalancer:
		return "node", false
	case architecture.Service:
		count := component.Count.Least / n
		if i < component.Count.Least%n {
			count++
		}
		switch {
		case count == 0 && component.Count.Least == 0:
			return "when needed", true
		case count == 0:
			return "or here", true
		case component.Count.Most > component.Count.Least:
			return "at least " + strconv.Itoa(count), false
		case count == 1:
			return "1 task", false
		}
		return strconv.Itoa(count) + " tasks", false
	case architecture.Replica:
		if i == 0 {
			return "replica", false
		}
	case architecture.Database:
		switch {
		case i < 2 && n > 1 && component.Copies.Standby:
			return "primary or standby", true // they change places at each failover
		case i == 0:
			return "primary", false
		}
	}
	return "or here", true
}

// label says everything about a component in one line, for screen readers and pointers.
func (l *layout) label(component architecture.Component) string {
	parts := []string{component.Title}
	if component.Title != component.ID {
		parts[0] += " (" + strings.Join(component.Members, ", ") + ")"
	}
	parts = append(parts, l.factsOf(component)...)
	if len(component.Zones) > 0 {
		parts = append(parts, "in "+strings.Join(component.Zones, " and "))
	}
	for _, connection := range l.system.Connections {
		if slices.Contains(component.Members, connection.From) {
			parts = append(parts, "may connect to "+l.titleOf(connection.To)+" on "+connection.Label)
		}
	}
	for _, use := range l.system.Uses {
		if slices.Contains(component.Members, use.Process) {
			parts = append(parts, "may "+strings.Join(use.May, ", ")+": "+l.titleOf(use.Thing))
		}
	}
	return strings.Join(slices.Compact(parts), "; ")
}

func (l *layout) titleOf(id string) string {
	if component, ok := l.system.Component(id); ok {
		return component.Title
	}
	return id
}
