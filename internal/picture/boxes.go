package picture

import (
	"slices"
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

// linesIn are the lines below the name of a component: what it is, who connects to it, its secrets, and how it leaves the network.
func (l *layout) linesIn(b box) []string {
	width := b.width - besideTitle
	lines := allFactsIn(width, l.factsOf(b.component))
	if b.component.Kind == architecture.Edge { // what filters, which names, and where redirects lead are three subjects
		lines = nil
		for _, fact := range b.component.Facts {
			lines = append(lines, wrap(fact, width, 13)...)
		}
	}
	for _, callers := range l.callersOf(b.component.ID) {
		lines = append(lines, wrap(callers, width, 13)...)
	}
	secrets, parameters := splitSecrets(b.component.Secrets)
	if len(secrets) > 0 {
		lines = append(lines, wrap("reads secrets: "+strings.Join(secrets, ", "), width, 13)...)
	}
	if len(parameters) > 0 {
		lines = append(lines, wrap("reads parameters: "+strings.Join(parameters, ", "), width, 13)...)
	}
	common := l.commonWays(b.component.Tier)
	for _, leaving := range b.component.Leaves {
		if !slices.Contains(common, leaving.Way()) {
			lines = append(lines, wrap("to the internet: "+leaving.String(), width, 13)...)
		}
	}
	return lines
}

// splitSecrets tells the secrets of Secrets Manager from the parameters of Systems Manager.
func splitSecrets(names []string) (secrets, parameters []string) {
	for _, name := range names {
		if parameter, ok := strings.CutPrefix(name, "parameter "); ok {
			parameters = append(parameters, parameter)
		} else {
			secrets = append(secrets, name)
		}
	}
	return secrets, parameters
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
