package reach

import (
	"slices"

	"kasha/internal/cloudformation"
)

// targetGroups are those that a listener rule forwards to.
func (m *Model) targetGroups(r listenerRule) []string {
	var groups []string
	for _, action := range r.actions {
		switch kind := action.Text("Type"); kind {
		case "forward":
			if group := action.Text("TargetGroupArn"); group != "" {
				groups = append(groups, m.env.Identity(group))
			}
			for _, weighted := range action.Map("ForwardConfig").Maps("TargetGroups") {
				groups = append(groups, m.env.Identity(weighted.Text("TargetGroupArn")))
			}
		case "fixed-response", "redirect":
		default:
			m.note("the action %s of %s", kind, r.resource)
		}
	}
	return groups
}

// targetPort is where ECS registers a service's tasks in a target group: their container port, whatever port the group has.
func (m *Model) targetPort(group string, service *Node) (int, bool) {
	for _, registration := range service.Resource.Properties.Maps("LoadBalancers") {
		if m.env.Identity(registration.Text("TargetGroupArn")) == group {
			return registration.Int("ContainerPort")
		}
	}
	return 0, false
}

// readServices reads where tasks listen, and notes target groups with targets that the model does not know.
func (m *Model) readServices() {
	registered := map[string]bool{}
	for _, node := range m.nodes {
		for _, registration := range node.Resource.Properties.Maps("LoadBalancers") {
			if node.Kind == Service {
				registered[m.env.Identity(registration.Text("TargetGroupArn"))] = true
				node.port, _ = registration.Int("ContainerPort")
			}
		}
	}
	m.findOtherRegistrations()
	for _, resource := range m.env.Resources("AWS::ElasticLoadBalancingV2::TargetGroup") {
		p := resource.Properties
		if len(p.Maps("Targets")) > 0 || !registered[resource.Reference()] {
			m.note("the targets of %s", resource)
		}
		if port := p.Text("HealthCheckPort"); port != "" && port != "traffic-port" {
			m.note("health checks of %s on port %s", resource, port)
		}
	}
}

// findOtherRegistrations notes resources that name a target group and may register targets of their own in it. Examples are an ECS
// task set, an Auto Scaling group and a deployment. Services, listeners and what only watches are left out.
func (m *Model) findOtherRegistrations() {
	for _, resource := range m.env.Resources() {
		switch resource.Type {
		case "AWS::ECS::Service", "AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule":
			continue
		}
		if slices.Contains(irrelevantTypes(), resource.Type) {
			continue
		}
		for _, reference := range cloudformation.References(resource.Properties) {
			if group, ok := m.env.Named(reference.String(), "AWS::ElasticLoadBalancingV2::TargetGroup"); ok {
				m.note("%s, a %s, which may register targets in %s", resource, resource.Type, group)
			}
		}
	}
}
