package kasha

import rego.v1

# The database: what RDS refuses only during a deployment, what it would bill, and what the design document promises.

# The design document's MySQL 8.0.35 is retired, and Extended Support is billed for all of 8.0. Source: lib/offers/engine.go, which
# has the list of versions.
violation contains v if {
	some name in primaries
	not properties(name).EngineVersion in facts.engineVersions
	v := make_diag_full(
		"Kasha-DatabaseEngineVersion", "ERROR", name, "Properties.EngineVersion",
		"this MySQL version is not supported: RDS has retired it, or bills Extended Support for it",
		"Set database.engineVersion in cdk.json to a version that lib/offers/engine.go lists.", "",
	)
}

# CloudFormation sends the template's engine version with every change of an instance. RDS refuses to return from a newer
# version that it installed by itself. RDS's default is to upgrade. Source: aws-cloudformation-resource-providers-rds,
# Translator.modifyDbInstanceRequest.
violation contains v if {
	some name in databases
	not properties(name).AutoMinorVersionUpgrade == false
	v := make_diag_full(
		"Kasha-DatabaseUpgrades", "ERROR", name, "Properties.AutoMinorVersionUpgrade",
		"RDS would upgrade the engine by itself; the next deployment would request the old version and fail",
		"Set AutoMinorVersionUpgrade to false, and upgrade as docs/runbooks/engine-upgrade.md describes.", "",
	)
}

# By default RDS enrolls a major version in Extended Support when its support ends, at $0.10 per vCPU-hour. Source: CloudFormation,
# AWS::RDS::DBInstance, EngineLifecycleSupport.
violation contains v if {
	some name in primaries
	not properties(name).EngineLifecycleSupport == "open-source-rds-extended-support-disabled"
	v := make_diag_full(
		"Kasha-DatabaseExtendedSupport", "ERROR", name, "Properties.EngineLifecycleSupport",
		"after its end of support the major version would continue under Extended Support, which is billed",
		"Set EngineLifecycleSupport to open-source-rds-extended-support-disabled.", "",
	)
}

# RDS refuses Performance Insights on the smallest classes, but only during the deployment. Source: lib/offers/instance_class.go.
violation contains v if {
	some name in databases
	insights(name)
	properties(name).DBInstanceClass in facts.classesWithoutInsights
	v := make_diag_full(
		"Kasha-DatabaseInsightsClass", "ERROR", name, "Properties.EnablePerformanceInsights",
		"this instance class does not support Database Insights, so RDS would refuse the deployment",
		"Set database.insights in cdk.json to false, or database.instanceClass to db.t4g.medium or larger.", "",
	)
}

insights(name) if properties(name).EnablePerformanceInsights == true

insights(name) if properties(name).DatabaseInsightsMode

# Standard mode with seven days of retention is free. Advanced mode and longer retention are billed per vCPU. Source: design
# document, "Performance Insights: 7-day retention".
violation contains v if {
	some name in databases
	insights(name)
	not free_insights(name)
	v := make_diag_full(
		"Kasha-DatabaseInsightsMode", "ERROR", name, "Properties.DatabaseInsightsMode",
		"Database Insights must use standard mode and keep data for seven days; anything else is billed",
		"Set EnablePerformanceInsights to true, DatabaseInsightsMode to standard and PerformanceInsightsRetentionPeriod to 7.", "",
	)
}

free_insights(name) if {
	properties(name).EnablePerformanceInsights == true
	properties(name).DatabaseInsightsMode == "standard"
	object.get(properties(name), "PerformanceInsightsRetentionPeriod", 7) == 7
}

# The database must survive the loss of an Availability Zone. Source: design document, "Multi-AZ RDS MySQL". RDS's service level
# agreement is 99.95 % with a standby and 99.5 % without.
violation contains v if {
	production
	some name in primaries
	not properties(name).MultiAZ == true
	v := make_diag_full(
		"Kasha-DatabaseMultiAZ", "ERROR", name, "Properties.MultiAZ",
		"a production database needs a standby in another Availability Zone",
		"Set database.multiAz in cdk.json to true.", "",
	)
}

# require_secure_transport is off in RDS's default parameter group for MySQL. A replica does not inherit its primary's parameter
# group. Source: design document, "Application to Database: SSL required".
violation contains v if {
	some name in databases
	not parameter(name, "require_secure_transport") in {"1", "ON", 1}
	v := make_diag_full(
		"Kasha-DatabaseTLS", "ERROR", name, "Properties.DBParameterGroupName",
		"MySQL would accept connections without TLS",
		"Use a parameter group of this stack that sets require_secure_transport to 1.", "",
	)
}

parameter(name, key) := properties(follow_ref(name, "Properties.DBParameterGroupName")).Parameters[key]

# Without these parameters, MySQL writes its logs to tables or not at all, and the log groups in CloudWatch stay empty. Source: RDS
# user guide, "Publishing MySQL logs to CloudWatch Logs".
violation contains v if {
	some name in databases
	some export in ["error", "slowquery"]
	not writes(name, export)
	v := make_diag_full(
		"Kasha-DatabaseLogs", "ERROR", name, "Properties.EnableCloudwatchLogsExports",
		"the error log and the slow query log would not be exported to CloudWatch Logs",
		"Export error and slowquery, and set slow_query_log to 1 and log_output to FILE in the parameter group.", "",
	)
}

writes(name, "error") if "error" in properties(name).EnableCloudwatchLogsExports

writes(name, "slowquery") if {
	"slowquery" in properties(name).EnableCloudwatchLogsExports
	parameter(name, "slow_query_log") in {"1", 1}
	parameter(name, "log_output") == "FILE"
}

# With a proxy, "SSL required" applies to the proxy as well: clients connect to it, not to MySQL.
violation contains v if {
	some name in resources_of_type("AWS::RDS::DBProxy")
	not properties(name).RequireTLS == true
	v := make_diag_full(
		"Kasha-ProxyTLS", "ERROR", name, "Properties.RequireTLS",
		"the proxy would accept connections without TLS",
		"Set RequireTLS to true.", "",
	)
}
