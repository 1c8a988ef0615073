package kasha

import rego.v1

# The database: what RDS refuses or bills for only when it is deployed, and what the design document promises of it.

# MySQL 8.0.35 of the document is retired, and all of 8.0 bills Extended Support. Source: lib/config/engines.go, whose list
# this is.
violation contains v if {
	some name in primaries
	not properties(name).EngineVersion in facts.engineVersions
	v := make_diag_full(
		"Kasha-DatabaseEngineVersion", "ERROR", name, "Properties.EngineVersion",
		"this version of MySQL is not on offer: RDS has retired it, or bills Extended Support for it",
		"Write a version of lib/config/engines.go as database.engineVersion in cdk.json.", "",
	)
}

# CloudFormation sends the template's version along with every change of an instance, and RDS refuses to go back from one that
# it installed by itself. On is RDS's default. Source: aws-cloudformation-resource-providers-rds,
# Translator.modifyDbInstanceRequest.
violation contains v if {
	some name in databases
	not properties(name).AutoMinorVersionUpgrade == false
	v := make_diag_full(
		"Kasha-DatabaseUpgrades", "ERROR", name, "Properties.AutoMinorVersionUpgrade",
		"RDS would upgrade the engine by itself, and the next deployment would ask for the old version and fail",
		"Set AutoMinorVersionUpgrade to false; docs/runbooks/engine-upgrade.md is how an upgrade is made.", "",
	)
}

# Without the word, RDS enrols an expired major version into Extended Support, $0.10 per vCPU-hour. Source: CloudFormation,
# AWS::RDS::DBInstance, EngineLifecycleSupport.
violation contains v if {
	some name in primaries
	not properties(name).EngineLifecycleSupport == "open-source-rds-extended-support-disabled"
	v := make_diag_full(
		"Kasha-DatabaseExtendedSupport", "ERROR", name, "Properties.EngineLifecycleSupport",
		"an expired major version would go on silently, at the price of Extended Support",
		"Set EngineLifecycleSupport to open-source-rds-extended-support-disabled.", "",
	)
}

# RDS refuses Performance Insights on the smallest classes, when it deploys. Source: lib/config/instances.go.
violation contains v if {
	some name in databases
	insights(name)
	properties(name).DBInstanceClass in facts.classesWithoutInsights
	v := make_diag_full(
		"Kasha-DatabaseInsightsClass", "ERROR", name, "Properties.EnablePerformanceInsights",
		"this instance class has no Database Insights; RDS would refuse it",
		"Write database.insights false in cdk.json, or db.t4g.medium or larger as database.instanceClass.", "",
	)
}

insights(name) if properties(name).EnablePerformanceInsights == true

insights(name) if properties(name).DatabaseInsightsMode

# Seven days of standard mode are free; advanced mode and longer retention bill per vCPU. Source: design document,
# "Performance Insights: 7-day retention".
violation contains v if {
	some name in databases
	insights(name)
	not free_insights(name)
	v := make_diag_full(
		"Kasha-DatabaseInsightsMode", "ERROR", name, "Properties.DatabaseInsightsMode",
		"Database Insights must be of standard mode and kept for seven days, which is what costs nothing",
		"Set EnablePerformanceInsights, DatabaseInsightsMode standard and PerformanceInsightsRetentionPeriod 7.", "",
	)
}

free_insights(name) if {
	properties(name).EnablePerformanceInsights == true
	properties(name).DatabaseInsightsMode == "standard"
	object.get(properties(name), "PerformanceInsightsRetentionPeriod", 7) == 7
}

# One zone may fail. Source: design document, "Multi-AZ RDS MySQL"; RDS's own promise is 99.95 % with a standby, 99.5 % without.
violation contains v if {
	production
	some name in primaries
	not properties(name).MultiAZ == true
	v := make_diag_full(
		"Kasha-DatabaseMultiAZ", "ERROR", name, "Properties.MultiAZ",
		"a production database needs a standby in another zone",
		"Write database.multiAz true in cdk.json.", "",
	)
}

# require_secure_transport is off in MySQL's default group. A replica does not inherit its primary's group. Source: design
# document, "Application to Database: SSL required".
violation contains v if {
	some name in databases
	not parameter(name, "require_secure_transport") in {"1", "ON", 1}
	v := make_diag_full(
		"Kasha-DatabaseTLS", "ERROR", name, "Properties.DBParameterGroupName",
		"MySQL would accept connections without TLS",
		"Name a parameter group of this stack that sets require_secure_transport to 1.", "",
	)
}

parameter(name, key) := properties(follow_ref(name, "Properties.DBParameterGroupName")).Parameters[key]

# Without these, MySQL keeps its logs in tables or does not write them, and the exported log groups stay empty for ever.
# Source: RDS user guide, "Publishing MySQL logs to CloudWatch Logs".
violation contains v if {
	some name in databases
	some export in ["error", "slowquery"]
	not writes(name, export)
	v := make_diag_full(
		"Kasha-DatabaseLogs", "ERROR", name, "Properties.EnableCloudwatchLogsExports",
		"the error log and the slow query log would not arrive in CloudWatch",
		"Export error and slowquery, and set slow_query_log to 1 and log_output to FILE in the parameter group.", "",
	)
}

writes(name, "error") if "error" in properties(name).EnableCloudwatchLogsExports

writes(name, "slowquery") if {
	"slowquery" in properties(name).EnableCloudwatchLogsExports
	parameter(name, "slow_query_log") in {"1", 1}
	parameter(name, "log_output") == "FILE"
}

# The proxy's own half of "SSL required": clients reach it, not MySQL.
violation contains v if {
	some name in resources_of_type("AWS::RDS::DBProxy")
	not properties(name).RequireTLS == true
	v := make_diag_full(
		"Kasha-ProxyTLS", "ERROR", name, "Properties.RequireTLS",
		"the proxy would accept connections without TLS",
		"Set RequireTLS to true.", "",
	)
}
