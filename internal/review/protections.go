package review

// protections are settings that keep what is there, or tell of trouble.
func protections() []setting {
	return []setting{
		on("", "what happens when it is deleted", func(r map[string]any) any { return deletionPolicy(r) }, among(deletes, snapshot, retain)),
		on("", "what happens to the old one when it is replaced", func(r map[string]any) any { return replacePolicy(r) }, among(deletes, snapshot, retain)),

		on("AWS::RDS::DBInstance", "deletion protection", at("DeletionProtection"), turnedOff),
		on("AWS::RDS::DBInstance", "days that backups are kept", or(at("BackupRetentionPeriod"), 1), lowered),
		on("AWS::RDS::DBInstance", "a standby in another zone", at("MultiAZ"), turnedOff),
		on("AWS::RDS::DBInstance", "encryption at rest", at("StorageEncrypted"), turnedOff),
		on("AWS::RDS::DBInstance", "automated backups go with the instance", or(at("DeleteAutomatedBackups"), true), turnedOn),
		on("AWS::RDS::DBInstance", "logs that are exported", at("EnableCloudwatchLogsExports"), fewer),
		on("AWS::RDS::DBInstance", "IAM authentication", at("EnableIAMDatabaseAuthentication"), turnedOff),
		on("AWS::RDS::DBInstance", "Performance Insights", at("EnablePerformanceInsights"), turnedOff),
		on("AWS::RDS::DBInstance", "Enhanced Monitoring", at("MonitoringInterval"), becomesZero),
		on("AWS::RDS::DBInstance", "minor upgrades by themselves", or(at("AutoMinorVersionUpgrade"), true), turnedOff),
		on("AWS::RDS::DBParameterGroup", "connections without TLS are refused", at("Parameters", "require_secure_transport"), turnedOffNumber),
		on("AWS::RDS::DBProxy", "connections without TLS are refused", at("RequireTLS"), turnedOff),
		on("AWS::RDS::DBProxy", "secrets that need no IAM authentication", proxyWithoutIAM, more),
		on("AWS::RDS::DBCluster", "deletion protection", at("DeletionProtection"), turnedOff),
		on("AWS::RDS::DBCluster", "days that backups are kept", or(at("BackupRetentionPeriod"), 1), lowered),

		on("AWS::DynamoDB::Table", "deletion protection", at("DeletionProtectionEnabled"), turnedOff),
		on("AWS::DynamoDB::Table", "restores to any point in time", at("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"), turnedOff),

		on("AWS::KMS::Key", "the key changes by itself", at("EnableKeyRotation"), turnedOff),
		on("AWS::KMS::Key", "days until the key changes by itself", or(at("RotationPeriodInDays"), 365), raised),
		on("AWS::KMS::Key", "the key is usable; nothing it encrypted can be read while it is not", or(at("Enabled"), true), turnedOff),
		on("AWS::KMS::Key", "days in which a deletion can be called back", or(at("PendingWindowInDays"), 30), lowered),
		on("AWS::SecretsManager::Secret", "customer key", at("KmsKeyId"), dropped),
		on("AWS::SecretsManager::RotationSchedule", "rotation", at("RotationRules"), rotatesLess),

		on("AWS::S3::Bucket", "earlier versions are kept", at("VersioningConfiguration", "Status"), leaves("Enabled")),
		on("AWS::S3::Bucket", "encryption with a customer key", bucketKey, dropped),
		on("AWS::S3::Bucket", "access logs", at("LoggingConfiguration"), dropped),
		on("AWS::S3::Bucket", "what expires and when", bucketExpiries, expiresSooner),
		on("AWS::S3::Bucket", "objects cannot be deleted (Object Lock)", at("ObjectLockEnabled"), turnedOff),
		on("AWS::ECR::Repository", "a tag always means the same image", at("ImageTagMutability"), leaves("IMMUTABLE")),
		on("AWS::ECR::Repository", "images are scanned when pushed", at("ImageScanningConfiguration", "ScanOnPush"), turnedOff),
		on("AWS::ECR::Repository", "what expires and when", imageExpiries("LifecyclePolicy", "LifecyclePolicyText"), expiresSooner),
		on("AWS::ECR::RepositoryCreationTemplate", "what expires and when", imageExpiries("LifecyclePolicy"), expiresSooner),
		on("AWS::ECR::Repository", "images go with the repository", at("EmptyOnDelete"), turnedOn),

		on("AWS::SQS::Queue", "encryption by SQS", or(at("SqsManagedSseEnabled"), true), turnedOff),
		on("AWS::SQS::Queue", "customer key", at("KmsMasterKeyId"), dropped),
		on("AWS::SQS::Queue", "dead-letter queue", at("RedrivePolicy"), dropped),
		on("AWS::SQS::Queue", "seconds that messages are kept", or(at("MessageRetentionPeriod"), 345600), lowered),
		on("AWS::SNS::Topic", "customer key", at("KmsMasterKeyId"), dropped),

		on("AWS::Logs::LogGroup", "days that logs are kept", at("RetentionInDays"), shorterToKeep),
		on("AWS::Logs::LogGroup", "customer key", at("KmsKeyId"), dropped),
		on("AWS::Logs::LogGroup", "deletion protection", at("DeletionProtectionEnabled"), turnedOff),

		on("AWS::ElasticLoadBalancingV2::LoadBalancer", "deletion protection", keyed("LoadBalancerAttributes", "deletion_protection.enabled"), turnedOff),
		on("AWS::ElasticLoadBalancingV2::LoadBalancer", "access logs", keyed("LoadBalancerAttributes", "access_logs.s3.enabled"), turnedOff),
		on("AWS::ElasticLoadBalancingV2::LoadBalancer", "invalid headers are dropped", keyed("LoadBalancerAttributes", "routing.http.drop_invalid_header_fields.enabled"), turnedOff),
		on("AWS::CloudFront::Distribution", "access logs", at("DistributionConfig", "Logging"), dropped),
		on("AWS::ECS::Service", "a failed deployment is rolled back", at("DeploymentConfiguration", "DeploymentCircuitBreaker", "Rollback"), turnedOff),
		on("AWS::ECS::TaskDefinition", "containers with a writable file system", writableContainers, more),

		on("AWS::CloudWatch::Alarm", "the alarm acts", or(at("ActionsEnabled"), true), turnedOff),
		on("AWS::CloudWatch::Alarm", "silence rings the alarm", at("TreatMissingData"), leaves("breaching")),
		on("AWS::CloudWatch::Alarm", "who hears of it", at("AlarmActions"), fewer),
		on("AWS::EC2::FlowLog", "traffic that is recorded", at("TrafficType"), leaves("ALL")),
		on("AWS::CodePipeline::Pipeline", "what waits for a person", approvals, fewer),
		on("AWS::Backup::BackupPlan", "backup rules", at("BackupPlan", "BackupPlanRule"), backsUpLess),
		on("AWS::Backup::BackupSelection", "what is backed up", at("BackupSelection"), selectsLess),
		on("AWS::Backup::BackupVault", "backups cannot be deleted (vault lock)", at("LockConfiguration"), locksLess),
	}
}

