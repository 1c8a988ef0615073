package texts

import (
	"slices"
	"strings"
)

// Rules that several services share.

// tags are checked in every resource, so that a new resource cannot be forgotten. Services differ in what else they accept; these
// characters are accepted by all.
func tags() []Text {
	const source = "Tagging AWS Resources user guide, \"Tag naming limits and requirements\"; ECS API, Tag"
	key := Rule{
		Name: "TagKey", What: "key of a tag", Characters: tagText, Never: "(?i)^aws:", Least: 1, Most: 128,
		Write: "letters, digits, spaces and _.:/=+-@, not beginning with aws:", Example: "environment", Source: source,
	}
	value := Rule{
		Name: "TagValue", What: "value of a tag", Characters: tagText, Never: "(?i)^aws:", Most: 256,
		Write: key.Write, Example: "shop/prod: data", Source: source,
	}
	texts := append(at(key, AnyType, "Tags[].Key"), at(value, AnyType, "Tags[].Value")...)
	texts = slices.Concat(texts, at(key, "AWS::Route53::HealthCheck", "HealthCheckTags[].Key"),
		at(value, "AWS::Route53::HealthCheck", "HealthCheckTags[].Value"))
	for resourceType, property := range map[string]string{
		"AWS::Backup::BackupPlan":                      "BackupPlanTags",
		"AWS::Backup::BackupVault":                     "BackupVaultTags",
		"AWS::CodeStarNotifications::NotificationRule": "Tags",
	} {
		texts = append(texts, at(key, resourceType, property+"{}")...)
		texts = append(texts, at(value, resourceType, property+".*")...)
	}
	return texts
}

// policies are IAM policy documents. The CDK's validator reads some of those on roles, and none on resources.
func policies() []Text {
	const doc = "IAM user guide, \"IAM JSON policy element reference\""
	rules := map[string]Rule{
		"Effect": oneOf("PolicyEffect", "Effect", doc, "Allow", "Deny"),
		"Sid": {
			Name: "PolicySid", What: "Sid", Characters: "A-Za-z0-9", Least: 1, Most: 100, Write: "letters and digits only",
			Example: "CopiesFromHome", Source: doc + ", Sid",
		},
		"ResourceSid": {
			Name: "ResourcePolicySid", What: "Sid", Characters: printable, Least: 1, Most: 512, Write: asciiWords,
			Example: "Enable IAM policies", Source: doc + ", Sid; KMS developer guide, \"Elements in a key policy\"",
		},
		"Action": {
			Name: "PolicyAction", What: "action", Characters: `A-Za-z0-9:*?\-`, Form: `\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+`, Least: 1, Most: 128,
			Write: "a service, a colon and an action, such as s3:GetObject", Example: "s3:GetObject*", Source: doc + ", Action",
		},
		"Resource": {
			Name: "PolicyResource", What: "resource", Characters: arnText, Form: `\*|arn:[^:]+:[a-z0-9*?-]+:[a-z0-9*?-]*:([0-9*?]*|aws):.+`,
			Least: 1,
			Most:  2048, Write: "an ARN, or *", Example: "arn:aws:s3:::bucket/*", Source: doc + ", Resource",
		},
		"Principal": {
			Name: "PolicyPrincipal", What: "principal", Characters: printable,
			Form:  `\*|[0-9]{12}|arn:[^:]+:(iam|sts)::([0-9]{12}:[!-~]+|cloudfront:user/CloudFront Origin Access Identity [A-Z0-9]+)`,
			Least: 1, Most: 2048, Write: "*, an account or the ARN of a role, user or account", Example: "arn:aws:iam::111111111111:root",
			Source: doc + ", Principal",
		},
		"Service": {
			Name: "PolicyService", What: "service principal", Characters: `a-z0-9.\-`, Form: serviceForm, Least: 1,
			Most:  128,
			Write: "a service principal, such as ecs-tasks.amazonaws.com", Example: "ecs-tasks.amazonaws.com",
			Source: doc + ", Principal",
		},
		"Condition": {
			Name: "PolicyCondition", What: "value of a condition", Characters: printable, Most: 2048, Write: asciiWords,
			Example: "arn:aws:sns:*", Source: doc + ", Condition; IAM API, CreatePolicy",
		},
		"Version": oneOf("PolicyVersion", "version of the policy language", doc, "2012-10-17", "2008-10-17"),
	}
	paths := map[string]string{ // below a statement
		"Effect": "Effect", "Sid": "Sid", "Action": "Action", "Action[]": "Action", "NotAction": "Action", "NotAction[]": "Action",
		"Resource": "Resource", "Resource[]": "Resource", "NotResource": "Resource", "NotResource[]": "Resource",
		"Principal": "Principal", "Principal.AWS": "Principal", "Principal.AWS[]": "Principal",
		"Principal.Service": "Service", "Principal.Service[]": "Service", "Condition.*.*": "Condition", "Condition.*.*[]": "Condition",
	}
	var texts []Text
	for resourceType, documents := range map[string][]string{
		"AWS::Backup::BackupVault":            {"AccessPolicy"},
		"AWS::EC2::VPCEndpoint":               {"PolicyDocument"},
		"AWS::IAM::ManagedPolicy":             {"PolicyDocument"},
		"AWS::IAM::Policy":                    {"PolicyDocument"},
		"AWS::IAM::Role":                      {"AssumeRolePolicyDocument", "Policies[].PolicyDocument"},
		"AWS::KMS::Key":                       {"KeyPolicy"},
		"AWS::S3::BucketPolicy":               {"PolicyDocument"},
		"AWS::SNS::TopicPolicy":               {"PolicyDocument"},
		"AWS::SQS::QueuePolicy":               {"PolicyDocument"},
		"AWS::SecretsManager::ResourcePolicy": {"ResourcePolicy"},
	} {
		for _, document := range documents {
			identity := strings.HasPrefix(resourceType, "AWS::IAM::") && document != "AssumeRolePolicyDocument"
			texts = append(texts, at(rules["Version"], resourceType, document+".Version")...)
			for path, rule := range paths {
				if !strings.HasPrefix(resourceType, "AWS::IAM::") && rule == "Sid" {
					rule = "ResourceSid"
				}
				if !identity || !strings.HasPrefix(path, "Principal") { // which the policy of an identity does not have
					texts = append(texts, at(rules[rule], resourceType, document+".Statement[]."+path)...)
				}
			}
		}
	}
	for path, rule := range paths { // the one statement of an event bus, without a document around it
		texts = append(texts, at(rules[rule], "AWS::Events::EventBusPolicy", "Statement."+path)...)
	}
	return texts
}

