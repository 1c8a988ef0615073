package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

// TestStacksFollowLifecycles catches a stack with another name, in another region, or deployed before what it needs.
func TestStacksFollowLifecycles(t *testing.T) {
	eachShape(t, func(p platform) {
		before := ""
		for _, part := range []string{"network", "data", "services", "edge"} {
			stack, region := p.stack(part), p.env.Region
			if part == "edge" {
				region = "us-east-1"
			}
			if stack.Region != region {
				p.t.Errorf("%s is in %s, want %s", stack.Name, stack.Region, region)
			}
			if before != "" && !strings.Contains(fmt.Sprint(stack.DependsOn), before) {
				p.t.Errorf("%s waits for %v, want %s", stack.Name, stack.DependsOn, before)
			}
			before = stack.Name
		}
	})
}

// TestTerminationProtectionWhereDataLives catches a production stack that holds data and can be deleted by one command, and a
// nonproduction one that cannot.
func TestTerminationProtectionWhereDataLives(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, part := range []string{"network", "data"} {
			if stack := p.stack(part); stack.TerminationProtection != p.env.IsProduction() {
				p.t.Errorf("%s: termination protection %v", stack.Name, stack.TerminationProtection)
			}
		}
	})
}

// holdsData lists the types that cannot be made again from the templates once they are deleted.
func holdsData() []string {
	return []string{
		"AWS::Backup::BackupVault", "AWS::DynamoDB::Table", "AWS::ECR::Repository", "AWS::EFS::FileSystem", "AWS::KMS::Key",
		"AWS::Logs::LogGroup", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::S3::Bucket", "AWS::SecretsManager::Secret",
		"AWS::SQS::Queue",
	}
}

// TestDataOutlivesItsStackInProduction catches data that goes with its stack, or with a change that replaces its resource.
// What may go: the replica, which its primary can make again, and the origin header, which nobody else reads.
func TestDataOutlivesItsStackInProduction(t *testing.T) {
	mayGo := map[string]bool{"data/Database/Replica/Resource": true, "data/OriginSecret/Resource": true}
	for _, shape := range []string{"prod", "prod-domain", "eu-west-1", "spot"} {
		p := platformOf(t, shape)
		for _, each := range p.some(holdsData()...) {
			// A resource that stays even where its creation was rolled back would block the next attempt by its name.
			deleted, replaced := each.written.DeletionPolicy, each.written.UpdateReplacePolicy
			kept := (deleted == "RetainExceptOnCreate" || deleted == "Snapshot") && (replaced == "Retain" || replaced == "Snapshot")
			if !kept && !mayGo[each.Path] {
				t.Errorf("%s: %s would be lost or in the way, its policies are %q and %q", shape, each, deleted, replaced)
			}
		}
	}
}

// TestOutputsOfTheSevenKinds catches a missing or renamed output: people, scripts and the pipeline's smoke test read them by
// name.
func TestOutputsOfTheSevenKinds(t *testing.T) {
	eachShape(t, func(p platform) {
		want := map[string]string{
			"services PublicLoadBalancerDnsName":  "services/PublicLoadBalancer",
			"services BackendLoadBalancerDnsName": "services/InternalLoadBalancer",
			"data DatabaseEndpoint":               "data/Database/Primary",
			"data AdminSecretArn":                 "data/Database/AdminSecret",
			"data ConnectionSecretArn":            "data/Database/ConnectionSecret",
			"data BucketName":                     "data/Storage/Application",
			"edge DistributionDomainName":         "edge/Edge/Distribution",
		}
		if p.env.Database.ReadReplica {
			want["data ReadReplicaEndpoint"] = "data/Database/Replica"
		}
		for _, queue := range append(append([]string{}, p.env.Messaging.Main...), p.env.Messaging.Notification...) {
			want["data QueueUrl"+titled(queue)] = "data/Messaging/" + queue
			want["data DeadLetterQueueUrl"+titled(queue)] = "data/Messaging/" + queue + "-dead"
		}
		for name, path := range want {
			part, id, _ := strings.Cut(name, " ")
			output, ok := p.stack(part).Template.Outputs[id]
			if logicalID := p.at(path + "/Resource").LogicalID; !ok || output.Description == "" || !strings.Contains(fmt.Sprint(output.Value), logicalID) {
				p.t.Errorf("%s: output %s is %v, want something of %s", part, id, output, path)
			}
		}
	})
	p := platformOf(t, "prod")
	p.holds("database endpoint", func() {
		primary := p.at("data/Database/Primary/Resource").LogicalID
		p.template("data").HasOutput(jsii.String("DatabaseEndpoint"), map[string]any{"Value": map[string]any{"Fn::Join": []any{"", []any{
			map[string]any{"Fn::GetAtt": []any{primary, "Endpoint.Address"}}, ":", map[string]any{"Fn::GetAtt": []any{primary, "Endpoint.Port"}},
		}}}})
	})
}