func becomesZero(old, new any) bool { return number(old) > 0 && number(new) == 0 }
func turnedOffNumber(o, n any) bool {
	return (isTrue(o) || show(o) == "1" || show(o) == "ON") && canonical(o) != canonical(n)
}

func bucketKey(bucket map[string]any) any {
	for _, rule := range objects(at("BucketEncryption", "ServerSideEncryptionConfiguration")(bucket)) {
		if used := within(rule, "ServerSideEncryptionByDefault", "SSEAlgorithm"); used == "aws:kms" {
			return used
		}
	}
	return nil
}

func writableContainers(task map[string]any) any {
	var writable []any
	for _, container := range objects(at("ContainerDefinitions")(task)) {
		if !isTrue(container["ReadonlyRootFilesystem"]) {
			writable = append(writable, container["Name"])
		}
	}
	return writable
}

func proxyWithoutIAM(proxy map[string]any) any {
	var without []any
	for _, auth := range objects(at("Auth")(proxy)) {
		if auth["IAMAuth"] != "REQUIRED" {
			without = append(without, auth["SecretArn"])
		}
	}
	return without
}

// approvals lists the actions of a pipeline that a person must approve, each as often as it occurs.
func approvals(pipeline map[string]any) any {
	var found []any
	for _, stage := range objects(at("Stages")(pipeline)) {
		for _, action := range objects(stage["Actions"]) {
			if within(action, "ActionTypeId", "Category") == "Approval" {
				found = append(found, show(stage["Name"])+"/"+show(action["Name"]))
			}
		}
	}
	return found
}

// guards are resources that protect others; without one, something goes on unseen or unchecked.
func guards() map[string]string {
	return map[string]string{
		"AWS::CloudWatch::Alarm":                "nobody hears of it any more",
		"AWS::CloudWatch::CompositeAlarm":       "nobody hears of it any more",
		"AWS::SNS::Subscription":                "this one hears of nothing any more",
		"AWS::EC2::EIP":                         "the address is given back; whoever has it on a list will wait for another",
		"AWS::EC2::FlowLog":                     "network traffic is no longer recorded",
		"AWS::CloudTrail::Trail":                "calls to AWS are no longer recorded",
		"AWS::WAFv2::WebACL":                    "requests are no longer filtered",
		"AWS::WAFv2::WebACLAssociation":         "requests are no longer filtered",
		"AWS::WAFv2::LoggingConfiguration":      "what the web ACL does is no longer recorded",
		"AWS::SecretsManager::RotationSchedule": "the secret no longer changes by itself",
		"AWS::Backup::BackupPlan":               "no more backups by this plan",
		"AWS::Backup::BackupSelection":          "no more backups of this selection",
		"AWS::Backup::RestoreTestingPlan":       "backups are no longer tried out",
		"AWS::GuardDuty::Detector":              "threats are no longer looked for",
		"AWS::Config::ConfigRule":               "the rule is no longer checked",
		"Custom::VpcRestrictDefaultSG":          "the default security group may be opened again",
	}
}

func (c *comparison) reviewRemoval(p pair, id string, o *outcome) {
	old := p.old[id]
	if _, moved := c.movedTo[place{p.name(), id}]; moved {
		return
	}
	if meaning, guards := guards()[typeOf(old)]; guards {
		o.weakenings = append(o.weakenings, Finding{
			Construct: c.construct(p.base.Name, id), Type: typeOf(old), What: "removed: " + meaning,
		})
	}
}
