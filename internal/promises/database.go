package promises

import (
	"kasha/internal/allowlist"
	"kasha/lib/names"
)

// Construct paths of the database's parts.
const (
	primary          = "Database/Primary"
	replica          = "Database/Replica"
	proxy            = "DatabaseProxy/Proxy"
	proxyRole        = "DatabaseProxy/Proxy/IAMRole"
	adminSecret      = "Database/AdminSecret"
	connectionSecret = "Database/ConnectionSecret"
)

const mysql = 3306

// usesDatabase lets a process reach the primary, directly or over the proxy where there is one.
func usesDatabase(process string, e environment) promise {
	reached := primary
	if e.hasProxy {
		reached = proxy
	}
	return promise{
		connections: []allowlist.Connection{{From: process, To: reached, On: allowlist.TCP(mysql), Must: true}},
		permissions: logsInAs(process, names.ApplicationUser, e),
	}
}

// usesReplica lets a process reach the read replica, which no proxy stands before. Where the primary has a proxy, so that the
// process has no password, it logs in to the replica with a token.
func usesReplica(process string, e environment) promise {
	if !e.hasReplica {
		return promise{}
	}
	return promise{
		connections: []allowlist.Connection{{From: process, To: replica, On: allowlist.TCP(mysql), Must: true}},
		permissions: logsInAs(process, names.TokenUser, e),
	}
}

// holdsThePassword lets ECS read the application user's password when it starts a task.
func holdsThePassword(process string) promise {
	return promise{
		connections: mustCall(process, "secretsmanager"),
		permissions: []allowlist.Permission{
			{Who: executionRole(process), May: readSecret(), On: []string{connectionSecret}, Must: true},
			{Who: executionRole(process), May: decrypt(), On: []string{generalKey}, OnlyIf: "kms:ViaService", Must: true},
		},
	}
}

// logsInAs lets a process log in with an IAM token as one MySQL user, where it has no password.
func logsInAs(process, user string, e environment) []allowlist.Permission {
	if !e.hasProxy {
		return nil
	}
	return []allowlist.Permission{{Who: taskRole(process), May: []string{"rds-db:connect"}, On: []string{"arn:aws*:rds-db:*/" + user}}}
}

// aProxyStandsBeforeThePrimary lets the proxy read the application user's password and reach the primary alone.
func aProxyStandsBeforeThePrimary(e environment) promise {
	allowed := promise{permissions: []allowlist.Permission{
		{Who: proxyRole, May: readSecret(), On: []string{connectionSecret}},
		{Who: proxyRole, May: decrypt(), On: []string{generalKey}, OnlyIf: "kms:ViaService"},
		{Who: allowlist.Service("rds"), May: assume(), On: []string{proxyRole}},
	}}
	if e.hasProxy {
		allowed.connections = []allowlist.Connection{{From: proxy, To: primary, On: allowlist.TCP(mysql), Must: true}}
	}
	return allowed
}

// rdsWritesMetrics is enhanced monitoring. The log permissions come from AWS's own managed policy.
func rdsWritesMetrics() promise {
	const role = "Database/*/MonitoringRole"
	return promise{permissions: []allowlist.Permission{
		{Who: allowlist.Service("monitoring.rds"), May: assume(), On: []string{role}},
		{Who: role, May: []string{"logs:PutRetentionPolicy", "logs:GetLogEvents"}, On: []string{"arn:aws*:logs:*:*:log-group:RDS*"}},
	}}
}

// databaseRestsOffHours lets EventBridge Scheduler stop and start the primary.
func databaseRestsOffHours() promise {
	const role = "OffHours/Role"
	return promise{permissions: []allowlist.Permission{
		{Who: role, May: []string{"rds:StopDBInstance", "rds:StartDBInstance"}, On: []string{primary}},
		{Who: allowlist.Service("scheduler"), May: assume(), On: []string{role}, OnlyIf: "aws:SourceArn"},
	}}
}

func readSecret() []string { return []string{"secretsmanager:GetSecretValue"} }
