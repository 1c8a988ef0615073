package edits

import "kasha/internal/review"

const (
	unchanged = review.Unchanged
	noLoss    = review.NoLoss
	loss      = review.Unaccepted
)

// edits is the table. What is harmless must be said to be harmless: the second half.
func edits() []edit {
	return append(append(lossesByCode(), lossesByConfiguration()...), append(worse(), harmless()...)...)
}

func code(file, old, new string) []change { return []change{{file, old, new}} }
func config(old, new string) []change     { return []change{{configuration, old, new}} }

func lossesByCode() []edit {
	return []edit{
		{
			name:    "the database's construct is renamed",
			changes: code("lib/database/database.go", `jsii.String("Primary"), instance`, `jsii.String("Main"), instance`),
			want:    want{verdict: loss, losses: []string{"Database/Primary: removed", "Database/Replica: might be replaced"}, fails: 1},
		},
		{
			name:    "the database gets another subnet group",
			changes: code("lib/database/database.go", `jsii.String("Subnets"), &awsrds`, `jsii.String("IsolatedSubnets"), &awsrds`),
			want:    want{verdict: loss, losses: []string{"Database/Primary: replaced", "Database/Replica: replaced"}, fails: 2},
		},
		{
			name:    "the subnet group gets other subnets",
			changes: code("lib/database/database.go", `network.In(network.DatabaseSubnets)`, `network.In(network.BackendSubnets)`),
			want:    want{verdict: loss, losses: []string{"Database/Primary: might be replaced", "Database/Replica: might be replaced"}, fails: 2},
		},
		{
			name:    "the database gets another key",
			changes: code("lib/database/database.go", "StorageEncryptionKey: key,", "StorageEncryptionKey: props.SecretsKey,"),
			want:    want{verdict: loss, losses: []string{"Database/Primary: replaced", "Database/Replica: might be replaced"}, fails: 1},
		},
		{
			name:    "the construct of the database's key is renamed",
			changes: code("lib/database/database.go", `encryption.NewKey(scope, "Key"`, `encryption.NewKey(scope, "StorageKey"`),
			want:    want{verdict: loss, losses: []string{"Database/Key: removed", "Database/Primary: replaced", "Database/Replica: might be replaced"}, fails: 1},
		},
		{
			name:    "all queues are named otherwise",
			changes: code("lib/messaging/messaging.go", `jsii.String("kasha-" + p.Environment + "-" + name)`, `jsii.String("kasha2-" + p.Environment + "-" + name)`),
			want: want{verdict: loss, losses: []string{
				"Messaging/jobs: replaced", "Messaging/jobs-dead: replaced", "Messaging/events: replaced", "Messaging/events-dead: replaced",
				"Messaging/email: replaced", "Messaging/email-dead: replaced", "Messaging/webhook: replaced", "Messaging/webhook-dead: replaced",
			}},
		},
		{
			name:    "the repositories are named otherwise",
			changes: code("lib/registry/registry.go", `"kasha-"+props.Environment+"/"+service`, `"kasha/"+props.Environment+"/"+service`),
			want:    want{verdict: loss, losses: []string{"Registry/frontend: replaced", "Registry/backend: replaced"}},
		},
		{
			name:    "a stack is named otherwise",
			changes: code("stages/environment.go", `jsii.String("kasha-" + env.Name + "-" + part)`, `jsii.String(map[bool]string{true: "kasha2-", false: "kasha-"}[part == "data"] + env.Name + "-" + part)`),
			want:    want{verdict: loss, losses: []string{"kasha-prod-data: replaced"}},
		},
	}
}

