package review

import (
	"encoding/json"
	"fmt"
	"strings"
)

// worse is one row of a table, made to speak: a resource that gets worse, and nothing else. Better is the way back.
type worse struct{ what, resource, before, after string }

func worseOpenings() []worse {
	const distribution, listener, service = "AWS::CloudFront::Distribution", "AWS::ElasticLoadBalancingV2::Listener", "AWS::ECS::Service"
	block := func(name string) worse {
		return worse{"public access block " + name, "AWS::S3::Bucket", `"PublicAccessBlockConfiguration": {"` + name + `": true}`, `"PublicAccessBlockConfiguration": {"` + name + `": false}`}
	}
	stands := func(resource, groups string) worse {
		return worse{"security groups it stands in", resource, strings.Replace(groups, "GROUPS", `"tight"`, 1), strings.Replace(groups, "GROUPS", `"tight", "open"`, 1)}
	}
	return []worse{
		{"reachable under a public address", "AWS::RDS::DBInstance", ``, `"PubliclyAccessible": true`},
		{"reachable under a public address", "AWS::RDS::DBCluster", `"PubliclyAccessible": false`, `"PubliclyAccessible": "true"`},
		{"every interface in the subnet gets a public address", "AWS::EC2::Subnet", ``, `"MapPublicIpOnLaunch": true`},
		{"a way to the internet", "AWS::EC2::Route", `"DestinationCidrBlock": "10.0.0.0/8", "NatGatewayId": "n"`, `"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "n"`},
		{"a way to the internet", "AWS::EC2::Route", `"DestinationCidrBlock": "0.0.0.0/1", "NatGatewayId": "n"`, `"DestinationCidrBlock": "0.0.0.0/1", "GatewayId": "i"`},
		{"what the group may call is no longer restricted", "AWS::EC2::SecurityGroup", `"SecurityGroupEgress": [{"IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32"}]`, ``},
		{"a way to the internet", "AWS::EC2::Route", `"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "n"`, `"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "i"`},
		{"load balancer faces the internet", "AWS::ElasticLoadBalancingV2::LoadBalancer", `"Scheme": "internal"`, ``},
		{"what a request meets by default", listener, `"DefaultActions": [{"Type": "fixed-response"}]`, `"DefaultActions": [{"Type": "forward"}]`},
		{"connections without TLS", listener, `"Protocol": "HTTPS"`, `"Protocol": "HTTP"`},
		{"older TLS versions are let in", listener, `"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"`, `"SslPolicy": "ELBSecurityPolicy-2016-08"`},
		{"what a request must have to be let in", "AWS::ElasticLoadBalancingV2::ListenerRule", `"Conditions": [{"Field": "http-header"}, {"Field": "path-pattern"}]`, `"Conditions": [{"Field": "path-pattern"}]`},
		{"the role that the containers act as", "AWS::ECS::TaskDefinition", `"TaskRoleArn": "a"`, `"TaskRoleArn": "b"`},
		{"the role that starts the containers", "AWS::ECS::TaskDefinition", `"ExecutionRoleArn": "a"`, `"ExecutionRoleArn": "b"`},
		{"the role that the function acts as", "AWS::Lambda::Function", `"Role": "a"`, `"Role": "b"`},
		{"the role that the build acts as", "AWS::CodeBuild::Project", `"ServiceRole": "a"`, `"ServiceRole": "b"`},
		stands(service, `"NetworkConfiguration": {"AwsvpcConfiguration": {"SecurityGroups": [GROUPS]}}`),
		stands("AWS::RDS::DBInstance", `"VPCSecurityGroups": [GROUPS]`),
		stands("AWS::RDS::DBCluster", `"VpcSecurityGroupIds": [GROUPS]`),
		stands("AWS::RDS::DBProxy", `"VpcSecurityGroupIds": [GROUPS]`),
		stands("AWS::ElasticLoadBalancingV2::LoadBalancer", `"Scheme": "internal", "SecurityGroups": [GROUPS]`),
		stands("AWS::EC2::VPCEndpoint", `"SecurityGroupIds": [GROUPS]`),
		stands("AWS::Lambda::Function", `"VpcConfig": {"SecurityGroupIds": [GROUPS]}`),
		{"tasks get public addresses", service, `"NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "DISABLED"}}`, `"NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED"}}`},
		{"a shell in running containers (ECS Exec)", service, `"EnableExecuteCommand": false`, `"EnableExecuteCommand": true`},
		block("BlockPublicAcls"), block("BlockPublicPolicy"), block("IgnorePublicAcls"), block("RestrictPublicBuckets"),
		{"access lists are in force", "AWS::S3::Bucket", ``, `"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}`},
		{"canned access list", "AWS::S3::Bucket", `"AccessControl": "Private"`, `"AccessControl": "PublicRead"`},
		{"Secrets Manager's check against public policies", "AWS::SecretsManager::ResourcePolicy", `"BlockPublicPolicy": true`, `"BlockPublicPolicy": false`},
		{"permissions boundary", "AWS::IAM::Role", `"PermissionsBoundary": "b"`, ``},
		{"permissions boundary", "AWS::IAM::Role", `"PermissionsBoundary": "b"`, `"PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"`},
		{"longest session", "AWS::IAM::Role", ``, `"MaxSessionDuration": 43200`},
		{"who may call the function's address", "AWS::Lambda::Url", `"AuthType": "AWS_IAM"`, `"AuthType": "NONE"`},
		{"what happens to a request that no rule matches", "AWS::WAFv2::WebACL", `"DefaultAction": {"Block": {}}`, `"DefaultAction": {"Allow": {}}`},
		{"web ACL", distribution, `"DistributionConfig": {"WebACLId": "w"}`, `"DistributionConfig": {}`},
		{"older TLS versions are let in", distribution, `"DistributionConfig": {"ViewerCertificate": {"MinimumProtocolVersion": "TLSv1.2_2021"}}`, `"DistributionConfig": {"ViewerCertificate": {"MinimumProtocolVersion": "TLSv1"}}`},
		{"viewers without TLS", distribution, `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/a", "ViewerProtocolPolicy": "https-only"}]}`, `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/a", "ViewerProtocolPolicy": "allow-all"}]}`},
		{"requests to the origin without TLS", distribution, `"DistributionConfig": {"Origins": [{"CustomOriginConfig": {"OriginProtocolPolicy": "https-only"}}]}`, `"DistributionConfig": {"Origins": [{"CustomOriginConfig": {"OriginProtocolPolicy": "http-only"}}]}`},
		{"headers that prove to the origin where a request comes from", distribution, `"DistributionConfig": {"Origins": [{"OriginCustomHeaders": [{"HeaderName": "X-Origin", "HeaderValue": "v"}]}]}`, `"DistributionConfig": {"Origins": [{}]}`},
		{"origin access control", distribution, `"DistributionConfig": {"Origins": [{"OriginAccessControlId": "o"}]}`, `"DistributionConfig": {"Origins": [{}]}`},
	}
}

