package edits

// codeEdits are edits of the program.
func codeEdits() []edit {
	return append(append(losingEdits(), weakeningEdits()...), harmlessEdits()...)
}

func losingEdits() []edit {
	const database, names = "lib/database/database.go", "other names"
	return []edit{
		{
			name: "the database's construct is renamed",
			file: database, old: `jsii.String("Primary"), instance`, new: `jsii.String("Main"), instance`,
			want: want{verdict: loss, losses: []string{"Database/Primary: removed", "Database/Replica: might be replaced"}, fails: 1},
		},
		{
			name: "the database gets another subnet group",
			file: database, old: `jsii.String("Subnets"), &awsrds`, new: `jsii.String("IsolatedSubnets"), &awsrds`,
			want: want{verdict: loss, losses: []string{"Database/Primary: replaced", "Database/Replica: replaced"}, fails: 2},
		},
		{
			name: "the subnet group gets other subnets",
			file: database, old: `network.In(network.DatabaseSubnets)`, new: `network.In(network.BackendSubnets)`,
			want: want{verdict: loss, losses: []string{"Database/Primary: might be replaced", "Database/Replica: might be replaced"}, fails: 2},
		},
		{
			name: "the database gets another key",
			file: database, old: "StorageEncryptionKey: key,", new: "StorageEncryptionKey: props.SecretsKey,",
			want: want{verdict: loss, losses: []string{"Database/Primary: replaced", "Database/Replica: might be replaced"}, fails: 1},
		},
		{
			name: "the construct of the database's key is renamed",
			file: database, old: `encryption.NewKey(scope, "Key"`, new: `encryption.NewKey(scope, "StorageKey"`,
			want: want{verdict: loss, losses: []string{"Database/Key: removed", "Database/Primary: replaced", "Database/Replica: might be replaced"}, fails: 1,
				failures: []string{"Database/Key/Alias: CloudFormation makes the new one while the old one still has AliasName alias/kasha-prod-database, which"}},
		},
		{
			name: "a stack is named otherwise",
			file: "stages/environment.go", old: `jsii.String("kasha-" + env.Name + "-" + part)`,
			new:  `jsii.String(map[bool]string{true: "kasha2-", false: "kasha-"}[part == "data"] + env.Name + "-" + part)`,
			want: want{verdict: loss, losses: []string{"kasha-prod-data: replaced"}},
		},
		{
			name: "the queues are named otherwise", together: names,
			file: "lib/messaging/messaging.go", old: `return "kasha-" + p.Environment + "-" + queue`, new: `return "kasha2-" + p.Environment + "-" + queue`,
			want: want{verdict: loss, losses: []string{
				"Messaging/jobs: replaced", "Messaging/jobs-dead: replaced", "Messaging/events: replaced", "Messaging/events-dead: replaced",
				"Messaging/email: replaced", "Messaging/email-dead: replaced", "Messaging/webhook: replaced", "Messaging/webhook-dead: replaced",
			}},
		},
		{
			name: "passwords are made otherwise", together: names,
			file: "lib/database/credentials.go", old: "secret.ExcludeCharacters = jsii.String(excludedCharacters)", new: `secret.ExcludeCharacters = jsii.String(excludedCharacters + "%")`,
			want: want{verdict: loss, losses: []string{"Database/AdminSecret: overwritten", "Database/ConnectionSecret: overwritten"}},
		},
		{
			name: "the repositories are named otherwise", together: names,
			file: "lib/registry/registry.go", old: `"kasha-"+props.Environment+"/"+service`, new: `"kasha/"+props.Environment+"/"+service`,
			want: want{verdict: loss, losses: []string{"Registry/frontend: replaced", "Registry/backend: replaced"}},
		},
	}
}

