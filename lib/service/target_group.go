package service

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

const (
	healthCheckSeconds = 30 // design document, "Load Balancing & Edge"

	// DeregistrationDelay is how long a stopping task may take to finish its open requests, in seconds. ECS sends SIGTERM afterwards;
	// from then on, stopSeconds counts. Source: design document ("Connection draining (300s)"). It makes every deployment
	// longer by this time.
	DeregistrationDelay = 300

	// SpotDeregistrationDelay is that time for a service with Spot tasks. AWS recommends less than the two minutes of the notice.
	// With more, the load balancer would wait for a task that has already ended. It must stay above what a request
	// may take, which lib/config checks. Source: knowledge center, "How do I handle Spot termination notices in AWS Fargate Spot tasks?"
	SpotDeregistrationDelay = config.SpotDrainSeconds

	// targetPort is the port of a target group, which no target uses: ECS registers each task with the port of its container. It is a
	// constant, because another one would replace the target group.
	targetPort = 80
)

// configureTargets sets the health check, the deregistration delay and the stickiness of a target group, whatever made it.
func configureTargets(targets awselasticloadbalancingv2.ApplicationTargetGroup, service config.Service) {
	targets.ConfigureHealthCheck(&awselasticloadbalancingv2.HealthCheck{
		Path:                    jsii.String(service.HealthCheckPath),
		Interval:                awscdk.Duration_Seconds(jsii.Number(healthCheckSeconds)),
		Timeout:                 awscdk.Duration_Seconds(jsii.Number(5)),
		HealthyThresholdCount:   jsii.Number(2),
		UnhealthyThresholdCount: jsii.Number(2), // a broken task gets no more requests after a minute
		HealthyHttpCodes:        jsii.String("200-399"),
	})
	delay := DeregistrationDelay
	if service.Spot {
		delay = SpotDeregistrationDelay
	}
	targets.SetAttribute(jsii.String("deregistration_delay.timeout_seconds"), jsii.String(strconv.Itoa(delay)))
	if service.StickinessSeconds != 0 {
		targets.EnableCookieStickiness(awscdk.Duration_Seconds(jsii.Number(service.StickinessSeconds)), nil)
	}
}

// targets builds the target group of one load balancer.
func (w Way) targets(
	scope constructs.Construct, props Props, tasks awsecs.FargateService,
) awselasticloadbalancingv2.ApplicationTargetGroup {
	return awselasticloadbalancingv2.NewApplicationTargetGroup(scope, jsii.String(w.Targets),
		&awselasticloadbalancingv2.ApplicationTargetGroupProps{
			Vpc:        props.Cluster.Vpc(),
			Port:       jsii.Number(targetPort),
			Protocol:   awselasticloadbalancingv2.ApplicationProtocol_HTTP,
			TargetType: awselasticloadbalancingv2.TargetType_IP,
			Targets:    &[]awselasticloadbalancingv2.IApplicationLoadBalancerTarget{tasks},
		})
}

// targetsID is the id that the pattern gives to a target group. The CDK adds Group to it.
func (s Scheme) targetsID() string {
	if s == InternetFacing {
		return "ECS"
	}
	return "ECSPrivate"
}
