package config

import (
	"maps"
	"slices"

	"kasha/lib/names"
)

// FurtherService is an HTTP service beside the frontend and the backend. It stands behind the load balancer of one of them.
//
//	public            routes                    behind the frontend's, which takes only requests of the site's own distribution
//	internal by path  routes, internal          behind the backend's, on the same port
//	internal by port  internalPort              behind the backend's, on a port of its own
type FurtherService struct {
	Service

	// Routes are the paths whose requests the service gets. All other requests go to the frontend, or to the backend for internal services.
	// The more specific route wins. Move a path to a new service in two deployments; docs/services.md says why.
	//
	//	Default: none; required without internalPort
	//	Allowed: at most 20 for all public services and 20 for all internal ones; paths such as "/login", or "/api/*" for all paths that begin
	//	         so; objects such as {"path": "/api/*", "priority": 10}
	//	Source:  ELB user guide, "Path conditions"
	Routes []Route `json:"routes"`

	// Internal puts the routes behind the internal load balancer. Only processes with "service:NAME" in uses can call it, and the frontend.
	//
	//	Default: false
	//	Allowed: true or false; not beside internalPort
	//	Source:  Kasha's own
	Internal bool `json:"internal"`

	// InternalPort is a port of the internal load balancer where all requests are for this service. Only processes with "service:NAME" in
	// uses can call it.
	//
	//	Unit:    TCP port
	//	Default: 0; none
	//	Allowed: 0, or 1024 to 65535, but not 3306 and 8080; each for one service
	//	Source:  ELB API, CreateListener
	InternalPort int `json:"internalPort"`
}

const (
	maxServices = 6 // of CloudFormation's 500 resources in a stack, each takes about thirty

	// maxRoutes is for each load balancer. A public route is a rule of both listeners, each with a dynamic reference to the origin's
	// secret. CloudFormation allows 60 of those in a template.
	maxRoutes = 20

	// InternalPort is the port of the internal load balancer for the backend and the services by path, whatever port the containers have.
	// Source: design document, "Architecture Overview".
	InternalPort = 8080
)

// prepare fills a service of which nothing was written. What the tier decides is filled in by completeServices.
func (s *FurtherService) prepare(map[string]any) {
	*s = FurtherService{Service: defaultService(Production), Routes: []Route{}}
}

// completeServices fills in what a tier decides. The decoder does not know the tier of the environment around a service.
func completeServices(at object, e Environment) {
	for name, s := range e.Services {
		service := at.in(child("services", name))
		if !service.written[service.field("spot")] {
			s.Spot = defaultService(e.Tier).Spot
			e.Services[name] = s
		}
	}
}

// IsInternal reports whether the service stands behind the internal load balancer.
func (s FurtherService) IsInternal() bool { return s.Internal || s.InternalPort != 0 }

// ListenerPort is where the internal load balancer listens for an internal service.
func (s FurtherService) ListenerPort() int {
	if s.InternalPort != 0 {
		return s.InternalPort
	}
	return InternalPort
}

// ServiceNames returns the names of the further services, sorted.
func (e Environment) ServiceNames() []string { return slices.Sorted(maps.Keys(e.Services)) }

// HasPublicRoutes reports whether a further service takes requests from the frontend's load balancer.
func (e Environment) HasPublicRoutes() bool {
	for _, s := range e.Services {
		if !s.IsInternal() {
			return true
		}
	}
	return false
}

// Callable returns what a process may call over the internal load balancer, in uses: the backend and the internal services, and the port
// of each.
func (e Environment) Callable() map[string]int {
	ports := map[string]int{"backend": InternalPort}
	for name, s := range e.Services {
		if s.IsInternal() {
			ports[name] = s.ListenerPort()
		}
	}
	return ports
}

// ProcessName returns the process that a job's runs means.
func (e Environment) ProcessName(runs string) string {
	if _, further := e.Services[runs]; further {
		return names.Service(runs)
	}
	return runs
}

// allServices returns every service with the path of its section, as the rules go through them.
func (e Environment) allServices() []located {
	all := []located{{field: "frontend", Service: e.Frontend.Service, public: true}, {field: "backend", Service: e.Backend.Service}}
	for _, name := range e.ServiceNames() {
		s := e.Services[name]
		all = append(all, located{field: child("services", name), Service: s.Service, public: !s.IsInternal()})
	}
	return all
}

// located is a service and where it stands: in the configuration, and in the frontend's subnets or in the backend's.
type located struct {
	Service
	field  string
	public bool
}
