package stages

import "kasha/lib/config"

// acknowledgements is the page for the security reviewer: every finding that Kasha accepts, on which resource, and why.
func acknowledgements() []acknowledgement {
	return []acknowledgement{
		// Network
		{
			rules:     []string{"NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW"},
			reason:    "These two subnets are the public ones: the load balancer that CloudFront reaches and the NAT gateways stand here, nothing else.",
			resources: []string{"network/Network/Vpc/publicSubnet1/DefaultRoute", "network/Network/Vpc/publicSubnet2/DefaultRoute"},
		},
		{
			rules:  []string{"NIST.800.53.R5-IAMNoInlinePolicy"},
			reason: "The policy belongs to this one role and is created, changed and deleted with it; nobody else can attach it by mistake.",
			resources: []string{
				"network/FlowLogs/Role/DefaultPolicy/Resource",
				"services/Backend/Task/TaskRole/DefaultPolicy/Resource",
				"services/Backend/Task/ExecutionRole/DefaultPolicy/Resource",
				"services/Frontend/Task/ExecutionRole/DefaultPolicy/Resource",
				"services/Rotation/Machine/Role/DefaultPolicy/Resource",
				"services/Rotation/ScheduleRole/DefaultPolicy/Resource",
				"data/SqlTask/Task/ExecutionRole/DefaultPolicy/Resource",
				"services/DatabaseProxy/Proxy/IAMRole/DefaultPolicy/Resource",
				"data/OffHours/Role/DefaultPolicy/Resource",
				"data/Recovery/BackupRole/DefaultPolicy/Resource",
				"data/Recovery/RestoreRole/DefaultPolicy/Resource",
				"archive/ArchiveCopy/RestoreRole/DefaultPolicy/Resource",
				"archive/ArchiveCopy/ForwardRestores/EventsRole/DefaultPolicy/Resource",
				"services/Monitoring/EventRole/DefaultPolicy/Resource",
				"edge/Monitoring/CanaryRole/DefaultPolicy/Resource",
			},
		},
		// Database
		{
			rules:     []string{"AwsSolutions-IAM4"},
			appliesTo: []any{"Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"},
			reason:    "AWS maintains this policy for enhanced monitoring: it may write to the log group RDSOSMetrics and nothing else.",
			resources: []string{"data/Database/Primary/MonitoringRole/Resource", "data/Database/Replica/MonitoringRole/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS11"},
			reason:    "Another port hides nothing: the security group admits only callers that are named, wherever MySQL listens.",
			resources: []string{"data/Database/Primary/Resource", "data/Database/Replica/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS2", "NIST.800.53.R5-RDSStorageEncrypted"},
			reason:    "A replica inherits its primary's encryption and key; CloudFormation refuses to have it said again.",
			resources: []string{"data/Database/Replica/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS3", "NIST.800.53.R5-RDSMultiAZSupport"},
			reason:    "The replica serves reads and can be made again; the primary's standby in the other zone is what keeps data available.",
			resources: []string{"data/Database/Replica/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS3", "NIST.800.53.R5-RDSMultiAZSupport"},
			when:      nonproduction,
			reason:    "Nonproduction data can be restored or made again; a standby would double the price of the database.",
			resources: []string{"data/Database/Primary/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-RDS10", "NIST.800.53.R5-RDSInstanceDeletionProtectionEnabled"},
			when:      nonproduction,
			reason:    "Nonproduction environments are made to be deleted by one command; a final snapshot is taken.",
			resources: []string{"data/Database/Primary/Resource", "data/Database/Replica/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-RDSLoggingEnabled"},
			appliesTo: []any{"LogExport::general", "LogExport::audit"},
			reason:    "The general log holds every statement with its values, so it stays off. An audit log records every statement too, and needs an option group that nobody asked for. Errors, slow queries and IAM log-ins are exported.",
			resources: []string{"data/Database/Primary/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-RDSInBackupPlan"},
			reason:    "A replica has nothing that its primary has not, and AWS Backup archives the primary.",
			resources: []string{"data/Database/Replica/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-RDSInBackupPlan"},
			when:      withoutArchive,
			reason:    "Without an archive, RDS's own automated backups cover every point of the retention time; nonproduction data need not outlive it.",
			resources: []string{"data/Database/Primary/Resource"},
		},
		// Archive
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason:    "Looking only: AWS Backup lists databases, snapshots and tags before it acts. Where copies go to another region, also that region's key, which has no ARN yet here: two conditions narrow it to the alias of the copies' vault and to the region.",
			resources: []string{"data/Recovery/BackupRole/DefaultPolicy/Resource", "data/Recovery/RestoreRole/DefaultPolicy/Resource", "archive/ArchiveCopy/RestoreRole/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching(":snapshot:awsbackup:\\*$")},
			reason:    "AWS Backup's own snapshots, whose names end in the number of the job that makes them.",
			resources: []string{"data/Recovery/BackupRole/DefaultPolicy/Resource", "data/Recovery/RestoreRole/DefaultPolicy/Resource", "archive/ArchiveCopy/RestoreRole/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching(":db:awsbackup-restore-test-\\*$"), matching(":(og|pg|subgrp):\\*$")},
			reason:    "A restored database is new: only the beginning of its name is known, and no existing database of ours has it. Which option, parameter and subnet groups a snapshot asks for is up to RDS; they hold no data.",
			resources: []string{"data/Recovery/RestoreRole/DefaultPolicy/Resource", "archive/ArchiveCopy/RestoreRole/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-VPC7", "NIST.800.53.R5-VPCFlowLogsEnabled", "NIST.800.53.R5-VPCDefaultSecurityGroupClosed"},
			reason:    "Two subnets without a route to anywhere, in which one restored database stands for an hour a month behind a group of its own that admits nobody. There is no flow to log.",
			resources: []string{"archive/ArchiveCopy/Vpc"},
		},
		{
			rules:     []string{"AwsSolutions-ECS4"},
			reason:    "Nothing runs in this cluster but a task for the seconds that a person's SQL takes, and its log says how it ended. Container Insights would bill metrics of nothing.",
			resources: []string{"data/SqlTask/Cluster/Resource"},
		},
		// Secrets
		{
			rules:     []string{"AwsSolutions-SMG4", "NIST.800.53.R5-SecretsManagerRotationEnabled"},
			reason:    "The header proves to the load balancer that a request came through our distribution. Both read it when they are deployed, so rotating it alone would cut the site off; it is renewed by hand, as docs/runbooks/rotation.md says.",
			resources: []string{"data/OriginSecret/Resource"},
		},
		// Buckets
		{
			rules:     []string{"NIST.800.53.R5-S3BucketReplicationEnabled"},
			reason:    "Logs of ninety days are not worth a second region; the application bucket keeps earlier versions, and copying it elsewhere is the adopter's decision about where data may lie.",
			resources: []string{"data/Storage/Application/Resource", "data/Storage/AccessLogs/Resource", "edge/AccessLogs/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-S3DefaultEncryptionKMS"},
			reason:    "Load balancers deliver access logs only to buckets that S3 encrypts with its own keys.",
			resources: []string{"data/Storage/AccessLogs/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-S3DefaultEncryptionKMS"},
			reason:    "S3 encrypts what CloudFront delivers; a key of our own in us-east-1 would cost $1.00 a month and keep nobody out who may read the bucket.",
			resources: []string{"edge/AccessLogs/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-S1", "NIST.800.53.R5-S3BucketLoggingEnabled"},
			reason:    "This bucket is where access logs go; logging the delivery of logs would never end.",
			resources: []string{"edge/AccessLogs/Resource"},
		},
		// Services
		{
			rules:     []string{"AwsSolutions-ECS4"},
			when:      withoutWarnings,
			reason:    "Container Insights count tasks for alarms that critical coverage does not have; some fifty metrics that nobody reads are $15.90 a month.",
			resources: []string{"services/Cluster/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-ECS2"},
			reason:    "The variables say where things are; credentials are injected from Secrets Manager, and lib/config refuses variables that look like secrets.",
			resources: []string{"services/Backend/Task/Resource", "services/Frontend/Task/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason:    "ecr:GetAuthorizationToken has no resource to name: it logs in to the account's registry. Every other action names its repository, log group or secret.",
			resources: []string{"services/Backend/Task/ExecutionRole/DefaultPolicy/Resource", "services/Frontend/Task/ExecutionRole/DefaultPolicy/Resource", "data/SqlTask/Task/ExecutionRole/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{"Resource::*"},
			reason:    "Delivery of Step Functions' logs and X-Ray's traces have no resource to name. The flow's own calls name the two secrets, the one service, the topic and the key.",
			resources: []string{"services/Rotation/Machine/Role/DefaultPolicy/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-IAM5"},
			appliesTo: []any{matching("^Resource::<StorageApplication.*Arn>/\\*$")},
			reason:    "The objects of the application's own bucket, whose names only the application knows.",
			resources: []string{"services/Backend/Task/TaskRole/DefaultPolicy/Resource"},
		},
		// Alarms
		{
			rules: []string{"AwsSolutions-IAM5"},
			appliesTo: []any{
				"Resource::*",
				matching("^Resource::<AccessLogs.*Arn>/canary/\\*$"),
				matching("^Resource::arn:.*:log-group:/aws/lambda/cwsyn-kasha-.*-\\*$"),
			},
			reason:    "What a canary needs: its own files, the logs of its own function (whose name CloudWatch completes), and two actions without a resource: listing buckets, and metrics, limited to the canaries' namespace.",
			resources: []string{"edge/Monitoring/CanaryRole/DefaultPolicy/Resource"},
		},
		// Load balancers
		{
			rules:     []string{"NIST.800.53.R5-ALBWAFEnabled"},
			reason:    "The web ACL stands before this load balancer, at CloudFront; requests that did not pass it lack the secret header and get 403.",
			resources: []string{"services/PublicLoadBalancer/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-ALBWAFEnabled"},
			reason:    "Only the frontend's tasks can reach it, from inside the VPC.",
			resources: []string{"services/InternalLoadBalancer/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-ALBHttpToHttpsRedirection", "NIST.800.53.R5-ELBv2ACMCertificateRequired"},
			reason:    "Design document: HTTP inside the VPC, from the frontend's tasks to the backend's. No public certificate authority certifies a name that only exists here.",
			resources: []string{"services/InternalLoadBalancer/PublicListener/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-ALBHttpToHttpsRedirection", "NIST.800.53.R5-ELBv2ACMCertificateRequired"},
			when:      withoutDomain,
			reason:    "Without a domain nobody can have a certificate for the load balancer. Viewers use HTTPS to CloudFront, and only CloudFront can connect here; configure edge.domain for TLS all the way.",
			resources: []string{"services/PublicLoadBalancer/PublicListener/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-ELBv2ACMCertificateRequired"},
			when:      withDomain,
			reason:    "This listener redirects to HTTPS. It serves only requests with the secret header, which our distribution sends here by HTTP for the minutes in which a domain comes or goes, and by HTTPS to the other listener at all other times.",
			resources: []string{"services/PublicLoadBalancer/PublicListener/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-ELBDeletionProtectionEnabled"},
			when:      nonproduction,
			reason:    "Nonproduction environments are made to be deleted by one command.",
			resources: []string{"services/PublicLoadBalancer/Resource", "services/InternalLoadBalancer/Resource"},
		},
		// Edge
		{
			rules:     []string{"AwsSolutions-CFR1"},
			reason:    "The site is meant for everyone; whom to shut out is the adopter's decision.",
			resources: []string{"edge/Edge/Distribution/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-CFR4"},
			when:      withoutDomain,
			reason:    "CloudFront's own certificate comes with a fixed TLS policy; with edge.domain the minimum is TLS 1.2.",
			resources: []string{"edge/Edge/Distribution/Resource"},
		},
		{
			rules:     []string{"AwsSolutions-CFR5"},
			when:      withoutDomain,
			reason:    "Without a domain the load balancer has no certificate and CloudFront speaks HTTP to it; with edge.domain it is HTTPS with TLS 1.2 only.",
			resources: []string{"edge/Edge/Distribution/Resource"},
		},
		{
			rules:     []string{"NIST.800.53.R5-CloudWatchLogGroupEncrypted"},
			reason:    "CloudWatch encrypts it with a key of its own. The environment's key is in another region, and what WAF blocked, without cookies and credentials, does not warrant a third key.",
			resources: []string{"edge/Edge/WebAclLogs/Resource"},
		},
	}
}

func nonproduction(env config.Environment) bool { return !env.IsProduction() }

func withoutWarnings(env config.Environment) bool { return !env.Alarms.IsFull() }
func withoutArchive(env config.Environment) bool  { return !env.Backup.Archive }

func withoutDomain(env config.Environment) bool { return env.Edge.Domain == nil }
func withDomain(env config.Environment) bool    { return env.Edge.Domain != nil }
