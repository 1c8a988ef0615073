// Package service builds one load-balanced Fargate service. The frontend and the backend are two uses of it: they differ
// in who may reach their load balancer and in what the container is told.
//
// A deployment starts the new tasks before it stops the old ones and is rolled back when they do not become healthy. A
// task that is to stop first leaves its target group, then drains for up to DeregistrationDelay, and has StopTimeout to
// finish after the signal. When Spot takes a task away, ECS sends the signal at once and the two minutes of its notice are
// all there is, so a service with Spot tasks drains for SpotDeregistrationDelay only. No request is cut off by that: CloudFront
// waits 60 seconds for an answer and the load balancers let a connection be silent for as long.
//
// A new task has startSeconds to become healthy. As long as they last, ECS does not stop it for failing its health check. The
// load balancer checks it from the start: after two failures, a minute, it calls the task unhealthy and sends it nothing, and
// then wants two good answers, up to another minute. So startSeconds is what the container takes to answer, and 60. When they
// are over, ECS replaces the task and counts a failure. The deployment circuit breaker gives up at three of them, or at half
// of the desired tasks if that is more (ECS developer guide, "How the Amazon ECS deployment circuit breaker detects
// failures"): a bad release that only never answers comes back so much later, after two or three times startSeconds. The
// alarms on targets, of which one rolls releases back too, wait as long (lib/monitoring).
//
// Failure modes: an image that does not answer on its port never becomes healthy and the deployment rolls back; on the very
// first deployment there is nothing to roll back to and the stack fails. A secret is read once, when a task starts: after a
// rotation, tasks keep the old value until they are restarted.
package service

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecspatterns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/network"
)

const (
	healthCheckSeconds = 30 // design document, "Load Balancing & Edge"

	// DeregistrationDelay is how long a stopping task may finish requests it already has, in seconds. Source: design
	// document ("Connection draining (300s)"). It is also how much longer every deployment takes.
	DeregistrationDelay = 300

	// SpotDeregistrationDelay is that time for a service with Spot tasks. AWS asks for less than the two minutes of the notice
	// (knowledge center, "How do I handle Spot termination notices in AWS Fargate Spot tasks?"): the load balancer would
	// otherwise count on a task that is gone. It must stay above the 60 seconds that a request may take.
	SpotDeregistrationDelay = 90

	// TargetCPUPercent and TargetMemoryPercent are what scaling keeps the tasks at. Source: design document, "ECS Fargate Services".
	TargetCPUPercent    = 70
	TargetMemoryPercent = 80
)

// Props is one service.
type Props struct {
	Name        string          // frontend or backend; part of names and of the log stream
	Cluster     awsecs.ICluster // named ClusterName
	ClusterName string
	Service     config.Service
	Task        Task

	LoadBalancer awselasticloadbalancingv2.ApplicationLoadBalancer
	Listener     Listener
	Subnets      string // the subnet group its tasks run in

	Production bool
}

// Service is the running thing, its way in and its scaling.
type Service struct {
	Pattern       awsecspatterns.ApplicationLoadBalancedFargateService
	SecurityGroup awsec2.SecurityGroup // of the tasks
	TargetGroup   awselasticloadbalancingv2.ApplicationTargetGroup
	Scaling       awsecs.ScalableTaskCount
	Certificate   awscertificatemanager.ICertificate // of its load balancer; nil where it speaks HTTP only
	Dimensions    Dimensions
}

// Dimensions are the values by which CloudWatch knows the service. They are read once: every question to a construct is a
// call into another process, and dozens of alarms and graphs ask for these.
type Dimensions struct{ Cluster, Service, LoadBalancer, TargetGroup string }

// Connections says who may talk to the tasks and whom they may call.
func (s Service) Connections() awsec2.Connections { return s.SecurityGroup.Connections() }

