package architecture

import (
	"slices"
	"strings"

	"kasha/internal/cloudformation"
)

// readListeners says of each load balancer on which ports it listens, and which service each of them leads to.
func (r *reader) readListeners() {
	for i, component := range r.system.Components {
		if component.Kind == LoadBalancer {
			r.system.Components[i].Facts = r.listenerFacts(component.Resource)
		}
	}
}

// listenerFacts has one line for all listeners that lead to the same services: listens on HTTP 8080 for Backend.
func (r *reader) listenerFacts(balancer cloudformation.Resource) []string {
	var targets []string
	ports := map[string][]string{} // by targets
	for _, listener := range r.env.Resources("AWS::ElasticLoadBalancingV2::Listener") {
		if r.env.Identity(listener.Properties.Text("LoadBalancerArn")) != r.env.Identity(balancer.Reference()) {
			continue
		}
		target := r.targetsOf(listener)
		if !slices.Contains(targets, target) {
			targets = append(targets, target)
		}
		ports[target] = append(ports[target], listener.Properties.Text("Protocol")+" "+listener.Properties.Text("Port"))
	}
	facts := []string{balancer.Properties.Text("Scheme")}
	var listens []string
	for _, target := range targets {
		slices.Sort(ports[target])
		text := "listens on " + strings.Join(ports[target], ", ")
		switch {
		case strings.Contains(target, " for "):
			text += ": " + target
		case target != "":
			text += " for " + target
		}
		listens = append(listens, text)
	}
	slices.Sort(listens)
	return append(append(facts, listens...), r.headerFacts(balancer)...)
}

// targetsOf names the services that a listener leads to, each with the paths of its rules: Frontend (/shop/*). With more
// than one, it says which takes all other paths.
func (r *reader) targetsOf(listener cloudformation.Resource) string {
	var services []string
	paths := map[string][]string{}
	add := func(actions []cloudformation.Properties, of []string) {
		for _, service := range r.servicesBehind(actions) {
			if !slices.Contains(services, service) {
				services = append(services, service)
			}
			paths[service] = append(paths[service], of...)
		}
	}
	add(listener.Properties.Maps("DefaultActions"), nil)
	for _, rule := range r.env.Resources("AWS::ElasticLoadBalancingV2::ListenerRule") {
		if r.env.Identity(rule.Properties.Text("ListenerArn")) != r.env.Identity(listener.Reference()) {
			continue
		}
		var of []string
		for _, condition := range rule.Properties.Maps("Conditions") {
			of = append(of, condition.Map("PathPatternConfig").Texts("Values")...)
		}
		add(rule.Properties.Maps("Actions"), of)
	}
	var texts, others []string
	for _, service := range services {
		of := paths[service]
		slices.Sort(of)
		switch {
		case len(of) == 0:
			others = append(others, service)
		case len(services) == 1:
			texts = append(texts, service+" ("+strings.Join(slices.Compact(of), ", ")+")")
		default:
			texts = append(texts, strings.Join(slices.Compact(of), ", ")+" for "+service)
		}
	}
	if len(others) > 0 && len(texts) > 0 {
		others[0] = "all other paths for " + others[0]
	}
	return strings.Join(append(texts, others...), ", ")
}

// servicesBehind are the titles of the services that are registered in the target groups of a rule's actions.
func (r *reader) servicesBehind(actions []cloudformation.Properties) []string {
	var groups []string
	for _, action := range actions {
		groups = append(groups, action.Text("TargetGroupArn"))
		for _, group := range action.Map("ForwardConfig").Maps("TargetGroups") {
			groups = append(groups, group.Text("TargetGroupArn"))
		}
	}
	var titles []string
	for _, component := range r.system.Components {
		for _, attached := range component.Resource.Properties.Maps("LoadBalancers") {
			isBehind := slices.ContainsFunc(groups, func(group string) bool {
				return group != "" && r.env.Identity(group) == r.env.Identity(attached.Text("TargetGroupArn"))
			})
			if component.Kind == Service && isBehind && !slices.Contains(titles, component.Title) {
				titles = append(titles, component.Title)
			}
		}
	}
	return titles
}
