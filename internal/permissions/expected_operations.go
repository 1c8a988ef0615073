package permissions

// operationsExpectations is the part of an environment's list that day two needs: telling people, rotating, running SQL,
// resting at night. The archive has a list of its own. None of it must be there in every environment.
func operationsExpectations() []expectation {
	const restart, sqlStart = "Rotation/Machine/Role", "SqlTask/Task/ExecutionRole"
	const proxy, events, forward = "DatabaseProxy/Proxy/IAMRole", "Monitoring/EventRole", "Recovery/ForwardRestores/EventsRole"
	return []expectation{
		// The alarm topic and its key: AWS's services on behalf of this account, EventBridge with a role of its own.
		{who: "service cloudwatch.amazonaws.com", actions: []string{"sns:Publish"}, on: []string{"Alarms"}, only: "aws:SourceAccount"},
		{who: "service budgets.amazonaws.com", actions: []string{"sns:Publish"}, on: []string{"Alarms"}, only: "aws:SourceAccount"},
		{who: "service events.rds.amazonaws.com", actions: []string{"sns:Publish"}, on: []string{"Alarms"}, only: "aws:SourceAccount"},
		{who: "service cloudwatch.amazonaws.com", actions: []string{"kms:Decrypt"}, on: []string{"Key"}, only: "kms:EncryptionContext:aws:sns:topicArn"},
		{who: "service budgets.amazonaws.com", actions: []string{"kms:Decrypt"}, on: []string{"Key"}, only: "kms:EncryptionContext:aws:sns:topicArn"},
		{who: "service events.rds.amazonaws.com", actions: []string{"kms:Decrypt"}, on: []string{"Key"}, only: "kms:EncryptionContext:aws:sns:topicArn"},
		{who: events, actions: []string{"sns:Publish"}, on: []string{"Alarms"}},
		{who: events, actions: []string{"kms:Decrypt"}, on: []string{"Key"}, only: "kms:EncryptionContext:aws:sns:topicArn"},
		{who: "service events.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{events}, only: "aws:SourceAccount"},

		// After a rotation the flow restarts the backend, and nothing else; it reads no secret.
		{who: restart, actions: []string{"ecs:UpdateService"}, on: []string{"Backend"}},
		{who: restart, actions: []string{"sns:Publish"}, on: []string{"Alarms"}},
		{who: restart, actions: []string{"kms:Decrypt"}, on: []string{"Key"}},
		{who: restart, actions: []string{"logs:PutResourcePolicy"}, on: []string{"*"}}, // as Step Functions asks of whoever logs; logs:* has no narrower resource
		{who: "Rotation/ScheduleRole", actions: []string{"states:StartExecution"}, on: []string{"Rotation/Machine"}},
		{who: "service states.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{restart}},
		{who: "service scheduler.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{"Rotation/ScheduleRole"}, only: "aws:SourceAccount"},

		// One-off SQL runs as the master user: ECS reads both secrets when a person starts the task.
		{who: sqlStart, actions: []string{"secretsmanager:GetSecretValue"}, on: []string{"Database/AdminSecret", "Database/ConnectionSecret"}},
		{who: sqlStart, actions: []string{"kms:Decrypt"}, on: []string{"Key"}, only: "kms:ViaService"},
		{who: "service ecs-tasks.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{"SqlTask/Task/TaskRole", sqlStart}},

		// The proxy reads the application user's password; the backend logs in to it with a token.
		{who: proxy, actions: []string{"secretsmanager:GetSecretValue"}, on: []string{"Database/ConnectionSecret"}},
		{who: proxy, actions: []string{"kms:Decrypt"}, on: []string{"Key"}},
		{who: "Backend/Task/TaskRole", actions: []string{"rds-db:connect"}, on: []string{"arn:aws*:rds-db:*/kasha_*"}},
		{who: "service rds.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{proxy}},

		// Off-hours: EventBridge Scheduler stops and starts the database.
		{who: "OffHours/Role", actions: []string{"rds:StopDBInstance", "rds:StartDBInstance"}, on: []string{"Database/Primary"}},

		// The canary visits the site and writes what it saw.
		{who: "Monitoring/CanaryRole", actions: []string{"s3:PutObject"}, on: []string{"AccessLogs/*"}},
		{who: "service lambda.amazonaws.com", actions: []string{"sts:AssumeRole"}, on: []string{"Monitoring/CanaryRole"}},
	}
}
