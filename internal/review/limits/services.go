package limits

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// noneEssential is for the containers of a task: an absent Essential is true.
func noneEssential(task map[string]any) []Refusal {
	containers := values.Objects(task["ContainerDefinitions"])
	optional := func(container map[string]any) bool { return values.Text(container["Essential"]) == "false" }
	return one(len(containers) > 0 && !slices.ContainsFunc(containers, func(c map[string]any) bool { return !optional(c) }),
		"ContainerDefinitions", "ContainerDefinitions: at least one container must be Essential (ECS API, ContainerDefinition)", nil)
}

// targetsOfNoContainer compares the load balancers of services with the containers of their tasks, where both are in the template.
func targetsOfNoContainer(stack string, template engine.Template) []Refusal {
	const page = "ECS API, LoadBalancer"
	var found []Refusal
	for _, id := range slices.Sorted(maps.Keys(template)) {
		service := values.Properties(template[id])
		task, known := referred(stack, template, service["TaskDefinition"])
		if values.Type(template[id]) != "AWS::ECS::Service" || !known {
			continue
		}
		for _, balancer := range values.Objects(service["LoadBalancers"]) {
			name, port := values.Text(balancer["ContainerName"]), values.Text(balancer["ContainerPort"])
			ports, has := portsOf(task, name)
			switch {
			case isReference(name) || isReference(port):
			case !has:
				found = append(found, Refusal{LogicalID: id, At: "LoadBalancers", New: name, What: fmt.Sprintf(
					"LoadBalancers: the task definition has no container %s (%s)", name, page)})
			case !slices.Contains(ports, port) && !slices.ContainsFunc(ports, isReference):
				found = append(found, Refusal{LogicalID: id, At: "LoadBalancers", New: port, What: fmt.Sprintf(
					"LoadBalancers: the container %s has no port %s; fix: the same port in the service and in PortMappings (%s)", name, port, page)})
			}
		}
	}
	return found
}

func portsOf(task map[string]any, name string) (ports []string, has bool) {
	for _, container := range values.Objects(task["ContainerDefinitions"]) {
		if values.Text(container["Name"]) != name {
			continue
		}
		has = true
		for _, mapping := range values.Objects(container["PortMappings"]) {
			ports = append(ports, values.Text(mapping["ContainerPort"]))
		}
	}
	return ports, has
}

// referred finds the properties of the resource that a reference is to, in the same template.
func referred(stack string, template engine.Template, reference any) (properties map[string]any, known bool) {
	inner, is := strings.CutPrefix(values.Text(reference), "${"+stack+".")
	id, _, _ := strings.Cut(strings.TrimSuffix(inner, "}"), ".")
	resource, known := template[id]
	return values.Properties(resource), is && known
}
