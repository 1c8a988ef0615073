package stages

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// Services that this pass treats differently from the others. The first two use a topic or a bucket in their own name, the third assumes
// two kinds of roles. Sources: Developer Tools console user guide, "Cross-service confused deputy prevention" of notifications;
// CloudWatch Logs user guide, "Logs sent to Amazon S3".
const (
	notifications = "codestar-notifications.amazonaws.com" // of the pipeline's events
	logDelivery   = "delivery.logs.amazonaws.com"          // of load balancers, which Kasha's do not use, but the CDK admits it
	tasks         = "ecs-tasks.amazonaws.com"
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
		tasks:                          {"ecs", "*"},
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
	policies := policiesOf(stack)
	var documents []any
	for _, policy := range policies {
		documents = append(documents, policy.document)
	}
	in := location{partition: *stack.Partition(), region: *stack.Region(), account: *stack.Account()}
	for i, document := range resolveAll(stack, documents) {
		in.limit(policies[i], document)
	}
}

// policy is a document that says who may use a resource.
type policy struct {
	resource       awscdk.CfnResource
	kind, property string
	document       any // with tokens
}

func policiesOf(stack awscdk.Stack) []policy {
	const role, topic, key, bucket = "AWS::IAM::Role", "AWS::SNS::TopicPolicy", "AWS::KMS::Key", "AWS::S3::BucketPolicy"
	var policies []policy
	for _, construct := range *awscdk.ConstructSelector_ResourcesOfType(*jsii.Strings(role, topic, key, bucket)...).Select(stack) {
		switch resource := construct.(type) {
		case awsiam.CfnRole:
			policies = append(policies, policy{resource, role, "AssumeRolePolicyDocument", resource.AssumeRolePolicyDocument()})
		case awssns.CfnTopicPolicy:
			policies = append(policies, policy{resource, topic, "PolicyDocument", resource.PolicyDocument()})
		case awskms.CfnKey:
			policies = append(policies, policy{resource, key, "KeyPolicy", resource.KeyPolicy()})
		case awss3.CfnBucketPolicy:
			policies = append(policies, policy{resource, bucket, "PolicyDocument", resource.PolicyDocument()})
		}
	}
	return policies
}

// location is a stack's partition, region and account, as text or tokens. limitTrust reads it once for each stack, because each read is a
// call to the CDK's process.
type location struct{ partition, region, account string }

// limit adds the conditions to those statements of a resolved policy that trust one of the services. A key that a statement has already
// stays as it is.
func (l location) limit(policy policy, resolved any) {
	document, _ := resolved.(map[string]any)
	statements, _ := document["Statement"].([]any)
	for i, each := range statements {
		statement := each.(map[string]any)
		principal, _ := statement["Principal"].(map[string]any)
		service, _ := principal["Service"].(string)
		missing := map[string]map[string]string{}
		for _, condition := range l.conditions(policy.kind, service) {
			if !strings.Contains(fmt.Sprint(statement["Condition"]), condition.key) {
				missing[condition.operator] = map[string]string{condition.key: condition.value}
			}
		}
		if len(missing) > 0 && !(service == tasks && isExecutionRole(policy.resource)) {
			policy.resource.AddPropertyOverride(jsii.Sprintf("%s.Statement.%d.Condition", policy.property, i), missing)
		}
	}
}

// isExecutionRole tells an execution role from a task role. ECS assumes both, and documents the condition for task roles only.
func isExecutionRole(role awscdk.CfnResource) bool {
	return strings.HasSuffix(*role.Node().Path(), "/ExecutionRole/Resource")
}

// condition is one line of a statement's condition.
type condition struct{ operator, key, value string }

// conditions returns what a service's use of a resource is limited to, each with another operator. It is empty where AWS sends no key.
func (l location) conditions(resourceType, service string) []condition {
	arn := func(service, resource string) string {
		return fmt.Sprintf("arn:%s:%s:%s:%s:%s", l.partition, service, l.region, l.account, resource)
	}
	account := condition{"StringEquals", "aws:SourceAccount", l.account}
	switch known, ok := sources()[service]; {
	case resourceType == "AWS::KMS::Key" && service == notifications:
		// SNS passes the topic on to KMS. The name is fixed: a reference would be circular, because the topic refers to the key.
		return []condition{{"StringEquals", "kms:EncryptionContext:aws:sns:topicArn", arn("sns", names.PipelineTopic)}}
	case resourceType != "AWS::IAM::Role" && (service == notifications || service == logDelivery):
		return []condition{account}
	case resourceType == "AWS::IAM::Role" && ok:
		return []condition{account, {"ArnLike", "aws:SourceArn", arn(known.service, known.resource)}}
	}
	return nil
}
