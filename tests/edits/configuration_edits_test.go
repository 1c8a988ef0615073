package edits

// configurationEdits are edits of cdk.json. Each batch of them is made in an environment of its own.
func configurationEdits() []edit {
	edits := append(losingConfigurations(), weakeningConfigurations()...)
	edits = append(edits, harmlessConfigurations()...)
	for i := range edits {
		edits[i].file = configuration
	}
	return edits
}

func losingConfigurations() []edit {
	const removed = "removed or renamed"
	return []edit{
		{
			name: "a queue is deleted", together: removed, old: `["jobs", "events"]`, new: `["jobs"]`,
			want: want{verdict: loss, losses: []string{"Messaging/events: removed", "Messaging/events-dead: removed"}},
		},
		{
			name: "a lower engine version", old: `"engineVersion": "8.4.9"`, new: `"engineVersion": "8.4.8"`,
			want: want{verdict: loss, losses: []string{"Database/Primary: downgraded"}, fails: 1},
		},
		{
			// The DNS names are removed, which the review counts as losses. Nothing else that the distribution uses is.
			name: "the domain is removed", new: ``,
			old: `"domain": {"name": "www.example.org", "zoneName": "example.org", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}`,
			want: want{verdict: loss, losses: []string{"Edge/Ipv4: removed", "Edge/Ipv6: removed", "OriginRecord/Ipv4: removed"},
				openings: []string{"accepts older TLS versions: TLSv1.2_2021 -> nothing", "requests to the origin without TLS",
					"requests go to another origin"},
				weakenings: []string{"CloudFront no longer answers under this name", "Origin/Certificate: removed: its names have no certificate",
					"Edge/Certificate: removed: its names have no certificate", "SecureListener: removed: its port no longer answers",
					"SecureListener/FromCloudFrontRule: removed: requests that it matched go elsewhere"}},
		},
		{
			name: "the network has another CIDR", old: `"backend": {`, new: `"network": {"cidr": "10.1.0.0/16"}, "backend": {`,
			want: want{verdict: loss, losses: []string{"Database/Primary: might be replaced", "Database/Replica: might be replaced"}, fails: 2,
				failures: []string{"many: CloudFormation refuses the update"}},
		},
		{
			name: "another Availability Zone", old: `["us-east-1a", "us-east-1b"]`, new: `["us-east-1a", "us-east-1c"]`,
			want: want{verdict: loss, losses: []string{"Database/Primary: might be replaced", "Database/Replica: might be replaced"}, fails: 2,
				failures: []string{"publicSubnet2", "frontendSubnet2", "backendSubnet2", "databaseSubnet2"}},
		},
		{
			name: "the secrets are renamed", together: removed, old: `"database": {`, new: `"database": {"secretNamePrefix": "renamed/mysql", `,
			want: want{verdict: loss, losses: []string{"Database/AdminSecret: replaced", "Database/ConnectionSecret: replaced"},
				failures: []string{"Database/AdminSecret: this is replaced. CloudFormation refuses the update",
					"Database/ConnectionSecret: this is replaced. CloudFormation refuses the update"}},
		},
		{
			name: "the read replica is removed", old: `"database": {`, new: `"database": {"readReplica": false, `,
			want: want{verdict: loss, losses: []string{
				"Database/Replica: removed", "Database/ReplicaLogs/error: removed", "Database/ReplicaLogs/iam-db-auth-error: removed",
				"Database/ReplicaLogs/slowquery: removed",
			}, weakenings: []string{"Monitoring/database-events: EventPattern.detail.SourceIdentifier",
				"Monitoring/database-maintenance: EventPattern.detail.SourceIdentifier",
				"Monitoring/database-patches: EventPattern.detail.SourceIdentifier"}},
		},
		{
			name: "the environment moves to another account", old: `"555555555555"`, new: `"444444444444"`,
			want: want{verdict: loss, losses: []string{
				"kasha-prod-network: replaced", "kasha-prod-data: replaced", "kasha-prod-services: replaced", "kasha-prod-edge: replaced",
			}},
		},
		{
			name: "the archive is removed", together: removed, old: `"backup": {`, new: `"backup": {"archive": false, `,
			want: want{verdict: loss, losses: []string{"Recovery/Vault: removed", "Recovery/Key: removed"}, weakenings: []string{
				"Recovery/Plan: removed: this plan makes no more backups",
				"Recovery/Plan/Database: removed: this selection is no longer backed up", "Recovery/RestoreTest: removed",
				"Recovery/RestoreTestDatabase: removed: restores of this selection are no longer tested",
				"archive-backup-failed: removed", "archive-restored: removed", "archive-restore-failed: removed",
			}},
		},
		{
			name: "the site has another domain name", together: removed, old: `"www.example.org"`, new: `"shop.example.org"`,
			want: want{verdict: loss, losses: []string{"Edge/Ipv4: replaced", "Edge/Ipv6: replaced", "OriginRecord/Ipv4: replaced"},
				openings: []string{"requests go to another origin"}, weakenings: []string{"CloudFront no longer answers under this name"}},
		},
	}
}

