package config

// foreignParts are parts of other platforms: Kasha lacks them, or makes them itself out of what the configuration says.
func foreignParts() []foreignField {
	const database = `"database": {"instanceClass": "db.t4g.medium"}`
	return []foreignField{
		// Data and messages.
		{[]string{"db", "rds", "databases", "mysql", "mariadb", "postgres", "postgresql", "aurora", "dialect"},
			"the database is always RDS for MySQL, and it is in database", database},
		{[]string{"mongodb", "documentdb", "dynamodb", "elasticsearch", "opensearch"}, "Kasha has a MySQL database, queues and a bucket",
			"leave the field out"},
		{[]string{"version"}, "unknown field; MySQL's version is engineVersion, and an image's is its tag", `"image": "ecr:1.4.2"`},
		{[]string{"efs", "fileSystem", "nfs"}, "tasks share no file system; shared files belong in the bucket", `"uses": ["bucket"]`},
		{[]string{"topics", "topic", "sns", "kafka", "kinesis", "rabbitmq"}, "unknown field; messages go through queues, which are in messaging",
			`"messaging": {"main": ["jobs"], "notification": []}`},
		{[]string{"dlq", "deadLetterQueue", "deadLetter"}, "every queue has a dead-letter queue already", "leave the field out"},

		// What runs, and what it may do.
		{[]string{"cron", "crons", "cronJob", "cronJobs", "scheduledTasks", "scheduledJobs", "tasks"},
			"unknown field; what runs at certain times is in jobs",
			`"jobs": {"report": {"runs": "backend", "command": ["bin/report"], "schedule": "cron(0 3 * * ? *)"}}`},
		{[]string{"migration", "migrations", "migrate", "flyway", "liquibase"},
			"unknown field; what runs before any service gets a new image, such as a migration, is in release",
			`"release": {"runs": "backend", "command": ["bin/migrate"]}`},
		{[]string{"lambda", "lambdas", "functions"}, "Kasha runs containers, and no functions of yours", "leave the field out"},
		{[]string{"sidecar", "sidecars", "initContainers"}, "a task has one container, the process itself", "leave the field out"},
		{[]string{"dockerfile", "build", "buildArgs"}, "Kasha deploys images and builds none", `"image": "ecr:1.4.2"`},
		{[]string{"tag", "imageTag"}, "unknown field; the tag is a part of the image", `"image": "ecr:1.4.2"`},
		{[]string{"cpuUnits", "vcpu", "vcpus"}, "unknown field; the processor is in cpu, in units of which 1024 are one vCPU", `"cpu": <512>`},
		{[]string{"iam", "policy", "policies", "permissions", "role", "taskRole", "taskRoleArn", "executionRole", "executionRoleArn"},
			"the permissions of a process follow from what it uses", `"uses": ["bucket", "queue:jobs:send"]`},
		{[]string{"profile", "credentials", "accessKeyId", "secretAccessKey"}, "credentials are no part of the configuration",
			"leave the field out; choose a profile of the AWS CLI with AWS_PROFILE"},

		// What stands before the application, and what watches it.
		{[]string{"ingress", "route", "loadBalancer", "alb", "listener"},
			"CloudFront leads viewers to the frontend, and an internal load balancer leads the frontend to the backend",
			"leave the field out; docs/application.md has the addresses"},
		{[]string{"domainName", "domains", "subdomain"}, "unknown field; the domain is in edge",
			`"edge": {"domain": {"name": "app.example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}}`},
		{[]string{"logging", "logRetention", "cloudwatch"}, "unknown field; the retention of logs is in logs", `"logs": {"retentionDays": <30>}`},
		{[]string{"slack", "pagerduty", "webhook"}, "unknown field; alarms go to an address and to an SNS topic, to which other tools subscribe",
			`"alarms": {"email": "oncall@example.com"}`},
	}
}
