package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/job"
	"kasha/lib/monitoring"
	"kasha/lib/names"
	"kasha/lib/task"
)

// tasksCluster is the construct of the cluster of tasks that run to their end.
const tasksCluster = "TasksCluster"

// clusterOfTasks returns a cluster of its own for tasks that run to their end, and builds it for the first of them. ECS authorizes StopTask
// by cluster, so what may stop these tasks may stop no task of a service. A cluster costs nothing.
func (s *servicesBuilder) clusterOfTasks() awsecs.ICluster {
	if built := s.stack.Node().TryFindChild(jsii.String(tasksCluster)); built != nil {
		return built.(awsecs.Cluster)
	}
	return awsecs.NewCluster(s.stack, jsii.String(tasksCluster), &awsecs.ClusterProps{
		ClusterName:         jsii.String(s.env.Names().TasksCluster()),
		Vpc:                 s.net.Network.VPC,
		ContainerInsightsV2: awsecs.ContainerInsights_DISABLED, // it bills by the hour
	})
}

// jobs builds the jobs, each with a task definition, roles and a security group of its own.
func (s *servicesBuilder) jobs(watch *monitoring.Watch) {
	for _, name := range s.env.JobNames() {
		settings, process := s.env.Jobs[name], names.Job(name)
		scope := constructs.NewConstruct(s.stack, jsii.String(names.Title(process)))
		built := job.New(scope, job.Props{
			Environment: s.env, Name: name, Job: settings, Topic: watch.Topic, Key: s.key,
			Task: s.taskToEnd(scope, process, settings.Runs, s.env.JobContainer(settings), false),
		})
		s.jobMachines = append(s.jobMachines, built.Machine)
		watch.Alarm(built.Alarm())
		output(s.stack, names.MachineARN(process), built.Machine.StateMachineArn(), "State machine that runs the job "+name)
	}
}

// taskToEnd builds what a state machine starts: the task of a process that runs to its end. It has the image of what it runs, as the
// configuration names that: backend, or a further service.
func (s *servicesBuilder) taskToEnd(
	scope constructs.Construct, name, runs string, container config.Container, migrates bool,
) job.Task {
	cluster := s.clusterOfTasks()
	tasks := task.NewSecurityGroup(scope, "Tasks", s.net.Network.VPC, task.Nobody)
	props := s.taskProps(name, container, 0)
	if migrates {
		s.logInAsMigrator(&props)
	}
	props.Image = s.data.Registry.Image(scope, s.env.ProcessName(runs), container.Image)
	props.SecurityGroup = tasks
	definition := task.NewDefinition(scope, props)
	s.grant(process{
		name: name, uses: container.Uses, secrets: container.Secrets, egress: container.Egress, definition: definition, tasks: tasks,
		migrates: migrates,
	})
	return job.Task{
		Definition: definition, SecurityGroup: tasks, Cluster: cluster, ClusterName: s.env.Names().TasksCluster(), VPC: s.net.Network.VPC,
		LogGroup: s.env.Names().ServiceLogs(name),
	}
}
