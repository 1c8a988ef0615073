package bill

import (
	"slices"
	"strings"
)

// isFree reports whether a type of resource costs nothing at rest: it is free, or billed by use alone. A type that is missing here
// and has no price is named in the estimate: somebody must look it up before it counts as free. The CDK's custom
// resources are functions that run during deployments only.
func isFree(resourceType string) bool {
	return slices.Contains(free(), resourceType) || strings.HasPrefix(resourceType, "Custom::")
}

func free() []string {
	return []string{
		// Free.
		"AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy",
		"AWS::Backup::BackupPlan", "AWS::Backup::BackupSelection", "AWS::Backup::RestoreTestingPlan", "AWS::Backup::RestoreTestingSelection",
		"AWS::Budgets::Budget", // budgets without actions are free, and two with actions
		"AWS::CDK::Metadata",
		"AWS::CertificateManager::Certificate", // public ones
		"AWS::CodeStarNotifications::NotificationRule",
		"AWS::CloudFront::CachePolicy", "AWS::CloudFront::OriginRequestPolicy", "AWS::CloudFront::ResponseHeadersPolicy",
		"AWS::CloudWatch::AlarmMuteRule",
		"AWS::EC2::InternetGateway", "AWS::EC2::Route", "AWS::EC2::RouteTable", "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupEgress",
		"AWS::EC2::SecurityGroupIngress", "AWS::EC2::Subnet", "AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPC",
		"AWS::EC2::VPCGatewayAttachment",
		"AWS::ECR::PullThroughCacheRule", "AWS::ECR::RepositoryCreationTemplate",
		"AWS::ECS::ClusterCapacityProviderAssociations", "AWS::ECS::TaskDefinition",
		"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerCertificate", "AWS::ElasticLoadBalancingV2::ListenerRule",
		"AWS::ElasticLoadBalancingV2::TargetGroup",
		"AWS::Events::EventBusPolicy", "AWS::Events::Rule", // events of AWS services
		"AWS::IAM::InstanceProfile", "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::Role",
		"AWS::KMS::Alias", "AWS::Lambda::Permission",
		"AWS::Logs::ResourcePolicy",
		"AWS::RDS::DBParameterGroup", "AWS::RDS::DBProxyTargetGroup", "AWS::RDS::DBSubnetGroup",
		"AWS::Route53::RecordSet", // the zone is billed, and Kasha does not create it
		"AWS::S3::BucketPolicy", "AWS::Scheduler::ScheduleGroup",
		"AWS::SecretsManager::ResourcePolicy", "AWS::SecretsManager::RotationSchedule", "AWS::SecretsManager::SecretTargetAttachment",
		"AWS::SNS::Subscription", "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy", "AWS::SSM::Parameter",
		"AWS::CloudFront::Function",      // $0.10 for a million requests
		"AWS::CloudFront::KeyValueStore", // $0.03 for a million reads by functions
		"AWS::CloudFront::OriginAccessControl",
		"AWS::CloudFront::VpcOrigin", // CloudFront pricing: VPC origins have no additional charge
		"AWS::WAFv2::IPSet",
		"AWS::WAFv2::LoggingConfiguration",

		// Billed by what is stored or done.
		"AWS::Backup::BackupVault", "AWS::CloudFront::Distribution", "AWS::EC2::FlowLog", "AWS::ECR::Repository", "AWS::Lambda::Function",
		"AWS::Logs::LogGroup", "AWS::S3::Bucket", "AWS::Scheduler::Schedule", "AWS::SNS::Topic", "AWS::SQS::Queue",
		"AWS::StepFunctions::StateMachine",
	}
}
