package quotas

const guide = "https://docs.aws.amazon.com/"

// All returns the list, by service.
func All() []Quota {
	const formation = guide + "AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"
	return append([]Quota{
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
			Counts: "secrets that CloudFormation reads", Source: formation,
		},
		{
			Service: "CloudFront", Name: "response headers policies of an account", Default: ResponseHeadersPolicies,
			Raised: "cloudfront/L-CF0D4FC5", Checked: Deployment, Counts: "one for each environment, in all regions together",
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
			Service: "EC2", Name: "Elastic IP addresses in a region", Default: ElasticIPs, Raised: "ec2/L-0263D0A3", Checked: Deployment,
			Counts: "one for each NAT gateway",
			Source: guide + "AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html",
		},
		{
			Service: "ECS", Name: "size of a task definition, in bytes", Default: TaskDefinitionBytes, Checked: Templates,
			Measured: TaskDefinition, Counts: "variables and writable paths of a service",
			Source: guide + "AmazonECS/latest/developerguide/service-quotas.html",
		},
		{
			Service: "Elastic Load Balancing", Name: "rules of a load balancer", Default: 100, Checked: Templates, Measured: BalancerRules,
			Counts: "the rule with the secret header", // raised on request; its code was not found on a page of AWS
			Source: guide + "elasticloadbalancing/latest/application/load-balancer-limits.html",
		},
		{
			Service: "EventBridge", Name: "targets of a rule", Default: 5, Checked: Templates, Measured: RuleTargets,
			Counts: "topics and state machines",
			Source: guide + "eventbridge/latest/userguide/eb-quota.html",
		},
		{
			Service: "Fargate", Name: "vCPUs in a region", Default: FargateVCPUs, Raised: "fargate/L-3032A538", Checked: Deployment,
			Counts: "all tasks of services without `spot`, twice during a deployment; with `spot`, the quota for Spot counts, L-36FBB829",
			Source: guide + "general/latest/gr/ecs-service.html",
		},
	}, more()...)
}

// more is the rest of the list, from IAM on.
func more() []Quota {
	const iam = guide + "IAM/latest/UserGuide/reference_iam-quotas.html"
	return []Quota{
		{
			Service: "IAM", Name: "inline policies of a role, in characters without white space", Default: 10_240, Checked: Templates,
			Measured: RolePolicies, Counts: "the statements of a role; each queue, secret and key adds some", Source: iam,
		},
		{
			Service: "IAM", Name: "trust policy of a role, in characters", Default: 2048, Raised: "iam/L-C07B4B0D", Checked: Templates,
			Measured: TrustPolicy, Counts: "who may assume a role, with conditions", Source: iam,
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
			Service: "VPC", Name: "VPCs in a region", Default: VPCs, Raised: "vpc/L-F678F1CE", Checked: Deployment,
			Counts: "one for each environment; a new account already has one",
			Source: guide + "vpc/latest/userguide/amazon-vpc-limits.html",
		},
		{
			Service: "VPC", Name: "inbound or outbound rules of a security group", Default: 60, Raised: "vpc/L-0EA8095F", Checked: Templates,
			Measured: SecurityGroupRules, Counts: "rules of each group; CloudFront's prefix list counts as 55 in the load balancer's",
			Source: guide + "vpc/latest/userguide/amazon-vpc-limits.html",
		},
		{
			Service: "WAF", Name: "capacity units of a web ACL in the price", Default: 1500, Checked: Templates, Measured: WebACL,
			Counts: "rule groups; above this, AWS charges more for each request, up to 5000",
			Source: guide + "waf/latest/developerguide/aws-waf-capacity-units.html",
		},
	}
}
