package stages

// dataAcknowledgements lists what is accepted in the network, data and archive stacks, and the findings on roles of every stack.
func dataAcknowledgements() []acknowledgement {
	return []acknowledgement{
		// Network
		{
			rules:     []string{"NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW"},
			reason:    "These are the public subnets. They hold only NAT gateways and the load balancer that CloudFront connects to.",
			resources: []string{"network/Network/Vpc/publicSubnet1/DefaultRoute", "network/Network/Vpc/publicSubnet2/DefaultRoute"},
		},
		ownPolicies([]string{
			"network/FlowLogs/Role/DefaultPolicy/Resource",
			"services/Backend/Task/ExecutionRole/DefaultPolicy/Resource",
			"services/Frontend/Task/ExecutionRole/DefaultPolicy/Resource",
			"services/Rotation/Machine/Role/DefaultPolicy/Resource",
			"services/Rotation/ScheduleRole/DefaultPolicy/Resource",
			"services/Holders/Machine/Role/DefaultPolicy/Resource",
			"services/Holders/ScheduleRole/DefaultPolicy/Resource",
			"data/Database/AdminRotation/Role/DefaultPolicy/Resource",
			"data/Database/ConnectionRotation/Role/DefaultPolicy/Resource",
			"data/SqlTask/Task/ExecutionRole/DefaultPolicy/Resource",
			"services/DatabaseProxy/Proxy/IAMRole/DefaultPolicy/Resource",
			"data/OffHours/Role/DefaultPolicy/Resource",
			"data/Recovery/BackupRole/DefaultPolicy/Resource",
			"data/Recovery/RestoreRole/DefaultPolicy/Resource",
			"archive/ArchiveCopy/RestoreRole/DefaultPolicy/Resource",
			"archive/ArchiveCopy/ForwardRestores/EventsRole/DefaultPolicy/Resource",
			"services/Monitoring/EventRole/DefaultPolicy/Resource",
			"edge/Monitoring/CanaryRole/DefaultPolicy/Resource",
		}),
		// Database
		{
			rules:     []string{"AwsSolutions-IAM4"},
			appliesTo: []any{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"},
			reason:    "AWS maintains this policy for Enhanced Monitoring. It allows only writing to the log group RDSOSMetrics.",
			resources: []string{"data/Database/Primary/MonitoringRole/Resource", "data/Database/Replica/MonitoringRole/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS11"},
			reason:    "Another port adds no protection: the security group admits only named callers, whatever port MySQL listens on.",
			resources: []string{"data/Database/Primary/Resource", "data/Database/Replica/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS2", "NIST.800.53.R5-RDSStorageEncrypted"},
			reason:    "A read replica inherits its primary's encryption and key, and CloudFormation refuses a template that sets them again.",
			resources: []string{"data/Database/Replica/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS3", "NIST.800.53.R5-RDSMultiAZSupport"},
			reason:    "The read replica serves reads and can be created again. The primary's standby in the other zone keeps the data available.",
			resources: []string{"data/Database/Replica/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS3", "NIST.800.53.R5-RDSMultiAZSupport"},
			when:      nonproduction,
			reason:    "Nonproduction data can be restored or created again. A standby would double the price of the database.",
			resources: []string{"data/Database/Primary/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS10", "NIST.800.53.R5-RDSInstanceDeletionProtectionEnabled"},
			when:      nonproduction,
			reason:    "Nonproduction environments can be deleted with one command. RDS then takes a final snapshot.",
			resources: []string{"data/Database/Primary/Resource", "data/Database/Replica/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-RDSLoggingEnabled"},
			appliesTo: []any{"LogExport::general", "LogExport::audit"},
			reason: "The general log holds every statement with its values, so it is off. An audit log also records every statement, and " +
				"needs an option group. Errors, slow queries and IAM logins are exported.",
			resources: []string{"data/Database/Primary/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-RDSInBackupPlan"},
			reason:    "A read replica holds no data that its primary does not hold, and AWS Backup archives the primary.",
			resources: []string{"data/Database/Replica/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-RDSInBackupPlan"},
			when:  withoutArchive,
			reason: "Without an archive, RDS's automated backups cover every point in time of the retention period. Nonproduction data need " +
				"not be kept longer.",
			resources: []string{"data/Database/Primary/Resource"},
		},
		// Rotation
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*", matching(":ec2:.*:\\*/\\*$")},
			reason: "A random password belongs to no secret, and Lambda lists network interfaces before it knows one. To connect a function " +
				"to a VPC, Lambda requires these permissions on all ids of the account.",
			resources: []string{
				"data/Database/AdminRotation/Role/DefaultPolicy/Resource",
				"data/Database/ConnectionRotation/Role/DefaultPolicy/Resource",
			},
		},
		{
			rules: []string{"NIST.800.53.R5-LambdaConcurrency", "NIST.800.53.R5-LambdaDLQ"},
			reason: "Secrets Manager calls the function four times in 90 days, one call after the other, and repeats a call that fails. An alarm " +
				"watches its errors.",
			resources: []string{"data/Database/AdminRotation/Function/Resource", "data/Database/ConnectionRotation/Function/Resource"},
		},
		// Archive
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason: "Read access: AWS Backup lists databases, snapshots and tags before it acts. If copies go to another region, the role " +
				"also uses that region's key, whose ARN is not known here. Two conditions restrict it to the region and to the alias of " +
				"the copies' vault.",
			resources: []string{
				"data/Recovery/BackupRole/DefaultPolicy/Resource",
				"data/Recovery/RestoreRole/DefaultPolicy/Resource",
				"archive/ArchiveCopy/RestoreRole/DefaultPolicy/Resource",
			},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching(":snapshot:awsbackup:\\*$")},
			reason:    "AWS Backup's own snapshots. Their names end in the id of the job that creates them.",
			resources: []string{
				"data/Recovery/BackupRole/DefaultPolicy/Resource",
				"data/Recovery/RestoreRole/DefaultPolicy/Resource",
				"archive/ArchiveCopy/RestoreRole/DefaultPolicy/Resource",
			},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching(":db:awsbackup-restore-test-\\*$"), matching(":(og|pg|subgrp):\\*$")},
			reason: "A restored database is new, and only the beginning of its name is known. No existing database of Kasha has such a name. " +
				"RDS decides which option, parameter and subnet groups a snapshot needs; these hold no data.",
			resources: []string{"data/Recovery/RestoreRole/DefaultPolicy/Resource", "archive/ArchiveCopy/RestoreRole/DefaultPolicy/Resource"},
		},
		{
			rules: []string{"AwsSolutions-VPC7", "NIST.800.53.R5-VPCFlowLogsEnabled", "NIST.800.53.R5-VPCDefaultSecurityGroupClosed"},
			reason: "Two subnets without routes. One restored database runs in them for an hour a month, with a security group that admits no " +
				"one. There is no traffic to log.",
			resources: []string{"archive/ArchiveCopy/Vpc"},
		},
		{
			rules: []string{"AwsSolutions-ECS4"},
			reason: "The cluster runs only a task that executes a person's SQL for some seconds, and the task's log shows the result. " +
				"Container Insights would bill metrics that nobody reads.",
			resources: []string{"data/SqlTask/Cluster/Resource"},
		},
		// Secrets
		{
			rules: []string{"AwsSolutions-SMG4", "NIST.800.53.R5-SecretsManagerRotationEnabled"},
			reason: "The header proves to the load balancer that a request came through the environment's own distribution. Both resolve the " +
				"secret when they are deployed, so rotating it alone would cut off the site. It is rotated by hand, as " +
				"docs/runbooks/rotation.md says.",
			resources: []string{"data/OriginSecret/Resource"},
		},
		{
			rules: []string{"AwsSolutions-SMG4", "NIST.800.53.R5-SecretsManagerRotationEnabled"},
			reason: "The header lets the canary and the smoke test in where edge.access says who may see the site, or Bot Control refuses " +
				"programs. The web ACL and the canary resolve the secret when they are deployed, so rotating it alone would shut both out.",
			resources: []string{"data/AccessSecret/Resource"},
		},
		// Buckets
		{
			rules: []string{"NIST.800.53.R5-S3BucketReplicationEnabled"},
			reason: "Access logs are kept for ninety days and need no copy in a second region. The application bucket keeps earlier versions. " +
				"Whether its data may be copied to another region is the adopter's decision.",
			resources: []string{"data/Storage/Application/Resource", "data/Storage/AccessLogs/Resource", "edge/AccessLogs/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-S3BucketReplicationEnabled"},
			reason:    "The files are built from source, and make assets uploads them again. The bucket keeps earlier versions.",
			resources: []string{"edge/Assets/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-S3DefaultEncryptionKMS"},
			reason: "The files are public through CloudFront. S3 encrypts them with its own keys. A customer managed key would cost $1.00 a " +
				"month, and would have to admit CloudFront.",
			resources: []string{"edge/Assets/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-S3DefaultEncryptionKMS"},
			reason:    "Load balancers deliver access logs only to buckets that S3 encrypts with its own keys.",
			resources: []string{"data/Storage/AccessLogs/Resource"},
		},
		{
			rules: []string{"NIST.800.53.R5-S3DefaultEncryptionKMS"},
			reason: "S3 encrypts the logs with its own keys. A customer managed key in us-east-1 would cost $1.00 a month, and would exclude " +
				"no one who may read the bucket.",
			resources: []string{"edge/AccessLogs/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-S1", "NIST.800.53.R5-S3BucketLoggingEnabled"},
			when:      withoutStatic,
			reason:    "This bucket receives access logs. Logging the access to it would produce logs about logs without end.",
			resources: []string{"edge/AccessLogs/Resource"},
		},
	}
}
