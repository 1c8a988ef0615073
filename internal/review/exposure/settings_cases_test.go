package exposure_test

import (
	"encoding/json"
	"fmt"
	"strings"
)

// worse is a resource that becomes worse in one setting, and in nothing else. From after to before it becomes better.
type worse struct{ what, resource, before, after string }

func worseOpenings() []worse {
	const distribution, listener, service = "AWS::CloudFront::Distribution", "AWS::ElasticLoadBalancingV2::Listener", "AWS::ECS::Service"
	block := func(name string) worse {
		return worse{what: "public access block " + name, resource: "AWS::S3::Bucket",
			before: `"PublicAccessBlockConfiguration": {"` + name + `": true}`, after: `"PublicAccessBlockConfiguration": {"` + name + `": false}`}
	}
	stands := func(resource, groups string) worse {
		return worse{what: "attached security groups", resource: resource, before: strings.Replace(groups, "GROUPS", `"tight"`, 1),
			after: strings.Replace(groups, "GROUPS", `"tight", "open"`, 1)}
	}
	const topic, queue = `{"Id": "a", "Arn": "arn:aws:sns:eu-west-1:1:a"}`, `{"Id": "b", "Arn": "arn:aws:sqs:eu-west-1:1:b"}`
	return []worse{
		{what: "targets that also receive the rule's events", resource: "AWS::Events::Rule", before: `"Targets": [` + topic + `]`,
			after: `"Targets": [` + topic + `, ` + queue + `]`},
		{what: "clients may load local files into tables (parameter local_infile)", resource: "AWS::RDS::DBParameterGroup",
			before: `"Parameters": {"local_infile": "0"}`, after: ``},
		{what: "clients may load local files into tables (parameter local_infile)", resource: "AWS::RDS::DBParameterGroup",
			before: ``, after: `"Parameters": {"local_infile": "ON"}`},
		{what: "the master password stands in the template", resource: "AWS::RDS::DBInstance",
			before: `"MasterUserPassword": "{{resolve:secretsmanager:a:SecretString:password::}}"`, after: `"MasterUserPassword": "Winter2026"`},
		{what: "publicly accessible", resource: "AWS::RDS::DBInstance", before: ``, after: `"PubliclyAccessible": true`},
		{what: "publicly accessible", resource: "AWS::RDS::DBCluster", before: `"PubliclyAccessible": false`,
			after: `"PubliclyAccessible": "true"`},
		{what: "network interfaces get a public IP address automatically", resource: "AWS::EC2::Subnet", before: ``,
			after: `"MapPublicIpOnLaunch": true`},
		{what: "route to the internet", resource: "AWS::EC2::Route", before: `"DestinationCidrBlock": "10.0.0.0/8", "NatGatewayId": "n"`,
			after: `"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "n"`},
		{what: "route to the internet", resource: "AWS::EC2::Route", before: `"DestinationCidrBlock": "0.0.0.0/1", "NatGatewayId": "n"`,
			after: `"DestinationCidrBlock": "0.0.0.0/1", "GatewayId": "i"`},
		{what: "outbound traffic is no longer restricted", resource: "AWS::EC2::SecurityGroup",
			before: `"SecurityGroupEgress": [{"IpProtocol": "icmp", "FromPort": 252, "ToPort": 86, "CidrIp": "255.255.255.255/32"}]`, after: ``},
		{what: "route to the internet", resource: "AWS::EC2::Route", before: `"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "n"`,
			after: `"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "i"`},
		{what: "internet-facing load balancer", resource: "AWS::ElasticLoadBalancingV2::LoadBalancer", before: `"Scheme": "internal"`, after: ``},
		{what: "services take an address that the client made up", resource: "AWS::ElasticLoadBalancingV2::LoadBalancer",
			before: forwardedFor("remove"), after: forwardedFor("preserve")},
		{what: "default action of the listener", resource: listener, before: `"DefaultActions": [{"Type": "fixed-response"}]`,
			after: `"DefaultActions": [{"Type": "forward"}]`},
		{what: "listener accepts connections without TLS", resource: listener, before: `"Protocol": "HTTPS"`, after: `"Protocol": "HTTP"`},
		{what: "accepts older TLS versions", resource: listener, before: `"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"`,
			after: `"SslPolicy": "ELBSecurityPolicy-2016-08"`},
		{what: "conditions that a request must meet", resource: "AWS::ElasticLoadBalancingV2::ListenerRule",
			before: `"Conditions": [{"Field": "http-header"}, {"Field": "path-pattern"}]`, after: `"Conditions": [{"Field": "path-pattern"}]`},
		{what: "task role", resource: "AWS::ECS::TaskDefinition", before: `"TaskRoleArn": "a"`, after: `"TaskRoleArn": "b"`},
		{what: "task execution role", resource: "AWS::ECS::TaskDefinition", before: `"ExecutionRoleArn": "a"`, after: `"ExecutionRoleArn": "b"`},
		{what: "execution role of the function", resource: "AWS::Lambda::Function", before: `"Role": "a"`, after: `"Role": "b"`},
		{what: "service role of the build project", resource: "AWS::CodeBuild::Project", before: `"ServiceRole": "a"`,
			after: `"ServiceRole": "b"`},
		stands(service, `"NetworkConfiguration": {"AwsvpcConfiguration": {"SecurityGroups": [GROUPS]}}`),
		stands("AWS::RDS::DBInstance", `"VPCSecurityGroups": [GROUPS]`),
		stands("AWS::RDS::DBCluster", `"VpcSecurityGroupIds": [GROUPS]`),
		stands("AWS::RDS::DBProxy", `"VpcSecurityGroupIds": [GROUPS]`),
		stands("AWS::ElasticLoadBalancingV2::LoadBalancer", `"Scheme": "internal", "SecurityGroups": [GROUPS]`),
		stands("AWS::EC2::VPCEndpoint", `"SecurityGroupIds": [GROUPS]`),
		stands("AWS::Lambda::Function", `"VpcConfig": {"SecurityGroupIds": [GROUPS]}`),
		{what: "tasks get public IP addresses", resource: service,
			before: `"NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "DISABLED"}}`,
			after:  `"NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED"}}`},
		{what: "ECS Exec (a shell in running containers)", resource: service, before: `"EnableExecuteCommand": false`,
			after: `"EnableExecuteCommand": true`},
		block("BlockPublicAcls"), block("BlockPublicPolicy"), block("IgnorePublicAcls"), block("RestrictPublicBuckets"),
		{what: "access control lists (ACLs) are enabled", resource: "AWS::S3::Bucket", before: ``,
			after: `"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}`},
		{what: "canned ACL", resource: "AWS::S3::Bucket", before: `"AccessControl": "Private"`, after: `"AccessControl": "PublicRead"`},
		{what: "Secrets Manager's check for public policies", resource: "AWS::SecretsManager::ResourcePolicy",
			before: `"BlockPublicPolicy": true`, after: `"BlockPublicPolicy": false`},
		{what: "permissions boundary", resource: "AWS::IAM::Role", before: `"PermissionsBoundary": "b"`, after: ``},
		{what: "permissions boundary", resource: "AWS::IAM::Role", before: `"PermissionsBoundary": "b"`,
			after: `"PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"`},
		{what: "maximum session duration in seconds", resource: "AWS::IAM::Role", before: ``, after: `"MaxSessionDuration": 43200`},
		{what: "function URL without authentication", resource: "AWS::Lambda::Url", before: `"AuthType": "AWS_IAM"`, after: `"AuthType": "NONE"`},
		{what: "default action of the web ACL", resource: "AWS::WAFv2::WebACL", before: `"DefaultAction": {"Block": {}}`,
			after: `"DefaultAction": {"Allow": {}}`},
		{what: "web ACL of the distribution", resource: distribution, before: `"DistributionConfig": {"WebACLId": "w"}`,
			after: `"DistributionConfig": {}`},
		{what: "accepts older TLS versions", resource: distribution,
			before: `"DistributionConfig": {"ViewerCertificate": {"MinimumProtocolVersion": "TLSv1.2_2021"}}`,
			after:  `"DistributionConfig": {"ViewerCertificate": {"MinimumProtocolVersion": "TLSv1"}}`},
		{what: "paths served without TLS", resource: distribution, before: `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/a",
			"ViewerProtocolPolicy": "https-only"}]}`, after: `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/a",
				"ViewerProtocolPolicy": "allow-all"}]}`},
		{what: "requests to the origin without TLS", resource: distribution,
			before: `"DistributionConfig": {"Origins": [{"CustomOriginConfig": {"OriginProtocolPolicy": "https-only"}}]}`,
			after:  `"DistributionConfig": {"Origins": [{"CustomOriginConfig": {"OriginProtocolPolicy": "http-only"}}]}`},
		{what: "connections to the origin may use older TLS", resource: distribution,
			before: `"DistributionConfig": {"Origins": [{"CustomOriginConfig": {"OriginSSLProtocols": ["TLSv1.2"]}}]}`,
			after:  `"DistributionConfig": {"Origins": [{"CustomOriginConfig": {"OriginSSLProtocols": ["TLSv1.2", "TLSv1.1"]}}]}`},
		{what: "custom headers that identify the distribution to its origin", resource: distribution,
			before: `"DistributionConfig": {"Origins": [{"OriginCustomHeaders": [{"HeaderName": "X-Origin", "HeaderValue": "v"}]}]}`,
			after:  `"DistributionConfig": {"Origins": [{}]}`},
		{what: "origin access control", resource: distribution, before: `"DistributionConfig": {"Origins": [{"OriginAccessControlId": "o"}]}`,
			after: `"DistributionConfig": {"Origins": [{}]}`},
	}
}