// serviceForm is the name of a service as a principal: s3.amazonaws.com, alexa-connectedhome.amazon.com or ec2.amazonaws.com.cn.
const serviceForm = `[a-z0-9.-]+\.amazon(aws)?\.com(\.cn)?`

// arn is an ARN where a property wants one.
func arn(name, what, source string, most int) Rule {
	return Rule{
		Name: name, What: what, Characters: arnText, Form: `arn:[^:]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:.+`, Least: 1, Most: most,
		Write: "an ARN", Example: "arn:aws:sns:us-east-1:111111111111:topic", Source: source,
	}
}

// region is a region's name.
func region() Rule {
	return Rule{
		Name: "Region", What: "name of a region", Characters: `a-z0-9\-`, Form: "([a-z]+-)+[0-9]+", Least: 4, Most: 30,
		Write: "a region, such as us-east-1", Example: "us-east-1", Source: "CodePipeline API, ActionDeclaration; AWS Regions user guide",
	}
}

// zone is an Availability Zone's name.
func zone() Rule {
	return Rule{
		Name: "AvailabilityZone", What: "name of an Availability Zone", Characters: `a-z0-9\-`, Least: 5, Most: 64,
		Form:  "([a-z]+-)+[0-9]+(-[a-z]+-[0-9]+)?[a-z]|([a-z]+-)+[0-9]+-wl[0-9]-[a-z]+-wlz-[0-9]+",
		Write: "a zone, such as us-east-1a", Example: "us-east-1a", Source: "EC2 user guide, \"Regions and Zones\"",
	}
}

// cron is an expression with the fields that EventBridge takes; most AWS services share them.
func cron(name, what, source string) Rule {
	return Rule{
		Name: name, What: what, Characters: `0-9A-Za-z()#?*\-/:, `, Form: `(cron|rate|at)\([^()]+\)`, Least: 1, Most: 256,
		Write: "cron(...) with six fields, rate(...) or at(...)", Example: "cron(0 7 ? * MON *)", Source: source,
	}
}

// zoneName is a time zone of the IANA database.
func zoneName(name, source string) Rule {
	return Rule{
		Name: name, What: "time zone", Characters: `A-Za-z0-9_+/\-`, Form: "[A-Za-z]+([/_+-][A-Za-z0-9]+)*", Least: 1, Most: 50,
		Write: "a time zone of the IANA database, such as Europe/Berlin", Example: "Australia/Lord_Howe", Source: source,
	}
}
