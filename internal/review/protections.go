package review

// protections are settings that keep what is there, or tell of trouble.
func protections() []setting {
	return []setting{
		{"", "what happens when it is deleted", at(":DeletionPolicy"), among(deletes, snapshot, retain), false},
		{"", "what happens to the old one when it is replaced", at(":UpdateReplacePolicy"), among(deletes, snapshot, retain), false},

		{"AWS::RDS::DBInstance", "deletion protection", at("DeletionProtection"), turnedOff, false},
		{"AWS::RDS::DBInstance", "days that backups are kept", or(at("BackupRetentionPeriod"), 1), lowered, false},
		{"AWS::RDS::DBInstance", "a standby in another zone", at("MultiAZ"), turnedOff, false},
		{"AWS::RDS::DBInstance", "encryption at rest", at("StorageEncrypted"), turnedOff, false},
		{"AWS::RDS::DBInstance", "automated backups go with the instance", or(at("DeleteAutomatedBackups"), true), turnedOn, false},
		{"AWS::RDS::DBInstance", "logs that are exported", at("EnableCloudwatchLogsExports"), fewer, false},
		{"AWS::RDS::DBInstance", "IAM authentication", at("EnableIAMDatabaseAuthentication"), turnedOff, false},
		{"AWS::RDS::DBInstance", "Performance Insights", at("EnablePerformanceInsights"), turnedOff, false},
		{"AWS::RDS::DBInstance", "Enhanced Monitoring", at("MonitoringInterval"), becomesZero, false},
		{"AWS::RDS::DBInstance", "minor upgrades by themselves", or(at("AutoMinorVersionUpgrade"), true), turnedOff, false},
		{"AWS::RDS::DBParameterGroup", "connections without TLS are refused", at("Parameters", "require_secure_transport"), turnedOffNumber, false},
		{"AWS::RDS::DBCluster", "deletion protection", at("DeletionProtection"), turnedOff, false},
		{"AWS::RDS::DBCluster", "days that backups are kept", or(at("BackupRetentionPeriod"), 1), lowered, false},

		{"AWS::KMS::Key", "the key changes by itself", at("EnableKeyRotation"), turnedOff, false},
		{"AWS::KMS::Key", "days until the key changes by itself", or(at("RotationPeriodInDays"), 365), raised, false},
		{"AWS::KMS::Key", "the key is usable; nothing it encrypted can be read while it is not", or(at("Enabled"), true), turnedOff, false},
		{"AWS::KMS::Key", "days in which a deletion can be called back", or(at("PendingWindowInDays"), 30), lowered, false},
		{"AWS::SecretsManager::Secret", "customer key", at("KmsKeyId"), dropped, false},
		{"AWS::SecretsManager::RotationSchedule", "rotation", at("RotationRules"), differs, false},

		{"AWS::S3::Bucket", "earlier versions are kept", at("VersioningConfiguration", "Status"), leaves("Enabled"), false},
		{"AWS::S3::Bucket", "encryption with a customer key", bucketKey, dropped, false},
		{"AWS::S3::Bucket", "access logs", at("LoggingConfiguration"), dropped, false},
		{"AWS::S3::Bucket", "what expires and when", at("LifecycleConfiguration"), anyChange, false},
		{"AWS::S3::Bucket", "objects cannot be deleted (Object Lock)", at("ObjectLockEnabled"), turnedOff, false},
		{"AWS::ECR::Repository", "a tag always means the same image", at("ImageTagMutability"), leaves("IMMUTABLE"), false},
		{"AWS::ECR::Repository", "images are scanned when pushed", at("ImageScanningConfiguration", "ScanOnPush"), turnedOff, false},
		{"AWS::ECR::Repository", "images go with the repository", at("EmptyOnDelete"), turnedOn, false},

		{"AWS::SQS::Queue", "encryption by SQS", or(at("SqsManagedSseEnabled"), true), turnedOff, false},
		{"AWS::SQS::Queue", "customer key", at("KmsMasterKeyId"), dropped, false},
		{"AWS::SQS::Queue", "dead-letter queue", at("RedrivePolicy"), dropped, false},
		{"AWS::SQS::Queue", "seconds that messages are kept", or(at("MessageRetentionPeriod"), 345600), lowered, false},
		{"AWS::SNS::Topic", "customer key", at("KmsMasterKeyId"), dropped, false},

		{"AWS::Logs::LogGroup", "days that logs are kept", at("RetentionInDays"), shorterToKeep, false},
		{"AWS::Logs::LogGroup", "customer key", at("KmsKeyId"), dropped, false},
		{"AWS::Logs::LogGroup", "deletion protection", at("DeletionProtectionEnabled"), turnedOff, false},

		{"AWS::ElasticLoadBalancingV2::LoadBalancer", "deletion protection", keyed("LoadBalancerAttributes", "deletion_protection.enabled"), turnedOff, false},
		{"AWS::ElasticLoadBalancingV2::LoadBalancer", "access logs", keyed("LoadBalancerAttributes", "access_logs.s3.enabled"), turnedOff, false},
		{"AWS::ElasticLoadBalancingV2::LoadBalancer", "invalid headers are dropped", keyed("LoadBalancerAttributes", "routing.http.drop_invalid_header_fields.enabled"), turnedOff, false},
		{"AWS::CloudFront::Distribution", "access logs", at("DistributionConfig", "Logging"), dropped, false},
		{"AWS::ECS::Service", "a failed deployment is rolled back", at("DeploymentConfiguration", "DeploymentCircuitBreaker", "Rollback"), turnedOff, false},
		{"AWS::ECS::TaskDefinition", "containers with a writable file system", writableContainers, more, false},

		{"AWS::CloudWatch::Alarm", "the alarm acts", or(at("ActionsEnabled"), true), turnedOff, false},
		{"AWS::CloudWatch::Alarm", "who hears of it", at("AlarmActions"), fewer, false},
		{"AWS::Backup::BackupPlan", "backup rules", at("BackupPlan", "BackupPlanRule"), fewer, false},
		{"AWS::Backup::BackupSelection", "what is backed up", at("BackupSelection"), differs, false},
		{"AWS::Backup::BackupVault", "backups cannot be deleted (vault lock)", at("LockConfiguration"), differs, false},
	}
}

