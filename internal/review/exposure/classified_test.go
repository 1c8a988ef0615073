package exposure_test

import (
	"strings"
	"testing"

	"kasha/internal/review"
)

// change is a change of one resource, and what the review must say about it: a part of the only finding in the list. Quiet changes
// say nothing in any list.
type change struct{ list, resource, before, after, says string }

// Catches a change that is silent. Each of these once was.
func TestNoPropertyIsSilent(t *testing.T) {
	const (
		service, target, alarm = "AWS::ECS::Service", "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::CloudWatch::Alarm"
		scaling                = "AWS::ApplicationAutoScaling::ScalableTarget"
		balancer               = "AWS::ElasticLoadBalancingV2::LoadBalancer"
		breaches               = `"ComparisonOperator": "GreaterThanThreshold", "Threshold": 5, "Period": 60, "EvaluationPeriods": 3`
		weakens, opens         = "weakening", "opening"
	)
	desync := func(mode string) string {
		return `"LoadBalancerAttributes": [{"Key": "routing.http.desync_mitigation_mode", "Value": "` + mode + `"}]`
	}
	later := func(old, new string) change {
		return change{list: weakens, resource: alarm, before: breaches, after: strings.Replace(breaches, old, new, 1),
			says: "the alarm goes into ALARM later"}
	}
	deployment := func(before, after, says string) change {
		return change{list: weakens, resource: service, before: `"DeploymentConfiguration": {` + before + `}`,
			after: `"DeploymentConfiguration": {` + after + `}`, says: says}
	}
	for _, c := range []change{
		deployment(`"MinimumHealthyPercent": 100`, `"MinimumHealthyPercent": 50`, "fewer tasks answer during a deployment"),
		deployment(`"MinimumHealthyPercent": 100`, `"MinimumHealthyPercent": 0`, "is lower"),
		deployment(`"DeploymentCircuitBreaker": {"Enable": true}`, `"DeploymentCircuitBreaker": {"Enable": false}`, "is turned off"),
		deployment(`"DeploymentCircuitBreaker": {"Enable": true, "Rollback": true}`,
			`"DeploymentCircuitBreaker": {"Enable": true, "Rollback": false}`, "rollback of failed deployments"),
		deployment(`"Alarms": {"Enable": true, "AlarmNames": ["a", "b"]}`, `"Alarms": {"Enable": true, "AlarmNames": ["a"]}`,
			"no longer rolls a deployment back"),
		deployment(`"Alarms": {"Enable": true, "Rollback": true}`, `"Alarms": {"Enable": true, "Rollback": false}`, "no longer roll"),
		{weakens, service, `"CapacityProviderStrategy": [{"CapacityProvider": "FARGATE", "Weight": 1}]`,
			`"CapacityProviderStrategy": [{"CapacityProvider": "FARGATE", "Weight": 1}, {"CapacityProvider": "FARGATE_SPOT", "Weight": 0}]`, "Spot"},
		{weakens, service, `"DesiredCount": 2`, `"DesiredCount": 1`, "fewer tasks run"},
		{weakens, service, ``, `"DesiredCount": 1`, "DesiredCount is set"},
		{"", service, `"DesiredCount": 1`, ``, ""},
		{weakens, target, `"Matcher": {"HttpCode": "200"}`, `"Matcher": {"HttpCode": "200-499"}`, "more responses count as healthy"},
		{weakens, target, ``, `"Matcher": {"HttpCode": "200-499"}`, "more responses count as healthy"},
		{weakens, target, `"UnhealthyThresholdCount": 2`, `"UnhealthyThresholdCount": 9`, "gets requests for longer"},
		{weakens, scaling, `"MinCapacity": 2`, `"MinCapacity": 1`, "fewer tasks run at rest"},
		{weakens, balancer, desync("strictest"), desync("defensive"), "ambiguous requests reach the service"},
		{weakens, balancer, ``, desync("monitor"), "ambiguous requests reach the service"},
		{"", balancer, desync("defensive"), desync("strictest"), ""},
		later(`"Threshold": 5`, `"Threshold": 50`),
		later(`"Period": 60`, `"Period": 300`),
		later(`"EvaluationPeriods": 3`, `"EvaluationPeriods": 9, "DatapointsToAlarm": 3`),
		{weakens, alarm, breaches + `, "DatapointsToAlarm": 2`, breaches, "DatapointsToAlarm"},
		{weakens, alarm, `"ComparisonOperator": "LessThanThreshold", "Threshold": 5`, `"ComparisonOperator": "LessThanThreshold", "Threshold": 1`,
			"the alarm goes into ALARM later"},
		{weakens, alarm, breaches, strings.Replace(breaches, "Greater", "Less", 1), "compares in another way"},
		{weakens, alarm, `"MetricName": "Errors"`, `"MetricName": "Requests"`, "watches something else"},
		{weakens, alarm, `"Statistic": "Maximum"`, `"Statistic": "Average"`, "watches something else"},
		{weakens, alarm, `"Dimensions": [{"Name": "a", "Value": "b"}]`, `"Dimensions": [{"Name": "a", "Value": "c"}]`,
			"watches something else"},
		{weakens, alarm, `"Metrics": [{"Id": "e", "Expression": "a"}]`, `"Metrics": [{"Id": "e", "Expression": "b"}]`, "expression"},
		{weakens, alarm, `"TreatMissingData": "breaching"`, `"TreatMissingData": "ignore"`, "missing data"},
		{weakens, "AWS::RDS::EventSubscription", `"EventCategories": ["failover", "failure"]`, `"EventCategories": ["failover"]`,
			"notify no one"},
		{weakens, "AWS::RDS::EventSubscription", `"SourceIds": ["a", "b"]`, `"SourceIds": ["a"]`, "this database notify no one"},
		{weakens, "AWS::RDS::EventSubscription", `"SnsTopicArn": "a"`, `"SnsTopicArn": "b"`, "notify other people"},
		{weakens, "AWS::Budgets::Budget", `"Budget": {"BudgetLimit": {"Amount": 100}}`, `"Budget": {"BudgetLimit": {"Amount": 1000}}`,
			"at higher costs"},
		{weakens, "AWS::Events::Rule", `"EventPattern": {"source": ["a"]}`, `"EventPattern": {"source": ["a"], "detail": {"x": ["y"]}}`,
			"matches other events"},
		{weakens, "AWS::CodeStarNotifications::NotificationRule", ``, `"Status": "DISABLED"`, "notifies no one"},
		{weakens, scaling, ``, `"SuspendedState": {"DynamicScalingOutSuspended": true}`, "no more tasks start under load"},
		{weakens, "AWS::Scheduler::Schedule", ``, `"EndDate": "2030-01-01T00:00:00Z"`, "does not run after that day"},
		{opens, "AWS::ECS::TaskDefinition", `"ContainerDefinitions": [{"Name": "a", "ReadonlyRootFilesystem": true}]`,
			`"ContainerDefinitions": [{"Name": "a", "ReadonlyRootFilesystem": true, "Privileged": true}]`, "controls its host"},
		{opens, "AWS::ECS::TaskDefinition", `"ContainerDefinitions": [{"Name": "a", "ReadonlyRootFilesystem": true, "Image": "r/a:1"}]`,
			`"ContainerDefinitions": [{"Name": "a", "ReadonlyRootFilesystem": true, "Image": "r/b:1"}]`, "other code runs"},
		{"", "AWS::ECS::TaskDefinition", `"ContainerDefinitions": [{"Name": "a", "ReadonlyRootFilesystem": true, "Image": "r/a:1"}]`,
			`"ContainerDefinitions": [{"Name": "a", "ReadonlyRootFilesystem": true, "Image": "r/a:2"}]`, ""},
		{opens, "AWS::S3::Bucket", ``, `"ReplicationConfiguration": {"Role": "r"}`, "copied to another bucket"},
		{opens, "AWS::CodeBuild::Project", ``, `"Visibility": "PUBLIC_READ"`, "everybody may read"},
		{"", "AWS::RDS::DBParameterGroup", `"Parameters": {"require_secure_transport": "1"}`,
			`"Parameters": {"require_secure_transport": "ON"}`, ""},
		{"note", "AWS::SecretsManager::Secret", ``, `"ReplicaRegions": [{"Region": "eu-west-1"}]`, "copied to another region"},
		{weakens, "AWS::SecretsManager::Secret", `"ReplicaRegions": [{"Region": "eu-west-1"}]`, ``, "copy of the secret"},
		{weakens, "AWS::Events::Rule", `"State": "ENABLED"`, `"State": "DISABLED"`, "State changes"},
		{weakens, "AWS::CloudFront::ResponseHeadersPolicy", headers(`"XSSProtection": {"Protection": true}`), headers(``),
			"other security headers"},
		{weakens, "AWS::CloudFront::ResponseHeadersPolicy", headers(`"StrictTransportSecurity": {"AccessControlMaxAgeSec": 31536000}`),
			headers(`"StrictTransportSecurity": {"AccessControlMaxAgeSec": 60}`), "is lower"},
		{weakens, "AWS::CloudFront::Distribution", `"DistributionConfig": {"DefaultCacheBehavior": {"ResponseHeadersPolicyId": "r"}}`,
			`"DistributionConfig": {"DefaultCacheBehavior": {}}`, "*: responses have other security headers"},
		{opens, "AWS::CloudFront::Distribution", origin(`"OriginSSLProtocols": ["TLSv1.2"]`),
			origin(`"OriginSSLProtocols": ["TLSv1.2", "TLSv1"]`), "older TLS"},
		{opens, "AWS::WAFv2::LoggingConfiguration", `"RedactedFields": [{"SingleHeader": {"Name": "cookie"}}]`, ``,
			"this part of every request"},
		{opens, "AWS::SQS::Queue", `"RedriveAllowPolicy": {"redrivePermission": "byQueue", "sourceQueueArns": ["a"]}`,
			`"RedriveAllowPolicy": {"redrivePermission": "byQueue", "sourceQueueArns": ["a", "b"]}`, "dead-letter queue"},
		{opens, "AWS::EC2::SubnetRouteTableAssociation", `"RouteTableId": "closed"`, `"RouteTableId": "open"`, "routes of another table"},
		{opens, "AWS::CodeBuild::Project", `"Source": {"BuildSpec": "a"}`, `"Source": {"BuildSpec": "b"}`, "other commands"},
		{"note", "AWS::ECS::TaskDefinition", `"Memory": 2048`, `"Memory": 1024`, "is lower"},
		{"note", "AWS::SQS::Queue", ``, `"ReceiveMessageWaitTimeSeconds": 20`, "wait another time"},
		{"", "AWS::SQS::Queue", ``, `"ReceiveMessageWaitTimeSeconds": 0`, ""},
		{weakens, "AWS::Lambda::Function", ``, `"ReservedConcurrentExecutions": 0`, "with 0, none"},
		{weakens, "AWS::EC2::VPC", ``, `"EnableDnsSupport": false`, "names are no longer resolved"},
		{"", "AWS::EC2::VPC", ``, `"EnableDnsHostnames": false`, ""},
		{weakens, "AWS::CloudWatch::CompositeAlarm", ``, `"ActionsEnabled": false`, "is turned off"},
		{weakens, "AWS::Scheduler::Schedule", ``, `"Target": {"RetryPolicy": {"MaximumRetryAttempts": 0}}`, "is lower"},
		{"", "AWS::Lambda::Function", ``, `"TracingConfig": {"Mode": "Active"}`, ""},
		{opens, "AWS::Lambda::Function", ``, `"Layers": ["l"]`, "other code"},
		{"note", "AWS::Lambda::Function", `"Environment": {"Variables": {"A": "1"}}`, `"Environment": {"Variables": {"A": "2"}}`,
			"another value"},
		{"note", "AWS::ECS::TaskDefinition", `"ContainerDefinitions": [{"Name": "c", "Environment": [{"Name": "A", "Value": "1"}]}]`,
			`"ContainerDefinitions": [{"Name": "c", "Environment": []}]`, "no longer gets this variable"},
		{"note", "AWS::ECS::TaskDefinition", `"ContainerDefinitions": [{"Name": "c", "Secrets": [{"Name": "A", "ValueFrom": "s"}]}]`,
			`"ContainerDefinitions": [{"Name": "c", "Secrets": [{"Name": "A", "ValueFrom": "t"}]}]`, "another secret"},
		{"", "AWS::StepFunctions::StateMachine", `"DefinitionString": "{\"StartAt\": \"A\", \"States\": {}}"`,
			`"DefinitionString": "{\n  \"States\": {},\n  \"StartAt\": \"A\"\n}"`, ""},
		{weakens, "AWS::StepFunctions::StateMachine", `"DefinitionString": "{\"StartAt\": \"A\"}"`,
			`"DefinitionString": "{\"StartAt\": \"B\"}"`, "something else"},
		{"note", "AWS::ECS::TaskDefinition", `"ContainerDefinitions": [{"Name": "c", "ReadonlyRootFilesystem": true}]`,
			`"ContainerDefinitions": [{"Name": "c", "ReadonlyRootFilesystem": true}, {"Name": "d", "ReadonlyRootFilesystem": true,
				"HealthCheck": {"Command": ["CMD"]}}]`, "fail this check"},
		{"note", "AWS::StepFunctions::StateMachine", `"DefinitionString": "{\"a\": \"$states.context.Execution.StartTime) + 60 * 60000\"}"`,
			`"DefinitionString": "{\"a\": \"$states.context.Execution.StartTime) + 61 * 60000\"}"`, "stops its task later"},
		{weakens, "AWS::StepFunctions::StateMachine", `"DefinitionString": "{\"a\": \"$states.context.Execution.StartTime) + 60 * 60000\"}"`,
			`"DefinitionString": "{\"a\": \"$states.context.Execution.StartTime) + 59 * 60000\"}"`, "stops its task sooner"},
		{weakens, "AWS::StepFunctions::StateMachine", `"DefinitionString": "{\"a\": \"$states.context.Execution.StartTime) + 60 * 60000\"}"`,
			`"DefinitionString": "{\"b\": \"$states.context.Execution.StartTime) + 61 * 60000\"}"`, "something else"},
		{"unjudged", "AWS::DynamoDB::Table", `"BillingMode": "PROVISIONED"`, `"BillingMode": "PAY_PER_REQUEST"`, "BillingMode"},
		{"", service, `"EnableECSManagedTags": true`, `"EnableECSManagedTags": false`, ""},
		{"", service, `"DesiredCount": 1`, `"DesiredCount": 2`, ""},
		{"", target, `"Matcher": {"HttpCode": "200-399"}`, `"Matcher": {"HttpCode": "200"}`, ""},
		{"", alarm, breaches, strings.Replace(breaches, `"Threshold": 5`, `"Threshold": 4`, 1), ""},
		{"", alarm, `"AlarmDescription": "a"`, `"AlarmDescription": "b"`, ""},
		{"", "AWS::DynamoDB::Table", `"Tags": [{"Key": "a", "Value": "b"}]`, `"Tags": [{"Key": "a", "Value": "c"}]`, ""},
		{"", "AWS::SQS::Queue", `"RedriveAllowPolicy": {"redrivePermission": "byQueue", "sourceQueueArns": ["a", "b"]}`,
			`"RedriveAllowPolicy": {"redrivePermission": "byQueue", "sourceQueueArns": ["a"]}`, ""},
	} {
		report := compareOne(t, c.resource, c.before, c.after)
		lists := map[string][]review.Finding{weakens: report.Weakenings, opens: report.Openings, "note": report.Notes,
			"unjudged": report.Unjudged}
		for name, found := range lists {
			wanted := 0
			if name == c.list {
				wanted = 1
			}
			if len(found) != wanted || wanted == 1 && !strings.Contains(found[0].What, c.says) {
				t.Errorf("%s: %s to %s: %s %+v, want %d with %q", c.resource, c.before, c.after, name, found, wanted, c.says)
			}
		}
	}
}

