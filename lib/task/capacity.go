package task

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"
)

// NewCapacity chooses between Fargate and Fargate Spot. Spot costs about 70 % less, and AWS can interrupt a task with two minutes'
// notice. With Spot, the first onDemand tasks still run on Fargate, where AWS does not interrupt them.
func NewCapacity(spot bool, onDemand int) *[]*awsecs.CapacityProviderStrategy {
	fargate := &awsecs.CapacityProviderStrategy{CapacityProvider: jsii.String("FARGATE"), Weight: jsii.Number(1)}
	fargateSpot := &awsecs.CapacityProviderStrategy{CapacityProvider: jsii.String("FARGATE_SPOT"), Weight: jsii.Number(1)}
	switch {
	case !spot:
		return &[]*awsecs.CapacityProviderStrategy{fargate}
	case onDemand > 0:
		fargate.Weight, fargate.Base = jsii.Number(0), jsii.Number(onDemand)
		return &[]*awsecs.CapacityProviderStrategy{fargate, fargateSpot}
	default:
		return &[]*awsecs.CapacityProviderStrategy{fargateSpot}
	}
}
