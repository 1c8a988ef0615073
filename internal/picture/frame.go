package picture

import (
	"slices"
	"strings"

	"kasha/internal/allowlist"
	"kasha/internal/architecture"
	"kasha/lib/spelling"
)

// drawFrame draws the network with its tiers and zones, below everything else.
func (l *layout) drawFrame(c *canvas) {
	zones := zoneWidth * float64(max(len(l.system.Zones), 1))
	right := l.zonesX + zones + margin
	top := l.frameTop - 62.0
	c.text(margin+14, margin+18, "title", l.system.Name)
	c.rect(margin, top, right-margin, l.frameBottom-top, 12, "frame")
	c.text(margin+14, top+24, "title", "VPC "+l.system.Network)
	c.text(margin+14, top+42, "small", "region "+l.system.Region)
	for _, b := range l.bands {
		c.rect(margin+8, b.top, right-margin-16, b.bottom-b.top, 8, "band")
		c.text(margin+20, b.top+30, "title", b.tier.Name)
		for i, line := range internetOf(b.tier) {
			c.text(margin+20, b.top+50+16*float64(i), "small", line)
		}
		for i, line := range l.portLines(b.tier) {
			c.text(margin+20, b.top+textTop+16*float64(i), "small", line)
		}
		for _, subnet := range b.tier.Subnets {
			at := float64(slices.Index(l.system.Zones, subnet.Zone))
			c.text(l.zonesX+zoneWidth*(at+1)-16, b.top+18, "small end", subnet.Range)
		}
	}
	for i, zone := range l.system.Zones {
		x := l.zonesX + zoneWidth*float64(i)
		c.rect(x+2, l.frameTop-34, zoneWidth-4, l.frameBottom-l.frameTop+26, 10, "zone")
		c.text(x+16, l.frameTop-13, "quiet", "zone "+zone)
	}
}

// textTop is where the ports of a tier stand below its upper edge.
const textTop = 82.0

// portLines is portsOut in lines that end before the lanes.
func (l *layout) portLines(tier architecture.Tier) []string {
	var lines []string
	for _, line := range l.portsOut(tier) {
		lines = append(lines, wrap(line, tierWidth+22, 12)...)
	}
	return lines
}

// portsOut says on which ports the processes of a tier reach the internet: first those of all of them, then what one may use besides.
func (l *layout) portsOut(tier architecture.Tier) []string {
	var processes []architecture.Component
	ports := map[string][]string{}
	count := map[string]int{}
	for _, component := range l.system.Components {
		if component.Tier != tier.Name || !component.Kind.IsProcess() {
			continue
		}
		for _, way := range component.Out {
			port, isInternet := strings.CutPrefix(way, allowlist.Internet+": ")
			port, _, _ = strings.Cut(port, " via ")
			if !isInternet || slices.Contains(ports[component.ID], port) {
				continue
			}
			ports[component.ID] = append(ports[component.ID], port)
			count[port]++
		}
		if len(ports[component.ID]) > 0 {
			processes = append(processes, component)
		}
	}
	var common []string
	for _, port := range ports[firstID(processes)] {
		if count[port] == len(processes) {
			common = append(common, port)
		}
	}
	var lines []string
	also := ": "
	if len(common) > 0 {
		lines, also = []string{"on " + strings.Join(common, ", ")}, " also "
	}
	for _, process := range processes {
		more := slices.DeleteFunc(ports[process.ID], func(port string) bool { return slices.Contains(common, port) })
		if len(more) > 0 {
			lines = append(lines, process.Title+also+strings.Join(more, ", "))
		}
	}
	return lines
}

func firstID(components []architecture.Component) string {
	if len(components) == 0 {
		return ""
	}
	return components[0].ID
}

// internetOf says how the subnets of a tier reach the internet.
func internetOf(tier architecture.Tier) []string {
	if tier.Out == "" {
		return []string{"no internet access"}
	}
	return []string{"internet through", tier.Out}
}

// hasPerhaps reports whether a thing is drawn in a zone in which it may not be.
func (l *layout) hasPerhaps() bool {
	return slices.ContainsFunc(l.system.Components, func(c architecture.Component) bool {
		return hasChips(c) && slices.ContainsFunc(l.chipsOf(c), func(each chip) bool { return each.perhaps })
	})
}

// drawLegend says what the lines mean.
func (l *layout) drawLegend(c *canvas) {
	y := l.height - 26
	c.path("flow", point{margin, y - 4}, point{margin + 34, y - 4})
	c.arrow(point{margin + 40, y - 4}, "right", "flow-end")
	c.text(margin+50, y, "small", "may open a connection, on these ports")
	x := margin + 300
	c.path("use", point{x, y - 4}, point{x + 34, y - 4})
	c.arrow(point{x + 40, y - 4}, "right", "use-end")
	c.text(x+50, y, "small", "may use it, with the rights of its role")
	if l.hasPerhaps() {
		c.rect(x+300, y-13, 52, 18, 9, "perhaps")
		c.text(x+360, y, "small", "AWS chooses the zone")
	}
	if n := len(l.system.NotModelled); n > 0 {
		c.text(margin, y-22, "small", "Not understood: "+spelling.Count(n, "thing")+"; a line may be missing")
	}
}