// TestTagsAreConsistent catches a resource whose cost or owner cannot be found by application, environment, tier and
// component.
func TestTagsAreConsistent(t *testing.T) {
	eachShape(t, func(p platform) {
		tagged := 0
		for _, each := range p.model.Resources() {
			if each.Properties["Tags"] == nil {
				continue
			}
			tags := pairs(each.Properties.Maps("Tags"), "Key", "Value")
			if len(tags) == 0 { // some types take tags as an object
				for key := range each.Properties.Map("Tags") {
					tags[key] = each.Properties.Map("Tags").Text(key)
				}
			}
			component, _, _ := strings.Cut(each.Path, "/")
			p.tagged(each.String(), tags, component)
			tagged++
		}
		for _, stack := range p.stacks {
			p.tagged(stack.Name, stack.Tags, strings.TrimPrefix(stack.Name, "kasha-"+p.env.Name+"-"))
		}
		if tagged < 50 {
			p.t.Errorf("only %d resources have tags", tagged)
		}
		for _, each := range p.some(append(holdsData(), "AWS::EC2::VPC", "AWS::ECS::Service", "AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::CloudFront::Distribution")...) {
			if each.Properties["Tags"] == nil && each.Properties["BackupVaultTags"] == nil { // a vault has a name of its own for them
				p.t.Errorf("%s has no tags", each)
			}
		}
	})
}

func (p platform) tagged(what string, tags map[string]string, component string) {
	p.t.Helper()
	want := map[string]string{"application": "kasha", "environment": p.env.Name, "tier": string(p.env.Tier), "component": component}
	for key, value := range want {
		if tags[key] != value {
			p.t.Errorf("%s: tag %s is %q, want %s", what, key, tags[key], value)
		}
	}
}

// TestDeadLettersRaiseAnAlarm catches a dead-letter queue that nobody watches, and an alarm that never fires: SQS does not
// count the messages that it moves itself as sent.
func TestDeadLettersRaiseAnAlarm(t *testing.T) {
	eachShape(t, func(p platform) {
		_, dead := p.queues()
		watched := map[string]resource{}
		for _, alarm := range p.some("AWS::CloudWatch::Alarm") {
			for _, dimension := range alarm.Properties.Maps("Dimensions") {
				if alarm.Properties.Text("MetricName") == "ApproximateNumberOfMessagesVisible" {
					watched[dimension.Text("Value")] = alarm
				}
			}
		}
		for _, queue := range dead {
			alarm, ok := watched[queue.Properties.Text("QueueName")]
			if !ok {
				p.t.Errorf("nobody watches %s", queue)
				continue
			}
			// The alarm knows the topic by its fixed name: a topic of that name must exist in the same region.
			if told := strings.Join(alarm.Properties.Texts("AlarmActions"), " "); !slices.ContainsFunc(p.some("AWS::SNS::Topic"), func(topic resource) bool {
				return topic.Region == alarm.Region && strings.HasSuffix(told, ":"+topic.Properties.Text("TopicName"))
			}) {
				p.t.Errorf("%s tells %s, and there is no such topic", alarm, told)
			}
			p.equal(alarm, "Threshold", 1)
			p.equal(alarm, "ComparisonOperator", "GreaterThanOrEqualToThreshold")
		}
	})
	p := platformOf(t, "prod")
	p.holds("subscription", func() {
		p.template("network").HasResourceProperties(jsii.String("AWS::SNS::Subscription"), assertions.Match_ObjectLike(&map[string]any{
			"Protocol": "email", "Endpoint": p.env.Alarms.Email,
		}))
	})
}

// TestAlarmsMayPublish catches alarms that fire and tell nobody: a topic with a policy admits only what the policy names, and
// CloudWatch must be able to use the key of an encrypted topic.
func TestAlarmsMayPublish(t *testing.T) {
	admits := func(policy properties) bool {
		for _, statement := range policy.Maps("Statement") {
			if statement.Text("Effect") == "Allow" && strings.Contains(fmt.Sprint(statement["Principal"]), "cloudwatch.amazonaws.com") {
				return true
			}
		}
		return false
	}
	eachShape(t, func(p platform) {
		topics := map[string]resource{}
		for _, alarm := range p.some("AWS::CloudWatch::Alarm") {
			for _, action := range alarm.Properties.Texts("AlarmActions") {
				for _, topic := range p.some("AWS::SNS::Topic") { // alarms know it by its fixed name
					if topic.Region == alarm.Region && strings.HasSuffix(action, ":"+topic.Properties.Text("TopicName")) {
						topics[topic.Path] = topic
					}
				}
			}
		}
		if len(topics) == 0 {
			p.t.Error("no alarm tells a topic")
		}
		for _, topic := range topics {
			for _, policy := range p.some("AWS::SNS::TopicPolicy") {
				if p.follow(policy.Properties.Texts("Topics")[0]).Path == topic.Path && !admits(policy.Properties.Map("PolicyDocument")) {
					p.t.Errorf("%s does not let alarms publish: %v", policy, policy.Properties["PolicyDocument"])
				}
			}
			if key := p.follow(topic.Properties.Text("KmsMasterKeyId")); !admits(key.Properties.Map("KeyPolicy")) {
				p.t.Errorf("%s does not let alarms encrypt", key)
			}
		}
	})
}
