// Package monitoring notifies people: an SNS topic, the alarms and events that publish to it, a budget, and one dashboard per
// environment.
//
// An alarm's name contains its severity. A critical alarm pages: users are affected, the next failure would affect them, or data is at
// risk. A warning reports a cause before users are affected, and can wait until the morning. An alarm's description says what the alarm
// means, what to do first, which runbook has the commands, and where the threshold comes from. docs/alarms.md has a table with the same
// content, and a test compares the two.
//
// With alarms.coverage "critical", an environment has no warnings, neither alarms nor events, and no alarms outside its own region. Every
// environment has a budget, unless no one would be notified of it.
//
// Failure modes: an email subscription delivers nothing until the recipient confirms it, and nothing reports a subscription that is still
// pending. ECS ignores alarms that are already in ALARM when a deployment starts, so they cannot roll that deployment back.
package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/edge"
	"kasha/lib/messaging"
	"kasha/lib/names"
	"kasha/lib/service"
	"kasha/lib/worker"
)

// Props is what there is to watch in an environment's own region.
type Props struct {
	Environment config.Environment
	TopicKey    awskms.IKey // the KMS key of the alarm topic

	Frontend, Backend service.Service
	Further           []Further       // behind the load balancers of these two
	Workers           []worker.Worker // by the order of their names
	Database          database.Database
	Queues            []messaging.Queue
	NATGateways       []string                           // their ids
	Certificate       awscertificatemanager.ICertificate // of the public load balancer; nil without a domain
	Proxy             constructs.IConstruct              // nil without a proxy
}

// New builds all alarms of the environment's region. ECS rolls a deployment back when an alarm on the service's own tasks goes
// into ALARM. Edge builds the alarms of CloudFront and the web ACL.
func New(scope constructs.Construct, id string, props Props) *Watch {
	env := props.Environment
	watch := NewWatch(scope, id, WatchProps{Environment: env, TopicKey: props.TopicKey})

	frontend := watch.service("frontend", props.Frontend, env.Frontend.Service)
	backend := watch.service("backend", props.Backend, env.Backend.Service)
	watch.lastingErrors("frontend", props.Frontend)
	props.Frontend.RollBackOn(frontend...)
	props.Backend.RollBackOn(backend...)
	repositories := []string{"frontend", "backend"}
	for _, further := range props.Further {
		further.RollBackOn(watch.further(further)...)
		repositories = append(repositories, further.Name)
	}
	if env.Region != edge.Region {
		watch.UsersHurt(RegionalUsersHurt)
	}
	watch.deployments(props.Frontend, props.Backend)
	watch.imageFindings(repositories...)

	watch.database(props.Database)
	if env.Database.Proxy {
		watch.databaseProxy(env.Names().DatabaseProxy(), props.Proxy)
	}
	for i, name := range env.WorkerNames() {
		watch.worker(names.Worker(name), props.Workers[i], env.Workers[name])
	}
	for _, queue := range props.Queues {
		watch.queue(queue)
	}
	for i, gateway := range props.NATGateways {
		watch.natGateway(i+1, gateway)
	}
	if props.Certificate != nil {
		watch.certificate("origin", props.Certificate)
	}
	return watch
}

// Further is a further service.
type Further struct {
	service.Service

	Name   string // of the process: service-api
	Limits config.Service
}

// further watches a further service as service does, but for what only its load balancer counts. The alarms on the load balancer have the
// name of the frontend or the backend.
func (w *Watch) further(f Further) []awscloudwatch.Alarm {
	rollBackOn := built(w.taskErrors(f.Name, f.Service), w.unhealthyTask(f.Name, f.Service, f.Limits))
	w.slow(f.Name, f.Service)
	w.healthyTasks(f.Name, f.Service, f.Limits)
	w.tasks(f.Name, f.Service, f.Limits)
	return rollBackOn
}

// service watches one service, and returns the alarms that roll a deployment of it back: those on its own tasks.
func (w *Watch) service(name string, s service.Service, limits config.Service) []awscloudwatch.Alarm {
	rollBackOn := built(w.responses(name, s), w.unhealthyTask(name, s, limits))
	w.healthyTasks(name, s, limits)
	w.tasks(name, s, limits)
	return rollBackOn
}

// built drops the alarms that the coverage left out, which are nil.
func built(alarms ...awscloudwatch.Alarm) []awscloudwatch.Alarm {
	var found []awscloudwatch.Alarm
	for _, alarm := range alarms {
		if alarm != nil {
			found = append(found, alarm)
		}
	}
	return found
}
