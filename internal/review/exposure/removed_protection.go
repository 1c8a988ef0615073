package exposure

import "kasha/internal/review/values"

// resourceSettings are those of every resource type.
func resourceSettings() []setting {
	worstToBest := descends(values.Delete, values.Snapshot, values.Retain)
	return []setting{
		weakening("", "DeletionPolicy", policy(values.DeletionPolicy), worstToBest),
		weakening("", "UpdateReplacePolicy", policy(values.UpdateReplacePolicy), worstToBest),
	}
}

func policy(of func(resource map[string]any) string) func(map[string]any) any {
	return func(resource map[string]any) any { return of(resource) }
}

// removedProtection reports the removal of a resource that protects others. One that was only moved is not removed.
func removedProtection(r Resource) []Finding {
	meaning, protects := protection()[values.Type(r.Old)]
	if !protects || r.Moved {
		return nil
	}
	return []Finding{{Construct: r.Construct, Type: values.Type(r.Old), What: "removed: " + meaning}}
}

// protection says by type what no longer happens once a resource of it is removed.
func protection() map[string]string {
	return map[string]string{
		"AWS::CloudWatch::Alarm":                        "it no longer notifies anyone",
		"AWS::CloudWatch::CompositeAlarm":               "it no longer notifies anyone",
		"AWS::SNS::Subscription":                        "the subscriber no longer receives notifications",
		"AWS::EC2::EIP":                                 "the IP address is released; allow lists that contain it no longer match",
		"AWS::ApplicationAutoScaling::ScalingPolicy":    "the number of tasks no longer follows the load",
		"AWS::ApplicationAutoScaling::ScalableTarget":   "the number of tasks no longer follows the load or the schedule",
		"AWS::EC2::NatGateway":                          "its Availability Zone depends on another NAT gateway, or has no way out",
		"AWS::EC2::VPCEndpoint":                         "requests to the service leave the VPC or fail",
		"AWS::RDS::EventSubscription":                   "events of the database notify no one",
		"AWS::Budgets::Budget":                          "costs no longer notify anyone",
		"AWS::Events::Rule":                             "its events no longer start or notify anything",
		"AWS::Scheduler::Schedule":                      "what it started no longer runs",
		"AWS::CodeStarNotifications::NotificationRule":  "the pipeline no longer notifies anyone",
		"AWS::CloudFront::ResponseHeadersPolicy":        "responses no longer have its security headers",
		"AWS::Synthetics::Canary":                       "the site is no longer checked from outside",
		"AWS::Route53::HealthCheck":                     "the site is no longer checked from outside",
		"AWS::Logs::SubscriptionFilter":                 "log events are no longer sent to its destination",
		"AWS::EC2::FlowLog":                             "network traffic is no longer recorded",
		"AWS::CloudTrail::Trail":                        "API calls are no longer recorded",
		"AWS::WAFv2::WebACL":                            "requests are no longer filtered",
		"AWS::WAFv2::WebACLAssociation":                 "requests are no longer filtered",
		"AWS::WAFv2::LoggingConfiguration":              "requests to the web ACL are no longer logged",
		"AWS::SecretsManager::RotationSchedule":         "the secret is no longer rotated automatically",
		"AWS::Backup::BackupPlan":                       "this plan makes no more backups",
		"AWS::Backup::BackupSelection":                  "this selection is no longer backed up",
		"AWS::Backup::RestoreTestingPlan":               "restores are no longer tested",
		"AWS::Backup::RestoreTestingSelection":          "restores of this selection are no longer tested",
		"AWS::ECS::Service":                             "its tasks stop",
		"AWS::ECS::ClusterCapacityProviderAssociations": "the cluster has no capacity providers, and starts no tasks",
		"AWS::ElasticLoadBalancingV2::LoadBalancer":     "nothing answers at its address",
		"AWS::ElasticLoadBalancingV2::Listener":         "its port no longer answers",
		"AWS::ElasticLoadBalancingV2::ListenerRule":     "requests that it matched go elsewhere",
		"AWS::ElasticLoadBalancingV2::TargetGroup":      "its targets get no requests",
		"AWS::CertificateManager::Certificate":          "its names have no certificate",
		"AWS::EC2::Route":                               "its destination is no longer reached",
		"AWS::EC2::SubnetRouteTableAssociation":         "the subnet has the routes of the main route table",
		"AWS::EC2::InternetGateway":                     "the VPC has no way to the internet",
		"AWS::EC2::VPCGatewayAttachment":                "the VPC has no way to the internet",
		"AWS::RDS::DBProxy":                             "what connects through it no longer reaches the database",
		"AWS::RDS::DBProxyTargetGroup":                  "the proxy no longer reaches the database",
		"AWS::SecretsManager::SecretTargetAttachment":   "the secret no longer says where its database is",
		"AWS::StepFunctions::StateMachine":              "what it did no longer runs",
		"AWS::Lambda::Function":                         "what calls it fails",
		"AWS::SNS::Topic":                               "what is published to it notifies no one",
		"AWS::Scheduler::ScheduleGroup":                 "its schedules are deleted with it",
		"AWS::CodePipeline::Pipeline":                   "pushes are no longer deployed",
		"AWS::CodeBuild::Project":                       "what it ran no longer runs",
		"AWS::CloudWatch::Dashboard":                    "its metrics are no longer shown together",
		"AWS::ECR::PullThroughCacheRule":                "images of the other registry are no longer pulled",
		"AWS::ECR::RepositoryCreationTemplate":          "repositories that are made from now on do not have its settings",
		"AWS::CloudFront::Function":                     "requests that it answered or changed are passed on as they are",
		"AWS::CloudFront::OriginAccessControl":          "the bucket refuses CloudFront's requests",
		"AWS::CloudFront::KeyValueStore":                "the function that reads it fails",
		"AWS::GuardDuty::Detector":                      "threats are no longer detected",
		"AWS::Config::ConfigRule":                       "the rule is no longer evaluated",
		"Custom::Release":                               "services take a new image without the command that ran before, such as a migration",
		"Custom::VpcRestrictDefaultSG":                  "the default security group is no longer restricted",
	}
}

