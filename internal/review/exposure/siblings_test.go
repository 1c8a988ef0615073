package exposure_test

import (
	"strings"
	"testing"

	"kasha/internal/review"
	"kasha/internal/review/properties"
)

const (
	aTopic  = "arn:aws:sns:us-east-1:555555555555:alarms"
	foreign = "arn:aws:sns:us-east-1:999999999999:alarms"
)

// Catches a property that is judged in another way than those of the same meaning: destinations, code, keys, variables and time-outs.
func TestPropertiesOfOneMeaningAreJudgedAlike(t *testing.T) {
	const (
		distribution, function, canary = "AWS::CloudFront::Distribution", "AWS::Lambda::Function", "AWS::Synthetics::Canary"
		task, bucket, acl              = "AWS::ECS::TaskDefinition", "AWS::S3::Bucket", "AWS::WAFv2::WebACL"
		policy                         = "AWS::CloudFront::ResponseHeadersPolicy"
		service, queue, topic          = "AWS::ECS::Service", "AWS::SQS::Queue", "AWS::SNS::Topic"
		foreignBucket, foreignAccount  = "does not create this bucket", "account 999999999999"
		weakens, opens                 = "weakening", "opening"
	)
	assets := func(account, key string) string {
		return `"Code": {"S3Bucket": "cdk-hnb659fds-assets-` + account + `-us-east-1", "S3Key": "` + key + `"}`
	}
	variables := func(list string) string {
		return `"ContainerDefinitions": [{"Name": "c", "ReadonlyRootFilesystem": true, "Environment": [` + list + `]}]`
	}
	lambda := func(list string) string { return `"Environment": {"Variables": {` + list + `}}` }
	removes := func(header string) string {
		return `"ResponseHeadersPolicyConfig": {"RemoveHeadersConfig": {"Items": [{"Header": "` + header + `"}]}}`
	}
	for _, c := range []change{
		{opens, distribution, `"DistributionConfig": {"Logging": {"Bucket": "own.s3.amazonaws.com"}}`,
			`"DistributionConfig": {"Logging": {"Bucket": "elsewhere.s3.amazonaws.com"}}`, foreignBucket},
		{weakens, distribution, `"DistributionConfig": {"Logging": {"Bucket": "own.s3.amazonaws.com"}}`,
			`"DistributionConfig": {"Logging": {"Bucket": "elsewhere.s3.amazonaws.com"}}`, "access logs go elsewhere"},
		{opens, distribution, `"DistributionConfig": {"Logging": {"Bucket": "own"}}`,
			`"DistributionConfig": {"Logging": {"Bucket": "own", "IncludeCookies": true}}`, "cookies"},
		{opens, function, assets("555555555555", "a"), `"Code": {"S3Bucket": "elsewhere-code", "S3Key": "a"}`, foreignBucket},
		{opens, function, assets("555555555555", "a"), assets("999999999999", "a"), foreignBucket},
		{"", function, assets("555555555555", "a"), assets("555555555555", "b"), ""},
		{opens, canary, `"ArtifactS3Location": "s3://own/canary"`, `"ArtifactS3Location": "s3://elsewhere/canary"`, foreignBucket},
		{opens, bucket, ``, `"InventoryConfigurations": [{"Id": "i", "Destination": {"BucketArn": "arn:aws:s3:::elsewhere"}}]`,
			"lists of all objects"},
		{opens, bucket, `"ReplicationConfiguration": {"Rules": [{"Destination": {"Bucket": "arn:aws:s3:::a"}}]}`,
			`"ReplicationConfiguration": {"Rules": [{"Destination": {"Bucket": "arn:aws:s3:::b"}}]}`, "copied to another bucket"},
		{"", bucket, `"ReplicationConfiguration": {"Role": "r"}`, ``, ""},
		{opens, distribution, lambdaAtEdge("1"), lambdaAtEdge("2"), "reads and changes requests"},
		{opens, alarmType, `"AlarmActions": ["` + aTopic + `"]`, `"AlarmActions": ["` + foreign + `"]`, foreignAccount},
		{weakens, alarmType, `"AlarmActions": ["` + aTopic + `"]`, `"AlarmActions": ["` + foreign + `"]`, "alarm actions"},
		{"", alarmType, `"AlarmActions": []`, `"AlarmActions": ["` + aTopic + `"]`, ""},
		{opens, "AWS::RDS::EventSubscription", `"SnsTopicArn": "` + aTopic + `"`, `"SnsTopicArn": "` + foreign + `"`, foreignAccount},
		{opens, "AWS::RDS::DBProxy", ``, `"DebugLogging": true`, "SQL statements"},
		{"", "AWS::RDS::DBProxy", ``, `"DebugLogging": false`, ""},
		{weakens, topic, `"KmsMasterKeyId": "k"`, `"KmsMasterKeyId": "l"`, "its policy decides"},
		{weakens, topic, ``, `"KmsMasterKeyId": "alias/aws/sns"`, "what is sent from there is lost"},
		{"", queue, ``, `"KmsMasterKeyId": "alias/aws/sqs"`, ""}, // no policy lets a service send to it
		{weakens, service, `"HealthCheckGracePeriodSeconds": 120`, `"HealthCheckGracePeriodSeconds": 3600`,
			"ECS ignores failed health checks"},
		{weakens, service, `"HealthCheckGracePeriodSeconds": 120`, `"HealthCheckGracePeriodSeconds": 10`,
			"slow tasks are stopped"},
		{opens, task, variables(``), variables(`{"Name": "HTTPS_PROXY", "Value": "http://203.0.113.9:3128"}`), "go another way"},
		{opens, task, variables(``), variables(`{"Name": "https_proxy", "Value": "http://203.0.113.9:3128"}`), "go another way"},
		{opens, task, variables(`{"Name": "ALL_PROXY", "Value": "a"}, {"Name": "NO_PROXY", "Value": "b"}`),
			variables(`{"Name": "ALL_PROXY", "Value": "a"}`), "go another way"},
		{opens, function, lambda(`"NODE_OPTIONS": "--max-old-space-size=512"`), lambda(`"NODE_OPTIONS": "--require /tmp/a.js"`),
			"go another way"},
		{"note", function, lambda(`"NODE_OPTIONS": "--max-old-space-size=512"`), lambda(`"NODE_OPTIONS": "--max-old-space-size=900"`),
			"another value"},
		{weakens, policy, removes("Server"), removes("Content-Security-Policy"), "security headers"},
		{"note", policy, ``, removes("Server"), "no longer get this header"},
		{opens, acl, ``, `"TokenDomains": ["attacker.example"]`, "TokenDomains"},
		{opens, acl, ``, `"ChallengeConfig": {"ImmunityTimeProperty": {"ImmunityTime": 86400}}`, "for longer"},
		{weakens, canary, `"Schedule": {"Expression": "rate(5 minutes)"}`, `"Schedule": {"Expression": "rate(0 minute)"}`,
			"it runs once, and then never"},
		{weakens, "AWS::Events::Rule", `"ScheduleExpression": "cron(0 3 * * ? *)"`, `"ScheduleExpression": "cron(0 3 * * ? 2020)"`,
			"in 2020 only"},
	} {
		report := compareOne(t, c.resource, c.before, c.after)
		lists := map[string][]review.Finding{weakens: report.Weakenings, opens: report.Openings, "note": report.Notes}
		if c.list == "" {
			wants(t, c.resource+": "+c.after, append(append(report.Weakenings, report.Openings...), report.Notes...))
			continue
		}
		if len(lists[c.list]) != 1 || !strings.Contains(lists[c.list][0].What, c.says) {
			t.Errorf("%s: %s to %s: %+v, want one %s with %q", c.resource, c.before, c.after, lists, c.list, c.says)
		}
	}
}

