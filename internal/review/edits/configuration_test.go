package edits

// configurationEdits are edits of cdk.json, each made in an environment of its own.
func configurationEdits() []edit {
	edits := append(losingConfigurations(), weakeningConfigurations()...)
	edits = append(edits, harmlessConfigurations()...)
	for i := range edits {
		edits[i].file = configuration
	}
	return edits
}

func losingConfigurations() []edit {
	const gone = "given up or named otherwise"
	return []edit{
		{
			name: "a queue is deleted", together: gone, old: `["jobs", "events"]`, new: `["jobs"]`,
			want: want{verdict: loss, losses: []string{"Messaging/events: removed", "Messaging/events-dead: removed"},
				weakenings: []string{"dead-letters-events: removed", "queue-age-events: removed", "queue-depth-events: removed"}},
		},
		{
			name: "the engine goes down a version", old: `"engineVersion": "8.4.9"`, new: `"engineVersion": "8.4.8"`,
			want: want{verdict: loss, losses: []string{"Database/Primary: downgraded"}, fails: 1},
		},
		{
			// The names go, which the review counts as lost. Nothing that a distribution without a domain calls is removed or replaced.
			name: "the domain is taken away", old: `"domain": {"name": "www.example.org", "zoneName": "example.org", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}`, new: ``,
			want: want{verdict: loss, losses: []string{"Edge/Ipv4: removed", "Edge/Ipv6: removed", "OriginRecord/Ipv4: removed"},
				openings:   []string{"older TLS versions are let in: TLSv1.2_2021 -> nothing", "requests to the origin without TLS"},
				weakenings: []string{"Monitoring/certificate-origin: removed", "Monitoring/certificate-site: removed"}},
		},
		{
			name: "the network gets other addresses", old: `"backend": {`, new: `"network": {"cidr": "10.1.0.0/16"}, "backend": {`,
			want: want{verdict: loss, losses: []string{"Database/Primary: might be replaced", "Database/Replica: might be replaced"}, fails: 2},
		},
		{
			name: "a zone is exchanged", old: `["us-east-1a", "us-east-1b"]`, new: `["us-east-1a", "us-east-1c"]`,
			want: want{verdict: loss, losses: []string{"Database/Primary: might be replaced", "Database/Replica: might be replaced"}, fails: 2,
				failures: []string{"publicSubnet2", "frontendSubnet2", "backendSubnet2", "databaseSubnet2"}},
		},
		{
			name: "the secrets are named otherwise", together: gone, old: `"database": {`, new: `"database": {"secretNamePrefix": "renamed/mysql", `,
			want: want{verdict: loss, losses: []string{"Database/AdminSecret: replaced", "Database/ConnectionSecret: replaced"}},
		},
		{
			name: "the read replica is given up", old: `"database": {`, new: `"database": {"readReplica": false, `,
			want: want{verdict: loss, losses: []string{
				"Database/Replica: removed", "Database/ReplicaLogs/error: removed", "Database/ReplicaLogs/iam-db-auth-error: removed", "Database/ReplicaLogs/slowquery: removed",
			}, weakenings: []string{"many: Monitoring/replica-"}},
		},
		{
			name: "the environment moves to another account", old: `"555555555555"`, new: `"444444444444"`,
			want: want{verdict: loss, losses: []string{
				"kasha-prod-network: replaced", "kasha-prod-data: replaced", "kasha-prod-services: replaced", "kasha-prod-edge: replaced",
			}},
		},
		{
			name: "the archive is given up", together: gone, old: `"backup": {`, new: `"backup": {"archive": false, `,
			want: want{verdict: loss, losses: []string{"Recovery/Vault: removed", "Recovery/Key: removed"}, weakenings: []string{
				"Recovery/Plan: removed: no more backups", "Recovery/Plan/Database: removed: no more backups", "Recovery/RestoreTest: removed",
			}},
		},
		{
			name: "the site gets another name", together: gone, old: `"www.example.org"`, new: `"shop.example.org"`,
			want: want{verdict: loss, losses: []string{"Edge/Ipv4: replaced", "Edge/Ipv6: replaced", "OriginRecord/Ipv4: replaced"}},
		},
	}
}