func worseProtections() []worse {
	const db, key, bucket, repository, queue, logs = "AWS::RDS::DBInstance", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::ECR::Repository",
		"AWS::SQS::Queue", "AWS::Logs::LogGroup"
	attribute := func(what, key string) worse {
		return worse{what: what, resource: "AWS::ElasticLoadBalancingV2::LoadBalancer", before: `"LoadBalancerAttributes": [{"Key": "` + key +
			`", "Value": "true"}]`, after: `"LoadBalancerAttributes": [{"Key": "` + key + `", "Value": "false"}]`}
	}
	plan := func(before, after string) worse {
		const rules = `"BackupPlan": {"BackupPlanRule": [`
		return worse{what: "backup rules", resource: "AWS::Backup::BackupPlan", before: rules + before + `]}`, after: rules + after + `]}`}
	}
	sooner := func(before, after string) worse {
		c := plan(before, after)
		c.what = "age at which backups are deleted"
		return c
	}
	lock := func(before, after string) worse {
		if after != "" {
			after = `"LockConfiguration": ` + after
		}
		return worse{what: "vault lock", resource: "AWS::Backup::BackupVault", before: `"LockConfiguration": ` + before, after: after}
	}
	images := func(property string, count int) string {
		rules, _ := json.Marshal(fmt.Sprintf(`{"rules": [{"selection": {"tagStatus": "any", "countType": "imageCountMoreThan",
			"countNumber": %d}}]}`, count))
		return `"` + property + `": ` + string(rules)
	}
	return []worse{
		{what: "deletion protection", resource: db, before: `"DeletionProtection": true`, after: ``},
		{what: "backup retention in days", resource: db, before: `"BackupRetentionPeriod": 30`, after: ``},
		{what: "Multi-AZ standby", resource: db, before: `"MultiAZ": true`, after: `"MultiAZ": false`},
		{what: "encryption at rest", resource: db, before: `"StorageEncrypted": true`, after: ``},
		{what: "automated backups are deleted with the instance", resource: db, before: `"DeleteAutomatedBackups": false`, after: ``},
		{what: "logs exported to CloudWatch", resource: db, before: `"EnableCloudwatchLogsExports": ["error", "slowquery"]`,
			after: `"EnableCloudwatchLogsExports": ["error"]`},
		{what: "IAM database authentication", resource: db, before: `"EnableIAMDatabaseAuthentication": true`,
			after: `"EnableIAMDatabaseAuthentication": false`},
		{what: "Performance Insights", resource: db, before: `"EnablePerformanceInsights": true`, after: `"EnablePerformanceInsights": false`},
		{what: "Enhanced Monitoring", resource: db, before: `"MonitoringInterval": 60`, after: `"MonitoringInterval": 0`},
		{what: "automatic minor version upgrades", resource: db, before: ``, after: `"AutoMinorVersionUpgrade": false`},
		{what: "TLS is required for connections", resource: "AWS::RDS::DBParameterGroup",
			before: `"Parameters": {"require_secure_transport": "1"}`, after: `"Parameters": {"require_secure_transport": "0"}`},
		{what: "TLS is required for connections", resource: "AWS::RDS::DBProxy", before: `"RequireTLS": true`, after: `"RequireTLS": false`},
		{what: "secrets usable without IAM authentication", resource: "AWS::RDS::DBProxy",
			before: `"Auth": [{"SecretArn": "s", "IAMAuth": "REQUIRED"}]`, after: `"Auth": [{"SecretArn": "s", "IAMAuth": "DISABLED"}]`},
		{what: "deletion protection", resource: "AWS::DynamoDB::Table", before: `"DeletionProtectionEnabled": true`, after: ``},
		{what: "point-in-time recovery", resource: "AWS::DynamoDB::Table",
			before: `"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}`, after: ``},
		{what: "deletion protection", resource: "AWS::RDS::DBCluster", before: `"DeletionProtection": true`,
			after: `"DeletionProtection": false`},
		{what: "backup retention in days", resource: "AWS::RDS::DBCluster", before: `"BackupRetentionPeriod": 30`,
			after: `"BackupRetentionPeriod": 7`},
		{what: "automatic key rotation", resource: key, before: `"EnableKeyRotation": true`, after: ``},
		{what: "key rotation period in days", resource: key, before: ``, after: `"RotationPeriodInDays": 2560`},
		{what: "key is enabled (nothing it encrypted can be read while it is disabled)", resource: key, before: ``, after: `"Enabled": false`},
		{what: "waiting period before key deletion in days", resource: key, before: ``, after: `"PendingWindowInDays": 7`},
		{what: "customer managed key", resource: "AWS::SecretsManager::Secret", before: `"KmsKeyId": "k"`, after: ``},
		{what: "rotation schedule", resource: "AWS::SecretsManager::RotationSchedule",
			before: `"RotationRules": {"ScheduleExpression": "rate(90 days)"}`, after: `"RotationRules": {"ScheduleExpression": "rate(900 days)"}`},
		{what: "versioning", resource: bucket, before: `"VersioningConfiguration": {"Status": "Enabled"}`,
			after: `"VersioningConfiguration": {"Status": "Suspended"}`},
		{what: "encryption with a KMS key", resource: bucket,
			before: `"BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}`,
			after:  ``},
		{what: "access logs", resource: bucket, before: `"LoggingConfiguration": {"DestinationBucketName": "b"}`, after: ``},
		{what: "lifecycle expiration of earlier versions", resource: bucket,
			before: `"LifecycleConfiguration": {"Rules": [{"NoncurrentVersionExpiration": {"NoncurrentDays": 30,
				"NewerNoncurrentVersions": 5}}]}`,
			after: `"LifecycleConfiguration": {"Rules": [{"NoncurrentVersionExpiration": {"NoncurrentDays": 30}}]}`},
		{what: "lifecycle expiration", resource: repository, before: images(`LifecyclePolicy": {"LifecyclePolicyText`, 30) + `}`,
			after: images(`LifecyclePolicy": {"LifecyclePolicyText`, 1) + `}`},
		{what: "lifecycle expiration", resource: "AWS::ECR::RepositoryCreationTemplate", before: images("LifecyclePolicy", 30),
			after: images("LifecyclePolicy", 1)},
		{what: "Object Lock", resource: bucket, before: `"ObjectLockEnabled": true`, after: `"ObjectLockEnabled": false`},
		{what: "immutable image tags", resource: repository, before: `"ImageTagMutability": "IMMUTABLE"`, after: ``},
		{what: "image scan on push", resource: repository, before: `"ImageScanningConfiguration": {"ScanOnPush": true}`, after: ``},
		{what: "images are deleted with the repository", resource: repository, before: ``, after: `"EmptyOnDelete": true`},
		{what: "encryption with SQS-managed keys", resource: queue, before: ``, after: `"SqsManagedSseEnabled": false`},
		{what: "customer managed key", resource: queue, before: `"KmsMasterKeyId": "k"`, after: ``},
		{what: "dead-letter queue", resource: queue, before: `"RedrivePolicy": {"maxReceiveCount": 3}`, after: ``},
		{what: "message retention in seconds", resource: queue, before: ``, after: `"MessageRetentionPeriod": 60`},
		{what: "customer managed key", resource: "AWS::SNS::Topic", before: `"KmsMasterKeyId": "k"`, after: ``},
		{what: "log retention in days", resource: logs, before: ``, after: `"RetentionInDays": 7`},
		{what: "customer managed key", resource: logs, before: `"KmsKeyId": "k"`, after: ``},
		{what: "deletion protection", resource: logs, before: `"DeletionProtectionEnabled": true`, after: ``},
		attribute("deletion protection", "deletion_protection.enabled"),
		{what: "services no longer learn the client's address", resource: "AWS::ElasticLoadBalancingV2::LoadBalancer",
			before: forwardedFor("append"), after: forwardedFor("remove")},
		attribute("access logs", "access_logs.s3.enabled"),
		attribute("invalid HTTP headers are dropped", "routing.http.drop_invalid_header_fields.enabled"),
		{what: "access logs", resource: "AWS::CloudFront::Distribution", before: `"DistributionConfig": {"Logging": {"Bucket": "b"}}`,
			after: `"DistributionConfig": {}`},
		{what: "rollback of failed deployments", resource: "AWS::ECS::Service",
			before: `"DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Rollback": true}}`, after: ``},
		{what: "containers with a writable root file system", resource: "AWS::ECS::TaskDefinition",
			before: `"ContainerDefinitions": [{"Name": "c", "ReadonlyRootFilesystem": true}]`, after: `"ContainerDefinitions": [{"Name": "c"}]`},
		{what: "alarm actions are enabled", resource: "AWS::CloudWatch::Alarm", before: ``, after: `"ActionsEnabled": false`},
		{what: "alarm actions", resource: "AWS::CloudWatch::Alarm", before: `"AlarmActions": ["a", "b"]`, after: `"AlarmActions": ["a"]`},
		{what: "missing data is treated as breaching", resource: "AWS::CloudWatch::Alarm", before: `"TreatMissingData": "breaching"`,
			after: `"TreatMissingData": "notBreaching"`},
		{what: "traffic recorded by the flow log", resource: "AWS::EC2::FlowLog", before: `"TrafficType": "ALL"`,
			after: `"TrafficType": "REJECT"`},
		{what: "manual approvals", resource: "AWS::CodePipeline::Pipeline", before: `"Stages": [{"Name": "prod",
			"Actions": [{"Name": "Promote", "ActionTypeId": {"Category": "Approval"}}, {"Name": "Deploy"}]}]`,
			after: `"Stages": [{"Name": "prod", "Actions": [{"Name": "Deploy"}]}]`},
		{what: "checks and deployments that run", resource: "AWS::CodePipeline::Pipeline", before: `"Stages": [{"Name": "prod",
			"Actions": [{"Name": "Check", "ActionTypeId": {"Category": "Build"}}]}]`, after: `"Stages": [{"Name": "prod", "Actions": []}]`},
		plan(`{"RuleName": "a"}`, ``),
		sooner(`{"RuleName": "a", "Lifecycle": {"DeleteAfterDays": 2555}}`, `{"RuleName": "a", "Lifecycle": {"DeleteAfterDays": 365}}`),
		sooner(`{"RuleName": "a"}`, `{"RuleName": "a", "Lifecycle": {"DeleteAfterDays": 365}}`),
		plan(`{"RuleName": "a", "EnableContinuousBackup": true}`, `{"RuleName": "a"}`),
		plan(`{"RuleName": "a", "CopyActions": [{"DestinationBackupVaultArn": "v"}]}`, `{"RuleName": "a"}`),
		sooner(`{"RuleName": "a", "CopyActions": [{"DestinationBackupVaultArn": "v"}]}`,
			`{"RuleName": "a", "CopyActions": [{"DestinationBackupVaultArn": "v", "Lifecycle": {"DeleteAfterDays": 7}}]}`),
		{what: "backup selection", resource: "AWS::Backup::BackupSelection", before: `"BackupSelection": {"Resources": ["a", "b"]}`,
			after: `"BackupSelection": {"Resources": ["b"]}`},
		lock(`{"MinRetentionDays": 7}`, ``),
		lock(`{"MinRetentionDays": 2555}`, `{"MinRetentionDays": 365}`),
		lock(`{"MinRetentionDays": 7, "ChangeableForDays": 3}`, `{"MinRetentionDays": 7}`),
		lock(`{"MinRetentionDays": 7, "ChangeableForDays": 3}`, `{"MinRetentionDays": 7, "ChangeableForDays": 30}`),
	}
}

// forwardedFor says what a load balancer does with the header X-Forwarded-For.
func forwardedFor(mode string) string {
	return `"LoadBalancerAttributes": [{"Key": "routing.http.xff_header_processing.mode", "Value": "` + mode + `"}]`
}
