package edits

// codeEdits are edits of the Go code.
func codeEdits() []edit {
	return append(append(losingEdits(), weakeningEdits()...), harmlessEdits()...)
}

func losingEdits() []edit {
	const database, names = "lib/database/database.go", "renamed resources"
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
			file: database, old: "StorageEncryptionKey: db.Key,", new: "StorageEncryptionKey: props.SecretsKey,",
			want: want{verdict: loss, losses: []string{"Database/Primary: replaced", "Database/Replica: might be replaced"}, fails: 1},
		},
		{
			name: "the construct of the database's key is renamed",
			file: database, old: `encryption.NewKey(scope, "Key"`, new: `encryption.NewKey(scope, "StorageKey"`,
			want: want{verdict: loss, losses: []string{"Database/Key: removed", "Database/Primary: replaced",
				"Database/Replica: might be replaced"}, fails: 1,
				failures: []string{"Database/Key/Alias: CloudFormation creates the new resource while the old one still has " +
					"AliasName alias/kasha-prod-database, and"}},
		},
		{
			name: "a stack is renamed",
			file: "lib/names/names.go", old: `return e.with(string(part))`,
			new: `return map[bool]string{true: "kasha2-", false: "kasha-"}[part == Data] + string(e) + "-" + string(part)`,
			want: want{verdict: loss, losses: []string{"kasha-prod-data: replaced"},
				failures: []string{"further names of this stack, are taken: the stack kasha-prod-data stays deployed"}},
		},
		{
			name: "the queues are renamed", together: names,
			file: "lib/names/queues.go", old: `return e.with(name)`, new: `return "kasha2-" + string(e) + "-" + name`,
			want: want{verdict: loss, losses: []string{
				"Messaging/jobs: replaced", "Messaging/jobs-dead: replaced", "Messaging/events: replaced", "Messaging/events-dead: replaced",
				"Messaging/email: replaced", "Messaging/email-dead: replaced", "Messaging/webhook: replaced", "Messaging/webhook-dead: replaced",
			}},
		},
		{
			name: "passwords are generated differently", together: names,
			file: "lib/database/credentials.go", old: "secret.ExcludeCharacters = jsii.String(excludedCharacters)",
			new:  `secret.ExcludeCharacters = jsii.String(excludedCharacters + "%")`,
			want: want{verdict: loss, losses: []string{"Database/AdminSecret: overwritten", "Database/ConnectionSecret: overwritten"}},
		},
		{
			name: "the repositories are renamed", together: names,
			file: "lib/names/names.go", old: `return e.plain() + "/" + service`, new: `return Application + "/" + string(e) + "/" + service`,
			want: want{verdict: loss, losses: []string{"Registry/frontend: replaced", "Registry/backend: replaced"},
				openings: []string{"Backend/Task/ExecutionRole/DefaultPolicy: additional permission",
					"Frontend/Task/ExecutionRole/DefaultPolicy: additional permission"}},
		},
	}
}

