package task

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// tmpfsMode lets every user of the container write, as in /tmp. Without it the container runtime (runc) gives the tmpfs the mode of the
// image's folder that it covers, usually root's 0755. An image that runs as another user could then not write.
const tmpfsMode = "mode=1777"

// addWritablePaths mounts a tmpfs on each path in memory, rather than a volume. An empty volume belongs to root with mode 0755, and has no
// option for it. With noexec, files written there cannot be executed. The container must be the definition's first.
//
// The construct takes option names only, and ECS takes options with a value as well; see the API reference, "Tmpfs". The list is
// therefore written on the resource.
func addWritablePaths(linux awsecs.LinuxParameters, definition awsecs.FargateTaskDefinition, paths []config.WritablePath) {
	resource := definition.Node().DefaultChild().(awsecs.CfnTaskDefinition)
	inMemory := slices.DeleteFunc(slices.Clone(paths), func(path config.WritablePath) bool { return path.Disk })
	for i, path := range inMemory {
		linux.AddTmpfs(&awsecs.Tmpfs{ContainerPath: jsii.String(path.Path), Size: jsii.Number(path.SizeMiB)})
		execution := "noexec"
		if path.Exec {
			execution = "exec"
		}
		resource.AddPropertyOverride(jsii.String(fmt.Sprintf("ContainerDefinitions.0.LinuxParameters.Tmpfs.%d.MountOptions", i)),
			[]string{execution, "nosuid", "nodev", tmpfsMode})
	}
}

// addDisk mounts a volume of the task's disk on each path that wants one.
func addDisk(definition awsecs.FargateTaskDefinition, container awsecs.ContainerDefinition, paths []config.WritablePath) {
	for i, path := range paths {
		if !path.Disk {
			continue
		}
		name := jsii.String(fmt.Sprintf("disk-%d", i))
		definition.AddVolume(&awsecs.Volume{Name: name})
		container.AddMountPoints(&awsecs.MountPoint{
			ContainerPath: jsii.String(path.Path), SourceVolume: name, ReadOnly: jsii.Bool(false),
		})
	}
}
