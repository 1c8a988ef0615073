package config

import (
	"fmt"
	"slices"

	"kasha/lib/offers"
)

// Container is what every process has, whatever starts its tasks: an image, a size, and what it uses of its environment.
type Container struct {
	// Image is the container image. The default is a placeholder: nginx, built to listen on 8080 without root. It comes from the ECR public
	// gallery, which has no pull limit like Docker Hub's. An image of the gallery with a digest bypasses the cache, because ECR cannot fetch
	// it by its digest. The gallery's own limits then apply to every pull.
	//
	//	Default: "public.ecr.aws/nginx/nginx-unprivileged:1.30.5-alpine-slim"
	//	Allowed: registry/repository:tag, with a digest instead of or beside the tag; or ecr:TAG, the environment's own repository.
	//	         A worker has the backend's image by default, and ecr:TAG means the backend's repository
	//	Source:  design document, "Infrastructure Components" (nginx:latest)
	Image Image `json:"image"`

	// Architecture is the CPU architecture of the tasks. arm64 is 20 % cheaper: $0.03238 against $0.04048 for a vCPU-hour.
	//
	//	Default: "x86_64"
	//	Allowed: "x86_64"; or "arm64", where the image has it
	//	Source:  ECS developer guide, "Task definition parameters"
	Architecture string `json:"architecture"`

	// CPU is the CPU of one task. A task of the frontend costs $9.01 with the default size, one of the backend $18.02.
	//
	//	Unit:    Fargate CPU units; 1024 are one vCPU
	//	Default: 256 for the frontend, 512 for the backend, 256 for a worker
	//	Allowed: 256, 512, 1024, 2048, 4096, 8192 or 16384
	//	Source:  design document, "Cost Breakdown" and "ECS Fargate Services"; ECS developer guide, "Fargate task sizes"
	CPU int `json:"cpu"`

	// MemoryMiB is the memory of one task.
	//
	//	Unit:    MiB
	//	Default: 512 for the frontend, 1024 for the backend, 512 for a worker
	//	Allowed: what Fargate pairs with the CPU size
	//	Source:  design document, "Cost Breakdown" and "ECS Fargate Services"; ECS developer guide, "Fargate task sizes"
	MemoryMiB int `json:"memoryMiB"`

	// User is the user that the container runs as, in place of the image's. Files of the image that only its own user may read are then out
	// of reach.
	//
	//	Default: ""
	//	Allowed: a number above 0, or two, such as 1000:1000, for user and group; "" for the image's user
	//	Source:  ECS API, ContainerDefinition, user
	User string `json:"user"`

	// Capabilities are the Linux capabilities that the container keeps; all others are dropped. An image that begins as root and then
	// changes its user needs SETUID and SETGID, and often CHOWN.
	//
	//	Default: []
	//	Allowed: AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, NET_RAW, SETFCAP, SETGID, SETPCAP, SETUID,
	//	         SYS_CHROOT
	//	Source:  ECS API, KernelCapabilities; capabilities(7)
	Capabilities []string `json:"capabilities"`

	// WritablePaths are the directories to which the container may write. Each is empty at the start, in memory, and counts against
	// memoryMiB by what is written. One with disk is on the disk of the task instead. The rest of the file system is read-only. A path
	// alone is short for an object with it.
	//
	//	Default: ["/tmp"]
	//	Allowed: at most 10 paths, or objects such as {"path": "/tmp", "sizeMiB": 512, "exec": true}
	//	Source:  ECS API, Tmpfs
	WritablePaths []WritablePath `json:"writablePaths"`

	// Environment are additional environment variables. Their values can be read in the template and the console, so secrets are
	// rejected.
	//
	//	Default: {}
	//	Allowed: at most 32 KiB in all, without ${, #{Token[, {{resolve: and control characters; no names that Kasha or AWS sets
	//	         (lib/names, ReservedVariables)
	//	Source:  ECS API, RegisterTaskDefinition: 64 KiB for a whole task definition
	Environment map[string]string `json:"environment"`

	// Secrets are variables whose values ECS reads from Secrets Manager or Systems Manager when a task starts. The values are in no template.
	// A service is restarted after a value has changed.
	//
	//	Default: {}
	//	Allowed: by the name of the variable {"secret": NAME, "field": FIELD} or {"parameter": NAME}; no names that Kasha or AWS sets, and
	//	         none of environment
	//	Source:  ECS API, ContainerDefinition, secrets; docs/application.md says what else they hold
	Secrets Secrets `json:"secrets"`

	// Uses is what the process uses of its environment. It gets the variables, the credentials, the permissions and the network access for
	// that, and for nothing else. If you remove a use, the tasks of the previous deployment keep it until they have stopped.
	//
	//	Default: [] for the frontend, [] for a worker, ["database", "replica", "bucket", "queue:*"] for the backend
	//	Allowed: "database", "replica", "bucket", "queue:NAME", "queue:NAME:send", "queue:NAME:receive"; a queue of messaging, or * for all.
	//	         At least one process receives from each queue. "service:NAME" of an internal service, or "service:backend"
	//	Source:  Kasha's own; docs/processes.md says what follows from each
	Uses Uses `json:"uses"`

	// Egress are further connections that the tasks may open, each to one TCP port. Without it they reach HTTPS addresses, and what they use.
	//
	//	Default: []
	//	Allowed: at most 20 objects such as {"port": 587, "to": "0.0.0.0/0", "for": "mail"}
	//	Source:  EC2 API, AuthorizeSecurityGroupEgress; Amazon VPC quotas: 60 rules for each direction of a security group
	Egress []Egress `json:"egress"`

	// Command replaces the image's command (CMD).
	//
	//	Default: []; the image's own
	//	Allowed: at most 100 texts, none of them empty, of at most 8 KiB in all
	//	Source:  ECS API, ContainerDefinition; the sizes are Kasha's own, of the 64 KiB of a task definition
	Command []string `json:"command"`

	// EntryPoint replaces the image's entry point (ENTRYPOINT).
	//
	//	Default: []; the image's own
	//	Allowed: as command
	//	Source:  ECS API, ContainerDefinition
	EntryPoint []string `json:"entryPoint"`

	// StopSeconds is how long the container may take to exit after SIGTERM. Then ECS kills it.
	//
	//	Unit:    seconds
	//	Default: 120
	//	Allowed: 2 to 120
	//	Source:  ECS API, ContainerDefinition, stopTimeout: Fargate's maximum
	StopSeconds int `json:"stopSeconds"`

	// HealthCheck is a command that ECS runs in the container, beside the requests of the load balancer. A task is healthy when both succeed.
	// ECS replaces a service's task that is not. It has no effect on a job.
	//
	//	Default: none, which means no command
	//	Allowed: an object such as {"command": ["bin/health"]}
	//	Source:  ECS API, HealthCheck
	HealthCheck *HealthCheck `json:"healthCheck,omitempty"`

	// EphemeralStorageGiB is the disk of one task: the image, and the writable paths with disk. What is above 20 GiB costs $0.08 for each GiB.
	//
	//	Unit:    GiB
	//	Default: 20
	//	Allowed: 20 to 200
	//	Source:  ECS API, EphemeralStorage; Fargate's own size is 20
	EphemeralStorageGiB int `json:"ephemeralStorageGiB"`
}

