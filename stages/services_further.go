package stages

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/edge"
	"kasha/lib/monitoring"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/service"
	"kasha/lib/task"
)

// further builds the services beside the frontend and the backend, each with a target group, roles and a security group of its own.
func (s *servicesBuilder) further(front, back service.Service) []monitoring.Further {
	var all []monitoring.Further
	for _, name := range s.env.ServiceNames() {
		settings, process := s.env.Services[name], names.Service(name)
		scope := constructs.NewConstruct(s.stack, jsii.String(names.Title(process)))
		before, subnets := front, network.FrontendSubnets
		way := service.Way{Routes: settings.Routes, Port: settings.InternalPort, Targets: targetsOfPublic, Lock: s.lock()}
		var beside []service.Way
		switch {
		case settings.IsInternal():
			before, subnets, way.Lock = back, network.BackendSubnets, nil
		case s.env.Edge.UsesVPCOrigin():
			way.Targets, way.Lock = targetsOfVPCOrigin, nil
			beside = secondWay(settings.Routes, front.Beside, targetsOfPublic, s.lock())
		default:
			beside = secondWay(settings.Routes, front.Beside, targetsOfVPCOrigin, nil)
		}
		way.Listeners = before.Listeners
		props := s.serviceProps(process, settings.Service, subnets)
		props.LoadBalancer = before.LoadBalancer
		props.Task.SecurityGroup = task.NewSecurityGroup(scope, "Tasks", s.net.Network.VPC, task.LoadBalancer)
		built := service.NewFurther(scope, props, way, beside...)
		s.grant(ofService(process, settings.Service, built))
		declareRoutes(built.Definition, settings)
		all = append(all, monitoring.Further{Service: built, Name: process, Limits: settings.Service})
	}
	return all
}

// The ids of a further service's target groups, each of which belongs to one load balancer. Services behind the internal load balancer
// have the first.
const (
	targetsOfPublic    = "Targets"
	targetsOfVPCOrigin = "VpcOriginTargets"
)

// secondWay leads from the second load balancer before the frontend, if there is one.
func secondWay(
	routes []config.Route, listeners []awselasticloadbalancingv2.ApplicationListener, targets string, lock *service.Lock,
) []service.Way {
	if len(listeners) == 0 {
		return nil
	}
	return []service.Way{{Routes: routes, Listeners: listeners, Targets: targets, Lock: lock}}
}

// lock is the header that every forwarded request from the internet must have.
func (s *servicesBuilder) lock() *service.Lock {
	lock := &service.Lock{Header: edge.OriginHeader, Value: s.data.OriginSecret, Priority: config.FrontendPriority}
	if s.env.HasPublicRoutes() {
		lock.Priority = config.FrontendPriorityBehindRoutes
	}
	return lock
}

// declareRoutes writes into the template how requests reach a service. internal/promises holds the template against it.
func declareRoutes(definition awsecs.FargateTaskDefinition, settings config.FurtherService) {
	declared := []string{}
	if settings.InternalPort != 0 {
		declared = append(declared, fmt.Sprintf("internal %d", settings.InternalPort))
	}
	for _, route := range settings.Routes {
		scheme := "public"
		if settings.Internal {
			scheme = "internal"
		}
		declared = append(declared, scheme+" "+route.Path)
	}
	definition.Node().DefaultChild().(awsecs.CfnTaskDefinition).AddMetadata(jsii.String(names.RoutesMetadata), declared)
}

// serviceURLs returns the addresses of the internal services that a process calls.
func (s *servicesBuilder) serviceURLs(uses config.Uses) map[string]string {
	variables, ports := map[string]string{}, s.env.Callable()
	for _, called := range uses.Calls() {
		variables[names.ServiceVariable(called)] = fmt.Sprintf("http://%s:%d", *s.internal.LoadBalancerDnsName(), ports[called])
	}
	return variables
}

// openCalls lets a process call the internal load balancer on the ports of the services that it uses. The backend's port is open to the
// frontend in every environment.
func (s *servicesBuilder) openCalls(p process) {
	opened := map[int]bool{internalPort: p.name == frontend}
	for _, called := range p.uses.Calls() {
		port := s.env.Callable()[called]
		if opened[port] {
			continue
		}
		opened[port] = true
		s.internal.Connections().AllowFrom(p.tasks, awsec2.Port_Tcp(jsii.Number(port)), jsii.String(p.title()+" tasks"))
	}
}