const alarmType = "AWS::CloudWatch::Alarm"

func lambdaAtEdge(version string) string {
	return `"DistributionConfig": {"DefaultCacheBehavior": {"LambdaFunctionAssociations": [{"EventType": "viewer-request",
		"LambdaFunctionARN": "arn:aws:lambda:us-east-1:555555555555:function:f:` + version + `"}]}}`
}

// Catches a key that keeps an AWS service out of a queue, and a key that admits it and is reported all the same.
func TestKeysThatKeepSendersOut(t *testing.T) {
	with := func(key, admits string) app {
		return resources(`{"Q": {"Type": "AWS::SQS::Queue", "Properties": {` + key + `}},
			"P": {"Type": "AWS::SQS::QueuePolicy", "Properties": {"Queues": [{"Ref": "Q"}], "PolicyDocument": {"Statement": [
				{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*", "Principal": {"Service": "sns.amazonaws.com"}}]}}},
			"K": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": [
				{"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": {"Service": "` + admits + `"}}]}}}}`)
	}
	const managed, own = `"KmsMasterKeyId": "alias/aws/sqs"`, `"KmsMasterKeyId": {"Fn::GetAtt": ["K", "Arn"]}`
	for _, c := range []struct {
		key, admits string
		says        []string
	}{
		{managed, "sns.amazonaws.com", []string{"the key does not admit sns.amazonaws.com"}},
		{own, "events.amazonaws.com", []string{"the key does not admit sns.amazonaws.com"}},
		{own, "sns.amazonaws.com", nil},
	} {
		report := compare(t, with(``, c.admits).Assembly(t), with(c.key, c.admits).Assembly(t))
		wants(t, c.key+" admits "+c.admits, report.Weakenings, c.says...)
	}
}

// Catches a finding that has only the path of a property, and leaves it to the reader what its change means. Less of something that costs
// money is clear from the path.
func TestTheTablesSayWhatAChangeMeans(t *testing.T) {
	table, err := properties.All()
	if err != nil {
		t.Fatal(err)
	}
	for resource, rules := range table {
		for path, rule := range rules {
			silent := rule.Direction == properties.Never || rule.Direction == properties.Reader || rule.Direction == properties.Dropped
			if !silent && rule.Class != properties.Capacity && rule.Means == "" {
				t.Errorf("%s %s: the table does not say what it means that it %s; fix: write it after a semicolon", resource, path, rule.Says())
			}
		}
	}
}

// Catches long statements that are cut before the place where they differ.
func TestExcerptsOfRulesDiffer(t *testing.T) {
	rule := func(transformation string) string {
		return `"Rules": [{"Name": "Login", "Priority": 0, "Action": {"Block": {}}, "Statement": {"ByteMatchStatement": {
			"FieldToMatch": {"UriPath": {}}, "PositionalConstraint": "STARTS_WITH", "SearchString": "/trial/of/a/path/that/is/long",
			"TextTransformations": [{"Type": "` + transformation + `"}]}}}]`
	}
	report := compareOne(t, "AWS::WAFv2::WebACL", rule("URL_DECODE"), rule("NONE"))
	if len(report.Openings) != 1 || report.Openings[0].Old == report.Openings[0].New ||
		!strings.Contains(report.Openings[0].Old, "URL_DECODE") {
		t.Errorf("%+v, want one opening whose two texts differ", report.Openings)
	}
}