func headers(json string) string {
	return `"ResponseHeadersPolicyConfig": {"SecurityHeadersConfig": {"ContentTypeOptions": {"Override": true}` +
		strings.TrimSuffix(", "+json, ", ") + `}}`
}

func origin(json string) string {
	return `"DistributionConfig": {"Origins": [{"Id": "o", "CustomOriginConfig": {"OriginProtocolPolicy": "https-only", ` + json + `}}]}`
}

// Catches a resource whose removal is silent, although it watched or carried something.
func TestRemovalsThatWeaken(t *testing.T) {
	for resource, says := range map[string]string{
		"AWS::ApplicationAutoScaling::ScalingPolicy": "no longer follows the load",
		"AWS::EC2::NatGateway":                       "another NAT gateway",
		"AWS::RDS::EventSubscription":                "notify no one",
		"AWS::Budgets::Budget":                       "costs no longer notify",
		"AWS::Events::Rule":                          "no longer start",
		"AWS::CloudFront::ResponseHeadersPolicy":     "security headers",
		"AWS::Synthetics::Canary":                    "no longer checked",
		"AWS::Route53::HealthCheck":                  "no longer checked",
	} {
		base := resources(`{"X": {"Type": "` + resource + `"}, "Other": {"Type": "AWS::SNS::Topic"}}`)
		head := resources(`{"Other": {"Type": "AWS::SNS::Topic"}}`)
		wants(t, resource, compare(t, base.Assembly(t), head.Assembly(t)).Weakenings, says)
	}
	base := resources(`{"X": {"Type": "AWS::Future::Thing"}, "Other": {"Type": "AWS::SNS::Topic"}}`)
	head := resources(`{"Other": {"Type": "AWS::SNS::Topic"}}`)
	wants(t, "unjudged", compare(t, base.Assembly(t), head.Assembly(t)).Unjudged, "removed: a resource of a type")
	wants(t, "unjudged", compare(t, head.Assembly(t), base.Assembly(t)).Unjudged, "a new resource of a type")
}

