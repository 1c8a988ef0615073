package names

import "testing"

// TestNamesOfDataArePinned catches a changed name of something that holds data. CloudFormation would replace the queue, the
// secret or the repository, or refuse to replace the database.
func TestNamesOfDataArePinned(t *testing.T) {
	const prod = Environment("prod")
	for name, want := range map[string]string{
		prod.Stack(Network):                               "kasha-prod-network",
		prod.Stack(Data):                                  "kasha-prod-data",
		prod.Stack(Services):                              "kasha-prod-services",
		prod.Stack(Edge):                                  "kasha-prod-edge",
		prod.Stack(Archive):                               "kasha-prod-archive",
		prod.DatabaseInstance():                           "kasha-prod-mysql",
		prod.ReadReplica(true):                            "kasha-prod-mysql-replica",
		prod.ReadReplica(false):                           "kasha-prod-mysql-replica-plain",
		AdminSecret(prod.SecretPrefix()):                  "kasha/prod/rds/mysql/admin-password",
		ConnectionSecret(prod.SecretPrefix()):             "kasha/prod/rds/mysql/connection",
		prod.OriginSecret():                               "kasha/prod/origin/secret",
		prod.AccessSecret():                               "kasha/prod/access/secret",
		prod.Queue("order-events"):                        "kasha-prod-order-events",
		prod.DeadLetterQueue("order-events"):              "kasha-prod-order-events-dead",
		prod.Repository("backend"):                        "kasha-prod/backend",
		prod.ImageCache():                                 "kasha-prod-ecr-public",
		prod.ArchiveVault():                               "kasha-prod-archive",
		prod.ArchiveCopyVault():                           "kasha-prod-archive-copy",
		prod.GeneralKey():                                 "kasha-prod",
		prod.DatabaseKey():                                "kasha-prod-database",
		prod.EdgeKey():                                    "kasha-prod-edge",
		prod.ArchiveKey():                                 "kasha-prod-archive",
		prod.ArchiveCopyKey():                             "kasha-prod-archive-copy",
		prod.ServiceLogs("backend"):                       "/kasha/prod/backend",
		prod.SQLTaskLogs():                                "/kasha/prod/sql-task",
		prod.ClusterLogs():                                "/aws/ecs/containerinsights/kasha-prod/performance",
		prod.WebACLLogs():                                 "aws-waf-logs-kasha-prod",
		prod.CanaryLogs():                                 "/aws/lambda/cwsyn-kasha-prod-",
		FunctionLogs(prod.RotationFunction("admin")):      "/aws/lambda/kasha-prod-rotate-admin",
		InstanceLogs(prod.ReadReplica(true), "slowquery"): "/aws/rds/instance/kasha-prod-mysql-replica/slowquery",
		ProxyLogs(prod.DatabaseProxy()):                   "/aws/rds/proxy/kasha-prod-proxy",
		StateMachineLogs(prod.RestartStateMachine()):      "/aws/vendedlogs/states/kasha-prod-restart",
		Database:        "kasha",
		AdminUser:       "admin",
		ApplicationUser: "kasha_app",
		TokenUser:       "kasha_iam",
	} {
		if name != want {
			t.Errorf("%s, want %s", name, want)
		}
	}
}

// TestNamesThatPeopleFilterByArePinned catches a changed name of an alarm, a topic, a cluster or a plan, which pagers, dashboards
// and runbooks know.
func TestNamesThatPeopleFilterByArePinned(t *testing.T) {
	const ab = Environment("a-b")
	for name, want := range map[string]string{
		ab.Alarm(Critical, "backend-errors"):                  "kasha-a-b-critical-backend-errors",
		ab.Alarm(Warning, "replica-lag"):                      "kasha-a-b-warning-replica-lag",
		ab.Alarm(News, "archive-restored"):                    "kasha-a-b-news-archive-restored",
		ab.Budget("ACTUAL above 80 % to EMAIL a@example.com"): "kasha-a-b-warning-budget-974e9596",
		ab.AlarmTopic():                   "kasha-a-b-alarms",
		ab.Cluster():                      "kasha-a-b",
		ab.Dashboard():                    "kasha-a-b",
		ab.WebACL():                       "kasha-a-b",
		ab.Canary():                       "kasha-a-b",
		ab.SQLTask():                      "kasha-a-b-sql",
		ab.TasksCluster():                 "kasha-a-b-tasks",
		ab.Machine(Job("nightly")):        "kasha-a-b-job-nightly",
		ab.DatabaseProxy():                "kasha-a-b-proxy",
		ab.RestartStateMachine():          "kasha-a-b-restart",
		ab.HoldersStateMachine():          "kasha-a-b-restart-holders",
		ab.RotationFunction("connection"): "kasha-a-b-rotate-connection",
		ab.OffHoursGroup():                "kasha-a-b-off-hours",
		ab.DatabaseSchedule("stop"):       "kasha-a-b-database-stop",
		ab.ArchivePlan():                  "kasha-a-b-archive",
		ab.RestoreTest():                  "kasha_a_b_archive",
		ab.CopyRestoreTest():              "kasha_a_b_archive_copy",
		ab.CopyEventsRule():               "kasha-a-b-archive-restores",
		ab.CopyEventsStatement():          "kasha-a-b-archive",
		ab.Prefix():                       "kasha-a-b-",
		ab.Title():                        "Kasha a-b",
		ab.Description("queues"):          "Kasha a-b: queues",
		Description("queues"):             "Kasha: queues",
		CanaryFunctions:                   "cwsyn-kasha-",
		PipelineSupportStack:              "kasha-pipeline-support-",
		Pipeline:                          "kasha",
	} {
		if name != want {
			t.Errorf("%s, want %s", name, want)
		}
	}
}

