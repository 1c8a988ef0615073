package promises

import (
	"kasha/internal/cloudformation"
	"kasha/lib/names"
)

// environment is what differs between environments and bears on their promises. It is read from the templates, because an
// assembly is checked without its configuration.
type environment struct {
	frontendPort, backendPort int      // where the services' containers listen
	originPort                int      // where CloudFront calls the load balancer: HTTPS with a domain, else HTTP
	origins                   []string // the load balancers before the frontend, the one that CloudFront uses first
	hasReplica, hasProxy      bool
	hasMigrator               bool // a user of its own changes the schema
	deadLetterQueues          []string
	processes                 []process
	queues                    []queue
}

func read(env cloudformation.Environment) environment {
	return environment{
		frontendPort: containerPort(env, frontend), backendPort: containerPort(env, backend), originPort: originPort(env),
		hasReplica: has(env, "AWS::RDS::DBInstance", replica), hasProxy: has(env, "AWS::RDS::DBProxy", proxy),
		hasMigrator: has(env, "AWS::SecretsManager::Secret", migratorSecret),
		origins:     origins(env), deadLetterQueues: deadLetterQueues(env), processes: processes(env), queues: queues(env),
	}
}

func has(env cloudformation.Environment, resourceType, name string) bool {
	for _, resource := range env.Resources(resourceType) {
		if resource.Name() == name {
			return true
		}
	}
	return false
}

// containerPort is where a service's tasks are registered with a load balancer; 0 where there is no such service.
func containerPort(env cloudformation.Environment, service string) int {
	port := 0
	for _, resource := range env.Resources("AWS::ECS::Service") {
		for _, registration := range resource.Properties.Maps("LoadBalancers") {
			if resource.Name() == service {
				port, _ = registration.Int("ContainerPort")
			}
		}
	}
	return port
}

// originPort is the port of the distribution's first origin that is a server; 0 where there is none.
func originPort(env cloudformation.Environment) int {
	for _, distribution := range env.Resources("AWS::CloudFront::Distribution") {
		for _, origin := range distribution.Properties.Map("DistributionConfig").Maps("Origins") {
			server := origin.Map("CustomOriginConfig")
			if vpc, ok := env.Find(origin.Map("VpcOriginConfig").Text("VpcOriginId")); ok {
				server = vpc.Properties.Map("VpcOriginEndpointConfig")
			}
			if len(server) == 0 {
				continue
			}
			property, port := "HTTPPort", http
			if server.Text("OriginProtocolPolicy") == "https-only" {
				property, port = "HTTPSPort", https
			}
			if written, ok := server.Int(property); ok {
				port = written
			}
			return port
		}
	}
	return 0
}

// The kinds of load balancers before the frontend.
const (
	publicOrigin = "public"
	vpcOrigin    = "vpc"
)

// origins reads which load balancers the frontend's task definition declares. Without a declaration there is the design document's.
func origins(env cloudformation.Environment) []string {
	for _, service := range env.Resources("AWS::ECS::Service") {
		if definition, ok := env.Find(service.Properties.Text("TaskDefinition")); ok && service.Name() == frontend {
			if declared := definition.Metadata.Texts(names.OriginsMetadata); len(declared) > 0 {
				return declared
			}
		}
	}
	return []string{publicOrigin}
}

// deadLetterQueues names the queues that receive what other queues' consumers failed to handle.
func deadLetterQueues(env cloudformation.Environment) []string {
	var queues []string
	for _, queue := range env.Resources("AWS::SQS::Queue") {
		if dead, ok := env.Find(queue.Properties.Map("RedrivePolicy").Text("deadLetterTargetArn")); ok {
			queues = append(queues, dead.Name())
		}
	}
	return queues
}
