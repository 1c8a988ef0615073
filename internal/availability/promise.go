package availability

import "kasha/internal/architecture"

// Target is the availability that the design document wants.
const Target = 0.9999

// hoursPerMonth is how AWS counts a month.
const hoursPerMonth = 730

// Promise is what AWS promises for one service that a request passes.
type Promise struct {
	What        string
	Share       float64 // of a month; 0: AWS publishes none for it
	Source      string
	Improvement string // the field that gets a better promise; empty: none does
	Better      float64
}

// Minutes is the time a month in which a service may be down without breaking the promise.
func (p Promise) Minutes() float64 { return (1 - p.Share) * hoursPerMonth * 60 }

// Promises are those for each service that a request passes on its way to the database.
func Promises(system architecture.System) []Promise {
	var all []Promise
	for _, component := range system.Components {
		switch component.Kind {
		case architecture.Edge:
			all = append(all, Promise{What: "CloudFront", Share: 0.999, Source: "CloudFront SLA of 2022-05-05"})
			if component.WebACL {
				all = append(all, Promise{What: "WAF", Share: 0.9995, Source: "WAF SLA of 2022-05-05"})
			}
		case architecture.LoadBalancer:
			all = append(all, overZones(component, "Elastic Load Balancing SLA of 2022-07-25"))
		case architecture.Service:
			if component.BehindLoadBalancer() {
				p := overZones(component, "Compute SLA of 2022-05-05, for tasks in two zones or more")
				if component.Count.Least < 2 {
					p.Share, p.Improvement, p.Better = 0, field(component, "minTasks")+" at least 2", 0.9999
				}
				all = append(all, p)
			}
		case architecture.Database:
			p := Promise{What: component.Title, Share: 0.9995, Source: "RDS SLA of 2024-01-22, Multi-AZ"}
			if !component.Copies.Standby {
				p.Share, p.Source, p.Improvement, p.Better = 0.995, "RDS SLA of 2024-01-22, single instance", "database.multiAz", 0.9995
			}
			all = append(all, p)
		}
	}
	return all
}

// overZones is the promise for what stands in several zones. AWS promises nothing for one zone.
func overZones(component architecture.Component, source string) Promise {
	p := Promise{What: component.Title, Share: 0.9999, Source: source}
	if len(component.Zones) < 2 {
		p.Share, p.Improvement, p.Better = 0, "availabilityZones", 0.9999
	}
	return p
}

// Together multiplies the promises: a request needs all of these services. known is false where AWS publishes none for one of them.
func Together(promises []Promise) (share float64, known bool) {
	share, known = 1, true
	for _, promise := range promises {
		if promise.Share == 0 {
			known = false
			continue
		}
		share *= promise.Share
	}
	return share, known
}

// Most is the promise that a field of the configuration improves most. ok is false where no field improves any.
func Most(promises []Promise) (most Promise, ok bool) {
	for _, promise := range promises {
		if promise.Improvement != "" && (!ok || promise.Better-promise.Share > most.Better-most.Share) {
			most, ok = promise, true
		}
	}
	return most, ok
}

// Weakest is the promise that allows the longest outage.
func Weakest(promises []Promise) Promise {
	var weakest Promise
	for _, promise := range promises {
		if weakest.What == "" || promise.Share < weakest.Share {
			weakest = promise
		}
	}
	return weakest
}
