package task

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// ServiceProps are what an ECS service needs that the CDK's pattern does not build.
type ServiceProps struct {
	Cluster       awsecs.ICluster
	Definition    awsecs.FargateTaskDefinition
	Subnets       *awsec2.SubnetSelection
	SecurityGroup awsec2.ISecurityGroup
	Capacity      *[]*awsecs.CapacityProviderStrategy // see NewCapacity
	Grace         awscdk.Duration                     // in which failed health checks are ignored; nil without a load balancer
}

// NewService builds an ECS service of tasks without public addresses. It has no DesiredCount: each deployment would set it. A new service
// starts one task. A deployment keeps the full capacity, and one that fails is rolled back. Settle completes the service.
func NewService(scope constructs.Construct, props ServiceProps) awsecs.FargateService {
	return awsecs.NewFargateService(scope, jsii.String("Service"), &awsecs.FargateServiceProps{
		Cluster:        props.Cluster,
		TaskDefinition: props.Definition,
		VpcSubnets:     props.Subnets,
		SecurityGroups: &[]awsec2.ISecurityGroup{props.SecurityGroup},
		AssignPublicIp: jsii.Bool(false),

		MinHealthyPercent:      jsii.Number(100),
		MaxHealthyPercent:      jsii.Number(200),
		CircuitBreaker:         &awsecs.DeploymentCircuitBreaker{Enable: jsii.Bool(true), Rollback: jsii.Bool(true)},
		HealthCheckGracePeriod: props.Grace,

		CapacityProviderStrategies: props.Capacity,
		EnableExecuteCommand:       jsii.Bool(false),
		PropagateTags:              awsecs.PropagatedTagSource_SERVICE,
		EnableECSManagedTags:       jsii.Bool(true),
	})
}

// Settle sets what every ECS service has and the CDK has no property for, and the order in which CloudFormation builds it. It returns the
// service's resource.
func Settle(tasks awsecs.FargateService, cluster awsecs.ICluster, definition awsecs.FargateTaskDefinition) awsecs.CfnService {
	resource := tasks.Node().DefaultChild().(awsecs.CfnService)
	// ECS spreads the tasks again after a failed zone has recovered.
	resource.SetAvailabilityZoneRebalancing(jsii.String("ENABLED"))
	// The cluster's capacity providers must outlive the service, or deleting the stack fails with "capacity provider is in use".
	tasks.Node().AddDependency(cluster)
	// ECS starts tasks as soon as the service exists. Without their roles' policies, the first tasks could not pull the image or read
	// the secrets. The circuit breaker could then roll the first deployment back. Source: CloudFormation, "AWS::ECS::Service".
	tasks.Node().AddDependency(definition)
	return resource
}
