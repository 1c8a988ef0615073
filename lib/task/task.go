// Package task builds the task definition of a process, and the security group of its tasks. Every process has both, whether or not it is
// a service behind a load balancer. Other packages build what starts the tasks.
//
// The container cannot write to its root file system, and has no Linux capability unless the configuration keeps some.
package task

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/offers"
	"kasha/lib/registry"
)

// Props describes one container.
type Props struct {
	Name      string // the process's; the container's name and the prefix of its log streams
	Container config.Container
	Port      int // on which the container listens; 0: on none

	Image         registry.Image
	LogGroup      awslogs.ILogGroup
	SecurityGroup awsec2.SecurityGroup
	Variables     map[string]string        // plain values
	Secrets       map[string]awsecs.Secret // ECS reads them when the task starts; the template has only their ARNs
	References    map[string]string        // further secrets and parameters, as a task definition names them; see addReferences

	Family       string // of the task definitions; empty: CloudFormation chooses it
	WritableRoot bool   // for ECS Exec, whose agent writes files
}

// NewDefinition builds the task definition with its two roles.
func NewDefinition(scope constructs.Construct, props Props) awsecs.FargateTaskDefinition {
	container := props.Container
	var family *string
	if props.Family != "" {
		family = jsii.String(props.Family)
	}
	definition := awsecs.NewFargateTaskDefinition(scope, jsii.String("Task"), &awsecs.FargateTaskDefinitionProps{
		Family:              family,
		Cpu:                 jsii.Number(container.CPU),
		MemoryLimitMiB:      jsii.Number(container.MemoryMiB),
		EphemeralStorageGiB: storage(container.EphemeralStorageGiB),
		RuntimePlatform: &awsecs.RuntimePlatform{
			OperatingSystemFamily: awsecs.OperatingSystemFamily_LINUX(),
			CpuArchitecture:       architecture(container.Architecture),
		},
	})
	linux := awsecs.NewLinuxParameters(scope, jsii.String("Linux"), &awsecs.LinuxParametersProps{
		InitProcessEnabled: jsii.Bool(true),
	})
	linux.DropCapabilities(dropped(container.Capabilities)...)
	addWritablePaths(linux, definition, container.WritablePaths)
	var user *string // the image's
	if container.User != "" {
		user = jsii.String(container.User)
	}
	built := definition.AddContainer(jsii.String(props.Name), &awsecs.ContainerDefinitionOptions{
		Image:                  props.Image.Container,
		PortMappings:           ports(props.Port),
		Environment:            merge(props.Variables, container.Environment),
		Secrets:                &props.Secrets,
		User:                   user,
		Command:                texts(container.Command),
		EntryPoint:             texts(container.EntryPoint),
		ReadonlyRootFilesystem: jsii.Bool(!props.WritableRoot),
		LinuxParameters:        linux,
		StopTimeout:            awscdk.Duration_Seconds(jsii.Number(container.StopSeconds)),
		HealthCheck:            healthCheck(container.HealthCheck),
		Logging: awsecs.LogDriver_AwsLogs(&awsecs.AwsLogDriverProps{
			LogGroup:     props.LogGroup,
			StreamPrefix: jsii.String(props.Name),
			Mode:         awsecs.AwsLogDriverMode_NON_BLOCKING, // a slow CloudWatch Logs must not block the application
		}),
	})
	addDisk(definition, built, container.WritablePaths)
	addReferences(definition, len(props.Secrets), props.References)
	props.Image.GrantPull(definition, definition.ObtainExecutionRole())
	return definition
}

func ports(port int) *[]*awsecs.PortMapping {
	if port == 0 {
		return nil
	}
	return &[]*awsecs.PortMapping{{ContainerPort: jsii.Number(port)}}
}

// storage leaves Fargate's own size out: ECS refuses to be asked for it.
func storage(gib int) *float64 {
	if gib == config.FargateStorageGiB {
		return nil
	}
	return jsii.Number(gib)
}

// healthCheck is the command that ECS runs in a container; nil: none. CMD keeps a shell out, which the image may not have.
func healthCheck(check *config.HealthCheck) *awsecs.HealthCheck {
	if check == nil {
		return nil
	}
	seconds := func(n int) awscdk.Duration { return awscdk.Duration_Seconds(jsii.Number(n)) }
	return &awsecs.HealthCheck{
		Command:  jsii.Strings(append([]string{"CMD"}, check.Command...)...),
		Interval: seconds(check.IntervalSeconds), Timeout: seconds(check.TimeoutSeconds), Retries: jsii.Number(check.Retries),
		StartPeriod: seconds(check.StartSeconds),
	}
}

// addReferences adds the secrets that processes declare behind those of the construct. The construct's own secrets also grant reading, and
// for a parameter they grant reading its history. Who may read what is therefore granted beside the reference, by the caller.
// The container must be the definition's first.
func addReferences(definition awsecs.FargateTaskDefinition, before int, references map[string]string) {
	if len(references) == 0 {
		return
	}
	var all []any
	for _, variable := range slices.Sorted(maps.Keys(references)) {
		all = append(all, map[string]any{"Name": variable, "ValueFrom": references[variable]})
	}
	resource, path := definition.Node().DefaultChild().(awsecs.CfnTaskDefinition), "ContainerDefinitions.0.Secrets"
	if before == 0 {
		resource.AddPropertyOverride(jsii.String(path), all)
		return
	}
	for i, secret := range all {
		resource.AddPropertyOverride(jsii.String(fmt.Sprintf("%s.%d", path, before+i)), secret)
	}
}

// dropped are the capabilities that a container loses. Fargate adds none, so those to keep are left out of all that it would have.
func dropped(kept []string) []awsecs.Capability {
	if len(kept) == 0 {
		return []awsecs.Capability{awsecs.Capability_ALL}
	}
	var capabilities []awsecs.Capability
	for _, name := range offers.ContainerCapabilities() {
		if !slices.Contains(kept, name) {
			capabilities = append(capabilities, awsecs.Capability(name))
		}
	}
	return capabilities
}

func architecture(name string) awsecs.CpuArchitecture {
	if strings.EqualFold(name, "arm64") {
		return awsecs.CpuArchitecture_ARM64()
	}
	return awsecs.CpuArchitecture_X86_64()
}

// texts returns a list of the configuration, or nil where it is empty and the image's own counts.
func texts(list []string) *[]*string {
	if len(list) == 0 {
		return nil
	}
	return jsii.Strings(list...)
}

// merge joins Kasha's variables with those of the configuration. lib/config refuses a variable that both would set.
func merge(sets ...map[string]string) *map[string]*string {
	merged := map[string]*string{}
	for _, set := range sets {
		for name, value := range set {
			merged[name] = jsii.String(value)
		}
	}
	return &merged
}
