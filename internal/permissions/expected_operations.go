package permissions

// operationsExpectations is the part of an environment's list that day two needs: telling people, rotating, running SQL,
// resting at night. The archive has a list of its own. None of it must be there in every environment.
func operationsExpectations() []expectation {
	const restart, sqlStart = "Rotation/Machine/Role", "SqlTask/Task/ExecutionRole"
	const proxy, events, forward = "DatabaseProxy/Proxy/IAMRole", "Monitoring/EventRole", "Recovery/ForwardRestores/EventsRole"
	return []expectation{
		// The alarm topic and its key: AWS's services on behalf of this account, EventBridge with a role of its own.
		{"service cloudwatch.amazonaws.com", []string{"sns:Publish"}, []string{"Alarms"}, "aws:SourceAccount", false},
		{"service backup.amazonaws.com", []string{"sns:Publish"}, []string{"Alarms"}, "aws:SourceAccount", false},
		{"service budgets.amazonaws.com", []string{"sns:Publish"}, []string{"Alarms"}, "aws:SourceAccount", false},
		{"service events.rds.amazonaws.com", []string{"sns:Publish"}, []string{"Alarms"}, "aws:SourceAccount", false},
		{"service cloudwatch.amazonaws.com", []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{"service backup.amazonaws.com", []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{"service budgets.amazonaws.com", []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{"service events.rds.amazonaws.com", []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{events, []string{"sns:Publish"}, []string{"Alarms"}, "", false},
		{events, []string{"kms:Decrypt"}, []string{"Key"}, "kms:EncryptionContext:aws:sns:topicArn", false},
		{"service events.amazonaws.com", []string{"sts:AssumeRole"}, []string{events}, "aws:SourceAccount", false},

		// After a rotation the flow restarts the backend, and nothing else; it reads no secret.
		{restart, []string{"ecs:UpdateService"}, []string{"Backend"}, "", false},
		{restart, []string{"sns:Publish"}, []string{"Alarms"}, "", false},
		{restart, []string{"kms:Decrypt"}, []string{"Key"}, "", false},
		{"Rotation/ScheduleRole", []string{"states:StartExecution"}, []string{"Rotation/Machine"}, "", false},
		{"service states.amazonaws.com", []string{"sts:AssumeRole"}, []string{restart}, "", false},
		{"service scheduler.amazonaws.com", []string{"sts:AssumeRole"}, []string{"Rotation/ScheduleRole"}, "aws:SourceAccount", false},

		// One-off SQL runs as the master user: ECS reads both secrets when a person starts the task.
		{sqlStart, []string{"secretsmanager:GetSecretValue"}, []string{"Database/AdminSecret", "Database/ConnectionSecret"}, "", false},
		{sqlStart, []string{"kms:Decrypt"}, []string{"Key"}, "kms:ViaService", false},
		{"service ecs-tasks.amazonaws.com", []string{"sts:AssumeRole"}, []string{"SqlTask/Task/TaskRole", sqlStart}, "", false},

		// The proxy reads the application user's password; the backend logs in to it with a token.
		{proxy, []string{"secretsmanager:GetSecretValue"}, []string{"Database/ConnectionSecret"}, "", false},
		{proxy, []string{"kms:Decrypt"}, []string{"Key"}, "", false},
		{"Backend/Task/TaskRole", []string{"rds-db:connect"}, []string{"arn:aws*:rds-db:*/kasha_*"}, "", false},
		{"service rds.amazonaws.com", []string{"sts:AssumeRole"}, []string{proxy}, "", false},

		// Off-hours: EventBridge Scheduler stops and starts the database.
		{"OffHours/Role", []string{"rds:StopDBInstance", "rds:StartDBInstance"}, []string{"Database/Primary"}, "", false},

		// The canary visits the site and writes what it saw.
		{"Monitoring/CanaryRole", []string{"s3:PutObject"}, []string{"AccessLogs/*"}, "", false},
		{"service lambda.amazonaws.com", []string{"sts:AssumeRole"}, []string{"Monitoring/CanaryRole"}, "", false},
	}
}
