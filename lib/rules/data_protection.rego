package kasha

import rego.v1

# Data protection: the database and its backups, and in production everything that holds data.

# Source: RDS API, BackupRetentionPeriod.
violation contains v if {
	some name in primaries
	not retention(name) <= facts.longestBackupDays
	v := make_diag_full(
		"Kasha-BackupRetention", "ERROR", name, "Properties.BackupRetentionPeriod",
		"BackupRetentionPeriod must be set, to 0 to 35 days; RDS's default is one day",
		"Set database.backupRetentionDays in cdk.json to 35 at most; AWS Backup can keep snapshots for longer.", "",
	)
}

retention(name) := coerce_to_number(properties(name).BackupRetentionPeriod)

# RDS creates a replica from a backup. Source: RDS user guide, "Working with MySQL read replicas".
violation contains v if {
	count(replicas) > 0
	some name in primaries
	retention(name) == 0
	v := make_diag_full(
		"Kasha-BackupForReplica", "ERROR", name, "Properties.BackupRetentionPeriod",
		"a read replica needs the automated backups of its primary",
		"Set database.backupRetentionDays in cdk.json to 1 to 35, or database.readReplica to false.", "",
	)
}

# The default is the design document's 30 days. The minimum is lib/config's, and still covers a long weekend.
violation contains v if {
	production
	some name in primaries
	retention(name) < facts.leastProductionBackupDays
	v := make_diag_full(
		"Kasha-BackupProduction", "ERROR", name, "Properties.BackupRetentionPeriod",
		"a production database keeps its automated backups for too few days",
		"Remove database.backupRetentionDays from cdk.json; the default is the design document's 30 days.", "",
	)
}

# Source: design document, "Final snapshots on instance deletion". A replica needs none, because its primary has the same data.
violation contains v if {
	some name in primaries
	not final_snapshot(name)
	v := make_diag_full(
		"Kasha-FinalSnapshot", "ERROR", name, "DeletionPolicy",
		"the database would be deleted or replaced without a final snapshot",
		"Set DeletionPolicy and UpdateReplacePolicy to Snapshot or Retain.", "",
	)
}

final_snapshot(name) if {
	input.resources[name].deletionPolicy == "Snapshot"
	input.resources[name].updateReplacePolicy == "Snapshot"
}

final_snapshot(name) if kept(name)

# By default RDS deletes automated backups together with their instance. Source: CloudFormation,
# AWS::RDS::DBInstance, DeleteAutomatedBackups.
violation contains v if {
	some name in primaries
	not properties(name).DeleteAutomatedBackups == false
	v := make_diag_full(
		"Kasha-BackupsOutliveDatabase", "ERROR", name, "Properties.DeleteAutomatedBackups",
		"the automated backups would be deleted with the instance",
		"Set DeleteAutomatedBackups to false.", "",
	)
}

# The other rules prevent a deletion by CloudFormation; this one prevents a deletion by a call to RDS.
violation contains v if {
	production
	some name in primaries
	not properties(name).DeletionProtection == true
	v := make_diag_full(
		"Kasha-DeletionProtection", "ERROR", name, "Properties.DeletionProtection",
		"a single API call could delete the production database",
		"Set database.deletionProtection in cdk.json to true.", "",
	)
}

stores := {
	"AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::ECR::Repository", "AWS::KMS::Key",
	"AWS::Backup::BackupVault", "AWS::Logs::LogGroup",
}

# Deleting a stack by mistake must not delete data that cannot be restored. Deleting a key makes all that it encrypts unreadable.
violation contains v if {
	production
	some name, resource in input.resources
	resource.resourceType in stores
	not kept(name)
	v := make_diag_full(
		"Kasha-DataKept", "ERROR", name, "DeletionPolicy",
		"production data would be deleted with its stack",
		"Set RemovalPolicy RETAIN on the construct where the environment is production.", "",
	)
}

# CloudFormation deletes a secret without the recovery window that the design document promises, so it must not delete these. Other
# secrets are created again by a deployment.
violation contains v if {
	production
	some name in credentials
	not kept(name)
	v := make_diag_full(
		"Kasha-CredentialsKept", "ERROR", name, "DeletionPolicy",
		"CloudFormation would delete the database's credentials immediately, without a recovery window",
		"Set RemovalPolicy RETAIN on the secret where the environment is production.", "",
	)
}

credentials contains secret if {
	some attachment in resources_of_type("AWS::SecretsManager::SecretTargetAttachment")
	secret := follow_ref(attachment, "Properties.SecretId")
}

# DNS and CloudFront refer to a load balancer by its DNS name, and a new load balancer has another one.
violation contains v if {
	production
	some name in resources_of_type("AWS::ElasticLoadBalancingV2::LoadBalancer")
	not attribute(name, "deletion_protection.enabled") == "true"
	not superseded(name)
	v := make_diag_full(
		"Kasha-LoadBalancerProtected", "ERROR", name, "Properties.LoadBalancerAttributes",
		"a single API call could delete a production load balancer",
		"Set the attribute deletion_protection.enabled to true.", "",
	)
}

# While the origin changes, two load balancers are before the frontend. CloudFormation must be able to delete the one that goes, so only the
# other one is protected. The outputs say which two these are.
superseded(name) if {
	some gone, stays in {
		"PublicLoadBalancerDnsName": "VpcOriginLoadBalancerDnsName",
		"VpcOriginLoadBalancerDnsName": "PublicLoadBalancerDnsName",
	}
	outputs_attribute(gone, name, "DNSName")
	some other in resources_of_type("AWS::ElasticLoadBalancingV2::LoadBalancer")
	outputs_attribute(stays, other, "DNSName")
	attribute(other, "deletion_protection.enabled") == "true"
}

attribute(name, key) := value if {
	some pair in properties(name).LoadBalancerAttributes
	pair.Key == key
	value := pair.Value
}

# The rules for production read the tag, so a stack without it would pass them all.
violation contains v if {
	some part in ["network", "data", "services", "edge", "archive"]
	component(part)
	count({value | some ["tier", value] in tags} & {"production", "nonproduction"}) != 1
	v := make_diag_full(
		"Kasha-Tier", "ERROR", "", "",
		"the stack's resources are not tagged with exactly one tier, so the rules for production cannot apply",
		"Build the stack with newStack in a stage of stages/environment.go, which tags its resources.", "",
	)
}
