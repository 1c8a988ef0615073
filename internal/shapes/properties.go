package shapes

// scope is where a name may be given once only.
type scope int

const (
	inRegion   scope = iota // in an account's region
	inAccount               // in an account
	everywhere              // in the whole of AWS
	nowhere                 // it may be repeated, or only its resource's siblings matter
)

// property is a property that is a name, how long AWS lets it be, and how far it must be unique.
type property struct {
	path    string // dots lead into objects; a list stands for each of its elements
	longest int
	unique  scope
	beside  string // other properties that tell two of one name apart, with spaces between them
}

// properties are the names that Kasha gives, by resource type. Each limit is from the service's API reference.
func properties() map[string][]property {
	return map[string][]property{
		"AWS::ApplicationAutoScaling::ScalingPolicy":   {{"PolicyName", 256, nowhere, ""}},
		"AWS::Backup::BackupPlan":                      {{"BackupPlan.BackupPlanName", 50, nowhere, ""}, {"BackupPlan.BackupPlanRule.RuleName", 50, nowhere, ""}},
		"AWS::Backup::BackupSelection":                 {{"BackupSelection.SelectionName", 50, nowhere, ""}},
		"AWS::Backup::BackupVault":                     {{"BackupVaultName", 50, inRegion, ""}},
		"AWS::Backup::RestoreTestingPlan":              {{"RestoreTestingPlanName", 50, inRegion, ""}},
		"AWS::Backup::RestoreTestingSelection":         {{"RestoreTestingSelectionName", 50, nowhere, ""}},
		"AWS::Budgets::Budget":                         {{"Budget.BudgetName", 100, inAccount, ""}},
		"AWS::CertificateManager::Certificate":         {{"DomainName", 64, nowhere, ""}, {"DomainValidationOptions.DomainName", 253, nowhere, ""}},
		"AWS::CloudFront::Distribution":                {{"DistributionConfig.Comment", 128, nowhere, ""}, {"DistributionConfig.Aliases", 253, everywhere, ""}, {"DistributionConfig.Origins.DomainName", 255, nowhere, ""}},
		"AWS::CloudFront::ResponseHeadersPolicy":       {{"ResponseHeadersPolicyConfig.Name", 128, inAccount, ""}},
		"AWS::CloudWatch::Alarm":                       {{"AlarmName", 255, inRegion, ""}},
		"AWS::CloudWatch::CompositeAlarm":              {{"AlarmName", 255, inRegion, ""}},
		"AWS::CloudWatch::Dashboard":                   {{"DashboardName", 255, inAccount, ""}},
		"AWS::CodeBuild::Project":                      {{"Name", 150, inRegion, ""}},
		"AWS::CodePipeline::Pipeline":                  {{"Name", 100, inRegion, ""}, {"Stages.Name", 100, nowhere, ""}, {"Stages.Actions.Name", 100, nowhere, ""}, {"Stages.Actions.Namespace", 100, nowhere, ""}},
		"AWS::CodeStarNotifications::NotificationRule": {{"Name", 64, inRegion, ""}},
		"AWS::ECR::PullThroughCacheRule":               {{"EcrRepositoryPrefix", 30, inRegion, ""}},
		"AWS::ECR::Repository":                         {{"RepositoryName", 256, inRegion, ""}},
		"AWS::ECR::RepositoryCreationTemplate":         {{"Prefix", 256, inRegion, ""}},
		"AWS::ECS::Cluster":                            {{"ClusterName", 255, inRegion, ""}},
		"AWS::ECS::TaskDefinition":                     {{"Family", 255, inRegion, ""}},
		"AWS::ElasticLoadBalancingV2::LoadBalancer":    {{"Name", 32, inRegion, ""}},
		"AWS::ElasticLoadBalancingV2::TargetGroup":     {{"Name", 32, inRegion, ""}},
		"AWS::Events::EventBusPolicy":                  {{"StatementId", 64, inRegion, ""}},
		"AWS::Events::Rule":                            {{"Name", 64, inRegion, ""}},
		"AWS::IAM::Policy":                             {{"PolicyName", 128, nowhere, ""}},
		"AWS::IAM::Role":                               {{"RoleName", 64, inAccount, ""}},
		"AWS::KMS::Alias":                              {{"AliasName", 256, inRegion, ""}},
		"AWS::Lambda::Function":                        {{"FunctionName", 64, inRegion, ""}},
		"AWS::Logs::LogGroup":                          {{"LogGroupName", 512, inRegion, ""}},
		"AWS::RDS::DBInstance":                         {{"DBInstanceIdentifier", 63, inRegion, ""}},
		"AWS::RDS::DBProxy":                            {{"DBProxyName", 63, inRegion, ""}},
		"AWS::RDS::EventSubscription":                  {{"SubscriptionName", 255, inRegion, ""}},
		"AWS::Route53::RecordSet":                      {{"Name", 255, everywhere, "HostedZoneId Type"}},
		"AWS::S3::Bucket":                              {{"BucketName", 63, everywhere, ""}},
		"AWS::SNS::Topic":                              {{"TopicName", 256, inRegion, ""}, {"DisplayName", 100, nowhere, ""}},
		"AWS::SQS::Queue":                              {{"QueueName", 80, inRegion, ""}},
		"AWS::Scheduler::Schedule":                     {{"Name", 64, inRegion, "GroupName"}, {"GroupName", 64, nowhere, ""}},
		"AWS::Scheduler::ScheduleGroup":                {{"Name", 64, inRegion, ""}},
		// The hosted rotation's name becomes a function's.
		"AWS::SecretsManager::RotationSchedule": {{"HostedRotationLambda.RotationLambdaName", 64, inRegion, ""}},
		"AWS::SecretsManager::Secret":           {{"Name", 512, inRegion, ""}},
		"AWS::StepFunctions::StateMachine":      {{"StateMachineName", 80, inRegion, ""}},
		// A name may have 255. Beyond 21 Synthetics cuts the name of its function, cwsyn-<name>-<36 characters> of at most 64, and
		// the log group is another than the canary's role may write to.
		"AWS::Synthetics::Canary": {{"Name", 21, inRegion, ""}},
		"AWS::WAFv2::WebACL":      {{"Name", 128, inRegion, ""}, {"VisibilityConfig.MetricName", 128, nowhere, ""}, {"Rules.VisibilityConfig.MetricName", 128, nowhere, ""}},
	}
}
