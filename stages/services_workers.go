package stages

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/messaging"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/schedule"
	"kasha/lib/task"
	"kasha/lib/worker"
)

// workers builds the processes that take messages from a queue, in the backend's subnets. Nothing connects to them.
func (s *servicesBuilder) workers() []worker.Worker {
	var built []worker.Worker
	for _, process := range s.env.Processes() {
		if process.Kind == config.KindWorker {
			built = append(built, s.worker(process, s.env.Worker(process)))
		}
	}
	return built
}

// worker builds one worker. Its image is in the backend's repository where it is not public.
func (s *servicesBuilder) worker(described config.Process, settings config.Worker) worker.Worker {
	scope := constructs.NewConstruct(s.stack, jsii.String(names.Title(described.Name)))
	container := s.taskProps(described.Name, described.Container, 0)
	container.Image = s.data.Registry.Image(scope, backend, settings.Image)
	container.SecurityGroup = task.NewSecurityGroup(scope, "Tasks", s.net.Network.VPC, task.Nobody)
	built := worker.New(scope, worker.Props{
		Environment: s.env.Names(),
		Name:        described.Name,
		Cluster:     s.cluster,
		Worker:      settings,
		Task:        container,
		QueueName:   messaging.QueueName(s.env.Names(), s.env.Messaging, settings.Queue),
		Subnets:     network.BackendSubnets,
		Production:  s.env.IsProduction(),
	})
	s.grant(process{
		name: described.Name, uses: described.Uses, secrets: described.Secrets, egress: described.Egress,
		definition: built.Definition, service: built.Service, tasks: built.SecurityGroup,
	})
	if hours := s.env.Schedule; hours != nil {
		schedule.Tasks(built.Scaling, described.LeastTasks, described.MaxTasks, *hours)
	}
	output(s.stack, names.WorkerService(described.Name), built.Service.ServiceName(), "ECS service in cluster "+s.env.Names().Cluster())
	return built
}