func worseProtections() []worse {
	const db, key, bucket, repository, queue, logs = "AWS::RDS::DBInstance", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::ECR::Repository", "AWS::SQS::Queue", "AWS::Logs::LogGroup"
	attribute := func(what, key string) worse {
		return worse{what, "AWS::ElasticLoadBalancingV2::LoadBalancer", `"LoadBalancerAttributes": [{"Key": "` + key + `", "Value": "true"}]`, `"LoadBalancerAttributes": [{"Key": "` + key + `", "Value": "false"}]`}
	}
	plan := func(before, after string) worse {
		const rules = `"BackupPlan": {"BackupPlanRule": [`
		return worse{"backup rules", "AWS::Backup::BackupPlan", rules + before + `]}`, rules + after + `]}`}
	}
	lock := func(before, after string) worse {
		if after != "" {
			after = `"LockConfiguration": ` + after
		}
		return worse{"backups cannot be deleted (vault lock)", "AWS::Backup::BackupVault", `"LockConfiguration": ` + before, after}
	}
	images := func(property string, count int) string {
		rules, _ := json.Marshal(fmt.Sprintf(`{"rules": [{"selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": %d}}]}`, count))
		return `"` + property + `": ` + string(rules)
	}
	return []worse{
		{"deletion protection", db, `"DeletionProtection": true`, ``},
		{"days that backups are kept", db, `"BackupRetentionPeriod": 30`, ``},
		{"a standby in another zone", db, `"MultiAZ": true`, `"MultiAZ": false`},
		{"encryption at rest", db, `"StorageEncrypted": true`, ``},
		{"automated backups go with the instance", db, `"DeleteAutomatedBackups": false`, ``},
		{"logs that are exported", db, `"EnableCloudwatchLogsExports": ["error", "slowquery"]`, `"EnableCloudwatchLogsExports": ["error"]`},
		{"IAM authentication", db, `"EnableIAMDatabaseAuthentication": true`, `"EnableIAMDatabaseAuthentication": false`},
		{"Performance Insights", db, `"EnablePerformanceInsights": true`, `"EnablePerformanceInsights": false`},
		{"Enhanced Monitoring", db, `"MonitoringInterval": 60`, `"MonitoringInterval": 0`},
		{"minor upgrades by themselves", db, ``, `"AutoMinorVersionUpgrade": false`},
		{"connections without TLS are refused", "AWS::RDS::DBParameterGroup", `"Parameters": {"require_secure_transport": "1"}`, `"Parameters": {"require_secure_transport": "0"}`},
		{"connections without TLS are refused", "AWS::RDS::DBProxy", `"RequireTLS": true`, `"RequireTLS": false`},
		{"secrets that need no IAM authentication", "AWS::RDS::DBProxy", `"Auth": [{"SecretArn": "s", "IAMAuth": "REQUIRED"}]`, `"Auth": [{"SecretArn": "s", "IAMAuth": "DISABLED"}]`},
		{"deletion protection", "AWS::DynamoDB::Table", `"DeletionProtectionEnabled": true`, ``},
		{"restores to any point in time", "AWS::DynamoDB::Table", `"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}`, ``},
		{"deletion protection", "AWS::RDS::DBCluster", `"DeletionProtection": true`, `"DeletionProtection": false`},
		{"days that backups are kept", "AWS::RDS::DBCluster", `"BackupRetentionPeriod": 30`, `"BackupRetentionPeriod": 7`},
		{"the key changes by itself", key, `"EnableKeyRotation": true`, ``},
		{"days until the key changes by itself", key, ``, `"RotationPeriodInDays": 2560`},
		{"the key is usable; nothing it encrypted can be read while it is not", key, ``, `"Enabled": false`},
		{"days in which a deletion can be called back", key, ``, `"PendingWindowInDays": 7`},
		{"customer key", "AWS::SecretsManager::Secret", `"KmsKeyId": "k"`, ``},
		{"rotation", "AWS::SecretsManager::RotationSchedule", `"RotationRules": {"ScheduleExpression": "rate(90 days)"}`, `"RotationRules": {"ScheduleExpression": "rate(900 days)"}`},
		{"earlier versions are kept", bucket, `"VersioningConfiguration": {"Status": "Enabled"}`, `"VersioningConfiguration": {"Status": "Suspended"}`},
		{"encryption with a customer key", bucket, `"BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}`, ``},
		{"access logs", bucket, `"LoggingConfiguration": {"DestinationBucketName": "b"}`, ``},
		{"what expires and when", bucket, ``, `"LifecycleConfiguration": {"Rules": [{"Status": "Enabled", "ExpirationInDays": 1}]}`},
		{"what expires and when", bucket, `"LifecycleConfiguration": {"Rules": [{"ExpirationInDays": 90}]}`, `"LifecycleConfiguration": {"Rules": [{"ExpirationInDays": 30}]}`},
		{"what expires and when", bucket, `"LifecycleConfiguration": {"Rules": [{"Prefix": "a/", "ExpirationInDays": 90}]}`, `"LifecycleConfiguration": {"Rules": [{"ExpirationInDays": 90}]}`},
		{"what expires and when", bucket, `"LifecycleConfiguration": {"Rules": [{"NoncurrentVersionExpiration": {"NoncurrentDays": 30, "NewerNoncurrentVersions": 5}}]}`, `"LifecycleConfiguration": {"Rules": [{"NoncurrentVersionExpiration": {"NoncurrentDays": 30}}]}`},
		{"what expires and when", bucket, `"LifecycleConfiguration": {"Rules": [{"ExpirationDate": "2030-01-01T00:00:00Z"}]}`, `"LifecycleConfiguration": {"Rules": [{"ExpirationDate": "2029-01-01T00:00:00Z"}]}`},
		{"what expires and when", repository, images(`LifecyclePolicy": {"LifecyclePolicyText`, 30) + `}`, images(`LifecyclePolicy": {"LifecyclePolicyText`, 1) + `}`},
		{"what expires and when", "AWS::ECR::RepositoryCreationTemplate", images("LifecyclePolicy", 30), images("LifecyclePolicy", 1)},
		{"objects cannot be deleted (Object Lock)", bucket, `"ObjectLockEnabled": true`, `"ObjectLockEnabled": false`},
		{"a tag always means the same image", repository, `"ImageTagMutability": "IMMUTABLE"`, ``},
		{"images are scanned when pushed", repository, `"ImageScanningConfiguration": {"ScanOnPush": true}`, ``},
		{"images go with the repository", repository, ``, `"EmptyOnDelete": true`},
		{"encryption by SQS", queue, ``, `"SqsManagedSseEnabled": false`},
		{"customer key", queue, `"KmsMasterKeyId": "k"`, ``},
		{"dead-letter queue", queue, `"RedrivePolicy": {"maxReceiveCount": 3}`, ``},
		{"seconds that messages are kept", queue, ``, `"MessageRetentionPeriod": 60`},
		{"customer key", "AWS::SNS::Topic", `"KmsMasterKeyId": "k"`, ``},
		{"days that logs are kept", logs, ``, `"RetentionInDays": 7`},
		{"customer key", logs, `"KmsKeyId": "k"`, ``},
		{"deletion protection", logs, `"DeletionProtectionEnabled": true`, ``},
		attribute("deletion protection", "deletion_protection.enabled"),
		attribute("access logs", "access_logs.s3.enabled"),
		attribute("invalid headers are dropped", "routing.http.drop_invalid_header_fields.enabled"),
		{"access logs", "AWS::CloudFront::Distribution", `"DistributionConfig": {"Logging": {"Bucket": "b"}}`, `"DistributionConfig": {}`},
		{"a failed deployment is rolled back", "AWS::ECS::Service", `"DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Rollback": true}}`, ``},
		{"containers with a writable file system", "AWS::ECS::TaskDefinition", `"ContainerDefinitions": [{"Name": "c", "ReadonlyRootFilesystem": true}]`, `"ContainerDefinitions": [{"Name": "c"}]`},
		{"the alarm acts", "AWS::CloudWatch::Alarm", ``, `"ActionsEnabled": false`},
		{"who hears of it", "AWS::CloudWatch::Alarm", `"AlarmActions": ["a", "b"]`, `"AlarmActions": ["a"]`},
		{"silence rings the alarm", "AWS::CloudWatch::Alarm", `"TreatMissingData": "breaching"`, `"TreatMissingData": "notBreaching"`},
		{"traffic that is recorded", "AWS::EC2::FlowLog", `"TrafficType": "ALL"`, `"TrafficType": "REJECT"`},
		{"what waits for a person", "AWS::CodePipeline::Pipeline", `"Stages": [{"Name": "prod", "Actions": [{"Name": "Promote", "ActionTypeId": {"Category": "Approval"}}, {"Name": "Deploy"}]}]`, `"Stages": [{"Name": "prod", "Actions": [{"Name": "Deploy"}]}]`},
		plan(`{"RuleName": "a"}`, ``),
		plan(`{"RuleName": "a", "Lifecycle": {"DeleteAfterDays": 2555}}`, `{"RuleName": "a", "Lifecycle": {"DeleteAfterDays": 365}}`),
		plan(`{"RuleName": "a"}`, `{"RuleName": "a", "Lifecycle": {"DeleteAfterDays": 365}}`),
		plan(`{"RuleName": "a", "EnableContinuousBackup": true}`, `{"RuleName": "a"}`),
		plan(`{"RuleName": "a", "CopyActions": [{"DestinationBackupVaultArn": "v"}]}`, `{"RuleName": "a"}`),
		plan(`{"RuleName": "a", "CopyActions": [{"DestinationBackupVaultArn": "v"}]}`, `{"RuleName": "a", "CopyActions": [{"DestinationBackupVaultArn": "v", "Lifecycle": {"DeleteAfterDays": 7}}]}`),
		{"what is backed up", "AWS::Backup::BackupSelection", `"BackupSelection": {"Resources": ["a", "b"]}`, `"BackupSelection": {"Resources": ["b"]}`},
		lock(`{"MinRetentionDays": 7}`, ``),
		lock(`{"MinRetentionDays": 2555}`, `{"MinRetentionDays": 365}`),
		lock(`{"MinRetentionDays": 7, "ChangeableForDays": 3}`, `{"MinRetentionDays": 7}`),
		lock(`{"MinRetentionDays": 7, "ChangeableForDays": 3}`, `{"MinRetentionDays": 7, "ChangeableForDays": 30}`),
	}
}
