package tests

import (
	"slices"
	"strings"

	"kasha/lib/config"
	"kasha/lib/names"
)

// subnetGroup is the group of a subnet: public, frontend, backend or database.
func subnetGroup(subnet resource) string {
	return pairs(subnet.Properties.Maps("Tags"), "Key", "Value")["aws-cdk:subnet-name"]
}

// container is the container of one ECS service: frontend, backend or a further one.
type container struct {
	service    resource   // AWS::ECS::Service
	definition resource   // AWS::ECS::TaskDefinition
	says       properties // the container definition within it
	configured config.Service
}

// containers are the containers of the frontend, the backend and the further services.
func (p platform) containers() []container {
	p.t.Helper()
	var all []container
	for _, service := range p.some("AWS::ECS::Service") {
		definition := p.follow(service.Properties.Text("TaskDefinition"))
		says := definition.Properties.Maps("ContainerDefinitions")[0]
		if len(service.Properties.Maps("LoadBalancers")) == 0 {
			continue // a worker; see workers_test.go
		}
		all = append(all, container{service: service, definition: definition, says: says, configured: p.service(says.Text("Name"))})
	}
	if want := 2 + len(p.env.Services); len(all) != want {
		p.t.Fatalf("%d services, want %d: frontend, backend and the further ones", len(all), want)
	}
	return all
}

// service is the configuration of a service by the name of its process.
func (p platform) service(name string) config.Service {
	p.t.Helper()
	switch name {
	case "frontend":
		return p.env.Frontend.Service
	case "backend":
		return p.env.Backend.Service
	}
	for _, further := range p.env.ServiceNames() {
		if names.Service(further) == name {
			return p.env.Services[further].Service
		}
	}
	p.t.Fatalf("no service %s is configured", name)
	return config.Service{}
}

// subnets is the group of subnets that a service's tasks run in: a public one in the frontend's, an internal one in the backend's.
func (p platform) subnets(name string) string {
	for further, settings := range p.env.Services {
		if names.Service(further) == name && settings.IsInternal() {
			return "backend"
		}
		if names.Service(further) == name {
			return "frontend"
		}
	}
	return name
}

// instances are the primary database and, where configured, its read replica.
func (p platform) instances() (primary resource, replicas []resource) {
	for _, instance := range p.some("AWS::RDS::DBInstance") {
		if instance.Properties.Text("SourceDBInstanceIdentifier") == "" {
			primary = instance
		} else {
			replicas = append(replicas, instance)
		}
	}
	if primary.Type == "" {
		p.t.Fatal("no primary database instance, want one")
	}
	return primary, replicas
}

// queues are the work queues, and the dead-letter queue of each by the construct path of the work queue.
func (p platform) queues() (work []resource, dead map[string]resource) {
	dead = map[string]resource{}
	for _, queue := range under("data/Messaging", p.some("AWS::SQS::Queue")) {
		if !strings.HasSuffix(queue.Path, "-dead/Resource") {
			work = append(work, queue)
			if target := queue.Properties.Map("RedrivePolicy").Text("deadLetterTargetArn"); target != "" {
				dead[queue.Path] = p.follow(target)
			}
		}
	}
	return work, dead
}

// listeners are the listeners of a load balancer, by port.
func (p platform) listeners(balancer string) map[string]resource {
	found := map[string]resource{}
	for _, listener := range p.some("AWS::ElasticLoadBalancingV2::Listener") {
		if p.follow(listener.Properties.Text("LoadBalancerArn")).Path == "services/"+balancer+"/Resource" {
			found[listener.Properties.Text("Port")] = listener
		}
	}
	return found
}

// distribution is the configuration of the CloudFront distribution.
func (p platform) distribution() properties {
	p.t.Helper()
	return p.at("edge/Edge/Distribution/Resource").Properties.Map("DistributionConfig")
}

// origin is the distribution's only origin besides the bucket of static files.
func (p platform) origin() properties {
	p.t.Helper()
	var origins []properties
	for _, origin := range p.distribution().Maps("Origins") {
		if _, isBucket := origin["S3OriginConfig"]; !isBucket {
			origins = append(origins, origin)
		}
	}
	if len(origins) != 1 {
		p.t.Fatalf("%d origins, want the public load balancer", len(origins))
	}
	return origins[0]
}

// dependencies are the resources of the same stack that a resource depends on (DependsOn).
func (p platform) dependencies(of resource) []resource {
	p.t.Helper()
	names, _ := of.written.DependsOn.([]any)
	if one, ok := of.written.DependsOn.(string); ok {
		names = []any{one}
	}
	var all []resource
	for _, each := range p.model.Resources() {
		if each.Stack == of.Stack && slices.Contains(names, any(each.LogicalID)) {
			all = append(all, p.resource(each))
		}
	}
	return all
}
