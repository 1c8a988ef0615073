// Package service builds one load-balanced Fargate service. The frontend and the backend both use it. They differ in who may connect
// to their load balancer, and in their variables and secrets. NewFurther builds a further service behind one of these load balancers.
//
// Deployments. A deployment starts the new tasks before it stops the old ones, and is rolled back when the new tasks do not become
// healthy.
//
// Stopping. A stopping task is first deregistered from its target group. The task has up to DeregistrationDelay to finish its open
// requests. ECS then sends SIGTERM, and the container has stopSeconds to exit. When Spot reclaims a task, ECS sends SIGTERM at once, and
// the task has only the two minutes of the interruption notice to finish. A service with Spot tasks therefore uses
// SpotDeregistrationDelay. CloudFront waits less than this delay for a response, which lib/config checks. A stream that lasts longer is cut
// off.
//
// Starting. A new task has startSeconds to become healthy, during which ECS does not stop it for failed health checks. The load
// balancer checks the task from the start. After two failures, which take a minute, it marks the task unhealthy and sends it no
// requests. Two checks must then succeed, which takes up to another minute. So set startSeconds to the time from the start of
// the container to its first answer, plus 60. After startSeconds, ECS replaces an unhealthy task and counts a failure.
//
// Rolling back. The deployment circuit breaker acts after as many failures as half of the desired tasks, and after three at least. Source:
// ECS developer guide, "How the Amazon ECS deployment circuit breaker detects failures". ECS starts all the desired tasks at once. So with
// three tasks or more, a release that never answers is rolled back after startSeconds. With two tasks this takes twice as long, and with
// one task three times. Two alarms also roll a release back: the one on errors, and the one on unhealthy
// targets, which allows for startSeconds.
//
// Failure modes: a container that does not answer on its port never becomes healthy, and the deployment is rolled back. The first
// deployment has nothing to roll back to, so its stack fails. ECS reads a secret once, when a task starts. After a rotation, tasks keep the
// old value until they are restarted.
package service

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecspatterns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/network"
	"kasha/lib/task"
)

// productionOnDemand tasks of a service with Spot tasks run on demand in production, so that many interruptions at once leave the site
// available.
const productionOnDemand = 2

// Props describes one service.
type Props struct {
	Cluster     awsecs.ICluster // its name is ClusterName
	ClusterName string
	Service     config.Service
	Task        task.Props

	Entrance
	Beside  *Entrance // a second load balancer before the same tasks; nil: there is none
	Subnets string    // the subnet group of the tasks; see lib/network

	Production bool // keeps two tasks on demand
}

// Service is one service with its target group and its scaling.
type Service struct {
	Tasks         awsecs.FargateService
	Definition    awsecs.FargateTaskDefinition
	LoadBalancer  awselasticloadbalancingv2.ApplicationLoadBalancer
	Listeners     []awselasticloadbalancingv2.ApplicationListener // which further services can have routes on
	Beside        []awselasticloadbalancingv2.ApplicationListener // those of the second load balancer
	SecurityGroup awsec2.SecurityGroup                            // of the tasks
	TargetGroup   awselasticloadbalancingv2.ApplicationTargetGroup
	Scaling       awsecs.ScalableTaskCount
	Certificate   awscertificatemanager.ICertificate // its load balancer's; nil where there is only HTTP
	Dimensions    Dimensions
}

// Dimensions holds the values of the CloudWatch dimensions of the service. They are read once: each call of a construct is a call
// into another process, and dozens of alarms and graphs need these values.
type Dimensions struct{ Cluster, Service, LoadBalancer, TargetGroup string }

// Connections returns the connections of the tasks' security group.
func (s Service) Connections() awsec2.Connections { return s.SecurityGroup.Connections() }

// New builds the service behind its load balancer.
func New(scope constructs.Construct, id string, props Props) Service {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	definition := task.NewDefinition(scope, props.Task)
	pattern := newPattern(scope, props, definition)
	service := finish(props, pattern.Service(), definition, pattern.TargetGroup())
	service.Listeners = props.complete(pattern.Listener(), pattern.TargetGroup())
	if props.Beside != nil {
		service.Beside = props.Beside.before(pattern.Service(), props.Service)
	}
	service.Certificate = props.Listener.Certificate
	// The pattern's own outputs have generated keys. The stack has outputs with fixed keys.
	pattern.Node().TryRemoveChild(jsii.String("LoadBalancerDNS"))
	pattern.Node().TryRemoveChild(jsii.String("ServiceURL"))
	return service
}