// weakeningEdits lose nothing, and a reviewer must see them all the same.
func weakeningEdits() []edit {
	const database, worse = "lib/database/database.go", "nothing lost, much weakened"
	return []edit{
		{
			name: "keys no longer rotate", together: worse,
			file: "lib/encryption/encryption.go", old: "EnableKeyRotation: jsii.Bool(true)", new: "EnableKeyRotation: jsii.Bool(false)",
			want: want{verdict: noLoss, weakenings: []string{" Key: the key changes by itself", "Database/Key: the key changes by itself", "Recovery/Key: the key changes by itself"}},
		},
		{
			name: "the database is opened to the world", together: worse,
			file: database, old: "db := Database{Key: key,",
			new:  "security.AddIngressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(Port)), nil, nil)\n\tdb := Database{Key: key,",
			want: want{verdict: noLoss, openings: []string{"security group is opened, from the whole world"}},
		},
		{
			name: "a role may do everything", together: worse,
			file: "lib/storage/storage.go", old: `jsii.Strings("s3:ListBucket"), ResourceArns: &[]*string{b.Application.BucketArn()}`,
			new:  `jsii.Strings("s3:*"), ResourceArns: jsii.Strings("*")`,
			want: want{verdict: noLoss, openings: []string{"every action on everything"}},
		},
		{
			name: "the database has no standby any more", together: worse,
			file: database, old: "jsii.Bool(props.Database.MultiAZ)", new: "jsii.Bool(false)",
			want: want{verdict: noLoss, weakenings: []string{"Database/Primary: a standby in another zone: true -> false"}},
		},
		{
			name: "the database may be deleted", together: worse,
			file: database, old: "jsii.Bool(props.Database.DeletionProtection)", new: "jsii.Bool(false)",
			want: want{verdict: noLoss, weakenings: []string{"Database/Primary: deletion protection: true -> false"}},
		},
		{
			name: "the database goes without a snapshot", together: worse,
			file: database, old: "awscdk.RemovalPolicy_SNAPSHOT", new: "awscdk.RemovalPolicy_DESTROY",
			want: want{verdict: noLoss, weakenings: []string{
				"Database/Primary: what happens when it is deleted: Snapshot -> Delete", "Database/Primary: what happens to the old one when it is replaced: Snapshot -> Delete",
			}},
		},
		{
			name: "the web ACL's managed rules only count", together: worse,
			file: "lib/edge/webacl.go", old: "CfnWebACL_OverrideActionProperty{None: map[string]any{}}", new: "CfnWebACL_OverrideActionProperty{Count: map[string]any{}}",
			want: want{verdict: noLoss, openings: []string{
				"AWSManagedRulesKnownBadInputsRuleSet no longer blocks", "AWSManagedRulesCommonRuleSet no longer blocks",
			}},
		},
		{
			name: "the bucket may be public", together: worse,
			file: "lib/storage/storage.go", old: "BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ALL()", new: "BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ACLS_ONLY()",
			want: want{verdict: noLoss, openings: []string{
				"Storage/Application: public access block BlockPublicPolicy", "Storage/Application: public access block RestrictPublicBuckets",
			}},
		},
		{
			name: "the load balancer lets everybody in", together: worse,
			file: "lib/service/service.go", old: "props.Listener.lock(props.LoadBalancer, pattern)", new: "_ = props.Listener.lock",
			want: want{verdict: noLoss, openings: []string{"what a request meets by default: redirect -> forward"}},
		},
		{
			name: "stacks may be deleted", together: worse,
			file: "stages/environment.go", old: "jsii.Bool(protect && env.IsProduction())", new: "jsii.Bool(false)",
			want: want{verdict: noLoss, weakenings: []string{"kasha-prod-network : termination protection", "kasha-prod-data : termination protection"}},
		},
		{
			name: "viewers may use TLS 1.1", together: worse,
			file: "lib/edge/edge.go", old: "SecurityPolicyProtocol_TLS_V1_2_2021", new: "SecurityPolicyProtocol_TLS_V1_1_2016",
			want: want{verdict: noLoss, openings: []string{"Edge/Distribution: older TLS versions are let in: TLSv1.2_2021 -> TLSv1.1_2016"}},
		},
	}
}

// harmlessEdits lose nothing and weaken nothing.
func harmlessEdits() []edit {
	return []edit{
		{
			name: "a comment", together: "no change at all",
			file: "lib/database/database.go", old: "// New builds the database and its credentials.", new: "// New builds the database, its key and its credentials.",
			want: want{verdict: unchanged},
		},
		{
			name: "a stack's description", together: "no change at all",
			file: "stages/data.go", old: `": database, secrets, queues`, new: `": the database, secrets, queues`,
			want: want{verdict: unchanged},
		},
		{
			name: "another tag on everything",
			file: "stages/environment.go", old: `tag(stage, "application", "kasha")`, new: `tag(stage, "application", "shop")`,
			want: want{verdict: noLoss},
		},
	}
}
