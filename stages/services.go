package stages

import (
	"maps"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/edge"
	"kasha/lib/logging"
	"kasha/lib/monitoring"
	"kasha/lib/network"
	"kasha/lib/service"
)

// The two services, as they appear in names.
const (
	frontend = "frontend"
	backend  = "backend"
)

// internalPort is where the internal load balancer listens (design document), whatever port the backend's container has.
const internalPort = 8080

// publicNameOutput is the output with the public load balancer's name.
const publicNameOutput = "PublicLoadBalancerDnsName"

// ServicesStack is what runs.
type ServicesStack struct {
	Stack             awscdk.Stack
	Frontend, Backend service.Service
	Alarms            []monitoring.Placed
	Noticed           []string         // names of the alarms of what users notice
	PublicName        awscdk.CfnOutput // of the public load balancer
	OriginDomain      string           // what CloudFront calls
	OriginSecret      string
}

func newServicesStack(stage awscdk.Stage, env config.Environment, net NetworkStack, data DataStack) ServicesStack {
	stack := newStack(stage, env, "services", env.Region, "Kasha "+env.Name+": load balancers, services, alarms", false)
	s := servicesBuilder{stack: stack, env: env, net: net, data: data, key: net.keyIn(stack)}
	s.cluster = s.newCluster()
	frontendTasks := service.NewSecurityGroup(stack, "FrontendTasks", net.Network.VPC)
	internal, back := s.backend(frontendTasks)
	public, front := s.frontend(frontendTasks, internal)
	watch := monitoring.New(stack, "Monitoring", monitoring.Props{
		Environment: env, TopicKey: s.key,
		Frontend: front, Backend: back, Database: data.Database, Queues: data.Queues,
		NATGateways: net.Network.NATGateways, Certificate: front.Certificate,
	})
	s.rotation(back, watch)
	s.operate(front, back, watch)
	name := output(stack, publicNameOutput, public.LoadBalancerDnsName(), "Public load balancer; answers 403 to all but CloudFront")
	output(stack, "BackendLoadBalancerDnsName", internal.LoadBalancerDnsName(), "Internal load balancer, port 8080, inside the VPC only")
	return ServicesStack{
		Stack: stack, Frontend: front, Backend: back, Alarms: watch.Placed(env.Region), Noticed: watch.Noticed(),
		PublicName: name, OriginDomain: s.originDomain(), OriginSecret: data.OriginSecret,
	}
}

// servicesBuilder carries what both services are built from.
type servicesBuilder struct {
	stack   awscdk.Stack
	env     config.Environment
	net     NetworkStack
	data    DataStack
	key     awskms.IKey
	cluster awsecs.Cluster
}

// newCluster has ECS count tasks, for the alarms and graphs of full coverage. Nothing of critical coverage reads the figures,
// and they are the dearest that CloudWatch has: some fifty custom metrics, $15.90 a month (internal/prices). The log group that
// they are made from is there first, or ECS makes one of its own, with neither our key nor our retention.
func (s servicesBuilder) newCluster() awsecs.Cluster {
	name, counting := s.clusterName(), awsecs.ContainerInsights_DISABLED
	if s.env.Alarms.IsFull() {
		counting = awsecs.ContainerInsights_ENABLED
	}
	cluster := awsecs.NewCluster(s.stack, jsii.String("Cluster"), &awsecs.ClusterProps{
		ClusterName:                    jsii.String(name),
		Vpc:                            s.net.Network.VPC,
		ContainerInsightsV2:            counting,
		EnableFargateCapacityProviders: jsii.Bool(true),
	})
	if s.env.Alarms.IsFull() {
		cluster.Node().AddDependency(logging.NewGroup(s.stack, "InsightsLogs", logging.GroupProps{
			Name: "/aws/ecs/containerinsights/" + name + "/performance", RetentionDays: s.env.Logs.RetentionDays,
			Key: s.key, Retain: s.env.IsProduction(),
		}))
	}
	return cluster
}

func (s servicesBuilder) clusterName() string { return "kasha-" + s.env.Name }

// backend is reached from the frontend's tasks alone, and alone reaches the database, the queues and the bucket.
func (s servicesBuilder) backend(caller awsec2.ISecurityGroup) (awselasticloadbalancingv2.ApplicationLoadBalancer, service.Service) {
	balancer := s.loadBalancer("InternalLoadBalancer", "internal", network.BackendSubnets, false)
	balancer.Connections().AllowFrom(caller, awsec2.Port_Tcp(jsii.Number(internalPort)), jsii.String("Frontend tasks"))
	tasks := service.NewSecurityGroup(s.stack, "BackendTasks", s.net.Network.VPC)
	access := s.databaseAccess()
	built := service.New(s.stack, "Backend", service.Props{
		Name: backend, Cluster: s.cluster, ClusterName: s.clusterName(), Service: s.env.Backend, Production: s.env.IsProduction(),
		LoadBalancer: balancer, Subnets: network.BackendSubnets,
		Listener: service.Listener{Port: internalPort},
		Task: service.Task{
			Image:         s.data.Registry.Image(s.stack, backend, s.env.Backend.Image),
			LogGroup:      s.logGroup(backend),
			SecurityGroup: tasks,
			Variables:     s.backendVariables(access),
			Secrets:       access.secrets,
		},
	})
	access.grant(built, tasks)
	s.grantBackend(built)
	return balancer, built
}