func differs(old, _ any) bool       { return old != nil }
func anyChange(_, _ any) bool       { return true }
func becomesZero(old, new any) bool { return number(old) > 0 && number(new) == 0 }
func turnedOffNumber(o, n any) bool {
	return (isTrue(o) || show(o) == "1" || show(o) == "ON") && canonical(o) != canonical(n)
}
func bucketKey(b map[string]any) any { return algorithm(b, "aws:kms") }

func algorithm(bucket map[string]any, wanted string) any {
	rules, _ := at("BucketEncryption", "ServerSideEncryptionConfiguration")(bucket).([]any)
	for _, rule := range rules {
		object, _ := rule.(map[string]any)
		if used := at("ServerSideEncryptionByDefault", "SSEAlgorithm")(object); used == wanted {
			return used
		}
	}
	return nil
}

func writableContainers(task map[string]any) any {
	var writable []any
	containers, _ := task["ContainerDefinitions"].([]any)
	for _, container := range containers {
		if object, ok := container.(map[string]any); ok && !isTrue(object["ReadonlyRootFilesystem"]) {
			writable = append(writable, object["Name"])
		}
	}
	return writable
}

// guards are resources that protect others; without one, something goes on unseen or unchecked.
func guards() map[string]string {
	return map[string]string{
		"AWS::CloudWatch::Alarm":                "nobody hears of it any more",
		"AWS::CloudWatch::CompositeAlarm":       "nobody hears of it any more",
		"AWS::SNS::Subscription":                "this one hears of nothing any more",
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
