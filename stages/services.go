package stages

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/edge"
	"kasha/lib/logging"
	"kasha/lib/monitoring"
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/recovery"
	"kasha/lib/rotation"
	"kasha/lib/schedule"
	"kasha/lib/service"
	"kasha/lib/task"
	"kasha/lib/worker"
)

// The two services, as they appear in names.
const (
	frontend = "frontend"
	backend  = "backend"
)

// The ports on which the load balancers listen. internalPort is the design document's, whatever port the backend's container has.
const (
	httpPort     = 80
	httpsPort    = 443
	internalPort = config.InternalPort
)

// ServicesStack is the stack that changes with every release.
type ServicesStack struct {
	Stack             awscdk.Stack
	Frontend, Backend service.Service
	Further           []monitoring.Further
	Workers           []worker.Worker // in the order of their names
	Alarms            []monitoring.BuiltAlarm
	Noticed           []monitoring.BuiltAlarm // the alarms on what users notice
	PublicName        awscdk.CfnOutput        // the DNS name of the public load balancer; nil: there is none
	Origin            edge.Origin             // the load balancer to which CloudFront connects
	AccessSecret      string
}

func newServicesStack(stage awscdk.Stage, env config.Environment, net NetworkStack, data DataStack) ServicesStack {
	stack := newStack(stage, env, stackProps{
		Part: names.Services, Account: env.Account, Region: env.Region, Contents: "load balancers, services, alarms",
	})
	s := &servicesBuilder{stack: stack, env: env, net: net, data: data, key: net.keyIn(stack)}
	s.cluster = s.newCluster()
	frontendTasks := task.NewSecurityGroup(stack, "FrontendTasks", net.Network.VPC, task.LoadBalancer)
	internal, back := s.backend(frontendTasks)
	before, front := s.frontend(frontendTasks, internal)
	further := s.further(front, back)
	workers := s.workers()
	watch := monitoring.New(stack, "Monitoring", monitoring.Props{
		Environment: env,
		TopicKey:    s.key,
		Frontend:    front,
		Backend:     back,
		Further:     further,
		Workers:     workers,
		Database:    data.Database,
		Queues:      data.Queues,
		NATGateways: net.Network.NATGateways,
		Certificate: front.Certificate,
		Proxy:       stack.Node().TryFindChild(jsii.String(databaseProxy)),
	})
	s.rotation(back, watch)
	s.jobs(watch)
	s.shells(watch)
	s.release(watch)
	s.order()
	s.operate(front, back, further, watch)
	if queue := watch.Undelivered(); queue != nil {
		output(stack, names.UndeliveredEvents, queue.QueueUrl(), "Events that EventBridge could not publish to the alarm topic")
	}
	name := s.originOutputs(before)
	output(stack, names.InternalLoadBalancer, internal.LoadBalancerDnsName(),
		fmt.Sprintf("Internal load balancer, port %d, inside the VPC only", internalPort))
	return ServicesStack{
		Stack:        stack,
		Frontend:     front,
		Backend:      back,
		Further:      further,
		Workers:      workers,
		Alarms:       watch.Built(),
		Noticed:      watch.Noticed(),
		PublicName:   name,
		Origin:       s.origin(),
		AccessSecret: data.AccessSecret,
	}
}

// servicesBuilder carries what all processes are built from.
type servicesBuilder struct {
	stack   awscdk.Stack
	env     config.Environment
	net     NetworkStack
	data    DataStack
	key     awskms.IKey
	cluster awsecs.Cluster
	proxy   *database.Proxy // before the primary; nil where there is none

	internal awselasticloadbalancingv2.ApplicationLoadBalancer // before the backend, and internal services

	processes []process          // in the order in which they are built
	holdings  []rotation.Holding // what tasks hold, besides the backend's database password

	jobMachines []awsstepfunctions.StateMachine // that start tasks with the images of services
}

// newCluster builds the cluster of both services. With full alarm coverage, Container Insights counts tasks for alarms and graphs.
// Critical coverage has no reader for these metrics, and they are CloudWatch's most expensive ones: about fifty custom metrics,
// $15.90 a month. Their log group is built first. ECS would otherwise create one without the general key and without an expiry.
func (s *servicesBuilder) newCluster() awsecs.Cluster {
	insights := awsecs.ContainerInsights_DISABLED
	if s.env.Alarms.IsFull() {
		insights = awsecs.ContainerInsights_ENABLED
	}
	cluster := awsecs.NewCluster(s.stack, jsii.String("Cluster"), &awsecs.ClusterProps{
		ClusterName:                    jsii.String(s.env.Names().Cluster()),
		Vpc:                            s.net.Network.VPC,
		ContainerInsightsV2:            insights,
		EnableFargateCapacityProviders: jsii.Bool(true),
	})
	if s.env.Alarms.IsFull() {
		cluster.Node().AddDependency(s.logGroup("InsightsLogs", s.env.Names().ClusterLogs()))
	}
	return cluster
}