func lossesByConfiguration() []edit {
	return []edit{
		{
			name:    "a queue is deleted",
			changes: config(`["jobs", "events"]`, `["jobs"]`),
			want: want{verdict: loss, losses: []string{"Messaging/events: removed", "Messaging/events-dead: removed"},
				weakenings: []string{"Monitoring/DeadLetters-events: removed"}},
		},
		{
			name:    "the engine goes down a version",
			changes: config(`"engineVersion": "8.4.9"`, `"engineVersion": "8.4.8"`),
			want:    want{verdict: loss, losses: []string{"Database/Primary: downgraded"}, fails: 1},
		},
		{
			name:    "the network gets other addresses",
			changes: config(`"backend": {`, `"network": {"cidr": "10.1.0.0/16"}, "backend": {`),
			want:    want{verdict: loss, losses: []string{"Database/Primary: might be replaced", "Database/Replica: might be replaced"}, fails: 2},
		},
		{
			name:    "a zone is exchanged",
			changes: config(`["us-east-1a", "us-east-1b"]`, `["us-east-1a", "us-east-1c"]`),
			want: want{verdict: loss, losses: []string{"Database/Primary: might be replaced", "Database/Replica: might be replaced"}, fails: 2,
				failures: []string{"publicSubnet2", "frontendSubnet2", "backendSubnet2", "databaseSubnet2"}},
		},
		{
			name:    "the secrets are named otherwise",
			changes: config(`"database": {`, `"database": {"secretNamePrefix": "prod/mysql", `),
			want:    want{verdict: loss, losses: []string{"Database/AdminSecret: replaced", "Database/ConnectionSecret: replaced"}},
		},
		{
			name:    "the read replica is given up",
			changes: config(`"database": {`, `"database": {"readReplica": false, `),
			want: want{verdict: loss, losses: []string{
				"Database/Replica: removed", "Database/ReplicaLogs/error: removed", "Database/ReplicaLogs/iam-db-auth-error: removed", "Database/ReplicaLogs/slowquery: removed",
			}},
		},
		{
			name:    "the environment moves to another account",
			changes: config(`"333333333333"`, `"444444444444"`),
			want: want{verdict: loss, losses: []string{
				"kasha-prod-network: replaced", "kasha-prod-data: replaced", "kasha-prod-services: replaced", "kasha-prod-edge: replaced",
			}},
		},
		{
			name:     "an environment is removed",
			changes:  config(`"environments": [`, `"environments": [`+development+`,`),
			reversed: true,
			want: want{verdict: loss, losses: []string{
				"kasha-dev-network: removed", "kasha-dev-data: removed", "kasha-dev-services: removed", "kasha-dev-edge: removed",
			}},
		},
		{
			name:    "the site gets another name",
			changes: config(`"www.example.org"`, `"shop.example.org"`),
			want:    want{verdict: loss, losses: []string{"Edge/Ipv4: replaced", "Edge/Ipv6: replaced", "OriginRecord/Ipv4: replaced"}},
		},
	}
}

const development = `{"name": "dev", "tier": "nonproduction", "account": "111111111111", "region": "us-east-1",
	"availabilityZones": ["us-east-1a", "us-east-1b"]}`

// worse are edits that lose nothing, and that a reviewer must see all the same.
func worse() []edit {
	return []edit{
		{
			name:    "keys no longer rotate",
			changes: code("lib/encryption/encryption.go", "EnableKeyRotation: jsii.Bool(true)", "EnableKeyRotation: jsii.Bool(false)"),
			want:    want{verdict: noLoss, weakenings: []string{"Key: the key changes by itself", "Database/Key: the key changes by itself"}},
		},
		{
			name: "the database is opened to the world",
			changes: code("lib/database/database.go", "db := Database{Key: key, SubnetGroup: group}",
				"security.AddIngressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(Port)), nil, nil)\n\tdb := Database{Key: key, SubnetGroup: group}"),
			want: want{verdict: noLoss, openings: []string{"from the whole world"}},
		},
		{
			name: "a role may do everything",
			changes: code("lib/storage/storage.go", `jsii.Strings("s3:ListBucket"), ResourceArns: &[]*string{b.Application.BucketArn()}`,
				`jsii.Strings("s3:*"), ResourceArns: jsii.Strings("*")`),
			want: want{verdict: noLoss, openings: []string{"every action on everything"}},
		},
		{
			name:    "the database has no standby any more",
			changes: code("lib/database/database.go", "jsii.Bool(props.Database.MultiAZ)", "jsii.Bool(false)"),
			want:    want{verdict: noLoss, weakenings: []string{"Database/Primary: a standby in another zone: true -> false"}},
		},
		{
			name:    "the database may be deleted",
			changes: code("lib/database/database.go", "jsii.Bool(props.Database.DeletionProtection)", "jsii.Bool(false)"),
			want:    want{verdict: noLoss, weakenings: []string{"Database/Primary: deletion protection: true -> false"}},
		},
		{
			name:    "the database goes without a snapshot",
			changes: code("lib/database/database.go", "awscdk.RemovalPolicy_SNAPSHOT", "awscdk.RemovalPolicy_DESTROY"),
			want: want{verdict: noLoss, weakenings: []string{
				"Database/Primary: what happens when it is deleted: Snapshot -> Delete", "Database/Primary: what happens to the old one when it is replaced: Snapshot -> Delete",
			}},
		},
		{
			name:    "backups are kept for a shorter time",
			changes: config(`"backupRetentionDays": 30`, `"backupRetentionDays": 14`),
			want:    want{verdict: noLoss, weakenings: []string{"Database/Primary: days that backups are kept: 30 -> 14"}},
		},
		{
			name:    "the web ACL's managed rules only count",
			changes: code("lib/edge/webacl.go", "CfnWebACL_OverrideActionProperty{None: map[string]any{}}", "CfnWebACL_OverrideActionProperty{Count: map[string]any{}}"),
			want: want{verdict: noLoss, openings: []string{
				"AWSManagedRulesKnownBadInputsRuleSet no longer blocks", "AWSManagedRulesCommonRuleSet no longer blocks",
			}},
		},
		{
			name:    "large bodies are no longer blocked",
			changes: config(`"edge": {`, `"edge": {"maxBodyRule": "count", `),
			want:    want{verdict: noLoss, openings: []string{"rule AWSManagedRulesCommonRuleSet has exceptions"}},
		},
		{
			name:    "more requests per address",
			changes: config(`"edge": {`, `"edge": {"rateLimit": 20000, `),
			want:    want{verdict: noLoss, openings: []string{"rule RateLimit lets more requests through: 2000 -> 20000"}},
		},
		{
			name: "the dead letters' alarms are gone",
			changes: code("lib/monitoring/monitoring.go", "for _, queue := range props.Queues {\n\t\tmonitoring",
				"for _, queue := range props.Queues[:0] {\n\t\tmonitoring"),
			want: want{verdict: noLoss, weakenings: []string{
				"Monitoring/DeadLetters-jobs: removed", "Monitoring/DeadLetters-events: removed",
				"Monitoring/DeadLetters-email: removed", "Monitoring/DeadLetters-webhook: removed",
			}},
		},
		{
			name:    "logs are kept for a shorter time",
			changes: config(`"retentionDays": 30`, `"retentionDays": 7`),
			want: want{verdict: noLoss, weakenings: []string{
				"FlowLogGroup", "Database/Logs/error", "Database/Logs/iam-db-auth-error", "Database/Logs/slowquery",
				"Database/ReplicaLogs/error", "Database/ReplicaLogs/iam-db-auth-error", "Database/ReplicaLogs/slowquery",
				"BackendLogs", "FrontendLogs", "WebAclLogs: days that logs are kept: 30 -> 7",
			}},
		},
		{
			name:    "the bucket may be public",
			changes: code("lib/storage/storage.go", "BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ALL()", "BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ACLS_ONLY()"),
			want: want{verdict: noLoss, openings: []string{
				"Storage/Application: public access block BlockPublicPolicy", "Storage/Application: public access block RestrictPublicBuckets",
			}},
		},
		{
			name:    "the load balancer lets everybody in",
			changes: code("lib/service/service.go", "props.Listener.lock(pattern)", "_ = props.Listener.lock"),
			want:    want{verdict: noLoss, openings: []string{"what a request meets by default: fixed-response -> forward"}},
		},
		{
			name:    "stacks may be deleted",
			changes: code("stages/environment.go", "jsii.Bool(protect && env.IsProduction())", "jsii.Bool(false)"),
			want:    want{verdict: noLoss, weakenings: []string{"kasha-prod-network : termination protection", "kasha-prod-data : termination protection"}},
		},
		{
			name:    "viewers may use TLS 1.1",
			changes: code("lib/edge/edge.go", "SecurityPolicyProtocol_TLS_V1_2_2021", "SecurityPolicyProtocol_TLS_V1_1_2016"),
			want:    want{verdict: noLoss, openings: []string{"Edge/Distribution: older TLS versions are let in: TLSv1.2_2021 -> TLSv1.1_2016"}},
		},
	}
}

