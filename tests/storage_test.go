package tests

import (
	"slices"
	"testing"
)

// TestBucketsArePrivateVersionedAndExpire catches a public bucket, one that keeps no earlier versions of an overwritten object, and one
// without a lifecycle rule, which only grows.
func TestBucketsArePrivateVersionedAndExpire(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, bucket := range p.some("AWS::S3::Bucket") {
			block := bucket.Properties.Map("PublicAccessBlockConfiguration")
			for _, way := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
				if !block.Is(way) {
					p.t.Errorf("%s: %s is off, want it on", bucket, way)
				}
			}
			if bucket.Properties.Map("VersioningConfiguration").Text("Status") != "Enabled" {
				p.t.Errorf("%s keeps no earlier versions, want versioning", bucket)
			}
			if len(bucket.Properties.Map("BucketEncryption").Maps("ServerSideEncryptionConfiguration")) == 0 {
				p.t.Errorf("%s has no encryption, want it", bucket)
			}
			for _, rule := range bucket.Properties.Map("LifecycleConfiguration").Maps("Rules") {
				if rule.Text("Status") != "Enabled" || rule.Map("NoncurrentVersionExpiration").Text("NoncurrentDays") == "" {
					p.t.Errorf("%s: lifecycle rule %v, want it enabled with NoncurrentDays", bucket, rule)
				}
			}
			if bucket.Properties.Map("LifecycleConfiguration").Maps("Rules") == nil {
				p.t.Errorf("%s has no lifecycle rules, want some", bucket)
			}
		}
		application := p.at("data/Storage/Application/Resource")
		encryption := application.Properties.Map("BucketEncryption").Maps("ServerSideEncryptionConfiguration")[0].
			Map("ServerSideEncryptionByDefault")
		if key := p.follow(encryption.Text("KMSMasterKeyID")); key.Path != "network/Key/Resource" {
			p.t.Errorf("%s is encrypted with %s, want the general key", application, key)
		}
		logs := p.follow(application.Properties.Map("LoggingConfiguration").Text("DestinationBucketName"))
		if logs.Path != "data/Storage/AccessLogs/Resource" {
			p.t.Errorf("%s logs to %s, want the bucket for access logs", application, logs)
		}
	})
}

// TestStoresRefuseConnectionsWithoutTLS catches a queue, topic or bucket that accepts requests without TLS.
func TestStoresRefuseConnectionsWithoutTLS(t *testing.T) {
	eachShape(t, func(p platform) {
		refusing := map[string]bool{}
		for _, policy := range p.some("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy", "AWS::S3::BucketPolicy") {
			for _, statement := range policy.Properties.Map("PolicyDocument").Maps("Statement") {
				if statement.Text("Effect") == "Deny" && statement.Map("Condition").Map("Bool").Text("aws:SecureTransport") == "false" {
					for _, on := range slices.Concat(policy.Properties.Texts("Queues"), policy.Properties.Texts("Topics"),
						policy.Properties.Texts("Bucket")) {
						refusing[p.follow(on).Path] = true
					}
				}
			}
		}
		for _, store := range p.some("AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::S3::Bucket") {
			if !refusing[store.Path] {
				p.t.Errorf("%s accepts requests without TLS, want a policy that denies them", store)
			}
		}
	})
}

// TestKeysRotate catches a key whose material is never rotated, and an environment with one key for its database and everything else.
// Everyone who may use that key could read both.
func TestKeysRotate(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, key := range p.some("AWS::KMS::Key") {
			p.equal(key, "EnableKeyRotation", true)
		}
		p.at("network/Key/Resource")
		p.at("data/Database/Key/Resource")
	})
}
