// Package availability says what an outage does to an environment: what still works, what is lost, and for how long. It derives this from
// internal/architecture alone, so the result describes the templates, not the configuration.
//
// The package also multiplies the availabilities that AWS's SLAs state for the services that a request passes. An SLA promises credits; it
// is not a measurement.
//
// Failure modes: the package knows nothing of the application. In any outage, work that the application cannot repeat may be lost.
package availability

import (
	"slices"
	"strings"

	"kasha/internal/architecture"
)

// Verdict is what becomes of the service to viewers, from the best to the worst.
type Verdict string

// The verdicts.
const (
	Continues   Verdict = "continues"
	Interrupted Verdict = "interrupted" // comes back by itself, within minutes
	Impaired    Verdict = "impaired"    // a part works until AWS or a person repairs the rest
	Stops       Verdict = "stops"       // until AWS repairs it, or a person acts
)

func (v Verdict) rank() int {
	return slices.Index([]Verdict{Continues, Interrupted, Impaired, Stops}, v)
}

// Outage is one thing that may fail, and what follows.
type Outage struct {
	ID          string // the same in every revision of an environment, also where What names another zone or region
	What        string
	Verdict     Verdict
	Works, Lost []string
	HowLong     string
	Better      string // the field that would make it better; empty: none
}

// Outages lists what may fail, from a task to the region.
func Outages(system architecture.System) []Outage {
	var all []Outage
	for _, service := range system.Of(architecture.Service) {
		all = append(all, taskFails(service))
	}
	if gateways := system.Of(architecture.Gateway); len(gateways) > 0 {
		all = append(all, gatewayFails(system, gateways))
	}
	for _, primary := range system.Of(architecture.Database) {
		all = append(all, primaryFails(system, primary), storageIsLost(system, primary), replicaFails(system, primary))
	}
	all = append(all, worstZone(system))
	for _, edge := range system.Of(architecture.Edge) {
		all = append(all, originFails(edge))
	}
	return append(all, regionFails(system))
}

func (o *Outage) works(text string) { o.Works = append(o.Works, text) }

// loses adds what is lost. The verdict is that of the worst loss.
func (o *Outage) loses(verdict Verdict, text string) {
	o.Lost = append(o.Lost, text)
	if verdict.rank() > o.Verdict.rank() {
		o.Verdict = verdict
	}
}

func (o *Outage) better(field string) {
	switch {
	case o.Better == "":
		o.Better = field
	case !strings.Contains(o.Better, field):
		o.Better += "; " + field
	}
}

func without(zones []string, lost string) []string {
	return slices.DeleteFunc(slices.Clone(zones), func(zone string) bool { return zone == lost })
}
