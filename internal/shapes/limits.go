// Package shapes holds properties that every environment must have, whatever its configuration: names within AWS's limits,
// templates within CloudFormation's, and no two environments in each other's way. Its tests try them on generated
// configurations.
package shapes

import (
	"fmt"
	"os"
	"strings"

	"kasha/internal/assembly"
)

// CloudFormation's limits for a template body in S3 and for the resources of one stack, and how much of them we let an
// environment use: an adopter's own additions must fit too. Source: CloudFormation User Guide, "Quotas".
const (
	templateBytes  = 1 << 20
	stackResources = 500
	shareUsed      = 0.5
)

// nameLimits says how long a name may be, by resource type and property. Each is from the service's API reference; AWS
// reports a name that is too long only when the stack is deployed, half way through.
func nameLimits() map[string]map[string]int {
	return map[string]map[string]int{
		"AWS::ElasticLoadBalancingV2::LoadBalancer": {"Name": 32},
		"AWS::ElasticLoadBalancingV2::TargetGroup":  {"Name": 32},
		"AWS::IAM::Role":                        {"RoleName": 64},
		"AWS::S3::Bucket":                       {"BucketName": 63},
		"AWS::SQS::Queue":                       {"QueueName": 80},
		"AWS::RDS::DBInstance":                  {"DBInstanceIdentifier": 63},
		"AWS::RDS::DBProxy":                     {"DBProxyName": 63},
		"AWS::RDS::EventSubscription":           {"SubscriptionName": 255},
		"AWS::ECR::Repository":                  {"RepositoryName": 256},
		"AWS::ECR::PullThroughCacheRule":        {"EcrRepositoryPrefix": 30},
		"AWS::ECR::RepositoryCreationTemplate":  {"Prefix": 256},
		"AWS::SecretsManager::Secret":           {"Name": 512},
		"AWS::KMS::Alias":                       {"AliasName": 256},
		"AWS::Logs::LogGroup":                   {"LogGroupName": 512},
		"AWS::WAFv2::WebACL":                    {"Name": 128},
		"AWS::CloudWatch::Alarm":                {"AlarmName": 255},
		"AWS::CloudWatch::CompositeAlarm":       {"AlarmName": 255},
		"AWS::CloudWatch::Dashboard":            {"DashboardName": 255},
		"AWS::SNS::Topic":                       {"TopicName": 256},
		"AWS::ECS::Cluster":                     {"ClusterName": 255},
		"AWS::ECS::TaskDefinition":              {"Family": 255},
		"AWS::Backup::BackupVault":              {"BackupVaultName": 50},
		"AWS::Backup::RestoreTestingPlan":       {"RestoreTestingPlanName": 50},
		"AWS::Backup::RestoreTestingSelection":  {"RestoreTestingSelectionName": 50},
		"AWS::Scheduler::Schedule":              {"Name": 64},
		"AWS::StepFunctions::StateMachine":      {"StateMachineName": 80},
		"AWS::Events::Rule":                     {"Name": 64},
		"AWS::Lambda::Function":                 {"FunctionName": 64},
		"AWS::Synthetics::Canary":               {"Name": 255},
		"AWS::Budgets::Budget":                  {"BudgetName": 100},
		"AWS::SecretsManager::RotationSchedule": {},
	}
}

// rotationFunctionLimit is Lambda's: the hosted rotation's name becomes a function's.
const rotationFunctionLimit = 64

// Problems lists what breaks a limit in one stack.
func Problems(stack assembly.Stack) []string {
	var problems []string
	say := func(format string, arguments ...any) {
		problems = append(problems, stack.Name+": "+fmt.Sprintf(format, arguments...))
	}
	if len(stack.Name) > 128 {
		say("a stack's name may have 128 characters, this one has %d", len(stack.Name))
	}
	if info, err := os.Stat(stack.TemplateFile); err == nil && float64(info.Size()) > shareUsed*templateBytes {
		say("the template has %d bytes, more than half of what CloudFormation takes", info.Size())
	}
	if n := len(stack.Template.Resources); float64(n) > shareUsed*stackResources {
		say("%d resources, more than half of what CloudFormation takes", n)
	}
	limits := nameLimits()
	for _, resource := range stack.Template.Sorted() {
		for property, limit := range limits[resource.Type] {
			if name, ok := resource.Properties[property].(string); ok && len(name) > limit {
				say("%s of %s is %q, %d characters; AWS takes %d", property, resource.Path, name, len(name), limit)
			}
		}
		if rotation, ok := resource.Properties["HostedRotationLambda"].(map[string]any); ok {
			if name, _ := rotation["RotationLambdaName"].(string); len(name) > rotationFunctionLimit {
				say("the rotation function of %s is called %q, %d characters; AWS takes %d", resource.Path, name, len(name), rotationFunctionLimit)
			}
		}
	}
	return problems
}

// Collisions lists names that two stacks of one account and region both claim. The second one deployed would fail.
func Collisions(stacks []assembly.Stack) []string {
	var problems []string
	owner := map[string]string{}
	limits := nameLimits()
	for _, stack := range stacks {
		for _, resource := range stack.Template.Sorted() {
			for property := range limits[resource.Type] {
				name, ok := resource.Properties[property].(string)
				if !ok {
					continue
				}
				claim := strings.Join([]string{stack.Account, stack.Region, resource.Type, name}, " ")
				if other := owner[claim]; other != "" {
					problems = append(problems, fmt.Sprintf("%s and %s/%s both claim %s", other, stack.Name, resource.Path, claim))
				}
				owner[claim] = stack.Name + "/" + resource.Path
			}
		}
	}
	return problems
}
