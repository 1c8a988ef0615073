package availability

import (
	"fmt"
	"slices"
	"strings"

	"kasha/internal/architecture"
)

// worstZone is the outage of the zone whose loss takes most with it. Where all zones are alike, that is the first.
func worstZone(system architecture.System) Outage {
	var worst Outage
	for _, zone := range system.Zones {
		if outage := zoneFails(system, zone); worst.What == "" || outage.Verdict.rank() > worst.Verdict.rank() {
			worst = outage
		}
	}
	return worst
}

// Zone is what the loss of one zone does.
func zoneFails(system architecture.System, zone string) Outage {
	o := Outage{ID: "zone", What: "The zone " + zone + " is lost", Verdict: Continues, HowLong: "until AWS has repaired the zone"}
	for _, component := range system.Components {
		left := without(component.Zones, zone)
		switch {
		case !slices.Contains(component.Zones, zone):
		case component.Kind == architecture.Gateway:
			loseWayOut(&o, system, component, zone)
		case component.Kind == architecture.Database:
			loseDatabase(&o, system, component, left)
		case component.Kind == architecture.Replica:
			o.loses(Impaired, component.Title+": reads from it fail")
		case component.Kind == architecture.LoadBalancer || component.Kind == architecture.Proxy:
			if len(left) == 0 {
				o.loses(Stops, component.Title+" stands in no other zone")
				o.better("availabilityZones")
				continue
			}
			o.works(component.Title + " in " + strings.Join(left, ", "))
		case component.Kind == architecture.Service:
			loseTasks(&o, component, left)
		}
	}
	return o
}

func loseTasks(o *Outage, service architecture.Component, left []string) {
	switch {
	case len(left) == 0:
		o.loses(Stops, service.Title+" may run in no other zone")
		o.better("availabilityZones")
	case service.Count.Least == 0:
		o.works(service.Title + " starts in " + strings.Join(left, ", ") + " when it is needed")
	case service.Count.Least == 1:
		o.loses(Interrupted, service.Title+": its only task may be there; ECS starts another in "+strings.Join(left, ", "))
		o.better(field(service, "minTasks") + " at least 2")
	default:
		o.works(fmt.Sprintf("%s: its tasks in %s; ECS starts the missing ones there", service.Title, strings.Join(left, ", ")))
	}
}

// loseWayOut says which other zones lose their way out with a NAT gateway.
func loseWayOut(o *Outage, system architecture.System, gateway architecture.Component, zone string) {
	cut := without(servedBy(system, gateway), zone)
	if len(cut) == 0 {
		return // only its own zone, which is lost anyway
	}
	o.loses(Stops, "the way out of "+strings.Join(cut, ", ")+" too: no task can start there, and calls to AWS's services fail")
	o.better("network.natGateways, one for each zone")
}

func loseDatabase(o *Outage, system architecture.System, primary architecture.Component, left []string) {
	switch {
	case primary.Copies.Standby && len(left) > 0:
		o.loses(Interrupted, primary.Title+": the standby takes over, typically in 60 to 120 seconds")
	case len(left) == 0 && len(primary.Zones) == 1 && primary.Copies.Standby:
		o.loses(Stops, primary.Title+": its subnets leave no other zone for the standby")
		o.better("availabilityZones")
	default:
		text := primary.Title + ": no standby; it may be in this zone"
		if replica, ok := replicaOf(system, primary); ok {
			text += "; a person may promote the replica " + replica.Title
		}
		o.loses(Stops, text)
		o.better("database.multiAz")
	}
}

// servedBy are the zones whose default routes lead through a NAT gateway.
func servedBy(system architecture.System, gateway architecture.Component) []string {
	var zones []string
	for _, tier := range system.Tiers {
		for _, subnet := range tier.Subnets {
			if subnet.Gateway == gateway.ID && !slices.Contains(zones, subnet.Zone) {
				zones = append(zones, subnet.Zone)
			}
		}
	}
	return zones
}

func replicaOf(system architecture.System, primary architecture.Component) (architecture.Component, bool) {
	for _, replica := range system.Of(architecture.Replica) {
		if replica.Copies.Of == primary.ID {
			return replica, true
		}
	}
	return architecture.Component{}, false
}

// field is the path of a service's field in the configuration.
func field(service architecture.Component, name string) string {
	section := strings.ToLower(service.Title[:1]) + service.Title[1:]
	for _, kind := range []string{"service", "worker"} {
		if name, ok := strings.CutPrefix(section, kind+" "); ok { // Service order api is services.order-api
			section = kind + "s." + strings.ReplaceAll(strings.ToLower(name), " ", "-")
		}
	}
	return section + "." + name
}
