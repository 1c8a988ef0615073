package exposure

import "strings"

// databaseSettings are those of RDS and DynamoDB.
func databaseSettings() []setting {
	const (
		instance = "AWS::RDS::DBInstance"
		cluster  = "AWS::RDS::DBCluster"
		proxy    = "AWS::RDS::DBProxy"
		table    = "AWS::DynamoDB::Table"
	)
	return []setting{
		opening(instance, "publicly accessible", at("PubliclyAccessible"), turnedOn).evenNew(),
		opening(instance, "attached security groups", at("VPCSecurityGroups"), more),
		weakening(instance, "deletion protection", at("DeletionProtection"), turnedOff),
		weakening(instance, "backup retention in days", or(at("BackupRetentionPeriod"), 1), lowered).deletesData(),
		weakening(instance, "Multi-AZ standby", at("MultiAZ"), turnedOff),
		weakening(instance, "encryption at rest", at("StorageEncrypted"), turnedOff),
		weakening(instance, "automated backups are deleted with the instance", or(at("DeleteAutomatedBackups"), true), turnedOn),
		weakening(instance, "logs exported to CloudWatch", at("EnableCloudwatchLogsExports"), fewer),
		weakening(instance, "IAM database authentication", at("EnableIAMDatabaseAuthentication"), turnedOff),
		weakening(instance, "Performance Insights", at("EnablePerformanceInsights"), turnedOff),
		weakening(instance, "Enhanced Monitoring", at("MonitoringInterval"), becomesZero),
		weakening(instance, "automatic minor version upgrades", or(at("AutoMinorVersionUpgrade"), true), turnedOff),

		opening(cluster, "publicly accessible", at("PubliclyAccessible"), turnedOn).evenNew(),
		opening(cluster, "attached security groups", at("VpcSecurityGroupIds"), more),
		weakening(cluster, "deletion protection", at("DeletionProtection"), turnedOff),
		weakening(cluster, "backup retention in days", or(at("BackupRetentionPeriod"), 1), lowered).deletesData(),

		weakening("AWS::RDS::DBParameterGroup", "TLS is required for connections",
			at("Parameters", "require_secure_transport"), parameterTurnedOff),
		opening("AWS::RDS::DBParameterGroup", "clients may load local files into tables (parameter local_infile)", localFiles, raised),
		opening(instance, "the master password stands in the template", writtenPassword, appears).evenNew(),
		opening(proxy, "attached security groups", at("VpcSecurityGroupIds"), more),
		weakening(proxy, "TLS is required for connections", at("RequireTLS"), turnedOff),
		weakening(proxy, "secrets usable without IAM authentication", proxySecretsWithoutIAM, more),

		weakening(table, "deletion protection", at("DeletionProtectionEnabled"), turnedOff),
		weakening(table, "point-in-time recovery",
			at("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"), turnedOff),
	}
}

func proxySecretsWithoutIAM(proxy map[string]any) any {
	var without []any
	for _, auth := range objects(at("Auth")(proxy)) {
		if auth["IAMAuth"] != "REQUIRED" {
			without = append(without, auth["SecretArn"])
		}
	}
	return without
}

// localFiles is higher the more a group allows. RDS and MySQL differ in what is true of a parameter that is not written, so it is between
// the two values.
func localFiles(group map[string]any) any {
	value := at("Parameters", "local_infile")(group)
	switch {
	case value == nil:
		return 1.0
	case parameterTurnedOff(1.0, value):
		return 0.0
	}
	return 2.0
}

// writtenPassword is a master password that everyone who may read the template can read. A reference to a secret or parameter is none.
func writtenPassword(instance map[string]any) any {
	password, isText := at("MasterUserPassword")(instance).(string)
	if !isText || strings.Contains(password, "${") || strings.Contains(password, "{{resolve:") {
		return nil
	}
	return "a text"
}
