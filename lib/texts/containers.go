package texts

import (
	"slices"

	"kasha/lib/offers"
)

// containers is ECS, ECR and Application Auto Scaling.
func containers() []Text {
	const (
		cluster    = "AWS::ECS::Cluster"
		service    = "AWS::ECS::Service"
		task       = "AWS::ECS::TaskDefinition"
		container  = "ContainerDefinitions[]."
		definition = "ECS API, ContainerDefinition"
		repository = "AWS::ECR::Repository"
		template   = "AWS::ECR::RepositoryCreationTemplate"
		cacheRule  = "AWS::ECR::PullThroughCacheRule"
		target     = "AWS::ApplicationAutoScaling::ScalableTarget"
		policy     = "AWS::ApplicationAutoScaling::ScalingPolicy"
		scaling    = "Application Auto Scaling API, PutScheduledAction"
	)
	name := Rule{
		Name: "ECSName", What: "name of a cluster, task family, container or volume", Characters: wordDash, Least: 1, Most: 255, Write: dashWords,
		Example: "shop-prod-sql", Source: "ECS API, CreateCluster, RegisterTaskDefinition and ContainerDefinition",
	}
	setting := oneOf("ClusterSettingName", "name of a cluster setting", "ECS API, ClusterSetting", "containerInsights")
	insights := oneOf("ContainerInsights", "value of containerInsights", "ECS API, ClusterSetting", "enabled", "disabled", "enhanced")
	provider := oneOf("CapacityProvider", "capacity provider, other than those of Fargate", "ECS API, CapacityProviderStrategyItem", "FARGATE",
		"FARGATE_SPOT")
	image := Rule{
		Name: "Image", What: "image", Characters: `A-Za-z0-9\-_:./@#`, Least: 1, Most: 255, Write: "letters, digits and -_:./@#",
		Example: "public.ecr.aws/nginx/nginx:1.30", Source: definition + ", image",
	}
	variable := Rule{
		Name: "VariableName", What: "name of an environment variable", Characters: "A-Za-z0-9_", Form: "[A-Za-z_][A-Za-z0-9_]*", Least: 1,
		Most: 255, Write: "letters, digits and _, not beginning with a digit", Example: "DATABASE_HOST",
		Source: "POSIX, \"Environment Variables\"; CodeBuild API, EnvironmentVariable",
	}
	free := Rule{
		Name: "ContainerText", What: "value or argument of a container", Characters: anyText, Most: 64 << 10,
		Write: "text without control characters", Example: "https://example.com",
		Source: "ECS developer guide, \"Amazon ECS service quotas\", 64 KiB for a task definition",
	}
	folder := Rule{
		Name: "ContainerPath", What: "path in a container", Characters: `A-Za-z0-9._/\-`, Form: "/.*", Least: 1, Most: 255,
		Write: "an absolute path", Example: "/var/cache/nginx", Source: "ECS API, Tmpfs",
	}
	option := Rule{
		Name: "MountOption", What: "mount option", Characters: "a-z0-9=", Least: 1, Most: 32,
		Form: "(no)?(suid|dev|exec|atime|diratime|relatime|iversion|strictatime)|defaults|r[ow]|" +
			"a?sync|(un)?mand|bind|rbind|r?(private|shared|slave)|" +
			"unbindable|dirsync|remount|loud|silent|acl|noacl|(mode|uid|gid|nr_inodes|nr_blocks|size|mpol)=[0-9a-z]+",
		Write: "an option that ECS lists, such as noexec or mode=1777", Example: "mode=1777", Source: "ECS API, Tmpfs, mountOptions",
	}
	driver := oneOf("LogDriver", "log driver of a task on Fargate", "ECS API, LogConfiguration", "awslogs", "splunk", "awsfirelens")
	prefix := Rule{
		Name: "LogStreamPrefix", What: "prefix of log streams", Characters: `^:*\x00-\x1f`, Least: 1, Most: 200, Write: "no : and no *",
		Example: "backend", Source: "CloudWatch Logs API, CreateLogStream",
	}
	mode := oneOf("LogMode", "mode of the log driver", "ECS API, LogConfiguration", "non-blocking", "blocking")
	secret := Rule{
		Name: "SecretValueFrom", What: "place of a secret", Characters: `A-Za-z0-9/_+=.@:\-`, Least: 1, Most: 2048,
		Write: "a secret's ARN, with :key:stage:version", Example: "arn:aws:secretsmanager:us-east-1:111111111111:secret:a:username::",
		Source: "ECS API, Secret",
	}
	user := Rule{
		Name: "ContainerUser", What: "user of a container", Characters: `A-Za-z0-9_.:\-`, Least: 1, Most: 65,
		Write:   "user, uid, user:group or uid:gid",
		Example: "1000:1000", Source: definition + ", user",
	}
	capability := oneOf("Capability", "Linux capability", "ECS API, KernelCapabilities",
		append(kernelCapabilities(), offers.ContainerCapabilities()...)...)
	number := Rule{
		Name: "TaskSize", What: "CPU or memory of a task", Characters: "0-9", Least: 3, Most: 6, Write: "a number that Fargate offers",
		Example: "512", Source: "ECS API, RegisterTaskDefinition",
	}
	repositoryForm := `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*`
	repositoryName := Rule{
		Name: "RepositoryName", What: "name of a repository", Characters: `a-z0-9._/\-`, Form: repositoryForm, Least: 2, Most: 256,
		Write: "lower case letters and digits, joined by single . _ - or /", Example: "shop-prod/frontend",
		Source: "ECR API, CreateRepository",
	}
	cachePrefix := repositoryName
	cachePrefix.Name, cachePrefix.What, cachePrefix.Most = "CachePrefix", "prefix of a pull-through cache", 30
	cachePrefix.Example, cachePrefix.Source = "shop-prod-ecr-public", "ECR API, CreatePullThroughCacheRule"
	upstream := oneOf("UpstreamRegistry", "upstream registry", "ECR API, CreatePullThroughCacheRule", "public.ecr.aws", "registry.k8s.io",
		"quay.io", "registry-1.docker.io", "ghcr.io", "registry.gitlab.com", "cgr.dev")
	upstream.Form += `|[a-z0-9]+\.azurecr\.io|[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?`
	upstream.Most = 255
	templateText := Rule{
		Name: "TemplateDescription", What: "description of a repository creation template", Characters: oneLine, Most: 256,
		Write:   lineWords,
		Example: "Copies of public images", Source: "ECR API, CreateRepositoryCreationTemplate",
	}
	lifecycle := Rule{
		Name: "ImageLifecycle", What: "lifecycle policy of images", Characters: anyText, Form: `(?s)\{.*\}`, Least: 100, Most: 30720,
		Write: "a policy in JSON", Source: "ECR API, PutLifecyclePolicy",
		Example: `{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":9},` +
			`"action":{"type":"expire"}}]}`,
	}
	action := Rule{
		Name: "ScheduledActionName", What: "name of a scheduled action", Characters: `^:/|\x00-\x1f\x7f-\x9f`, Never: "^ | $", Least: 1,
		Most:  256,
		Write: "no : / | and no space at either end", Example: "Stop", Source: scaling,
	}
	policyName := Rule{
		Name: "ScalingPolicyName", What: "name of a scaling policy", Characters: printable, Least: 1, Most: 256, Write: asciiWords,
		Example: "Memory", Source: "Application Auto Scaling API, PutScalingPolicy",
	}
	resource := Rule{
		Name: "ScalableResource", What: "resource that scales", Characters: `A-Za-z0-9_/\-`, Form: "service/[^/]+/[^/]+", Narrow: true, Least: 1,
		Most:  1600,
		Write: "service/<cluster>/<service>", Example: "service/cluster/backend", Source: scaling,
	}
	alarm := Rule{
		Name: "DeploymentAlarm", What: "name of an alarm", Characters: oneLine, Least: 1, Most: 255, Write: lineWords,
		Example: "shop-prod-errors",
		Source:  "CloudWatch API, PutMetricAlarm; ECS API, DeploymentAlarms",
	}
	return slices.Concat(
		at(name, cluster, "ClusterName"),
		at(setting, cluster, "ClusterSettings[].Name"),
		at(insights, cluster, "ClusterSettings[].Value"),
		at(provider, "AWS::ECS::ClusterCapacityProviderAssociations", "CapacityProviders[]"),
		at(provider, service, "CapacityProviderStrategy[].CapacityProvider"),
		at(alarm, service, "DeploymentConfiguration.Alarms.AlarmNames[]"),
		at(name, service, "LoadBalancers[].ContainerName"),
		at(name, task, "Family", container+"Name"),
		at(number, task, "Cpu", "Memory"),
		at(image, "Custom::Release", "Image"),
		at(free, "Custom::Release", "Command[]"),
		at(number, "Custom::Release", "ServiceTimeout"),
		at(free, task, container+"Command[]", container+"EntryPoint[]", container+"Environment[].Value", container+"HealthCheck.Command[]"),
		at(name, task, "Volumes[].Name", container+"MountPoints[].SourceVolume"),
		at(folder, task, container+"MountPoints[].ContainerPath"),
		at(variable, task, container+"Environment[].Name", container+"Secrets[].Name"),
		at(variable, "AWS::CodeBuild::Project", "Environment.EnvironmentVariables[].Name"),
		at(variable, "AWS::Synthetics::Canary", "RunConfig.EnvironmentVariables{}"),
		at(image, task, container+"Image"),
		at(folder, task, container+"LinuxParameters.Tmpfs[].ContainerPath"),
		at(option, task, container+"LinuxParameters.Tmpfs[].MountOptions[]"),
		at(driver, task, container+"LogConfiguration.LogDriver"),
		at(region(), task, container+"LogConfiguration.Options.awslogs-region"),
		at(prefix, task, container+"LogConfiguration.Options.awslogs-stream-prefix"),
		at(mode, task, container+"LogConfiguration.Options.mode"),
		at(secret, task, container+"Secrets[].ValueFrom"),
		at(user, task, container+"User"),
		at(capability, task, container+"LinuxParameters.Capabilities.Drop[]"),
		at(repositoryName, repository, "RepositoryName"),
		at(repositoryName, template, "Prefix"),
		at(lifecycle, repository, "LifecyclePolicy.LifecyclePolicyText"),
		at(lifecycle, template, "LifecyclePolicy"),
		at(templateText, template, "Description"),
		at(cachePrefix, cacheRule, "EcrRepositoryPrefix"),
		at(upstream, cacheRule, "UpstreamRegistryUrl"),
		at(cron("ScalingSchedule", "schedule of a scheduled action", scaling), target, "ScheduledActions[].Schedule"),
		at(action, target, "ScheduledActions[].ScheduledActionName"),
		at(zoneName("ScalingTimezone", scaling), target, "ScheduledActions[].Timezone"),
		at(resource, target, "ResourceId"),
		at(policyName, policy, "PolicyName"),
	)
}

// kernelCapabilities are those that ECS drops, beside the ones that a container has on Fargate.
func kernelCapabilities() []string {
	return []string{
		"ALL", "AUDIT_CONTROL", "BLOCK_SUSPEND", "DAC_READ_SEARCH", "IPC_LOCK", "IPC_OWNER", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN",
		"MAC_OVERRIDE", "NET_ADMIN", "NET_BROADCAST", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE",
		"SYS_RAWIO", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "SYSLOG", "WAKE_ALARM",
	}
}
