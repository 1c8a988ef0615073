package config

import (
	"slices"
	"strings"
)

// foreign explains a field that Kasha had once, or that people know from other tools. Both texts are empty for any other.
// written is its value.
func foreign(key string, written any) (wrong, fix string) {
	isKey := func(name string) bool { return folded(name) == folded(key) }
	for _, field := range slices.Concat(foreignFields(), foreignParts()) {
		if slices.ContainsFunc(field.names, isKey) {
			return field.wrong, withWritten(field.fix, written)
		}
	}
	return "", ""
}

// folded is a name as any tool may spell it: cronJobs, CronJobs, cron_jobs and cron-jobs.
func folded(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

// foreignField is a field that Kasha does not have, under the names that people use for it, and what Kasha has instead.
type foreignField struct {
	names      []string
	wrong, fix string // what is between < and > in a fix is an example, in whose place the written value stands if it fits
}

// foreignFields is the only list of them. A name that is a field of Kasha anywhere needs no entry: unknown says where it belongs.
func foreignFields() []foreignField {
	return []foreignField{
		// What Kasha had once.
		{[]string{"maxBodyRule"}, "waf.count has replaced this field",
			`"waf": {"count": ["SizeRestrictions_BODY"]} in place of "count"; in place of "block", leave the field out`},
		{[]string{"countedRules"}, "waf.count has replaced this field", `"waf": {"count": ["SizeRestrictions_BODY"]}`},

		// The database.
		{[]string{"engine"}, "the database is always RDS for MySQL", "leave the field out; the version of MySQL is engineVersion"},
		{[]string{"username", "masterUsername", "masterPassword"},
			"Kasha creates the database's users and passwords, and rotates them", "leave the field out; docs/rotation.md says where they are"},
		{[]string{"databaseName", "dbName"}, "the database's name is part of the environment's names",
			"leave the field out; a task finds the name in its environment variables"},
		{[]string{"allocatedStorage", "storage", "storageGb", "volumeSize"}, "unknown field; the storage is in database, in GiB",
			`"database": {"storageGiB": <100>}`},
		{[]string{"storageEncrypted", "encrypted", "encryption", "kmsKeyId", "kmsKey"}, "everything is encrypted with keys of the environment",
			"leave the field out"},
		{[]string{"replicas", "readReplicas"}, "unknown field; there is one read replica or none", `"database": {"readReplica": true}`},

		// Services.
		{[]string{"containers", "apps"}, "unknown field; the services are frontend and backend, and further ones are in services",
			`"backend": {"image": "ecr:1.4.2", "port": 8080}`},
		{[]string{"worker", "consumers", "consumer"}, "unknown field; what takes messages from a queue is in workers",
			`"workers": {"thumbnails": {"queue": "jobs", "command": ["bin/thumbnails"]}}`},
		{[]string{"env", "environmentVariables", "variables"}, "unknown field; a service's variables are in environment",
			`"environment": <{"LOG_LEVEL": "info"}>`},
		{[]string{"secretsFrom", "envFrom", "secretEnv"}, "unknown field; secrets are in secrets",
			`"secrets": {"STRIPE_KEY": {"secret": "shop/prod/stripe", "field": "key"}}`},
		{[]string{"cmd", "args"}, "unknown field; what a container runs is in command", `"command": <["bin/serve"]>`},
		{[]string{"entrypoint"}, "unknown field; it is entryPoint, with a capital P", `"entryPoint": <["/entry.sh"]>`},
		{[]string{"replicaCount", "desiredCount", "instances", "scale", "autoscaling"},
			"unknown field; the number of tasks is between minTasks and maxTasks", `"minTasks": <2>, with a maxTasks of at least that`},
		{[]string{"memory", "memoryMb", "mem"}, "unknown field; memory is in MiB", `"memoryMiB": <1024>`},
		{[]string{"health", "healthcheck"}, "unknown field; the load balancer requests healthCheckPath, and healthCheck runs a command",
			`"healthCheckPath": "/healthz"`},
		{[]string{"sticky", "stickiness", "sessionAffinity"}, "unknown field; it is in stickinessSeconds", `"stickinessSeconds": <3600>`},
		{[]string{"ephemeralStorage", "diskSize", "diskGb"}, "unknown field; the disk of a task is in GiB", `"ephemeralStorageGiB": <50>`},
		{[]string{"volumes", "mounts", "tmpfs", "readonlyRootFilesystem"},
			"unknown field; the root file system is read-only, and chosen paths are writable", `"writablePaths": ["/tmp"]`},
		{[]string{"ports", "containerPort", "targetPort"}, "unknown field; a service has one port", `"port": <8080>`},
		{[]string{"platform", "arch", "cpuArchitecture"}, "unknown field; the processor is in architecture", `"architecture": "arm64"`},

		// Networks, domains and what stands before the application.
		{[]string{"vpc", "vpcId", "subnets", "subnetIds", "securityGroups"}, "each environment makes its own VPC, subnets and security groups",
			`leave the field out; its addresses are "network": {"cidr": "10.20.0.0/16"}`},
		{[]string{"azs", "zones"}, "unknown field; zones are in availabilityZones", `"availabilityZones": <["us-east-1a", "us-east-1b"]>`},
		{[]string{"natGateway", "nat"}, "unknown field; the number of NAT gateways is in network", `"network": {"natGateways": <2>}`},
		{[]string{"certificate", "tls", "ssl"}, "Kasha requests the certificate of the domain, and AWS renews it",
			`leave the field out; an existing one is in "edge": {"domain": {"certificateArn": "arn:aws:acm:us-east-1:..."}}`},
		{[]string{"hostname", "host", "dns", "hostedZone", "zoneId"}, "unknown field; the domain is in edge",
			`"edge": {"domain": {"name": "app.example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}}`},
		{[]string{"cdn", "cloudfront", "cloudFront", "firewall"}, "unknown field; CloudFront and its web ACL are in edge",
			`"edge": {"rateLimit": 2000}`},

		// Everything else.
		{[]string{"sqs"}, "unknown field; queues are in messaging", `"messaging": {"main": ["jobs"], "notification": []}`},
		{[]string{"buckets", "bucket", "s3"}, "each environment has one bucket for the application", "leave the field out"},
		{[]string{"redis", "cache", "elasticache", "valkey"}, "Kasha has no cache", "leave the field out"},
		{[]string{"backups"}, "unknown field; backups are in backup", `"backup": {"archive": true}`},
		{[]string{"monitoring", "alerts", "notifications", "notificationEmail"}, "unknown field; alarms are in alarms",
			`"alarms": {"email": <"oncall@example.com">}`},
		{[]string{"accountId", "awsAccount", "awsAccountId"}, "unknown field; the account is in account", `"account": <"12 digits">`},
		{[]string{"awsRegion"}, "unknown field; the region is in region", `"region": <"us-east-1">`},
		{[]string{"env_name", "stage", "environmentName"}, "unknown field; the environment's name is in name", `"name": <"dev">`},
		{[]string{"tags"}, "Kasha tags everything with its application, environment, tier and component",
			"leave the field out; tags of your own are a change of newStack in stages/environment.go, for make deploy and the pipeline alike"},
		{[]string{"qualifier", "bootstrapQualifier", "permissionsBoundary"}, "this is a setting of the CDK, beside kasha",
			`in "context" of cdk.json: "@aws-cdk/core:bootstrapQualifier", "@aws-cdk/core:permissionsBoundary"`},
	}
}