// TestPipelineNamesArePinned catches a changed name of the pipeline's stack, key or topic: the deployed pipeline could not update
// itself any more.
func TestPipelineNamesArePinned(t *testing.T) {
	for _, name := range []string{PipelineStack, PipelineTopic, PipelineKey} {
		if name != "kasha-pipeline" {
			t.Errorf("%s, want kasha-pipeline", name)
		}
	}
}

// TestOutputKeysArePinned catches a changed output key. People, scripts, runbooks and the smoke test read outputs by key.
func TestOutputKeysArePinned(t *testing.T) {
	for output, want := range map[Output]string{
		DatabaseEndpoint:                   "DatabaseEndpoint",
		ReadReplicaEndpoint:                "ReadReplicaEndpoint",
		DatabaseSubnetGroup:                "DatabaseSubnetGroupName",
		DatabaseParameterGroup:             "DatabaseParameterGroupName",
		DatabaseSecurityGroup:              "DatabaseSecurityGroupId",
		DatabaseKeyARN:                     "DatabaseKeyArn",
		AdminSecretARN:                     "AdminSecretArn",
		ConnectionSecretARN:                "ConnectionSecretArn",
		Bucket:                             "BucketName",
		SQLTaskSubnets:                     "SqlTaskSubnetIds",
		SQLTaskSecurityGroup:               "SqlTaskSecurityGroupId",
		ArchiveRoleARN:                     "ArchiveRoleArn",
		ArchiveVaultName:                   "ArchiveVaultName",
		PublicLoadBalancer:                 "PublicLoadBalancerDnsName",
		InternalLoadBalancer:               "BackendLoadBalancerDnsName",
		VPCOriginLoadBalancer:              "VpcOriginLoadBalancerDnsName",
		VPCOriginLoadBalancerARN:           "VpcOriginLoadBalancerArn",
		VPCOriginID:                        "VpcOriginId",
		FrontendService:                    "FrontendServiceName",
		BackendService:                     "BackendServiceName",
		RestartMachineARN:                  "RestartStateMachineArn",
		HoldersMachineARN:                  "HoldersStateMachineArn",
		MachineARN(Job("nightly")):         "JobNightlyStateMachineArn",
		DistributionDomain:                 "DistributionDomainName",
		SiteAddress:                        "SiteAddress",
		QueueURL("order-events"):           "QueueUrlOrderEvents",
		DeadLetterQueueURL("order-events"): "DeadLetterQueueUrlOrderEvents",
	} {
		if string(output) != want {
			t.Errorf("%s, want %s", output, want)
		}
	}
}

// TestVariablesArePinned catches a changed environment variable, which the application reads.
func TestVariablesArePinned(t *testing.T) {
	for variable, want := range map[string]string{
		BackendURL:                    "BACKEND_URL",
		KeepAliveSeconds:              "KEEP_ALIVE_SECONDS",
		BucketName:                    "BUCKET_NAME",
		DatabaseHost:                  "DATABASE_HOST",
		DatabasePort:                  "DATABASE_PORT",
		DatabaseName:                  "DATABASE_NAME",
		DatabaseReplicaHost:           "DATABASE_REPLICA_HOST",
		DatabaseReplicaUsername:       "DATABASE_REPLICA_USERNAME",
		DatabaseAuth:                  "DATABASE_AUTH",
		DatabaseUsername:              "DATABASE_USERNAME",
		DatabasePassword:              "DATABASE_PASSWORD",
		DatabasePoolSize:              "DATABASE_POOL_SIZE",
		QueueVariable("order-events"): "QUEUE_ORDER_EVENTS_URL",
		SQLText:                       "SQL",
		SQLAdminUsername:              "ADMIN_USERNAME",
		SQLAdminPassword:              "MYSQL_PWD",
		SQLApplicationUsername:        "APPLICATION_USERNAME",
		SQLApplicationPassword:        "APPLICATION_PASSWORD",
	} {
		if variable != want {
			t.Errorf("%s, want %s", variable, want)
		}
	}
}
