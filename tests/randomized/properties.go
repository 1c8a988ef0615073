package randomized

// scope is where a name must be unique.
type scope int

const (
	nowhere    scope = iota // it may be repeated, or only its resource's siblings matter
	inRegion                // in a region of an account
	inAccount               // in an account
	everywhere              // in all of AWS
)

// property is a property that holds a name, with the scope in which it must be unique. lib/texts has its length.
type property struct {
	path   string // dots lead into objects and through lists
	unique scope
	beside string // other properties that distinguish two resources of one name, separated by spaces
}

// properties are the names that Kasha writes, by resource type.
func properties() map[string][]property {
	return map[string][]property{
		"AWS::ApplicationAutoScaling::ScalingPolicy": {{path: "PolicyName"}},
		"AWS::Backup::BackupPlan": {
			{path: "BackupPlan.BackupPlanName"},
			{path: "BackupPlan.BackupPlanRule.RuleName"},
		},
		"AWS::Backup::BackupSelection":         {{path: "BackupSelection.SelectionName"}},
		"AWS::Backup::BackupVault":             {{path: "BackupVaultName", unique: inRegion}},
		"AWS::Backup::RestoreTestingPlan":      {{path: "RestoreTestingPlanName", unique: inRegion}},
		"AWS::Backup::RestoreTestingSelection": {{path: "RestoreTestingSelectionName"}},
		"AWS::Budgets::Budget":                 {{path: "Budget.BudgetName", unique: inAccount}},
		"AWS::CertificateManager::Certificate": {
			{path: "DomainName"},
			{path: "DomainValidationOptions.DomainName"},
		},
		"AWS::CloudFront::Distribution": {
			{path: "DistributionConfig.Comment"},
			{path: "DistributionConfig.Aliases", unique: everywhere},
			{path: "DistributionConfig.Origins.DomainName"},
		},
		"AWS::CloudFront::Function":            {{path: "Name", unique: inAccount}},
		"AWS::CloudFront::KeyValueStore":       {{path: "Name", unique: inAccount}},
		"AWS::CloudFront::OriginAccessControl": {{path: "OriginAccessControlConfig.Name", unique: inAccount}},
		"AWS::CloudFront::VpcOrigin":           {{path: "VpcOriginEndpointConfig.Name", unique: inAccount}},
		"AWS::CloudFront::ResponseHeadersPolicy": {
			{path: "ResponseHeadersPolicyConfig.Name", unique: inAccount},
		},
		"AWS::CloudWatch::Alarm":          {{path: "AlarmName", unique: inRegion}},
		"AWS::CloudWatch::CompositeAlarm": {{path: "AlarmName", unique: inRegion}},
		"AWS::CloudWatch::Dashboard":      {{path: "DashboardName", unique: inAccount}},
		"AWS::CodeBuild::Project":         {{path: "Name", unique: inRegion}},
		"AWS::CodePipeline::Pipeline": {
			{path: "Name", unique: inRegion},
			{path: "Stages.Name"},
			{path: "Stages.Actions.Name"},
			{path: "Stages.Actions.Namespace"},
		},
		"AWS::CodeStarNotifications::NotificationRule": {{path: "Name", unique: inRegion}},
		"AWS::ECR::PullThroughCacheRule":               {{path: "EcrRepositoryPrefix", unique: inRegion}},
		"AWS::ECR::Repository":                         {{path: "RepositoryName", unique: inRegion}},
		"AWS::ECR::RepositoryCreationTemplate":         {{path: "Prefix", unique: inRegion}},
		"AWS::ECS::Cluster":                            {{path: "ClusterName", unique: inRegion}},
		"AWS::ECS::TaskDefinition":                     {{path: "Family", unique: inRegion}},
		"AWS::ElasticLoadBalancingV2::LoadBalancer":    {{path: "Name", unique: inRegion}},
		"AWS::ElasticLoadBalancingV2::TargetGroup":     {{path: "Name", unique: inRegion}},
		"AWS::Events::EventBusPolicy":                  {{path: "StatementId", unique: inRegion}},
		"AWS::Events::Rule":                            {{path: "Name", unique: inRegion}, {path: "EventPattern.detail.SourceIdentifier"}},
		"AWS::IAM::Policy":                             {{path: "PolicyName"}},
		"AWS::IAM::Role":                               {{path: "RoleName", unique: inAccount}},
		"AWS::KMS::Alias":                              {{path: "AliasName", unique: inRegion}},
		"AWS::Lambda::Function":                        {{path: "FunctionName", unique: inRegion}},
		"AWS::Logs::LogGroup":                          {{path: "LogGroupName", unique: inRegion}},
		"AWS::RDS::DBInstance":                         {{path: "DBInstanceIdentifier", unique: inRegion}},
		"AWS::RDS::DBProxy":                            {{path: "DBProxyName", unique: inRegion}},
		"AWS::RDS::EventSubscription":                  {{path: "SubscriptionName", unique: inRegion}},
		"AWS::Route53::RecordSet": {
			{path: "Name", unique: everywhere, beside: "HostedZoneId Type"},
		},
		"AWS::S3::Bucket": {{path: "BucketName", unique: everywhere}},
		"AWS::SNS::Topic": {
			{path: "TopicName", unique: inRegion},
			{path: "DisplayName"},
		},
		"AWS::SQS::Queue": {{path: "QueueName", unique: inRegion}},
		"AWS::Scheduler::Schedule": {
			{path: "Name", unique: inRegion, beside: "GroupName"},
			{path: "GroupName"},
		},
		"AWS::Scheduler::ScheduleGroup": {{path: "Name", unique: inRegion}},
		"AWS::SecretsManager::Secret":   {{path: "Name", unique: inRegion}},
		"AWS::StepFunctions::StateMachine": {
			{path: "StateMachineName", unique: inRegion}, {path: "DefinitionSubstitutions.ClusterName"},
		},
		"AWS::Synthetics::Canary": {{path: "Name", unique: inRegion}},
		"AWS::WAFv2::WebACL": {
			{path: "Name", unique: inRegion},
			{path: "VisibilityConfig.MetricName"},
			{path: "Rules.VisibilityConfig.MetricName"},
		},
	}
}
