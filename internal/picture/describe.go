package picture

import (
	"fmt"
	"strings"

	"kasha/internal/architecture"
)

// Describe says in sentences what the picture shows, for readers who do not see it.
func Describe(system architecture.System) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s has a network in %s with the zones %s.", system.Name, system.Region, strings.Join(system.Zones, ", "))
	l := &layout{system: system}
	for _, tier := range system.Tiers {
		fmt.Fprintf(&text, " In the %s subnets:", tier.Name)
		for _, component := range system.Components {
			if component.Tier == tier.Name {
				fmt.Fprintf(&text, " %s (%s);", component.Title, strings.Join(l.factsOf(component), ", "))
			}
		}
		fmt.Fprintf(&text, " %s.", strings.Join(append([]string{strings.Join(internetOf(tier), " the ")}, l.portsOut(tier)...), "; "))
	}
	seen := map[string]bool{}
	for _, connection := range system.Connections {
		if line := " " + sentence(l, connection) + "."; !seen[line] {
			seen[line] = true
			text.WriteString(line)
		}
	}
	for _, use := range system.Uses {
		fmt.Fprintf(&text, " %s may %s: %s.", l.titleOf(use.Process), strings.Join(use.May, ", "), l.titleOf(use.Thing))
	}
	for _, component := range system.Components {
		if len(component.Senders) > 0 {
			fmt.Fprintf(&text, " %s may send: %s.", strings.Join(component.Senders, ", "), component.Title)
		}
	}
	for _, secret := range system.Secrets {
		text.WriteString(" " + secret.String() + ".")
	}
	return text.String()
}

// limitOf is a connection's limit without its ports, which the label has; empty where the box of the load balancer says it.
func limitOf(from architecture.Component, connection architecture.Connection) string {
	if strings.Contains(connection.Only, "requests with the secret header ") {
		if from.Kind == architecture.LoadBalancer && strings.Contains(strings.Join(from.Facts, "; "), "requests with the secret header ") {
			return ""
		}
		return "only with a secret header"
	}
	_, limit, found := strings.Cut(connection.Only, " only ")
	if !found || strings.Contains(connection.Only, ";") || strings.Contains(connection.Label, ",") {
		return strings.Replace(connection.Only, "tcp ", "", 1)
	}
	return "only " + limit
}