// New builds the service behind its load balancer.
func New(scope constructs.Construct, id string, props Props) Service {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	security := props.Task.SecurityGroup
	pattern := awsecspatterns.NewApplicationLoadBalancedFargateService(scope, jsii.String("Service"), &awsecspatterns.ApplicationLoadBalancedFargateServiceProps{
		Cluster:        props.Cluster,
		TaskDefinition: newTaskDefinition(scope, props),
		TaskSubnets:    network.In(props.Subnets),
		SecurityGroups: &[]awsec2.ISecurityGroup{security},
		AssignPublicIp: jsii.Bool(false),
		// No DesiredCount: each release would set it, and two tasks would be left of the four that scaling has started under
		// load. A new service starts one, and scaling raises that to its minimum within a minute.

		LoadBalancer:       props.LoadBalancer,
		PublicLoadBalancer: jsii.Bool(props.Listener.Public),
		OpenListener:       jsii.Bool(false), // who may connect is said by the security groups, never 0.0.0.0/0
		ListenerPort:       jsii.Number(props.Listener.Port),
		Protocol:           awselasticloadbalancingv2.ApplicationProtocol_HTTP, // and HTTPS beside it, see Listener
		TargetProtocol:     awselasticloadbalancingv2.ApplicationProtocol_HTTP,

		// No capacity is lost during a deployment: the construct's default would stop half of the tasks first.
		MinHealthyPercent:      jsii.Number(100),
		MaxHealthyPercent:      jsii.Number(200),
		CircuitBreaker:         &awsecs.DeploymentCircuitBreaker{Enable: jsii.Bool(true), Rollback: jsii.Bool(true)},
		HealthCheckGracePeriod: awscdk.Duration_Seconds(jsii.Number(props.Service.StartSeconds)),

		CapacityProviderStrategies: capacity(props.Service, props.Production),
		EnableExecuteCommand:       jsii.Bool(false), // no shell in production containers; it needs a writable root as well
		PropagateTags:              awsecs.PropagatedTagSource_SERVICE,
		EnableECSManagedTags:       jsii.Bool(true),
	})
	// Spread again after a zone was lost and came back. The pattern does not pass this on.
	resource := pattern.Service().Node().DefaultChild().(awsecs.CfnService)
	resource.SetAvailabilityZoneRebalancing(jsii.String("ENABLED"))
	// The cluster's capacity providers must outlive the service, or deleting the stack fails with "capacity provider is in use".
	pattern.Service().Node().AddDependency(props.Cluster)

	configureTargets(pattern.TargetGroup(), props.Service)
	scaling := scale(pattern.Service(), props.Service)
	props.Listener.lock(props.LoadBalancer, pattern)
	// The pattern's own outputs have generated names; the stack has outputs of its own with names people can rely on.
	pattern.Node().TryRemoveChild(jsii.String("LoadBalancerDNS"))
	pattern.Node().TryRemoveChild(jsii.String("ServiceURL"))
	return Service{
		Pattern: pattern, SecurityGroup: security, TargetGroup: pattern.TargetGroup(), Scaling: scaling,
		Certificate: props.Listener.Certificate,
		Dimensions: Dimensions{
			// The service by its attribute: the CDK does not pass its name on to another region (the dashboard's) unless the name
			// is fixed, and a service with a fixed name cannot be replaced.
			Cluster: props.ClusterName, Service: *resource.AttrName(),
			LoadBalancer: *props.LoadBalancer.LoadBalancerFullName(), TargetGroup: *pattern.TargetGroup().TargetGroupFullName(),
		},
	}
}

func configureTargets(targets awselasticloadbalancingv2.ApplicationTargetGroup, service config.Service) {
	targets.ConfigureHealthCheck(&awselasticloadbalancingv2.HealthCheck{
		Path:                    jsii.String(service.HealthCheckPath),
		Interval:                awscdk.Duration_Seconds(jsii.Number(healthCheckSeconds)),
		Timeout:                 awscdk.Duration_Seconds(jsii.Number(5)),
		HealthyThresholdCount:   jsii.Number(2),
		UnhealthyThresholdCount: jsii.Number(2), // a broken task leaves after a minute
		HealthyHttpCodes:        jsii.String("200-399"),
	})
	targets.SetAttribute(jsii.String("deregistration_delay.timeout_seconds"), jsii.String(seconds(drain(service))))
}

// drain is how long a stopping task of a service may finish its requests, in seconds.
func drain(service config.Service) int {
	if service.Spot {
		return SpotDeregistrationDelay
	}
	return DeregistrationDelay
}

// scale keeps both figures under their targets; whichever asks for more tasks wins.
func scale(service awsecs.FargateService, limits config.Service) awsecs.ScalableTaskCount {
	tasks := service.AutoScaleTaskCount(&awsapplicationautoscaling.EnableScalingProps{
		MinCapacity: jsii.Number(limits.MinTasks),
		MaxCapacity: jsii.Number(limits.MaxTasks),
	})
	tasks.ScaleOnCpuUtilization(jsii.String("Cpu"), &awsecs.CpuUtilizationScalingProps{TargetUtilizationPercent: jsii.Number(TargetCPUPercent)})
	tasks.ScaleOnMemoryUtilization(jsii.String("Memory"), &awsecs.MemoryUtilizationScalingProps{TargetUtilizationPercent: jsii.Number(TargetMemoryPercent)})
	return tasks
}

// capacity chooses between Fargate and Fargate Spot, which costs about 70 % less and takes a task away with two minutes'
// notice. In production two tasks always stay on demand, so that a wave of interruptions leaves the site up.
func capacity(service config.Service, production bool) *[]*awsecs.CapacityProviderStrategy {
	onDemand := &awsecs.CapacityProviderStrategy{CapacityProvider: jsii.String("FARGATE"), Weight: jsii.Number(1)}
	spot := &awsecs.CapacityProviderStrategy{CapacityProvider: jsii.String("FARGATE_SPOT"), Weight: jsii.Number(1)}
	switch {
	case !service.Spot:
		return &[]*awsecs.CapacityProviderStrategy{onDemand}
	case production:
		onDemand.Weight, onDemand.Base = jsii.Number(0), jsii.Number(2)
		return &[]*awsecs.CapacityProviderStrategy{onDemand, spot}
	default:
		return &[]*awsecs.CapacityProviderStrategy{spot}
	}
}
