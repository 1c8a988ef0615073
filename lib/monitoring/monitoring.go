// Package monitoring tells people: a topic, the alarms and events that publish to it, a budget, and one dashboard per
// environment.
//
// An alarm's name begins with its severity. Critical pages: users are hurt, the next failure would hurt them, or data is at
// risk. Warning waits for the morning: it names a cause before it hurts. Its description says what it means, what to do,
// which runbook has the commands, and where its threshold comes from; docs/alarms.md is the same as a table, and a test
// compares the two. Critical coverage leaves out the warnings, be they alarms or events, and everything outside the
// environment's region; the budget is in every environment in which somebody would hear of it.
//
// Failure modes: an email subscription does nothing until its owner has confirmed it, and says so to nobody. An alarm that
// rings when a deployment starts cannot roll that deployment back (ECS ignores it until the next one).
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
	"kasha/lib/service"
)

// Props is what an environment's own region has to watch.
type Props struct {
	Environment config.Environment
	TopicKey    awskms.IKey

	Frontend, Backend service.Service
	Database          database.Database
	Queues            []messaging.Queue
	NATGateways       []string                           // ids
	Certificate       awscertificatemanager.ICertificate // the public load balancer's; nil without a domain
}

// New builds the alarms of everything but the edge, and rolls a release back that makes its own service's alarms ring.
func New(scope constructs.Construct, id string, props Props) *Watch {
	env := props.Environment
	watch := NewWatch(scope, id, WatchProps{Environment: env, TopicKey: props.TopicKey})

	frontend := watch.service("frontend", props.Frontend, env.Frontend)
	backend := watch.service("backend", props.Backend, env.Backend)
	for _, each := range []struct {
		service service.Service
		alarms  serviceAlarms
	}{{props.Frontend, frontend}, {props.Backend, backend}} {
		each.service.RollBackOn(each.alarms.release()...)
	}
	watch.usersNotice(append(frontend.hurt(), backend.hurt()...)...)
	if env.Region != edge.Region {
		watch.UsersHurt(RegionalUsersHurt)
	}
	watch.deployments(props.Frontend, props.Backend)

	watch.database(props.Database)
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

// built drops the alarms that the coverage left out.
func built(alarms ...awscloudwatch.Alarm) []awscloudwatch.Alarm {
	var kept []awscloudwatch.Alarm
	for _, alarm := range alarms {
		if alarm != nil {
			kept = append(kept, alarm)
		}
	}
	return kept
}