// defaultContainer is the container of a process that uses nothing.
func defaultContainer() Container {
	return Container{
		Image:         ImageOf("public.ecr.aws/nginx/nginx-unprivileged:1.30.5-alpine-slim"),
		Architecture:  "x86_64",
		CPU:           256,
		MemoryMiB:     512,
		User:          "",
		Capabilities:  []string{},
		WritablePaths: []WritablePath{{Path: "/tmp", SizeMiB: usualSizeMiB}},
		Environment:   map[string]string{},
		Secrets:       Secrets{},
		Uses:          Uses{},
		Egress:        []Egress{},
		Command:       []string{},
		EntryPoint:    []string{},
		StopSeconds:   MaxStopSeconds,

		EphemeralStorageGiB: FargateStorageGiB,
	}
}

func checkContainer(at object, c Container) {
	checkImage(at, c.Image)
	if architectures := []string{"x86_64", "arm64"}; !slices.Contains(architectures, c.Architecture) {
		at.reject("architecture", quote(c.Architecture)+" is not a CPU architecture of Fargate", suggestion(c.Architecture, architectures))
	}
	checkCapabilities(at, c)
	checkTaskSize(at, c)
	checkUser(at, c.User)
	checkWritablePaths(at, c)
	checkVariables(at.in("environment"), c.Environment)
	checkCommand(at, c)
	checkStop(at, c)
	checkHealthCommand(at, c)
	checkStorage(at, c)
	checkEgress(at, c.Egress)
}

func checkTaskSize(at object, c Container) {
	if offers.FargateMemory(c.CPU) == nil {
		at.reject("cpu", fmt.Sprintf("Fargate has no task size of %d CPU units", c.CPU), oneOf(offers.FargateCPUs()))
	}
	if at.valid("cpu") && !offers.FargateHas(c.CPU, c.MemoryMiB) {
		at.reject("memoryMiB", fmt.Sprintf("Fargate does not pair %d MiB with %d CPU units", c.MemoryMiB, c.CPU),
			oneOf(offers.FargateMemory(c.CPU)))
	}
}