// Catches thresholds that follow a larger instance and are taken for later alarms.
func TestThresholdsThatFollowACapacityAreNotes(t *testing.T) {
	both := func(class, threshold string) app {
		return resources(`{"Db": {"Type": "AWS::RDS::DBInstance", "Properties": {"DBInstanceClass": "` + class + `"}},
			"A": {"Type": "AWS::CloudWatch::Alarm", "Properties": {"ComparisonOperator": "GreaterThanThreshold", "Threshold": ` + threshold + `}}}`)
	}
	report := compare(t, both("db.t4g.medium", "100").Assembly(t), both("db.t4g.large", "200").Assembly(t))
	wants(t, "weakening", report.Weakenings)
	wants(t, "note", report.Notes, "moves together with a capacity", "new instance class")
}

// Catches a policy or trust that is narrowed by a further condition, and counts as broader.
func TestFurtherConditionsAreNoOpening(t *testing.T) {
	role := func(conditions string) app {
		return resources(`{"R": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow",
			"Action": "sts:AssumeRole", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}` + conditions + `}]}}}}`)
	}
	const (
		one  = `, "Condition": {"StringEquals": {"aws:SourceAccount": ["1", "2"]}}`
		two  = `, "Condition": {"StringEquals": {"aws:SourceAccount": ["1", "2"]}, "ArnLike": {"aws:SourceArn": "a"}}`
		some = `, "Condition": {"StringEquals": {"aws:SourceAccount": "1"}}`
		not1 = `, "Condition": {"StringNotEquals": {"aws:SourceAccount": ["1"]}}`
		not2 = `, "Condition": {"StringNotEquals": {"aws:SourceAccount": ["1", "2"]}}`
	)
	for _, c := range []struct {
		before, after string
		opens         bool
	}{
		{"", one, false}, {one, two, false}, {one, some, false}, {two, one, true}, {some, one, true}, {one, "", true}, {not2, not1, true},
		{not1, not2, true}, // narrower, but the operator is one that the review does not judge
	} {
		found := compare(t, role(c.before).Assembly(t), role(c.after).Assembly(t)).Openings
		if (len(found) > 0) != c.opens {
			t.Errorf("from %q to %q: openings %+v, want any: %t", c.before, c.after, found, c.opens)
		}
	}
}

// Catches a bucket that only has another construct id, and whose policy and settings count as new.
func TestMovedBucketOpensNothing(t *testing.T) {
	bucket := func(id string) app {
		return resources(`{"` + id + `": {"Type": "AWS::S3::Bucket", "Properties": {"VersioningConfiguration": {"Status": "Enabled"},
				"PublicAccessBlockConfiguration": {"BlockPublicAcls": true}}},
			"` + id + `Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "` + id + `"}, "PolicyDocument": {"Statement": [
				{"Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject",
					"Resource": {"Fn::Join": ["", [{"Fn::GetAtt": ["` + id + `", "Arn"]}, "/*"]]}},
				{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}},
					"Resource": {"Fn::GetAtt": ["` + id + `", "Arn"]}}]}}}}`)
	}
	report := compare(t, bucket("Old").Assembly(t), bucket("New").Assembly(t))
	wants(t, "opening", report.Openings)
	wants(t, "weakening", report.Weakenings)
	wants(t, "unjudged", report.Unjudged)
}
