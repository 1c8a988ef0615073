package picture

import (
	"slices"
	"strconv"

	"kasha/internal/architecture"
)

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
		chips[i].text, chips[i].perhaps = textInZone(component, len(chips))
	}
	return chips
}

// textInZone says what a component has in each of n zones. ECS spreads tasks evenly, and chooses the zones of those that remain. RDS
// chooses the zone of an instance. What may be in any of several zones looks the same in each of them.
func textInZone(component architecture.Component, n int) (text string, perhaps bool) {
	const somewhere = " here or there"
	switch component.Kind {
	case architecture.LoadBalancer:
		return "node", false
	case architecture.Service:
		return tasksInZone(component.Count, n)
	case architecture.Replica:
		text = "replica"
	case architecture.Database:
		if component.Copies.Standby && n > 1 {
			return "primary or standby", true // they change places at each failover
		}
		text = "primary"
	}
	if n > 1 {
		return text + somewhere, true
	}
	return text, false
}

func tasksInZone(count architecture.Count, n int) (text string, perhaps bool) {
	least, rest := count.Least/n, count.Least%n
	switch {
	case count.Least == 0:
		return "when needed", true
	case count.Most > count.Least && least > 0:
		return "at least " + strconv.Itoa(least), false
	case count.Most > count.Least:
		return "at least " + strconv.Itoa(rest) + " here or there", true
	case least == 0 && rest == 1:
		return "1 task here or there", true
	case least == 0:
		return strconv.Itoa(rest) + " tasks here or there", true
	case rest > 0:
		return strconv.Itoa(least) + " or " + strconv.Itoa(least+1) + " tasks", false
	case least == 1:
		return "1 task", false
	}
	return strconv.Itoa(least) + " tasks", false
}
