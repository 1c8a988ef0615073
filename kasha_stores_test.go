package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestKeysRotate catches a key whose material stays for ever, and an environment that encrypts its database and everything
// else with one key, so that whoever may use one may read both.
func TestKeysRotate(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, key := range p.some("AWS::KMS::Key") {
			p.equal(key, "EnableKeyRotation", true)
		}
		p.at("network/Key/Resource")
		p.at("data/Database/Key/Resource")
	})
}

// queues are the environment's work queues and the dead-letter queue of each, by path.
func (p platform) queues() (work []resource, dead map[string]resource) {
	dead = map[string]resource{}
	for _, queue := range under("data/Messaging", p.some("AWS::SQS::Queue")) {
		if !strings.HasSuffix(queue.Path, "-dead/Resource") {
			work = append(work, queue)
			if target := queue.Properties.Map("RedrivePolicy").Text("deadLetterTargetArn"); target != "" {
				dead[queue.Path] = p.follow(target)
			}
		}
	}
	return work, dead
}

// TestQueuesAreThoseConfigured catches a queue that is missing or has another name than the configuration gave it.
func TestQueuesAreThoseConfigured(t *testing.T) {
	eachShape(t, func(p platform) {
		var want, got []string
		for _, name := range slices.Concat(p.env.Messaging.Main, p.env.Messaging.Notification) {
			want = append(want, "kasha-"+p.env.Name+"-"+name)
		}
		work, _ := p.queues()
		for _, queue := range work {
			got = append(got, queue.Properties.Text("QueueName"))
		}
		if sorted(got) != sorted(want) {
			p.t.Errorf("queues %s, want %s", sorted(got), sorted(want))
		}
	})
}

// TestEveryQueueHasADeadLetterQueueThatKeepsMessagesLonger catches a queue whose poison message is retried until it expires,
// and a dead-letter queue that deletes on arrival: SQS keeps the time at which a message was first sent.
func TestEveryQueueHasADeadLetterQueueThatKeepsMessagesLonger(t *testing.T) {
	eachShape(t, func(p platform) {
		work, dead := p.queues()
		for _, queue := range work {
			target, ok := dead[queue.Path]
			if !ok {
				p.t.Errorf("%s has no dead-letter queue", queue)
				continue
			}
			if receives := queue.Properties.Map("RedrivePolicy").Text("maxReceiveCount"); receives != "3" {
				p.t.Errorf("%s gives up after %s receives, the document says 3", queue, receives)
			}
			kept, _ := queue.Properties.Int("MessageRetentionPeriod")
			if keptDead, _ := target.Properties.Int("MessageRetentionPeriod"); keptDead <= kept || kept == 0 {
				p.t.Errorf("%s keeps messages %d s, %s %d s", target, keptDead, queue, kept)
			}
			allowed := target.Properties.Map("RedriveAllowPolicy").Texts("sourceQueueArns")
			if len(allowed) != 1 || !strings.HasSuffix(allowed[0], ":"+queue.Properties.Text("QueueName")) {
				p.t.Errorf("%s takes dead letters of %v", target, allowed)
			}
		}
		if len(dead) != len(work) {
			p.t.Errorf("%d queues share %d dead-letter queues", len(work), len(dead))
		}
	})
}

// TestQueuesAreEncrypted catches a queue in clear text: the construct writes nothing unless it is asked.
func TestQueuesAreEncrypted(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, queue := range p.some("AWS::SQS::Queue") {
			if !queue.Properties.Is("SqsManagedSseEnabled") && queue.Properties.Text("KmsMasterKeyId") == "" {
				p.t.Errorf("%s is not encrypted", queue)
			}
		}
	})
}

// TestStoresRefuseConnectionsWithoutTLS catches a queue, topic or bucket that answers in clear text.
func TestStoresRefuseConnectionsWithoutTLS(t *testing.T) {
	eachShape(t, func(p platform) {
		refusing := map[string]bool{}
		for _, policy := range p.some("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy") {
			for _, statement := range policy.Properties.Map("PolicyDocument").Maps("Statement") {
				if statement.Text("Effect") == "Deny" && statement.Map("Condition").Map("Bool").Text("aws:SecureTransport") == "false" {
					for _, on := range slices.Concat(policy.Properties.Texts("Queues"), policy.Properties.Texts("Topics"), policy.Properties.Texts("Bucket")) {
						refusing[p.follow(on).Path] = true
					}
				}
			}
		}
		for _, store := range p.some("AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::S3::Bucket") {
			if !refusing[store.Path] {
				p.t.Errorf("%s answers without TLS", store)
			}
		}
	})
}

