package quotas

const guide = "https://docs.aws.amazon.com/"

// All returns the list, by service.
func All() []Quota {
	const formation = guide + "AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
	return append([]Quota{
		{
			Service: "ACM", Name: "names of a certificate", Default: CertificateNames, Raised: "acm/L-FB94F0B0", Checked: Configuration,
			Counts: "the domain and its aliases", Source: guide + "acm/latest/userguide/acm-limits.html",
		},
		{
			Service: "CloudFormation", Name: "size of a template, in bytes", Default: TemplateBytes, Checked: Templates, Measured: TemplateSize,
			Counts: "each stack; the CDK uploads templates to S3, so the limit of 51,200 does not apply", Source: formation,
		},
		{
			Service: "CloudFormation", Name: "resources of a stack", Default: StackResources, Checked: Templates, Measured: Resources,
			Counts: "each stack; alarms grow with services and queues", Source: formation,
		},
		{
			Service: "CloudFormation", Name: "outputs of a stack", Default: StackOutputs, Checked: Templates, Measured: Outputs,
			Counts: "each stack", Source: formation,
		},
		{
			Service: "CloudFormation", Name: "parameters of a stack", Default: 200, Checked: Templates, Measured: Parameters,
			Counts: "each stack; the CDK adds one, the version of the bootstrap stack", Source: formation,
		},
		{
			Service: "CloudFormation", Name: "dynamic references of a template", Default: 60, Checked: Templates, Measured: DynamicReferences,
			Counts: "secrets that CloudFormation reads; the origin's once for each public route, with a domain twice", Source: formation,
		},
		{
			Service: "CloudFront", Name: "response headers policies of an account", Default: ResponseHeadersPolicies,
			Raised: "cloudfront/L-CF0D4FC5", Checked: Deployment, Item: ResponseHeaders,
			Counts: "one for each environment, and one for each path of `edge.headers`",
			Source: guide + "AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html",
		},
		{
			Service: "CloudFront", Name: "cache behaviors of a distribution", Default: CacheBehaviors, Checked: Configuration,
			Counts: "one for each path of `cachedPaths` and `static`, and the default one", // raised on request; its code was not found
			Source: guide + "AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html",
		},
		{
			Service: "CloudWatch", Name: "alarms of a composite alarm", Default: 100, Checked: Templates, Measured: CompositeAlarm,
			Counts: "the composite alarms of an environment",
			Source: guide + "AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html",
		},
		{
			Service: "CloudWatch", Name: "widgets of a dashboard", Default: 500, Checked: Templates, Measured: DashboardWidgets,
			Counts: "services and queues",
			Source: guide + "AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html",
		},
		{
			Service: "CodePipeline", Name: "stages of a pipeline", Default: PipelineStages, Checked: Configuration,
			Counts: "one for each environment, and four others",
			Source: guide + "codepipeline/latest/userguide/limits.html",
		},
		{
			Service: "CodePipeline", Name: "actions of a pipeline", Default: PipelineActions, Checked: Configuration,
			Counts: "two for each stack, smoke tests, approvals of production",
			Source: guide + "codepipeline/latest/userguide/limits.html",
		},
		{
			Service: "EC2", Name: "Elastic IP addresses in a region", Default: 5, Raised: "ec2/L-0263D0A3", Checked: Deployment,
			Item: Addresses, Counts: "one for each NAT gateway; also what the account has already",
			Source: guide + "AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html",
		},
		{
			Service: "ECS", Name: "size of a task definition, in bytes", Default: TaskDefinitionBytes, Checked: Templates,
			Measured: TaskDefinition, Counts: "variables and writable paths of a service",
			Source: guide + "AmazonECS/latest/developerguide/service-quotas.html",
		},
		{
			Service: "Elastic Load Balancing", Name: "rules of a load balancer", Default: 100, Checked: Templates, Measured: BalancerRules,
			// raised on request; its code was not found on a page of AWS
			Counts: "the rule with the secret header, and one for each route of `services`; with a domain twice",
			Source: guide + "elasticloadbalancing/latest/application/load-balancer-limits.html",
		},
		{
			Service: "Elastic Load Balancing", Name: "Application Load Balancers in a region", Default: 50,
			Raised: "elasticloadbalancing/L-53DA6B97", Checked: Deployment, Item: Balancers, Counts: "two for each environment",
			Source: guide + "elasticloadbalancing/latest/application/load-balancer-limits.html",
		},
		{
			Service: "EventBridge", Name: "rules of an event bus", Default: 300, Raised: "events/L-244521F2", Checked: Templates,
			Measured: EventRules, Counts: "all environments in a region; 100 in af-south-1 and eu-south-1",
			Source: guide + "eventbridge/latest/userguide/eb-quota.html",
		},
		{
			Service: "EventBridge", Name: "targets of a rule", Default: 5, Checked: Templates, Measured: RuleTargets,
			Counts: "topics and state machines",
			Source: guide + "eventbridge/latest/userguide/eb-quota.html",
		},
		{
			Service: "Fargate", Name: "vCPUs in a region", Default: 6, Raised: "fargate/L-3032A538", Checked: Deployment, Item: VCPUs,
			Counts: "all tasks of services without `spot`, twice during a deployment",
			Source: guide + "general/latest/gr/ecs-service.html",
		},
		{
			Service: "Fargate", Name: "vCPUs of Spot in a region", Default: 6, Raised: "fargate/L-36FBB829", Checked: Deployment,
			Item: SpotVCPUs, Counts: "all tasks of services with `spot`, twice during a deployment",
			Source: guide + "general/latest/gr/ecs-service.html",
		},
	}, more()...)
}