// harmless are edits after which nothing is lost and nothing is worse.
func harmless() []edit {
	return []edit{
		{
			name:    "a comment",
			changes: code("lib/database/database.go", "// New builds the database and its credentials.", "// New builds the database, its key and its credentials."),
			want:    want{verdict: unchanged},
		},
		{
			name:    "a new environment",
			changes: config(`"environments": [`, `"environments": [`+development+`,`),
			want:    want{verdict: noLoss},
		},
		{
			name:    "the engine goes up a version",
			changes: config(`"engineVersion": "8.4.9"`, `"engineVersion": "8.4.10"`),
			want:    want{verdict: noLoss},
		},
		{
			name:    "another image tag",
			changes: config(`nginx-unprivileged:1.30.5-alpine-slim`, `nginx-unprivileged:1.30.6-alpine-slim`),
			want:    want{verdict: noLoss},
		},
		{
			name:    "larger tasks",
			changes: config(`"cpu": 512, "memoryMiB": 1024`, `"cpu": 1024, "memoryMiB": 2048`),
			want:    want{verdict: noLoss},
		},
		{
			name:    "an environment variable",
			changes: config(`"cpu": 512,`, `"environment": {"GREETING": "hello"}, "cpu": 512,`),
			want:    want{verdict: noLoss},
		},
		{
			name:    "queues in another order",
			changes: config(`["jobs", "events"]`, `["events", "jobs"]`),
			want:    want{verdict: noLoss},
		},
		{
			name:    "one queue more",
			changes: config(`["jobs", "events"]`, `["jobs", "events", "invoices"]`),
			want:    want{verdict: noLoss, openings: []string{"Messaging/invoices"}},
		},
		{
			name:    "more storage",
			changes: config(`"storageGiB": 100`, `"storageGiB": 200`),
			want:    want{verdict: noLoss},
		},
		{
			name:    "a larger instance",
			changes: config(`"database": {`, `"database": {"instanceClass": "db.m7g.large", `),
			want:    want{verdict: noLoss},
		},
		{
			name:    "another description",
			changes: code("stages/data.go", `": database, secrets, queues`, `": the database, secrets, queues`),
			want:    want{verdict: unchanged},
		},
		{
			name:    "another tag on everything",
			changes: code("stages/environment.go", `tag(stage, "application", "kasha")`, `tag(stage, "application", "shop")`),
			want:    want{verdict: noLoss},
		},
	}
}