// backendVariables tells the backend where things are. None of it is secret.
func (s servicesBuilder) backendVariables(access databaseAccess) map[string]string {
	variables := map[string]string{"BUCKET_NAME": *s.data.Buckets.Application.BucketName()}
	for _, queue := range s.data.Queues {
		variables["QUEUE_"+strings.ToUpper(strings.ReplaceAll(queue.Name, "-", "_"))+"_URL"] = *queue.Queue.QueueUrl()
	}
	maps.Copy(variables, access.variables)
	return variables
}

// grantBackend gives the backend's task role the queues and the bucket. It gets no secret: ECS injects those, with the
// execution role, before the container starts.
func (s servicesBuilder) grantBackend(backend service.Service) {
	role := backend.Pattern.TaskDefinition().TaskRole()
	for _, queue := range s.data.Queues {
		queue.Queue.GrantSendMessages(role)
		queue.Queue.GrantConsumeMessages(role)
	}
	s.data.Buckets.GrantUse(role, s.key)
}

// frontend is reached from CloudFront alone. With a domain it calls port 443; port 80 stays open to it, because it calls there
// while a domain comes or goes (service.Listener).
func (s servicesBuilder) frontend(tasks awsec2.SecurityGroup, internal awselasticloadbalancingv2.ApplicationLoadBalancer) (awselasticloadbalancingv2.ApplicationLoadBalancer, service.Service) {
	balancer := s.loadBalancer("PublicLoadBalancer", "public", network.PublicSubnets, true)
	listener := service.Listener{
		Public: true, Port: 80,
		Lock: &service.Lock{Header: edge.OriginHeader, Value: s.data.OriginSecret},
	}
	ports := []int{80}
	if domain := s.env.Edge.Domain; domain != nil {
		listener.Certificate = s.originCertificate(*domain)
		ports = append(ports, 443)
		edge.NewOriginRecord(s.stack, "OriginRecord", *domain, balancer)
	}
	edge.AllowFromCloudFront(s.stack, balancer, s.net.Network.VPC, s.env.Edge.OriginPrefixList, ports...)
	built := service.New(s.stack, "Frontend", service.Props{
		Name: frontend, Cluster: s.cluster, ClusterName: s.clusterName(), Service: s.env.Frontend, Production: s.env.IsProduction(),
		LoadBalancer: balancer, Subnets: network.FrontendSubnets,
		Listener: listener,
		Task: service.Task{
			Image:         s.data.Registry.Image(s.stack, frontend, s.env.Frontend.Image),
			LogGroup:      s.logGroup(frontend),
			SecurityGroup: tasks,
			Variables:     map[string]string{"BACKEND_URL": "http://" + *internal.LoadBalancerDnsName() + ":8080"},
		},
	})
	return balancer, built
}

func (s servicesBuilder) originCertificate(domain config.Domain) awscertificatemanager.ICertificate {
	return edge.NewOriginCertificate(s.stack, "Origin", domain)
}

// originDomain is what CloudFront calls: the load balancer's own name without a domain, a name in its certificate with one.
//
// The name is read from the output that is always there. The CDK would make one of its own for it, but only where the edge stack
// asks; and an edge stack whose domain goes is deployed before this one, and must find what it asks for.
func (s servicesBuilder) originDomain() string {
	if domain := s.env.Edge.Domain; domain != nil {
		return edge.OriginName(*domain)
	}
	return *awscdk.Fn_GetStackOutput(s.stack.StackName(), jsii.String(publicNameOutput), jsii.String(s.env.Region), nil)
}

func (s servicesBuilder) loadBalancer(id, prefix, subnets string, public bool) awselasticloadbalancingv2.ApplicationLoadBalancer {
	return service.NewLoadBalancer(s.stack, id, service.LoadBalancerProps{
		VPC: s.net.Network.VPC, Public: public, Subnets: subnets,
		AccessLogs: s.data.Buckets.AccessLogs, AccessLogsPrefix: prefix,
		DeletionProtection: s.env.IsProduction(),
	})
}

func (s servicesBuilder) logGroup(name string) awslogs.LogGroup {
	return logging.NewGroup(s.stack, title(name)+"Logs", logging.GroupProps{
		Name: "/kasha/" + s.env.Name + "/" + name, RetentionDays: s.env.Logs.RetentionDays,
		Key: s.key, Retain: s.env.IsProduction(),
	})
}
