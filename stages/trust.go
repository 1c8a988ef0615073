package stages

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// The services that use a topic or a bucket in their own name. Sources: Developer Tools console user guide, "Cross-service confused deputy
// prevention" of notifications; CloudWatch Logs user guide, "Logs sent to Amazon S3".
const (
	notifications = "codestar-notifications.amazonaws.com" // of the pipeline's events
	logDelivery   = "delivery.logs.amazonaws.com"          // of load balancers, which Kasha's do not use, but the CDK admits it
)

// sources are the AWS services that say on whose behalf they assume a role. For each it has the resources that the service can act
// for, as the part of their ARN after the account. The services that do not say so, or of which AWS does not document it, stand in
// tests/trust_test.go. A condition on a key that is not sent would refuse the service, and nothing would run. Sources, by service:
//
//	codebuild        CodeBuild user guide, "Allow CodeBuild to interact with other AWS services"
//	ecs-tasks        ECS developer guide, "Amazon ECS task IAM role": of task roles, and only with all clusters
//	events           EventBridge user guide, "Using IAM roles for rules": the rule
//	monitoring.rds   RDS user guide, "Setting up and enabling Enhanced Monitoring": the database
//	scheduler        EventBridge Scheduler user guide, "Confused deputy prevention": the schedule group
//	states           Step Functions developer guide, "Prevent cross-service confused deputy issue": the state machine
//	vpc-flow-logs    VPC user guide, "IAM role for publishing flow logs to CloudWatch Logs": the flow log
func sources() map[string]struct{ service, resource string } {
	return map[string]struct{ service, resource string }{
		"codebuild.amazonaws.com":      {"codebuild", "project/*"},
		"ecs-tasks.amazonaws.com":      {"ecs", "*"},
		"events.amazonaws.com":         {"events", "rule/*"},
		"monitoring.rds.amazonaws.com": {"rds", "db:*"},
		"scheduler.amazonaws.com":      {"scheduler", "schedule-group/*"},
		"states.amazonaws.com":         {"states", "stateMachine:*"},
		"vpc-flow-logs.amazonaws.com":  {"ec2", "vpc-flow-log/*"},
	}
}

// limitTrust lets AWS services use the roles, topics, keys and buckets of a stack for this account only, where they say for whom they act.
// Otherwise a resource of another account could make a service use them (confused deputy). A constructor that knows the exact resource
// has written a narrower condition, which stays. Most of the others are written by the CDK, so the pass runs on finished stacks.
func limitTrust(stack awscdk.Stack) {
	in := location{partition: *stack.Partition(), region: *stack.Region(), account: *stack.Account()}
	types := awscdk.ConstructSelector_ResourcesOfType(jsii.String("AWS::IAM::Role"), jsii.String("AWS::SNS::TopicPolicy"),
		jsii.String("AWS::KMS::Key"), jsii.String("AWS::S3::BucketPolicy"))
	for _, construct := range *types.Select(stack) {
		switch resource := construct.(type) {
		case awsiam.CfnRole:
			if *resource.Node().Scope().Node().Id() != "ExecutionRole" { // of ECS, which documents the condition for task roles only
				in.limit(stack, resource, "AssumeRolePolicyDocument", resource.AssumeRolePolicyDocument())
			}
		case awssns.CfnTopicPolicy:
			in.limit(stack, resource, "PolicyDocument", resource.PolicyDocument())
		case awskms.CfnKey:
			in.limit(stack, resource, "KeyPolicy", resource.KeyPolicy())
		case awss3.CfnBucketPolicy:
			in.limit(stack, resource, "PolicyDocument", resource.PolicyDocument())
		}
	}
}

// location is a stack's partition, region and account, as text or tokens. limitTrust reads it once for each stack, because each read is a
// call to the CDK's process.
type location struct{ partition, region, account string }

// limit adds the conditions to those statements of a policy that trust one of the services.
func (l location) limit(stack awscdk.Stack, resource awscdk.CfnResource, property string, document any) {
	resolved, _ := stack.Resolve(document).(map[string]any)
	statements, _ := resolved["Statement"].([]any)
	kind := *resource.CfnResourceType()
	for i, each := range statements {
		statement := each.(map[string]any)
		principal, _ := statement["Principal"].(map[string]any)
		name, _ := principal["Service"].(string)
		at := fmt.Sprintf("%s.Statement.%d.Condition", property, i)
		limits := l.conditions(kind, name)
		for _, key := range slices.Sorted(maps.Keys(limits)) { // in one order, or each synthesis would write another template
			value := limits[key]
			if _, condition, _ := strings.Cut(key, "."); !strings.Contains(fmt.Sprint(statement["Condition"]), condition) {
				resource.AddPropertyOverride(jsii.String(at+"."+key), value)
			}
		}
	}
}

// conditions returns what a service's use of a resource is limited to, by operator and key. It is empty where AWS sends no key.
func (l location) conditions(resourceType, service string) map[string]string {
	arn := func(service, resource string) string {
		return fmt.Sprintf("arn:%s:%s:%s:%s:%s", l.partition, service, l.region, l.account, resource)
	}
	const account, source = "StringEquals.aws:SourceAccount", "ArnLike.aws:SourceArn"
	switch known, ok := sources()[service]; {
	case resourceType == "AWS::KMS::Key" && service == notifications:
		// SNS passes the topic on to KMS. The name is fixed: a reference would be circular, because the topic refers to the key.
		return map[string]string{"StringEquals.kms:EncryptionContext:aws:sns:topicArn": arn("sns", names.PipelineTopic)}
	case resourceType != "AWS::IAM::Role" && (service == notifications || service == logDelivery):
		return map[string]string{account: l.account}
	case resourceType == "AWS::IAM::Role" && ok:
		return map[string]string{account: l.account, source: arn(known.service, known.resource)}
	}
	return nil
}
