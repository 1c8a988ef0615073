package promises

import (
	"strconv"
	"strings"

	"kasha/internal/allowlist"
	"kasha/lib/names"
)

// servesRoutes lets load balancers forward requests to a further service. The public one forwards only requests with the origin's secret
// header. Anyone may choose a path, so a route without the header would let requests past the edge.
func servesRoutes(p process, e environment) promise {
	const public, internal = "public", "internal"
	from := map[string][]allowlist.Connection{
		internal: {{From: internalLoadBalancer, To: p.name, On: allowlist.TCP(p.port), Must: true}},
	}
	for i, origin := range e.origins {
		from[public] = append(from[public], fromOrigin(origin, i, p.name, p.port))
	}
	var allowed promise
	for _, scheme := range []string{public, internal} {
		for _, declared := range p.routes {
			if way, _, _ := strings.Cut(declared, " "); way == scheme {
				allowed.connections = append(allowed.connections, from[scheme]...)
				break
			}
		}
	}
	return allowed
}

// usesService lets a process call the internal load balancer on the port of one service: that of the backend for a service by path.
func usesService(process, called string, e environment) promise {
	port := 0
	if called == "backend" {
		port = internalPort
	}
	for _, p := range e.processes {
		for _, declared := range p.routes {
			scheme, what, _ := strings.Cut(declared, " ")
			if p.name != names.Title(names.Service(called)) || scheme != "internal" {
				continue
			}
			port = internalPort
			if own, err := strconv.Atoi(what); err == nil {
				port = own
			}
		}
	}
	if port == 0 {
		return promise{} // nothing is promised, so the rule is a violation
	}
	return promise{connections: []allowlist.Connection{
		{From: process, To: internalLoadBalancer, On: allowlist.TCP(port), Must: true},
	}}
}
