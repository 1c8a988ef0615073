package config

import (
	"fmt"

	"kasha/lib/names"
	"kasha/lib/spelling"
)

// checkServices checks the further services. at is the environment.
func checkServices(at object, e Environment) {
	if len(e.Services) > maxServices {
		at.reject("services", "an environment cannot have "+spelling.Count(len(e.Services), "further service"),
			fmt.Sprintf("at most %d", maxServices))
	}
	ports, seen := map[int]string{}, map[string]string{}
	for _, name := range e.ServiceNames() {
		element := at
		element.path = child(at.field("services"), name)
		if name == "frontend" || name == "backend" {
			element.reject("", quote(name)+" cannot name a further service", "another name; not frontend and backend")
			continue
		}
		if !checkName(element, name, "further service", names.MaxService, seen) {
			continue
		}
		_, taken := e.Services[name+"-logs"]
		element.rejectIf(taken, "", "a construct of this service would be called as the service "+name+"-logs", "another name for one of the two")
		s := e.Services[name]
		checkService(element, s.Service, e)
		checkWay(element, s)
		checkInternalPort(element, s, ports)
		ports[s.InternalPort] = name
	}
	checkRoutes(at, e)
}

// checkWay checks that requests reach a service in one way.
func checkWay(at object, s FurtherService) {
	switch {
	case len(s.Routes) == 0 && s.InternalPort == 0:
		at.reject("routes", "no request would reach the service", `its paths: ["/api/*"], or "internalPort": 8081`)
	case len(s.Routes) > 0 && s.InternalPort != 0:
		at.reject("routes", "all requests at internalPort are for this service, so it has no paths", "one of the two")
	case s.Internal && s.InternalPort != 0:
		at.reject("internal", "internalPort says so already", "remove it")
	}
}

func checkInternalPort(at object, s FurtherService, taken map[int]string) {
	switch port := s.InternalPort; {
	case port == 0:
	case port < firstPlainPort || port > 65535:
		at.reject("internalPort", fmt.Sprintf("%d is not a port for a service", port), fmt.Sprintf("%d to 65535, such as 8081", firstPlainPort))
	case port == mysqlPort || port == InternalPort:
		at.reject("internalPort", fmt.Sprintf("%d is the port of MySQL or of the backend", port), "another port, such as 8081")
	case taken[port] != "":
		at.reject("internalPort", fmt.Sprintf("%d is the port of the service %s", port, taken[port]), "another port")
	}
}

// placed is a route and where it stands.
type placed struct {
	Route
	at      object
	field   string // of a route in the short form, empty
	service string
}

// checkRoutes checks the routes of all further services, those of each load balancer together.
func checkRoutes(at object, e Environment) {
	for _, internal := range []bool{false, true} {
		var all []placed
		for _, name := range e.ServiceNames() {
			s, service := e.Services[name], at
			service.path = child(at.field("services"), name)
			if s.IsInternal() != internal || !service.valid("internal", "internalPort") {
				continue
			}
			for i, route := range s.Routes {
				p := placed{Route: route, at: service.element("routes", i), service: name}
				if p.at.written[p.at.field("path")] || p.at.written[p.at.field("priority")] {
					p.field = "path"
				}
				p.check(e, internal)
				p.checkBeside(all)
				all = append(all, p)
			}
		}
		if len(all) > maxRoutes {
			all[maxRoutes].at.reject(all[maxRoutes].field, "a load balancer cannot have "+spelling.Count(len(all), "route"),
				fmt.Sprintf("at most %d; a star stands for many paths", maxRoutes))
		}
	}
}

// check checks a route alone.
func (p placed) check(e Environment, internal bool) {
	switch {
	case p.Path == "/*":
		p.at.reject(p.field, "all requests would be for this service, and none for the frontend or the backend",
			`a part of the paths, such as "/api/*"; or the image of the frontend`)
	case !p.isValid():
		p.at.reject(p.field, quote(p.Path)+" is not a path that a rule of a load balancer can have",
			fmt.Sprintf(`a path such as "/login", or "/api/*" for all that begin so, of letters, digits and _.$~@:+&-, with at most %d slashes`,
				mostSlashes))
	case !internal && e.Edge.ServesFile(p.example()):
		p.at.reject(p.field, "CloudFront serves "+quote(p.Path)+" from the bucket (edge.static.paths), so no request would reach the service",
			"another path, or this one in edge.static.except")
	}
	if p.Priority != 0 && (p.Priority < firstOwnPriority || p.Priority > lastOwnPriority) {
		p.at.reject("priority", fmt.Sprintf("%d is not a priority for a route", p.Priority),
			fmt.Sprintf("%d to %d, or none", firstOwnPriority, lastOwnPriority))
	}
}

// checkBeside checks a route against the earlier ones of the same load balancer.
func (p placed) checkBeside(earlier []placed) {
	for _, other := range earlier {
		if !p.at.valid(p.field, "priority") || !other.at.valid(other.field, "priority") {
			continue
		}
		switch inner, outer := p, other; {
		case p.Path == other.Path:
			p.at.reject(p.field, quote(p.Path)+" is already a route of the service "+other.service, "one of the two")
		case p.service == other.service && (p.covers(other.Route) || other.covers(p.Route)):
			p.at.reject(p.field, fmt.Sprintf("%s and %s overlap and belong to one service", quote(p.Path), quote(other.Path)),
				"the one with more paths")
		case p.RulePriority() == other.RulePriority():
			p.at.reject(p.field, fmt.Sprintf("the rule of %s would have the priority of %s, %d", quote(p.Path), quote(other.Path), p.RulePriority()),
				fmt.Sprintf(`a priority that no other route has, such as {"path": %q, "priority": %d}`, p.Path, firstOwnPriority+8))
		case p.covers(other.Route) || other.covers(p.Route):
			if p.covers(other.Route) {
				inner, outer = other, p
			}
			if inner.RulePriority() > outer.RulePriority() {
				p.at.reject(p.field, fmt.Sprintf("%s would come before %s, which then gets no request", quote(outer.Path), quote(inner.Path)),
					fmt.Sprintf("a priority of %s below %d", quote(inner.Path), outer.RulePriority()))
			}
		}
	}
}
