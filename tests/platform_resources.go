package tests

import (
	"slices"
	"strings"

	"kasha/lib/config"
)

// subnetGroup is the group of a subnet: public, frontend, backend or database.
func subnetGroup(subnet resource) string {
	return pairs(subnet.Properties.Maps("Tags"), "Key", "Value")["aws-cdk:subnet-name"]
}

// container is the container of one ECS service, frontend or backend.
type container struct {
	service    resource   // AWS::ECS::Service
	definition resource   // AWS::ECS::TaskDefinition
	says       properties // the container definition within it
	configured config.Service
}

// containers are the containers of the frontend and the backend.
func (p platform) containers() []container {
	p.t.Helper()
	var all []container
	for _, service := range p.some("AWS::ECS::Service") {
		definition := p.follow(service.Properties.Text("TaskDefinition"))
		says := definition.Properties.Maps("ContainerDefinitions")[0]
		if len(service.Properties.Maps("LoadBalancers")) == 0 {
			continue // a worker; see workers_test.go
		}
		configured := p.env.Frontend
		if says.Text("Name") == "backend" {
			configured = p.env.Backend
		}
		all = append(all, container{service: service, definition: definition, says: says, configured: configured})
	}
	if len(all) != 2 {
		p.t.Fatalf("%d services, want frontend and backend", len(all))
	}
	return all
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