// finish sets what every service has, whatever made it.
func finish(
	props Props, tasks awsecs.FargateService, definition awsecs.FargateTaskDefinition,
	targets awselasticloadbalancingv2.ApplicationTargetGroup,
) Service {
	resource := task.Settle(tasks, props.Cluster, definition)
	configureTargets(targets, props.Service)
	return Service{
		Tasks:         tasks,
		Definition:    definition,
		LoadBalancer:  props.LoadBalancer,
		SecurityGroup: props.Task.SecurityGroup,
		TargetGroup:   targets,
		Scaling:       scale(tasks, props.Service),
		Dimensions: Dimensions{
			Cluster: props.ClusterName,
			// The attribute, not ServiceName: the CDK passes ServiceName on to another region (the dashboard's) only if the name
			// is fixed. A service with a fixed name could not be replaced.
			Service:      *resource.AttrName(),
			LoadBalancer: *props.LoadBalancer.LoadBalancerFullName(),
			TargetGroup:  *targets.TargetGroupFullName(),
		},
	}
}

// onDemand is how many tasks of a service with Spot tasks run on demand.
func (p Props) onDemand() int {
	if p.Production {
		return productionOnDemand
	}
	return 0
}

func newPattern(
	scope constructs.Construct, props Props, definition awsecs.FargateTaskDefinition,
) awsecspatterns.ApplicationLoadBalancedFargateService {
	settings := &awsecspatterns.ApplicationLoadBalancedFargateServiceProps{
		Cluster:        props.Cluster,
		TaskDefinition: definition,
		TaskSubnets:    network.In(props.Subnets),
		SecurityGroups: &[]awsec2.ISecurityGroup{props.Task.SecurityGroup},
		AssignPublicIp: jsii.Bool(false),
		// No DesiredCount: each deployment would set it, and would stop two of the four tasks that scaling has started under load.
		// A new service starts one task, and scaling raises the count to its minimum within a minute.

		LoadBalancer:       props.LoadBalancer,
		PublicLoadBalancer: jsii.Bool(props.Listener.Scheme == InternetFacing),
		OpenListener:       jsii.Bool(false), // the security groups admit callers, never 0.0.0.0/0
		ListenerPort:       jsii.Number(props.Listener.Port),
		Protocol:           awselasticloadbalancingv2.ApplicationProtocol_HTTP, // HTTPS is a second listener, see Listener
		TargetProtocol:     awselasticloadbalancingv2.ApplicationProtocol_HTTP,

		// A deployment keeps the full capacity. The construct's default would stop half of the tasks first.
		MinHealthyPercent:      jsii.Number(100),
		MaxHealthyPercent:      jsii.Number(200),
		CircuitBreaker:         &awsecs.DeploymentCircuitBreaker{Enable: jsii.Bool(true), Rollback: jsii.Bool(true)},
		HealthCheckGracePeriod: awscdk.Duration_Seconds(jsii.Number(props.Service.StartSeconds)),

		CapacityProviderStrategies: task.NewCapacity(props.Service.Spot, props.onDemand()),
		EnableExecuteCommand:       jsii.Bool(false), // no shell in production containers; it would also need a writable root
		PropagateTags:              awsecs.PropagatedTagSource_SERVICE,
		EnableECSManagedTags:       jsii.Bool(true),
	}
	return awsecspatterns.NewApplicationLoadBalancedFargateService(scope, jsii.String("Service"), settings)
}

// RollBackOn makes ECS roll a deployment back when one of the alarms goes into state ALARM during the deployment or shortly after it.
// ECS derives that time from the alarms' periods. The circuit breaker detects only tasks that do not start. The alarms also
// detect tasks that start and then fail.
//
// The alarms must not refer to the ECS service, because the service depends on them; metrics of the target group do not. The service
// names the alarms by their fixed names, and is created after them, because ECS requires that they exist. ECS ignores an alarm that
// is in state ALARM when a deployment starts, so that a release with the fix can be deployed.
func (s Service) RollBackOn(alarms ...awscloudwatch.Alarm) {
	var names []*string
	for _, alarm := range alarms {
		names = append(names, alarm.Node().DefaultChild().(awscloudwatch.CfnAlarm).AlarmName())
		s.Tasks.Node().AddDependency(alarm)
	}
	s.Tasks.EnableDeploymentAlarms(&names, &awsecs.DeploymentAlarmOptions{
		Behavior: awsecs.AlarmBehavior_ROLLBACK_ON_ALARM,
	})
}
