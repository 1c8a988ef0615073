package service

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// The target values of auto scaling. Source: design document, "ECS Fargate Services".
const (
	TargetCPUPercent    = 70
	TargetMemoryPercent = 80
)

// scale adds a scaling policy for CPU and one for memory. ECS runs the larger of the two task counts.
func scale(service awsecs.FargateService, limits config.Service) awsecs.ScalableTaskCount {
	tasks := service.AutoScaleTaskCount(&awsapplicationautoscaling.EnableScalingProps{
		MinCapacity: jsii.Number(limits.MinTasks),
		MaxCapacity: jsii.Number(limits.MaxTasks),
	})
	tasks.ScaleOnCpuUtilization(jsii.String("Cpu"), &awsecs.CpuUtilizationScalingProps{
		TargetUtilizationPercent: jsii.Number(TargetCPUPercent),
	})
	tasks.ScaleOnMemoryUtilization(jsii.String("Memory"), &awsecs.MemoryUtilizationScalingProps{
		TargetUtilizationPercent: jsii.Number(TargetMemoryPercent),
	})
	return tasks
}