// goesUnsaid lists the types of which a removal is no finding of its own, and why.
func goesUnsaid() map[string]string {
	const (
		narrower  = "fewer may do something; denials that go are reported by statement, and promises name what must be allowed"
		elsewhere = "what uses it changes or goes too, and that is reported"
	)
	return map[string]string{
		"AWS::CloudFront::VpcOrigin":     elsewhere,
		"AWS::CloudWatch::AlarmMuteRule": "alarms notify more often",
		"AWS::EC2::RouteTable":           elsewhere,
		"AWS::EC2::SecurityGroup":        elsewhere,
		"AWS::EC2::SecurityGroupEgress":  narrower,
		"AWS::EC2::SecurityGroupIngress": narrower,
		"AWS::EC2::Subnet":               elsewhere,
		"AWS::EC2::VPC":                  elsewhere,
		"AWS::ECS::Cluster":              elsewhere,
		"AWS::ECS::TaskDefinition":       elsewhere,
		"AWS::Events::EventBusPolicy":    narrower,
		"AWS::IAM::ManagedPolicy":        narrower,
		"AWS::IAM::Policy":               narrower,
		"AWS::IAM::Role":                 narrower,
		"AWS::KMS::Alias":                elsewhere,
		"AWS::Lambda::Permission":        narrower,
		"AWS::RDS::DBParameterGroup":     elsewhere,
		"AWS::RDS::DBSubnetGroup":        elsewhere,
		"AWS::S3::BucketPolicy":          narrower,
		"AWS::SNS::TopicPolicy":          narrower,
		"AWS::SQS::QueuePolicy":          narrower,
		"AWS::WAFv2::IPSet":              elsewhere,
	}
}
