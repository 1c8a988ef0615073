package stages

import (
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/edge"
	"kasha/lib/encryption"
	"kasha/lib/monitoring"
)

// watchEdge builds the alarms that can only live beside the distribution, and the dashboard: no stack is deployed after this
// one, so here everything that a request passes is known.
func watchEdge(stack EdgeStack, env config.Environment, net NetworkStack, data DataStack, services ServicesStack) {
	if env.Alarms.IsFull() && env.Region != edge.Region {
		// An alarm can only tell a topic in its own region, and a topic can only use a key there.
		key := encryption.NewKey(stack.Stack, "Key", encryption.KeyProps{
			Alias: "kasha-" + env.Name + "-edge", Description: "Kasha " + env.Name + ": alarm topic of the edge", Retain: env.IsProduction(),
		})
		monitoring.NewTopic(stack.Stack, "Alarms", monitoring.TopicProps{Environment: env.Name, Email: env.Alarms.Email, Key: key})
	}
	watch := monitoring.NewWatch(stack.Stack, "Monitoring", monitoring.WatchProps{Environment: env})
	watch.Edge(stack.Edge)
	watch.Budget(env.Region == edge.Region || env.Alarms.IsFull())
	if env.Alarms.Canary {
		watch.Canary(monitoring.CanaryProps{Site: stack.address(env), Bucket: stack.AccessLogs})
	}
	if env.Region == edge.Region {
		watch.UsersHurt(monitoring.RegionalUsersHurt, services.Noticed...)
	} else {
		watch.UsersHurt(monitoring.EdgeUsersHurt)
	}
	monitoring.NewDashboard(stack.Stack, "Dashboard", monitoring.DashboardProps{
		Environment: env, Alarms: append(services.Alarms, watch.Placed(edge.Region)...),
		Edge: stack.Edge, Frontend: services.Frontend, Backend: services.Backend,
		Database: data.Database, Queues: data.Queues, NATGateways: net.Network.NATGateways,
	})
}

// address is what people type.
func (e EdgeStack) address(env config.Environment) *string {
	if domain := env.Edge.Domain; domain != nil {
		return jsii.String("https://" + domain.Name + "/")
	}
	return jsii.String("https://" + *e.Edge.Distribution.DistributionDomainName() + "/")
}
