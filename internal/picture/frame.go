package picture

import (
	"slices"

	"kasha/internal/architecture"
	"kasha/internal/assembly"
)

// drawFrame draws the network with its tiers and zones, below everything else.
func (l *layout) drawFrame(c *canvas) {
	zones := zoneWidth * float64(max(len(l.system.Zones), 1))
	right := l.zonesX + zones + margin
	top := l.frameTop - 62.0
	c.text(margin+14, margin+18, "title", "Environment "+l.system.Name)
	if l.system.Account != "" && l.system.Account != assembly.OpenAccount {
		c.text(margin+14, margin+38, "quiet", "account "+l.system.Account)
	}
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
		c.text(x+24, l.frameTop-13, "quiet", "zone "+zone)
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

// portsOut says how all processes of a tier reach the internet. The box of a process says what it may use besides.
func (l *layout) portsOut(tier architecture.Tier) []string {
	var lines []string
	for _, way := range l.commonWays(tier.Name) {
		lines = append(lines, "on "+way)
	}
	if len(lines) > 0 && l.hasOwnWays(tier.Name) {
		lines = append(lines, "plus what a box says")
	}
	return lines
}

// hasOwnWays reports whether a process has a way to the internet that others of its tier have not.
func (l *layout) hasOwnWays(tier string) bool {
	common := l.commonWays(tier)
	return slices.ContainsFunc(l.system.Components, func(c architecture.Component) bool {
		return c.Tier == tier && slices.ContainsFunc(c.Leaves, func(leaving architecture.Leaving) bool {
			return !slices.Contains(common, leaving.Way())
		})
	})
}

// commonWays are the ways to the internet that all processes of a tier have.
func (l *layout) commonWays(tier string) []string {
	var ways []string
	count, processes := map[string]int{}, 0
	for _, component := range l.system.Components {
		if component.Tier != tier || len(component.Leaves) == 0 {
			continue
		}
		processes++
		var own []string
		for _, leaving := range component.Leaves {
			if way := leaving.Way(); !slices.Contains(own, way) {
				own = append(own, way)
				count[way]++
			}
		}
		ways = append(ways, own...)
	}
	slices.Sort(ways)
	return slices.DeleteFunc(slices.Compact(ways), func(way string) bool { return count[way] < processes })
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

// drawLegend says what the lines and shapes mean.
func (l *layout) drawLegend(c *canvas) {
	y := l.height - 46
	c.path("flow", point{margin, y - 4}, point{margin + 34, y - 4})
	c.arrow(point{margin + 40, y - 4}, "right", "flow-end")
	text := "may open a connection, on these ports; no line, no connection"
	if len(l.lanes) > 0 {
		text += "; a dot: lines join; colours only tell lines apart"
	}
	c.text(margin+50, y, "small", text)
	x := l.thingsX
	if len(l.things) > 0 {
		c.path("use", point{x, y - 4}, point{x + 24, y - 4})
		c.rect(x+24, y-13, 44, 18, 6, "cell")
		c.text(x+46, y, "cell-text", "read")
		c.text(x+78, y, "small", "its role may do this with the queue or bucket")
		c.text(x+78, y+18, "small", "above, or at the arrow; no cell: no right")
	}
	y += 26
	c.rect(margin, y-13, 52, 18, 9, "chip")
	c.text(margin+60, y, "small", "has a part in this zone")
	if l.hasPerhaps() {
		c.rect(margin+230, y-13, 52, 18, 9, "perhaps")
		c.text(margin+290, y, "small", "may have a part in this zone: AWS chooses")
	}
}