// weakeningConfigurations lose nothing, and a reviewer must see them all the same.
func weakeningConfigurations() []edit {
	const weakened = "nothing lost, some weakened"
	return []edit{
		{
			name: "backups are kept for a shorter time", together: weakened, old: `"backupRetentionDays": 30`, new: `"backupRetentionDays": 14`,
			want: want{verdict: noLoss, weakenings: []string{"Database/Primary: days that backups are kept: 30 -> 14"}},
		},
		{
			name: "large bodies are no longer blocked", together: weakened, old: `"edge": {`, new: `"edge": {"maxBodyRule": "count", `,
			want: want{verdict: noLoss, openings: []string{"rule AWSManagedRulesCommonRuleSet has exceptions"}},
		},
		{
			name: "more requests per address", together: weakened, old: `"domain": {`, new: `"rateLimit": 20000, "domain": {`,
			want: want{verdict: noLoss, openings: []string{"rule RateLimit lets more requests through: 2000 -> 20000"}},
		},
		{
			name: "the archive can be deleted", together: weakened, old: `"lock": "governance"`, new: `"lock": "none"`,
			want: want{verdict: noLoss, weakenings: []string{"Vault: backups cannot be deleted (vault lock)"}},
		},
		{
			name: "the archive is kept for a shorter time", old: `"retentionDays": 2555`, new: `"retentionDays": 365`,
			want: want{verdict: noLoss, weakenings: []string{"Vault: backups cannot be deleted (vault lock)", "Plan: backup rules"}},
		},
		{
			name: "only critical alarms are left", old: `"alarms": {`, new: `"alarms": {"coverage": "critical", `,
			// The log group that only full coverage fills goes with it.
			want: want{verdict: loss, losses: []string{"InsightsLogs: removed"}, weakenings: []string{"many: removed: nobody hears of it any more"}},
		},
		{
			name: "logs are kept for a shorter time", together: weakened, old: `"logs": {"retentionDays": 30}`, new: `"logs": {"retentionDays": 7}`,
			want: want{verdict: noLoss, weakenings: []string{
				"FlowLogGroup", "CustomVpcRestrictDefaultSGCustomResourceProviderLogs", "Database/AdminRotationLogs", "Database/ConnectionRotationLogs", "Database/Logs/error", "Database/Logs/iam-db-auth-error", "Database/Logs/slowquery",
				"Database/ReplicaLogs/error", "Database/ReplicaLogs/iam-db-auth-error", "Database/ReplicaLogs/slowquery",
				"BackendLogs", "FrontendLogs", " Rotation/Logs", "SqlTask/Logs", "InsightsLogs", "WebAclLogs: days that logs are kept: 30 -> 7",
			}},
		},
	}
}

// harmlessConfigurations lose nothing and weaken nothing.
func harmlessConfigurations() []edit {
	const quietly = "nothing lost, nothing weakened"
	quiet := want{verdict: noLoss}
	return []edit{
		{name: "the engine goes up a version", old: `"engineVersion": "8.4.9"`, new: `"engineVersion": "8.4.10"`, want: quiet},
		{name: "another image tag", together: quietly, old: `nginx-unprivileged:1.30.5-alpine-slim`, new: `nginx-unprivileged:1.30.6-alpine-slim`, want: quiet},
		{name: "larger tasks", together: quietly, old: `"cpu": 512, "memoryMiB": 1024`, new: `"cpu": 1024, "memoryMiB": 2048`, want: quiet},
		{name: "an environment variable", old: `"cpu": 512,`, new: `"environment": {"GREETING": "hello"}, "cpu": 512,`, want: quiet},
		{name: "queues in another order", old: `["jobs", "events"]`, new: `["events", "jobs"]`, want: quiet},
		{name: "more storage", together: quietly, old: `"storageGiB": 100`, new: `"storageGiB": 200`, want: quiet},
		{name: "a larger instance", together: quietly, old: `"engineVersion": "8.4.9",`, new: `"engineVersion": "8.4.9", "instanceClass": "db.t4g.large",`, want: quiet},
		{
			name: "one queue more", old: `["jobs", "events"]`, new: `["jobs", "events", "invoices"]`,
			want: want{verdict: noLoss, openings: []string{"Messaging/invoices"}},
		},
	}
}
