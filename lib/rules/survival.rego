package kasha

import rego.v1

# What must survive: the database and its backups, and in production everything that holds data.

# RDS API, BackupRetentionPeriod: 0 to 35 days. Not said at all, it is one day.
violation contains v if {
	some name in primaries
	not retention(name) <= facts.longestBackupDays
	v := make_diag_full(
		"Kasha-BackupRetention", "ERROR", name, "Properties.BackupRetentionPeriod",
		"RDS keeps automated backups for 0 to 35 days, and for one day if nothing is said",
		"Write database.backupRetentionDays in cdk.json; AWS Backup keeps longer.", "",
	)
}

retention(name) := coerce_to_number(properties(name).BackupRetentionPeriod)

# RDS makes a replica from a backup. Source: RDS user guide, "Working with MySQL read replicas".
violation contains v if {
	count(replicas) > 0
	some name in primaries
	retention(name) == 0
	v := make_diag_full(
		"Kasha-BackupForReplica", "ERROR", name, "Properties.BackupRetentionPeriod",
		"a read replica needs the automated backups of its primary",
		"Write database.backupRetentionDays 1 to 35 in cdk.json, or database.readReplica false.", "",
	)
}

# The document's figure is 30 days, which is the default. What lib/config accepts is the least that still covers a long weekend.
violation contains v if {
	production
	some name in primaries
	retention(name) < facts.leastProductionBackupDays
	v := make_diag_full(
		"Kasha-BackupProduction", "ERROR", name, "Properties.BackupRetentionPeriod",
		"too few days of backups for a production database",
		"Leave database.backupRetentionDays out of cdk.json for the document's 30 days.", "",
	)
}

# Source: design document, "Final snapshots on instance deletion". A replica has nothing that its primary has not.
violation contains v if {
	some name in primaries
	not last_snapshot(name)
	v := make_diag_full(
		"Kasha-FinalSnapshot", "ERROR", name, "DeletionPolicy",
		"the database would be deleted or replaced without a last snapshot",
		"Set DeletionPolicy and UpdateReplacePolicy to Snapshot or Retain.", "",
	)
}

last_snapshot(name) if {
	input.resources[name].deletionPolicy == "Snapshot"
	input.resources[name].updateReplacePolicy == "Snapshot"
}

last_snapshot(name) if kept(name)

# RDS deletes automated backups together with their instance unless told otherwise. Source: CloudFormation,
# AWS::RDS::DBInstance, DeleteAutomatedBackups.
violation contains v if {
	some name in primaries
	not properties(name).DeleteAutomatedBackups == false
	v := make_diag_full(
		"Kasha-BackupsOutliveDatabase", "ERROR", name, "Properties.DeleteAutomatedBackups",
		"the automated backups would go with the instance",
		"Set DeleteAutomatedBackups to false.", "",
	)
}

# Everything else guards against CloudFormation; this guards against one call to RDS.
violation contains v if {
	production
	some name in primaries
	not properties(name).DeletionProtection == true
	v := make_diag_full(
		"Kasha-DeletionProtection", "ERROR", name, "Properties.DeletionProtection",
		"one call could delete the production database",
		"Write database.deletionProtection true in cdk.json.", "",
	)
}

holders := {
	"AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::ECR::Repository", "AWS::KMS::Key",
	"AWS::Backup::BackupVault", "AWS::Logs::LogGroup",
}

# Deleting a stack by mistake must not delete what nobody can make again; a key takes with it all that it encrypts.
violation contains v if {
	production
	some name, resource in input.resources
	resource.resourceType in holders
	not kept(name)
	v := make_diag_full(
		"Kasha-DataKept", "ERROR", name, "DeletionPolicy",
		"production data would be deleted with its stack",
		"Give the construct RemovalPolicy RETAIN where the environment is production.", "",
	)
}

# CloudFormation deletes a secret without the recovery window that the document promises, so it must not delete one. Other
# secrets can be made again by a deployment.
violation contains v if {
	production
	some name in credentials
	not kept(name)
	v := make_diag_full(
		"Kasha-CredentialsKept", "ERROR", name, "DeletionPolicy",
		"CloudFormation would delete the database's credentials at once, without a recovery window",
		"Give the secret RemovalPolicy RETAIN where the environment is production.", "",
	)
}

credentials contains secret if {
	some attachment in resources_of_type("AWS::SecretsManager::SecretTargetAttachment")
	secret := follow_ref(attachment, "Properties.SecretId")
}

# A load balancer's name is in DNS and in CloudFront; a new one is another name.
violation contains v if {
	production
	some name in resources_of_type("AWS::ElasticLoadBalancingV2::LoadBalancer")
	not attribute(name, "deletion_protection.enabled") == "true"
	v := make_diag_full(
		"Kasha-LoadBalancerProtected", "ERROR", name, "Properties.LoadBalancerAttributes",
		"one call could delete a production load balancer",
		"Set the attribute deletion_protection.enabled to true.", "",
	)
}

attribute(name, key) := value if {
	some pair in properties(name).LoadBalancerAttributes
	pair.Key == key
	value := pair.Value
}

# The rules for production look at the tag, so a stack without it would pass them all.
violation contains v if {
	some part in ["network", "data", "services", "edge", "archive"]
	component(part)
	count({value | some ["tier", value] in tags} & {"production", "nonproduction"}) != 1
	v := make_diag_full(
		"Kasha-Tier", "ERROR", "", "",
		"the stack does not say its tier, so the rules for production cannot be applied to it",
		"Build the stack with newStack in a stage of stages/environment.go, which tags it.", "",
	)
}
