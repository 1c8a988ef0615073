package exposure

import (
	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// addition judges a resource that is new in an environment that is there before. Its permissions, security group rules and settings that
// are checked even if new are judged elsewhere. Three rules hold for every type: a role or security group of before, and a foreign account.
// newResources says what else matters for which type.
func (e *Environment) addition(s Stack, r Resource) Findings {
	var found Findings
	if r.Old != nil || r.New == nil || !e.properties.Knows(values.Type(r.New)) {
		return found
	}
	all := e.actsAsBefore(s, r)
	all = append(all, e.namesForeignAccount(s, r)...)
	all = append(all, e.sendsOutside(s, r)...)
	if judge := newResources()[values.Type(r.New)].judge; judge != nil {
		all = append(all, judge(e, s, r)...)
	}
	for _, finding := range all {
		found.add(finding)
	}
	return found
}

// newResource is what a new resource of a type means, beside the rules for every type.
type newResource struct {
	judge func(e *Environment, s Stack, r Resource) []Finding // nil: nothing else about it matters
	sends []string                                            // paths of properties that say where it sends data, or takes code from
	why   string                                              // why nothing else matters
}

// Reasons that several types share.
const (
	bySettings    = "settings that matter for a new one are among the settings, marked evenNew"
	byPermissions = "its statements are compared as permissions"
	byRules       = "its rules are compared as rules of security groups"
	byPromises    = "package promises checks who reaches what over it"
	byUser        = "it does nothing by itself; what uses it is judged"
	tells         = "it only shows or records what is there"
	inside        = "it is part of something that is judged"
)

// newResources decides it for every type of package properties.
func newResources() map[string]newResource {
	all := map[string]newResource{}
	for _, some := range []map[string]newResource{newCompute(), newSenders(), newNetworkAndEdge(), newHolders()} {
		for resource, decision := range some {
			all[resource] = decision
		}
	}
	return all
}

// newCompute are the types that run something, or decide how much of it runs.
func newCompute() map[string]newResource {
	return map[string]newResource{
		"AWS::ApplicationAutoScaling::ScalableTarget": {judge: (*Environment).secondLimits},
		"AWS::ApplicationAutoScaling::ScalingPolicy":  {judge: (*Environment).shrinkingPolicy},
		"AWS::CloudWatch::AlarmMuteRule":              {judge: (*Environment).mutes},
		"AWS::CodeBuild::Project": {sends: []string{"Artifacts.Location", "Cache.Location", "LogsConfig.S3Logs.Location", "Source.Location",
			"SecondarySources[].Location", "SecondaryArtifacts[].Location", "LogsConfig.CloudWatchLogs.GroupName"}},
		pipelineType: {judge: (*Environment).secondPipeline},
		"AWS::ECS::Cluster": {sends: []string{
			"Configuration.ExecuteCommandConfiguration.LogConfiguration.S3BucketName",
		}},
		"AWS::ECS::Service":        {why: "its roles are those of its task definition; " + bySettings},
		"AWS::ECS::TaskDefinition": {judge: (*Environment).logsElsewhere},
		"AWS::Lambda::Function":    {sends: []string{"Code.S3Bucket", "DeadLetterConfig.TargetArn"}},
		"AWS::Lambda::Permission":  {why: byPermissions},
		"AWS::StepFunctions::StateMachine": {sends: []string{
			"LoggingConfiguration.Destinations[].CloudWatchLogsLogGroup.LogGroupArn",
		}},
		"AWS::Synthetics::Canary": {sends: []string{"ArtifactS3Location", "Code.S3Bucket"}},
		"AWS::Scheduler::Schedule": {judge: (*Environment).scheduledCall,
			sends: []string{"Target.Arn", "Target.DeadLetterConfig.Arn"}},
		"AWS::Scheduler::ScheduleGroup":                 {why: byUser},
		"AWS::SecretsManager::RotationSchedule":         {sends: []string{"RotationLambdaARN"}},
		"Custom::Release":                               {judge: (*Environment).callsAgain, sends: []string{"ServiceToken"}},
		"Custom::VpcRestrictDefaultSG":                  {sends: []string{"ServiceToken"}},
		"AWS::ECS::ClusterCapacityProviderAssociations": {why: byUser},
	}
}

// newSenders are the types that send data, copies, logs or messages somewhere.
func newSenders() map[string]newResource {
	actions := []string{"AlarmActions[]", "OKActions[]", "InsufficientDataActions[]"}
	return map[string]newResource{
		"AWS::Backup::BackupPlan": {sends: []string{"BackupPlan.BackupPlanRule[].CopyActions[].DestinationBackupVaultArn",
			"BackupPlan.BackupPlanRule[].TargetBackupVault"}},
		"AWS::Backup::BackupSelection":                 {why: "it backs up more; its role is judged"},
		"AWS::Backup::BackupVault":                     {why: byPermissions},
		"AWS::Backup::RestoreTestingPlan":              {why: "it restores nothing by itself"},
		"AWS::Backup::RestoreTestingSelection":         {why: "it restores into names of its own; its role is judged"},
		"AWS::Budgets::Budget":                         {sends: []string{"NotificationsWithSubscribers[].Subscribers[].Address"}},
		alarmType:                                      {sends: actions},
		"AWS::CloudWatch::CompositeAlarm":              {judge: (*Environment).suppresses, sends: actions},
		"AWS::CloudWatch::Dashboard":                   {why: tells},
		"AWS::CodeStarNotifications::NotificationRule": {sends: []string{"Targets[].TargetAddress"}},
		"AWS::EC2::FlowLog":                            {sends: []string{"LogDestination", "LogGroupName"}},
		"AWS::Events::EventBusPolicy":                  {why: byPermissions},
		"AWS::Events::Rule":                            {sends: []string{"Targets[].Arn", "Targets[].DeadLetterConfig.Arn"}},
		"AWS::Logs::LogGroup":                          {why: tells},
		"AWS::Logs::SubscriptionFilter":                {why: bySettings},
		"AWS::RDS::EventSubscription":                  {sends: []string{"SnsTopicArn"}},
		"AWS::Route53::HealthCheck":                    {why: "it calls what everybody can call"},
		"AWS::SNS::Subscription":                       {judge: (*Environment).attendedEndpoint},
		"AWS::SNS::Topic":                              {why: byUser},
		"AWS::SNS::TopicPolicy":                        {why: byPermissions},
		"AWS::SQS::Queue":                              {sends: []string{"RedrivePolicy.deadLetterTargetArn"}},
		"AWS::SQS::QueuePolicy":                        {why: byPermissions},
		"AWS::WAFv2::LoggingConfiguration":             {sends: []string{"LogDestinationConfigs[]"}},
	}
}

// isAfter is the finding of a rule about a new resource.
func (e *Environment) isAfter(s Stack, r Resource, class properties.Class, what string, value any) Finding {
	finding := e.about(s, r, what, nil, value)
	finding.class = class
	return finding
}
