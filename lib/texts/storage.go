package texts

import "slices"

// storage is S3 and KMS.
func storage() []Text {
	const (
		bucket = "AWS::S3::Bucket"
		key    = "AWS::KMS::Key"
		alias  = "AWS::KMS::Alias"
	)
	name := Rule{
		Name: "BucketName", What: "name of a bucket", Characters: `a-z0-9.\-`, Form: "[a-z0-9][a-z0-9.-]*[a-z0-9]", Least: 3, Most: 63,
		Never: `\.\.|^xn--|-s3alias$|--ol-s3$`, Write: "lower case letters, digits, . and -, beginning and ending with a letter or digit",
		Example: "shop-prod-data", Source: "S3 user guide, \"General purpose bucket naming rules\"",
	}
	rule := Rule{
		Name: "LifecycleRuleId", What: "id of a lifecycle rule", Characters: printable, Least: 1, Most: 255, Write: asciiWords,
		Example: "expire",
		Source:  "S3 API, LifecycleRule",
	}
	prefix := Rule{
		Name: "LogPrefix", What: "prefix of access logs", Characters: "A-Za-z0-9!_.*'()/-", Most: 512,
		Write:   "letters, digits and !_.*'()/-",
		Example: "s3/", Source: "S3 user guide, \"Naming Amazon S3 objects\", safe characters",
	}
	description := Rule{
		Name: "KeyDescription", What: "description of a key", Characters: anyText, Most: 8192, Write: "text without control characters",
		Example: "Kasha prod: secrets", Source: "KMS API, CreateKey",
	}
	aliasName := Rule{
		Name: "AliasName", What: "name of a key's alias", Characters: `A-Za-z0-9:/_\-`, Form: "alias/.+", Never: "^alias/aws/", Least: 7,
		Most:  256,
		Write: "alias/ and letters, digits and :/_-", Example: "alias/shop-prod-general", Source: "KMS API, CreateAlias",
	}
	return slices.Concat(
		at(name, bucket, "BucketName"),
		at(rule, bucket, "LifecycleConfiguration.Rules[].Id"),
		at(prefix, bucket, "LoggingConfiguration.LogFilePrefix"),
		at(description, key, "Description"),
		at(aliasName, alias, "AliasName"),
	)
}

// topicARN is the ARN of a topic that receives notifications.
func topicARN() Rule { return arn("TopicArn", "topic's ARN", "SNS API, CreateTopic", 1024) }

// messaging is SNS and SQS.
func messaging() []Text {
	const (
		topic        = "AWS::SNS::Topic"
		subscription = "AWS::SNS::Subscription"
		queue        = "AWS::SQS::Queue"
	)
	topicName := Rule{
		Name: "TopicName", What: "name of a topic", Characters: wordDash, Least: 1, Most: 256, Write: dashWords,
		Example: "shop-prod-alarms",
		Source:  "SNS API, CreateTopic",
	}
	display := Rule{
		Name: "TopicDisplayName", What: "display name of a topic", Characters: oneLine, Most: 100, Write: lineWords, Example: "Kasha",
		Source: "SNS API, CreateTopic, DisplayName",
	}
	endpoint := Rule{
		Name: "SubscriptionEndpoint", What: "endpoint of a subscription", Characters: arnText, Form: `.+@.+|arn:.+|https?://.+|\+?[0-9-]+`,
		Least: 1,
		Most:  2048,
		Write: "an address, an ARN, a URL or a phone number", Example: "oncall@example.com", Source: "SNS API, Subscribe",
	}
	protocol := oneOf("SubscriptionProtocol", "protocol of a subscription", "SNS API, Subscribe", "email", "email-json", "http", "https",
		"sms",
		"sqs", "lambda", "firehose", "application")
	queueName := Rule{
		Name: "QueueName", What: "name of a queue", Characters: wordDots, Form: `[A-Za-z0-9_-]+(\.fifo)?`, Least: 1, Most: 80,
		Write:   dashWords,
		Example: "shop-prod-jobs", Source: "SQS API, CreateQueue",
	}
	sources := arn("SourceQueue", "source queue of a dead-letter queue", "SQS API, CreateQueue, RedriveAllowPolicy", 1024)
	allowed := oneOf("RedrivePermission", "permission to redrive", "SQS API, CreateQueue, RedriveAllowPolicy", "byQueue", "allowAll",
		"denyAll")
	return slices.Concat(
		at(topicName, topic, "TopicName"),
		at(display, topic, "DisplayName"),
		at(endpoint, subscription, "Endpoint"),
		at(protocol, subscription, "Protocol"),
		at(queueName, queue, "QueueName"),
		at(sources, queue, "RedriveAllowPolicy.sourceQueueArns[]"),
		at(allowed, queue, "RedriveAllowPolicy.redrivePermission"),
	)
}