// more is the rest of the list, from IAM on.
func more() []Quota {
	const vpc = guide + "vpc/latest/userguide/amazon-vpc-limits.html"
	const iam = guide + "IAM/latest/UserGuide/reference_iam-quotas.html"
	const waf = guide + "waf/latest/developerguide/limits.html"
	const rds = guide + "AmazonRDS/latest/UserGuide/CHAP_Limits.html"
	return []Quota{
		{
			Service: "IAM", Name: "inline policies of a role, in characters without white space", Default: RolePolicyCharacters, Checked: Templates,
			Measured: RolePolicies, Counts: "the statements of a role; each queue, secret and key adds some", Source: iam,
		},
		{
			Service: "IAM", Name: "trust policy of a role, in characters", Default: 2048, Raised: "iam/L-C07B4B0D", Checked: Templates,
			Measured: TrustPolicy, Counts: "who may assume a role, with conditions", Source: iam,
		},
		{
			Service: "IAM", Name: "roles of an account", Default: 1000, Raised: "iam/L-FE177D64", Checked: Templates, Measured: Roles,
			Counts: "all environments of an account", Source: iam,
		},
		{
			Service: "IAM", Name: "managed policy, in characters without white space", Default: 6144, Checked: Templates,
			Measured: ManagedPolicy, Counts: "managed policies of templates", Source: iam,
		},
		{
			Service: "KMS", Name: "key policy, in bytes", Default: 32 * 1024, Checked: Templates, Measured: KeyPolicy,
			Counts: "services and roles that use a key",
			Source: guide + "kms/latest/developerguide/resource-limits.html",
		},
		{
			Service: "Lambda", Name: "variables of a function, in bytes", Default: 4096, Checked: Templates, Measured: FunctionVariables,
			Counts: "variables of the rotation function",
			Source: guide + "lambda/latest/dg/gettingstarted-limits.html",
		},
		{
			Service: "RDS", Name: "DB instances in a region", Default: 40, Raised: "rds/L-7B6409FD", Checked: Deployment, Item: Instances,
			Counts: "one for each environment, and a read replica; restore tests add one for some hours", Source: rds,
		},
		{
			Service: "RDS", Name: "storage of all DB instances in a region, in GiB", Default: 100_000, Raised: "rds/L-7ADDB58A",
			Checked: Deployment, Item: Storage, Counts: "`storageGiB` of each DB instance", Source: rds,
		},
		{
			Service: "RDS", Name: "proxies in a region", Default: 20, Raised: "rds/L-D94C7EA3", Checked: Deployment, Item: Proxies,
			Counts: "one for each environment with `database.proxy`", Source: rds,
		},
		{
			Service: "S3", Name: "bucket policy, in bytes", Default: 20 * 1024, Checked: Templates, Measured: BucketPolicy,
			Counts: "Deny statements",
			Source: guide + "AmazonS3/latest/userguide/bucket-policies.html",
		},
		{
			Service: "Secrets Manager", Name: "policy of a secret, in characters", Default: 20_480, Checked: Templates,
			Measured: SecretPolicy, Counts: "Deny statements",
			Source: guide + "secretsmanager/latest/userguide/reference_limits.html",
		},
		{
			Service: "VPC", Name: "VPCs in a region", Default: 5, Raised: "vpc/L-F678F1CE", Checked: Deployment, Item: Networks, There: 1,
			Counts: "one for each environment; also what the account has already, such as a default VPC", Source: vpc,
		},
		{
			Service: "VPC", Name: "NAT gateways in a zone", Default: 5, Raised: "vpc/L-FE5A380F", Checked: Deployment, Item: Gateways,
			Counts: "one for each environment in its first zone; with `natGateways: 2` also one in its second", Source: vpc,
		},
		{
			Service: "VPC", Name: "gateway endpoints in a region", Default: 20, Raised: "vpc/L-1B52E74A", Checked: Deployment,
			Item: GatewayEndpoints, Counts: "one for each environment, for S3", Source: vpc,
		},
		{
			Service: "VPC", Name: "inbound or outbound rules of a security group", Default: 60, Raised: "vpc/L-0EA8095F", Checked: Templates,
			Measured: SecurityGroupRules, Counts: "rules of each group; CloudFront's prefix list counts as 55", Source: vpc,
		},
		{
			Service: "WAF", Name: "capacity units of a web ACL in the price", Default: WebACLUnits, Checked: Configuration, Measured: WebACL,
			Counts: "rule groups; above this, AWS charges more for each request, up to 5000",
			Source: guide + "waf/latest/developerguide/aws-waf-capacity-units.html",
		},
		{
			Service: "WAF", Name: "rate-based rules of a web ACL", Default: RateBasedRules, Checked: Configuration, Measured: RateRules,
			Counts: "`edge.rateLimit` and each of `edge.waf.rateLimits`", Source: waf,
		},
		{
			Service: "WAF", Name: "addresses of an IP set", Default: IPSetAddresses, Checked: Configuration,
			Counts: "`edge.waf.block` and `edge.access.cidrs`", Source: waf,
		},
	}
}
