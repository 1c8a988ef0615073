package limits_test

import "testing"

// Catches a limit that is off by one, that looks at another property, or that takes what only the deployment knows for a value. Each pair
// is one that AWS takes and one that it refuses.
func TestPropertiesFitTogether(t *testing.T) {
	for _, c := range cases() {
		wantOne(t, c.kind+" "+c.properties, c.want, refused(t, `{}`, resource(c.kind, c.properties)))
	}
}

type fitting struct{ kind, properties, want string }

func cases() []fitting {
	const (
		target = "AWS::ApplicationAutoScaling::ScalableTarget"
		group  = "AWS::ElasticLoadBalancingV2::TargetGroup"
		task   = "AWS::ECS::TaskDefinition"
		aws    = `"RequiresCompatibilities": ["FARGATE"], "NetworkMode": "awsvpc"`
		alarm  = "AWS::CloudWatch::Alarm"
		bucket = "AWS::S3::Bucket"
		vault  = "AWS::Backup::BackupVault"
		acl    = "AWS::WAFv2::WebACL"
	)
	service := func(properties string) fitting { return fitting{kind: "AWS::ECS::Service", properties: properties} }
	refuses := func(f fitting, want string) fitting { f.want = want; return f }
	container := func(properties string) fitting {
		return fitting{kind: task, properties: `{` + aws + `, "ContainerDefinitions": [{"Name": "a", ` + properties + `}]}`}
	}
	lifecycle := func(rule string) fitting {
		return fitting{kind: bucket, properties: `{"LifecycleConfiguration": {"Rules": [{"Id": "a", ` + rule + `}]}}`}
	}
	plan := func(rule string) fitting {
		return fitting{kind: "AWS::Backup::BackupPlan", properties: `{"BackupPlan": {"BackupPlanRule": [{"RuleName": "a", ` + rule + `}]}}`}
	}
	return []fitting{
		{target, `{"MinCapacity": 2, "MaxCapacity": 2}`, ""},
		{target, `{"MinCapacity": 2, "MaxCapacity": "1"}`, "MaxCapacity must not be lower than MinCapacity, which is 2"},
		{target, `{"MinCapacity": "${s.P}", "MaxCapacity": 1}`, ""},
		{target, `{"ScheduledActions": [{"ScheduledActionName": "Stop", "ScalableTargetAction": {"MinCapacity": 2, "MaxCapacity": 1}}]}`,
			"ScheduledActions[Stop].ScalableTargetAction.MaxCapacity must not be lower"},

		{group, `{"HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 9}`, ""},
		{group, `{"HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 10}`, "lower than HealthCheckIntervalSeconds, which is 10"},
		{group, `{"HealthCheckTimeoutSeconds": 30}`, "which is 30"},
		{group, `{"HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 10, "Protocol": "TCP"}`, ""},
		{group, `{"HealthCheckIntervalSeconds": 10, "HealthCheckTimeoutSeconds": 10, "Protocol": "TCP", "HealthCheckProtocol": "HTTP"}`, "lower"},
		{"AWS::ElasticLoadBalancingV2::LoadBalancer", `{"Subnets": ["a"], "Type": "network"}`, ""},
		{"AWS::ElasticLoadBalancingV2::LoadBalancer", `{"Subnets": "${s.P}"}`, ""},
		{acl, `{"Rules": [{"Name": "a", "Priority": 1}, {"Name": "b", "Priority": 2}]}`, ""},
		{acl, `{"Rules": [{"Name": "a", "Priority": 1}, {"Name": "b", "Priority": "1"}]}`, "Rules[b].Priority is also that of the rule a"},
		{acl, `{"Rules": [{"Name": "a", "Priority": 1}, {"Name": "a", "Priority": 2}]}`, "two rules have this name"},
		{"AWS::EC2::SecurityGroupIngress", `{"IpProtocol": "icmp", "FromPort": 8, "ToPort": -1}`, ""},
		{"AWS::EC2::SecurityGroupIngress", `{"IpProtocol": "tcp", "FromPort": 81, "ToPort": 80}`, "FromPort must not be above ToPort"},

		{task, `{` + aws + `, "Cpu": "256", "Memory": "2048"}`, ""},
		{task, `{` + aws + `, "Cpu": "256", "Memory": "4096"}`, "Fargate does not pair this memory with 256 CPU units; fix: 512 to 2048 MiB"},
		{task, `{` + aws + `, "Cpu": "257", "Memory": "512"}`, "fix: one of 256, 512"},
		{task, `{"Cpu": "257", "Memory": "512"}`, ""},
		{task, `{"RequiresCompatibilities": ["FARGATE"], "NetworkMode": "bridge"}`, "NetworkMode must be awsvpc"},
		container(`"StopTimeout": 120`), container(`"StopTimeout": 2`), refuses(container(`"StopTimeout": 121`), "StopTimeout must be 2 to 120"),
		refuses(container(`"StopTimeout": 1`), "StopTimeout must be 2 to 120"),
		{task, `{"ContainerDefinitions": [{"StopTimeout": 300, "Privileged": true}]}`, ""},
		refuses(container(`"Privileged": "true"`), "no privileged containers"),
		container(`"LinuxParameters": {"Capabilities": {"Add": ["SYS_PTRACE"]}}`),
		refuses(container(`"LinuxParameters": {"Capabilities": {"Add": ["NET_ADMIN"]}}`), "SYS_PTRACE only"),
		{task, `{"Memory": "512", "ContainerDefinitions": [{"Memory": 256}, {"Memory": 256}]}`, ""},
		{task, `{"Memory": "512", "ContainerDefinitions": [{"Memory": 256}, {"Memory": 257}]}`, "less than the 513"},
		service(`{"CapacityProviderStrategy": [{"Weight": 0}, {"Weight": 1}]}`),
		refuses(service(`{"CapacityProviderStrategy": [{"Weight": 0}, {}]}`), "a Weight above 0"),
		refuses(service(`{"CapacityProviderStrategy": [{"Weight": 1, "Base": 1}, {"Base": 1}]}`), "only one capacity provider may have a Base"),
		refuses(service(`{"CapacityProviderStrategy": [{"Weight": 1}], "LaunchType": "FARGATE"}`), "LaunchType must be left out"),
		service(`{"AvailabilityZoneRebalancing": "ENABLED", "DeploymentConfiguration": {"MaximumPercent": 101}}`),
		refuses(service(`{"AvailabilityZoneRebalancing": "ENABLED", "DeploymentConfiguration": {"MaximumPercent": 100}}`), "above 100"),

		{"AWS::Lambda::Function", `{"MemorySize": 10240}`, ""},
		{"AWS::Lambda::Function", `{"MemorySize": 10241}`, "MemorySize must be 128 to 10240"},
		{"AWS::Lambda::Function", `{"MemorySize": 20480, "CapacityProviderConfig": {}}`, ""},

		{alarm, `{"Period": 300, "EvaluationPeriods": 288, "DatapointsToAlarm": 288}`, ""},
		{alarm, `{"Period": 300, "EvaluationPeriods": 289}`, "must be at most 86400 seconds together"},
		{alarm, `{"Period": 3600, "EvaluationPeriods": 168}`, ""},
		{alarm, `{"Period": 3600, "EvaluationPeriods": 169}`, "must be at most 604800 seconds together"},
		{alarm, `{"EvaluationPeriods": 1441, "Metrics": [{"Expression": "m", "Period": 60}]}`, "86400"},
		{alarm, `{"EvaluationPeriods": 25, "Metrics": [{"MetricStat": {"Period": 3600}}, {"Expression": "m", "Period": 60}]}`, ""},
		{alarm, `{"EvaluationPeriods": 2, "DatapointsToAlarm": 3}`, "DatapointsToAlarm must not be above EvaluationPeriods, which is 2"},

		lifecycle(`"Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": 0}]`),
		lifecycle(`"Transitions": [{"StorageClass": "ONEZONE_IA", "TransitionInDays": 30}]`),
		refuses(lifecycle(`"Transition": {"StorageClass": "ONEZONE_IA", "TransitionInDays": 29}`), "after at least 30 days"),
		refuses(lifecycle(`"NoncurrentVersionTransition": {"StorageClass": "STANDARD_IA", "TransitionInDays": 29}`), "after at least 30 days"),
		lifecycle(`"ExpirationInDays": 31, "Transitions": [{"StorageClass": "STANDARD_IA", "TransitionInDays": 30}]`),
		refuses(lifecycle(`"ExpirationInDays": 30, "Transitions": [{"StorageClass": "STANDARD_IA", "TransitionInDays": 30}]`),
			"expire after 30 days"),
		{bucket, `{"LifecycleConfiguration": {"Rules": [{"Id": "a"}, {"Id": "a"}]}}`, "two rules have this id"},
		{bucket, `{"LifecycleConfiguration": {"Rules": [{}, {}]}}`, ""},
		{queue, `{"QueueName": "a.fifo", "FifoQueue": true, "DeduplicationScope": "messageGroup"}`, ""},
		{queue, `{"FifoQueue": true}`, ""},
		{queue, `{"QueueName": "a", "FifoQueue": true}`, "must end with .fifo"},
		{queue, `{"QueueName": "a.fifo"}`, "only the name of a FIFO queue may end with .fifo"},
		{queue, `{"ContentBasedDeduplication": false, "DeduplicationScope": "queue"}`, ""},
		{queue, `{"FifoThroughputLimit": "perMessageGroupId"}`, "FifoThroughputLimit is for FIFO queues only"},

		plan(`"Lifecycle": {"MoveToColdStorageAfterDays": 10, "DeleteAfterDays": 100}`),
		refuses(plan(`"Lifecycle": {"MoveToColdStorageAfterDays": 10, "DeleteAfterDays": 99}`), "must be 100 or more"),
		refuses(plan(`"CopyActions": [{"Lifecycle": {"MoveToColdStorageAfterDays": 10, "DeleteAfterDays": 99}}]`), "CopyActions[0]"),
		plan(`"EnableContinuousBackup": true, "Lifecycle": {"DeleteAfterDays": 35}`),
		refuses(plan(`"EnableContinuousBackup": true, "Lifecycle": {"DeleteAfterDays": 36}`), "at most 35 for a continuous backup"),
		{vault, `{"LockConfiguration": {"MinRetentionDays": 7, "MaxRetentionDays": 7}}`, ""},
		{vault, `{"LockConfiguration": {"MinRetentionDays": 8, "MaxRetentionDays": 7}}`, "must not be lower than MinRetentionDays, which is 8"},
		{vault, `{"LockConfiguration": {"ChangeableForDays": 3}}`, "makes no lock without it"},
	}
}