// weakeningConfigurations lose nothing, but the review must report what they open or weaken.
func weakeningConfigurations() []edit {
	const weakened = "nothing lost, some weakened"
	return []edit{
		{
			name: "backups are kept for a shorter time", together: weakened, old: `"backupRetentionDays": 30`, new: `"backupRetentionDays": 14`,
			want: want{verdict: noLoss, weakenings: []string{"Database/Primary: backup retention in days: 30 -> 14"}},
		},
		{
			name: "large bodies are no longer blocked", together: weakened,
			old: `"edge": {`, new: `"edge": {"waf": {"count": ["SizeRestrictions_BODY"]}, `,
			want: want{verdict: noLoss, openings: []string{"rule AWSManagedRulesCommonRuleSet has more exceptions"}},
		},
		{
			name: "a higher rate limit", together: weakened, old: `"domain": {`, new: `"rateLimit": 20000, "domain": {`,
			want: want{verdict: noLoss, openings: []string{"rule RateLimit has a higher rate limit: 2000 -> 20000"},
				weakenings: []string{"Monitoring/waf-blocks: the alarm goes into ALARM later: threshold"}},
		},
		{
			name: "the origin becomes private in one step", old: `"domain": {`, new: `"origin": "vpc", "domain": {`,
			want: want{verdict: loss, losses: []string{"OriginSecret: removed"},
				openings: []string{"many: security group allows more", "requests go to another origin", "additional permission",
					"additional permission"},
				weakenings: []string{"PublicLoadBalancer: the load balancer is removed: CloudFront's origin is gone until the edge stack has followed",
					"OriginRecord/Ipv4: AliasTarget.DNSName changes", "many: PublicLoadBalancer"}},
		},
		{
			name: "the first step to a private origin", old: `"domain": {`, new: `"origin": "vpc", "bothOrigins": true, "domain": {`,
			want: want{verdict: noLoss,
				openings: []string{"many: security group allows more", "requests go to another origin", "additional permission",
					"additional permission"},
				weakenings: []string{"PublicLoadBalancer: deletion protection", "many: the alarm watches something else"}},
		},
		{
			name: "the archive can be deleted", together: weakened, old: `"lock": "governance"`, new: `"lock": "none"`,
			want: want{verdict: noLoss, weakenings: []string{"Vault: vault lock"}},
		},
		{
			name: "the archive is kept for a shorter time", old: `"retentionDays": 2555`, new: `"retentionDays": 365`,
			want: want{verdict: noLoss, weakenings: []string{"Vault: vault lock", "Plan: age at which backups are deleted"}},
		},
		{
			name: "only critical alarms are kept", old: `"alarms": {`, new: `"alarms": {"coverage": "critical", `,
			// The log group that only full coverage writes to is removed too.
			want: want{verdict: loss, losses: []string{"InsightsLogs: removed"},
				weakenings: []string{"many: removed: it no longer notifies anyone", "backend-unhealthy", "frontend-unhealthy",
					"Cluster: ClusterSettings", "Monitoring/database-maintenance: removed", "Monitoring/database-patches: removed",
					"Monitoring/deployment-failed: removed", "Monitoring/image-findings: removed"}},
		},
		{
			name: "logs are kept for a shorter time", together: weakened, old: `"logs": {"retentionDays": 30}`, new: `"logs": {"retentionDays": 7}`,
			want: want{verdict: noLoss, weakenings: []string{
				"FlowLogGroup", "CustomVpcRestrictDefaultSGCustomResourceProviderLogs", "Database/AdminRotationLogs",
				"Database/ConnectionRotationLogs", "Database/Logs/error", "Database/Logs/iam-db-auth-error", "Database/Logs/slowquery",
				"Database/ReplicaLogs/error", "Database/ReplicaLogs/iam-db-auth-error", "Database/ReplicaLogs/slowquery",
				"BackendLogs", "FrontendLogs", " Rotation/Logs", "SqlTask/Logs", "InsightsLogs", "WebAclLogs: log retention in days: 30 -> 7",
			}},
		},
	}
}

// harmlessConfigurations lose nothing and weaken nothing.
func harmlessConfigurations() []edit {
	const harmless = "nothing lost, nothing weakened"
	none := want{verdict: noLoss}
	return []edit{
		{name: "a higher engine version", old: `"engineVersion": "8.4.9"`, new: `"engineVersion": "8.4.10"`, want: none},
		{name: "another image tag", together: harmless, old: `nginx-unprivileged:1.30.5-alpine-slim`,
			new: `nginx-unprivileged:1.30.6-alpine-slim`, want: none},
		{name: "larger tasks", together: harmless, old: `"cpu": 512, "memoryMiB": 1024`, new: `"cpu": 1024, "memoryMiB": 2048`, want: none},
		{name: "an environment variable", old: `"cpu": 512,`, new: `"environment": {"GREETING": "hello"}, "cpu": 512,`, want: none},
		{name: "queues in another order", old: `["jobs", "events"]`, new: `["events", "jobs"]`, want: none},
		{name: "more storage", together: harmless, old: `"storageGiB": 100`, new: `"storageGiB": 200`, want: none},
		{name: "a larger instance", together: harmless, old: `"engineVersion": "8.4.9",`,
			new: `"engineVersion": "8.4.9", "instanceClass": "db.t4g.large",`, want: none},
		{
			name: "another queue", old: `["jobs", "events"]`, new: `["jobs", "events", "invoices"]`,
			want: want{verdict: noLoss, openings: []string{"Messaging/invoices"}},
		},
	}
}