// weakeningEdits lose nothing, but the review must report what they open or weaken.
func weakeningEdits() []edit {
	const database, worse = "lib/database/database.go", "nothing lost, much weakened"
	return []edit{
		{
			name: "keys no longer rotate", together: worse,
			file: "lib/encryption/encryption.go", old: "EnableKeyRotation: jsii.Bool(true)", new: "EnableKeyRotation: jsii.Bool(false)",
			want: want{verdict: noLoss, weakenings: []string{" Key: automatic key rotation", "Database/Key: automatic key rotation",
				"Recovery/Key: automatic key rotation"}},
		},
		{
			name: "the database accepts connections from any IP address", together: worse,
			file: database, old: "db := Database{",
			new:  "security.AddIngressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Tcp(jsii.Number(Port)), nil, nil)\n\tdb := Database{",
			want: want{verdict: noLoss, openings: []string{"security group allows more inbound traffic, from any IP address"}},
		},
		{
			name: "a role has more permissions", together: worse,
			file: "lib/storage/storage.go", old: `jsii.Strings("s3:ListBucket"), ResourceArns: &[]*string{b.Application.BucketArn()}`,
			new:  `jsii.Strings("s3:*"), ResourceArns: jsii.Strings("*")`,
			want: want{verdict: noLoss, openings: []string{"all actions on all resources"}},
		},
		{
			name: "the database has no standby", together: worse,
			file: database, old: "jsii.Bool(props.Database.MultiAZ)", new: "jsii.Bool(false)",
			want: want{verdict: noLoss, weakenings: []string{"Database/Primary: Multi-AZ standby: true -> false"}},
		},
		{
			name: "the database has no deletion protection", together: worse,
			file: database, old: "jsii.Bool(props.Database.DeletionProtection)", new: "jsii.Bool(false)",
			want: want{verdict: noLoss, weakenings: []string{"Database/Primary: deletion protection: true -> false"}},
		},
		{
			name: "the database is deleted without a snapshot", together: worse,
			file: database, old: "awscdk.RemovalPolicy_SNAPSHOT", new: "awscdk.RemovalPolicy_DESTROY",
			want: want{verdict: noLoss, weakenings: []string{
				"Database/Primary: DeletionPolicy: Snapshot -> Delete", "Database/Primary: UpdateReplacePolicy: Snapshot -> Delete",
			}},
		},
		{
			name: "the managed rules of the web ACL only count", together: worse,
			file: "lib/edge/webacl.go", old: "CfnWebACL_OverrideActionProperty{None: map[string]any{}}",
			new: "CfnWebACL_OverrideActionProperty{Count: map[string]any{}}",
			want: want{verdict: noLoss, openings: []string{
				"AWSManagedRulesAmazonIpReputationList no longer blocks", "AWSManagedRulesKnownBadInputsRuleSet no longer blocks",
				"AWSManagedRulesCommonRuleSet no longer blocks", "AWSManagedRulesSQLiRuleSet no longer blocks",
			}},
		},
		{
			name: "the bucket may be public", together: worse,
			file: "lib/storage/storage.go", old: "BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ALL()",
			new: "BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ACLS_ONLY()",
			want: want{verdict: noLoss, openings: []string{
				"Storage/Application: public access block BlockPublicPolicy", "Storage/Application: public access block RestrictPublicBuckets",
			}},
		},
		{ // which adds a Lambda function of the CDK's to a stack that had none, and with it a log group under the general key
			name: "the bucket is emptied and deleted with its stack", together: worse,
			file: "lib/storage/storage.go", old: "RemovalPolicy: retention.Policy(retention.Always),\n\t})\n\treturn Buckets",
			new: "RemovalPolicy: retention.Policy(!retention.Always), AutoDeleteObjects: jsii.Bool(true),\n\t})\n\treturn Buckets",
			want: want{verdict: noLoss, openings: []string{
				"Storage/Application/Policy: additional permission", "S3AutoDeleteObjectsCustomResourceProvider/Role: managed policy attached",
				"S3AutoDeleteObjectsCustomResourceProvider/Role: additional permission",
			}, weakenings: []string{"Storage/Application: DeletionPolicy: Retain -> Delete", "Storage/Application: UpdateReplacePolicy"}},
		},
		{
			name: "the load balancer forwards requests without a secret header", together: worse,
			file: "lib/service/service.go",
			old:  "service.Listeners = props.complete(pattern.Listener(), pattern.TargetGroup())", new: "_ = props.complete",
			want: want{verdict: noLoss, openings: []string{"default action of the listener: redirect -> forward"}, weakenings: []string{
				"PublicListener/FromCloudFrontRule: removed: requests that it matched go elsewhere",
				"SecureListener: removed: its port no longer answers",
				"SecureListener/FromCloudFrontRule: removed: requests that it matched go elsewhere",
			}},
		},
		{
			name: "stacks have no termination protection", together: worse,
			file: "stages/environment.go", old: "jsii.Bool(props.HoldsData && env.IsProduction())", new: "jsii.Bool(false)",
			want: want{verdict: noLoss, weakenings: []string{"kasha-prod-network : termination protection",
				"kasha-prod-data : termination protection"}},
		},
		{
			name: "viewers may use TLS 1.1", together: worse,
			file: "lib/edge/edge.go", old: "SecurityPolicyProtocol_TLS_V1_2_2021", new: "SecurityPolicyProtocol_TLS_V1_1_2016",
			want: want{verdict: noLoss, openings: []string{"Edge/Distribution: accepts older TLS versions: TLSv1.2_2021 -> TLSv1.1_2016"}},
		},
	}
}

// harmlessEdits lose nothing and weaken nothing.
func harmlessEdits() []edit {
	return []edit{
		{
			name: "a comment",
			file: "lib/database/database.go", old: "// New builds the database and its credentials.",
			new:  "// New builds the database, its key and its credentials.",
			want: want{verdict: unchanged},
		},
		{
			name: "a stack's description", together: "texts",
			file: "stages/data.go", old: `"database, secrets, queues`, new: `"the database, secrets, queues`,
			want: want{verdict: noLoss},
		},
		{
			name: "another tag on everything", together: "texts",
			file: "stages/environment.go", old: `tag(stage, names.TagApplication, names.Application)`,
			new:  `tag(stage, names.TagApplication, "shop")`,
			want: want{verdict: noLoss},
		},
	}
}
