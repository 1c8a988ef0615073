package service

import (
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/registry"
)

const (
	// StopTimeout is how long a container may take to end after SIGTERM, in seconds: Fargate's maximum (default 30), and
	// just what a Spot interruption grants.
	StopTimeout = 120

	// tmpfsMiB is memory set aside for each writable path; it counts against the task's memory only when it is used.
	tmpfsMiB = 64
)

// Task is what a container is given.
type Task struct {
	Image         registry.Image
	LogGroup      awslogs.ILogGroup
	SecurityGroup awsec2.SecurityGroup
	Variables     map[string]string        // plain values
	Secrets       map[string]awsecs.Secret // read by ECS when the task starts; only their ARNs are in the template
}

// NewSecurityGroup builds the tasks' security group ahead of the service, so that others can name it first. Tasks may call
// HTTPS anywhere (AWS, and what the application needs of the internet); whatever else they call opens itself to them.
func NewSecurityGroup(scope constructs.Construct, id string, vpc awsec2.IVpc) awsec2.SecurityGroup {
	group := awsec2.NewSecurityGroup(scope, jsii.String(id), &awsec2.SecurityGroupProps{
		Vpc:              vpc,
		Description:      jsii.String("Tasks: reached from their load balancer on the container port only"),
		AllowAllOutbound: jsii.Bool(false),
	})
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(443)), jsii.String("AWS and other HTTPS services"), nil)
	return group
}

func newTaskDefinition(scope constructs.Construct, props Props) awsecs.FargateTaskDefinition {
	definition := awsecs.NewFargateTaskDefinition(scope, jsii.String("Task"), &awsecs.FargateTaskDefinitionProps{
		Cpu:            jsii.Number(props.Service.CPU),
		MemoryLimitMiB: jsii.Number(props.Service.MemoryMiB),
		RuntimePlatform: &awsecs.RuntimePlatform{
			OperatingSystemFamily: awsecs.OperatingSystemFamily_LINUX(),
			CpuArchitecture:       architecture(props.Service.Architecture),
		},
	})
	linux := awsecs.NewLinuxParameters(scope, jsii.String("Linux"), &awsecs.LinuxParametersProps{InitProcessEnabled: jsii.Bool(true)})
	for _, path := range props.Service.WritablePaths {
		// Memory rather than a volume: an empty volume belongs to root, and an image that runs as another user could not
		// write to it. noexec and nosuid, so that what is written there cannot be run.
		linux.AddTmpfs(&awsecs.Tmpfs{
			ContainerPath: jsii.String(path),
			Size:          jsii.Number(tmpfsMiB),
			MountOptions:  &[]awsecs.TmpfsMountOption{awsecs.TmpfsMountOption_NOEXEC, awsecs.TmpfsMountOption_NOSUID, awsecs.TmpfsMountOption_NODEV},
		})
	}
	secrets := props.Task.Secrets
	definition.AddContainer(jsii.String(props.Name), &awsecs.ContainerDefinitionOptions{
		Image:                  props.Task.Image.Container,
		PortMappings:           &[]*awsecs.PortMapping{{ContainerPort: jsii.Number(props.Service.Port)}},
		Environment:            pointers(props.Task.Variables, props.Service.Environment),
		Secrets:                &secrets,
		ReadonlyRootFilesystem: jsii.Bool(true),
		LinuxParameters:        linux,
		StopTimeout:            awscdk.Duration_Seconds(jsii.Number(StopTimeout)),
		Logging: awsecs.LogDriver_AwsLogs(&awsecs.AwsLogDriverProps{
			LogGroup:     props.Task.LogGroup,
			StreamPrefix: jsii.String(props.Name),
			Mode:         awsecs.AwsLogDriverMode_NON_BLOCKING, // a slow log service must not stop requests
		}),
	})
	props.Task.Image.GrantFirstPull(definition.ObtainExecutionRole())
	return definition
}

func architecture(name string) awsecs.CpuArchitecture {
	if strings.EqualFold(name, "arm64") {
		return awsecs.CpuArchitecture_ARM64()
	}
	return awsecs.CpuArchitecture_X86_64()
}

// pointers merges what Kasha tells a container with what the configuration adds. lib/config keeps the two from naming the
// same variable.
func pointers(sets ...map[string]string) *map[string]*string {
	merged := map[string]*string{}
	for _, set := range sets {
		for name, value := range set {
			merged[name] = jsii.String(value)
		}
	}
	return &merged
}

func seconds(n int) string { return strconv.Itoa(n) }