// TestBucketsArePrivateAndForget catches a public bucket, an overwritten object that is gone, and storage that only grows.
func TestBucketsArePrivateAndForget(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, bucket := range p.some("AWS::S3::Bucket") {
			block := bucket.Properties.Map("PublicAccessBlockConfiguration")
			for _, way := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
				if !block.Is(way) {
					p.t.Errorf("%s: %s is off", bucket, way)
				}
			}
			if bucket.Properties.Map("VersioningConfiguration").Text("Status") != "Enabled" {
				p.t.Errorf("%s keeps no earlier versions", bucket)
			}
			if len(bucket.Properties.Map("BucketEncryption").Maps("ServerSideEncryptionConfiguration")) == 0 {
				p.t.Errorf("%s says nothing of encryption", bucket)
			}
			for _, rule := range bucket.Properties.Map("LifecycleConfiguration").Maps("Rules") {
				if rule.Text("Status") != "Enabled" || rule.Map("NoncurrentVersionExpiration").Text("NoncurrentDays") == "" {
					p.t.Errorf("%s: lifecycle %v", bucket, rule)
				}
			}
			if bucket.Properties.Map("LifecycleConfiguration").Maps("Rules") == nil {
				p.t.Errorf("%s has no lifecycle", bucket)
			}
		}
		application := p.at("data/Storage/Application/Resource")
		encryption := application.Properties.Map("BucketEncryption").Maps("ServerSideEncryptionConfiguration")[0].Map("ServerSideEncryptionByDefault")
		if key := p.follow(encryption.Text("KMSMasterKeyID")); key.Path != "network/Key/Resource" {
			p.t.Errorf("%s is encrypted with %s", application, key)
		}
		if logs := p.follow(application.Properties.Map("LoggingConfiguration").Text("DestinationBucketName")); logs.Path != "data/Storage/AccessLogs/Resource" {
			p.t.Errorf("%s logs to %s", application, logs)
		}
	})
}

// TestOwnRepositoriesScanAndKeepTags catches images that nobody looked at, a tag that can be made to mean another image
// after it was tested, and a registry that only grows.
func TestOwnRepositoriesScanAndKeepTags(t *testing.T) {
	eachShape(t, func(p platform) {
		var names []string
		for _, repository := range p.some("AWS::ECR::Repository") {
			names = append(names, repository.Properties.Text("RepositoryName"))
			p.equal(repository, "ImageTagMutability", "IMMUTABLE")
			if !repository.Properties.Map("ImageScanningConfiguration").Is("ScanOnPush") {
				p.t.Errorf("%s does not scan", repository)
			}
			if policy := repository.Properties.Map("LifecyclePolicy").Text("LifecyclePolicyText"); !strings.Contains(policy, `"type":"expire"`) {
				p.t.Errorf("%s never expires an image: %s", repository, policy)
			}
		}
		if want := fmt.Sprintf("kasha-%s/backend, kasha-%[1]s/frontend", p.env.Name); sorted(names) != want {
			p.t.Errorf("repositories %s, want %s", sorted(names), want)
		}
		cache := p.some("AWS::ECR::PullThroughCacheRule")[0]
		p.equal(cache, "UpstreamRegistryUrl", "public.ecr.aws")
		if template := p.some("AWS::ECR::RepositoryCreationTemplate")[0]; !strings.Contains(template.Properties.Text("LifecyclePolicy"), `"type":"expire"`) {
			p.t.Errorf("%s: copies of public images never expire", template)
		}
	})
}

// TestEveryLogGroupForgets catches a group without retention, which bills for ever, and one that is kept shorter or longer
// than configured. It also catches a function without a group: Lambda would make one, which never expires, whatever the
// configuration says, and stays when the environment is deleted.
func TestEveryLogGroupForgets(t *testing.T) {
	eachShape(t, func(p platform) {
		names := map[string]bool{}
		for _, group := range p.some("AWS::Logs::LogGroup") {
			names[group.Properties.Text("LogGroupName")] = true
			p.equal(group, "RetentionInDays", p.env.Logs.RetentionDays)
			if group.Region == p.env.Region && !strings.HasPrefix(group.Path, "edge/") {
				p.leadsTo(group, "KmsKeyId", "network/Key/Resource")
			}
		}
		for _, schedule := range p.some("AWS::SecretsManager::RotationSchedule") {
			if name := "/aws/lambda/" + schedule.Properties.Map("HostedRotationLambda").Text("RotationLambdaName"); !names[name] {
				p.t.Errorf("no log group %s", name)
			}
		}
		for _, function := range p.some("AWS::Lambda::Function") {
			group, ok := p.model.Find(function.Properties.Map("LoggingConfig").Text("LogGroup"))
			if !ok || group.Type != "AWS::Logs::LogGroup" {
				p.t.Errorf("%s logs to %q", function, function.Properties.Map("LoggingConfig").Text("LogGroup"))
			}
		}
	})
}