// backend builds the service that only the frontend's tasks reach.
func (s *servicesBuilder) backend(caller awsec2.ISecurityGroup) (awselasticloadbalancingv2.ApplicationLoadBalancer, service.Service) {
	balancer := s.loadBalancer(internalLoadBalancer, service.Internal, network.BackendSubnets, s.env.Backend)
	s.internal = balancer
	balancer.Connections().AllowFrom(caller, awsec2.Port_Tcp(jsii.Number(internalPort)), jsii.String("Frontend tasks"))
	tasks := task.NewSecurityGroup(s.stack, "BackendTasks", s.net.Network.VPC, task.LoadBalancer)
	if s.env.Database.Proxy {
		s.proxy = s.newProxy()
	}
	props := s.serviceProps(backend, s.env.Backend.Service, network.BackendSubnets)
	props.Entrance = service.Entrance{
		LoadBalancer: balancer, Listener: service.Listener{Scheme: service.Internal, Port: internalPort},
	}
	props.Task.SecurityGroup = tasks
	built := service.New(s.stack, "Backend", props)
	s.grant(ofService(backend, s.env.Backend.Service, built))
	return balancer, built
}

// serviceProps returns what both services have.
func (s *servicesBuilder) serviceProps(name string, settings config.Service, subnets string) service.Props {
	container := s.taskProps(name, settings.Container, settings.Port)
	container.Image = s.data.Registry.Image(s.stack, name, settings.Image)
	if seconds := settings.KeepAliveSeconds; seconds != 0 {
		container.Variables[names.KeepAliveSeconds] = strconv.Itoa(seconds)
	}
	return service.Props{
		Cluster:     s.cluster,
		ClusterName: s.env.Names().Cluster(),
		Service:     settings,
		Subnets:     subnets,
		Production:  s.env.IsProduction(),
		Task:        container,
	}
}

// taskProps returns what the task definition of every process has, but for its image and its security group. The log group is built here.
func (s *servicesBuilder) taskProps(name string, container config.Container, port int) task.Props {
	return task.Props{
		Name:      name,
		Container: container,
		Port:      port,
		LogGroup:  s.logGroup(names.Title(name)+"Logs", s.env.Names().ServiceLogs(name)),
		Variables: s.variables(container.Uses),
		Secrets:   s.secrets(container.Uses),

		References: s.references(container.Secrets),
	}
}

func (s *servicesBuilder) logGroup(id, name string) awslogs.LogGroup {
	return logging.NewGroup(s.stack, id, logging.GroupProps{
		Name: name, RetentionDays: s.env.Logs.RetentionDays, Key: s.key, Retain: s.env.IsProduction(),
	})
}

// operate adds off-hours of tasks, notifications of the archive's jobs, and as outputs the services' names, which runbooks use.
func (s *servicesBuilder) operate(front, back service.Service, further []monitoring.Further, watch *monitoring.Watch) {
	if hours := s.env.Schedule; hours != nil {
		schedule.Tasks(front.Scaling, s.env.Frontend.MinTasks, s.env.Frontend.MaxTasks, *hours)
		schedule.Tasks(back.Scaling, s.env.Backend.MinTasks, s.env.Backend.MaxTasks, *hours)
		for _, f := range further {
			schedule.Tasks(f.Scaling, f.Limits.MinTasks, f.Limits.MaxTasks, *hours)
		}
	}
	if s.env.Backup.Archive {
		recovery.NotifyJobs(s.stack, "ArchiveEvents", watch, s.env.Names(), s.env.Backup)
	}
	description := "ECS service in cluster " + s.env.Names().Cluster()
	output(s.stack, names.FrontendService, front.Tasks.ServiceName(), description)
	output(s.stack, names.BackendService, back.Tasks.ServiceName(), description)
	for _, f := range further {
		output(s.stack, names.FurtherService(f.Name), f.Tasks.ServiceName(), description)
	}
}
