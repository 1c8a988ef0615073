package review

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review/engine"
)

// worse is one row of a table, made to speak: a resource that gets worse, and nothing else. Better is the way back.
type worse struct{ what, resource, before, after string }

func worseOpenings() []worse {
	const distribution, listener, service = "AWS::CloudFront::Distribution", "AWS::ElasticLoadBalancingV2::Listener", "AWS::ECS::Service"
	block := func(name string) worse {
		return worse{"public access block " + name, "AWS::S3::Bucket", `"PublicAccessBlockConfiguration": {"` + name + `": true}`, `"PublicAccessBlockConfiguration": {"` + name + `": false}`}
	}
	return []worse{
		{"reachable under a public address", "AWS::RDS::DBInstance", ``, `"PubliclyAccessible": true`},
		{"reachable under a public address", "AWS::RDS::DBCluster", `"PubliclyAccessible": false`, `"PubliclyAccessible": "true"`},
		{"every interface in the subnet gets a public address", "AWS::EC2::Subnet", ``, `"MapPublicIpOnLaunch": true`},
		{"a way to and from the internet", "AWS::EC2::Route", `"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "n"`, `"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "i"`},
		{"load balancer faces the internet", "AWS::ElasticLoadBalancingV2::LoadBalancer", `"Scheme": "internal"`, ``},
		{"what a request meets by default", listener, `"DefaultActions": [{"Type": "fixed-response"}]`, `"DefaultActions": [{"Type": "forward"}]`},
		{"connections without TLS", listener, `"Protocol": "HTTPS"`, `"Protocol": "HTTP"`},
		{"older TLS versions are let in", listener, `"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"`, `"SslPolicy": "ELBSecurityPolicy-2016-08"`},
		{"what a request must have to be let in", "AWS::ElasticLoadBalancingV2::ListenerRule", `"Conditions": [{"Field": "http-header"}, {"Field": "path-pattern"}]`, `"Conditions": [{"Field": "path-pattern"}]`},
		{"tasks get public addresses", service, `"NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "DISABLED"}}`, `"NetworkConfiguration": {"AwsvpcConfiguration": {"AssignPublicIp": "ENABLED"}}`},
		{"a shell in running containers (ECS Exec)", service, `"EnableExecuteCommand": false`, `"EnableExecuteCommand": true`},
		block("BlockPublicAcls"), block("BlockPublicPolicy"), block("IgnorePublicAcls"), block("RestrictPublicBuckets"),
		{"access lists are in force", "AWS::S3::Bucket", ``, `"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}`},
		{"canned access list", "AWS::S3::Bucket", `"AccessControl": "Private"`, `"AccessControl": "PublicRead"`},
		{"Secrets Manager's check against public policies", "AWS::SecretsManager::ResourcePolicy", `"BlockPublicPolicy": true`, `"BlockPublicPolicy": false`},
		{"permissions boundary", "AWS::IAM::Role", `"PermissionsBoundary": "b"`, ``},
		{"longest session", "AWS::IAM::Role", ``, `"MaxSessionDuration": 43200`},
		{"who may call the function's address", "AWS::Lambda::Url", `"AuthType": "AWS_IAM"`, `"AuthType": "NONE"`},
		{"what happens to a request that no rule matches", "AWS::WAFv2::WebACL", `"DefaultAction": {"Block": {}}`, `"DefaultAction": {"Allow": {}}`},
		{"web ACL", distribution, `"DistributionConfig": {"WebACLId": "w"}`, `"DistributionConfig": {}`},
		{"older TLS versions are let in", distribution, `"DistributionConfig": {"ViewerCertificate": {"MinimumProtocolVersion": "TLSv1.2_2021"}}`, `"DistributionConfig": {"ViewerCertificate": {"MinimumProtocolVersion": "TLSv1"}}`},
		{"viewers without TLS", distribution, `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/a", "ViewerProtocolPolicy": "https-only"}]}`, `"DistributionConfig": {"CacheBehaviors": [{"PathPattern": "/a", "ViewerProtocolPolicy": "allow-all"}]}`},
		{"requests to the origin without TLS", distribution, `"DistributionConfig": {"Origins": [{"CustomOriginConfig": {"OriginProtocolPolicy": "https-only"}}]}`, `"DistributionConfig": {"Origins": [{"CustomOriginConfig": {"OriginProtocolPolicy": "http-only"}}]}`},
		{"headers that prove to the origin where a request comes from", distribution, `"DistributionConfig": {"Origins": [{"OriginCustomHeaders": [{"HeaderName": "X-Origin", "HeaderValue": "v"}]}]}`, `"DistributionConfig": {"Origins": [{}]}`},
		{"origin access control", distribution, `"DistributionConfig": {"Origins": [{"OriginAccessControlId": "o"}]}`, `"DistributionConfig": {"Origins": [{}]}`},
	}
}

func worseProtections() []worse {
	const db, key, bucket, repository, queue, logs = "AWS::RDS::DBInstance", "AWS::KMS::Key", "AWS::S3::Bucket", "AWS::ECR::Repository", "AWS::SQS::Queue", "AWS::Logs::LogGroup"
	attribute := func(what, key string) worse {
		return worse{what, "AWS::ElasticLoadBalancingV2::LoadBalancer", `"LoadBalancerAttributes": [{"Key": "` + key + `", "Value": "true"}]`, `"LoadBalancerAttributes": [{"Key": "` + key + `", "Value": "false"}]`}
	}
	return []worse{
		{"deletion protection", db, `"DeletionProtection": true`, ``},
		{"days that backups are kept", db, `"BackupRetentionPeriod": 30`, ``},
		{"a standby in another zone", db, `"MultiAZ": true`, `"MultiAZ": false`},
		{"encryption at rest", db, `"StorageEncrypted": true`, ``},
		{"automated backups go with the instance", db, `"DeleteAutomatedBackups": false`, ``},
		{"logs that are exported", db, `"EnableCloudwatchLogsExports": ["error", "slowquery"]`, `"EnableCloudwatchLogsExports": ["error"]`},
		{"IAM authentication", db, `"EnableIAMDatabaseAuthentication": true`, `"EnableIAMDatabaseAuthentication": false`},
		{"Performance Insights", db, `"EnablePerformanceInsights": true`, `"EnablePerformanceInsights": false`},
		{"Enhanced Monitoring", db, `"MonitoringInterval": 60`, `"MonitoringInterval": 0`},
		{"minor upgrades by themselves", db, ``, `"AutoMinorVersionUpgrade": false`},
		{"connections without TLS are refused", "AWS::RDS::DBParameterGroup", `"Parameters": {"require_secure_transport": "1"}`, `"Parameters": {"require_secure_transport": "0"}`},
		{"deletion protection", "AWS::RDS::DBCluster", `"DeletionProtection": true`, `"DeletionProtection": false`},
		{"days that backups are kept", "AWS::RDS::DBCluster", `"BackupRetentionPeriod": 30`, `"BackupRetentionPeriod": 7`},
		{"the key changes by itself", key, `"EnableKeyRotation": true`, ``},
		{"days until the key changes by itself", key, ``, `"RotationPeriodInDays": 2560`},
		{"the key is usable; nothing it encrypted can be read while it is not", key, ``, `"Enabled": false`},
		{"days in which a deletion can be called back", key, ``, `"PendingWindowInDays": 7`},
		{"customer key", "AWS::SecretsManager::Secret", `"KmsKeyId": "k"`, ``},
		{"rotation", "AWS::SecretsManager::RotationSchedule", `"RotationRules": {"ScheduleExpression": "rate(90 days)"}`, `"RotationRules": {"ScheduleExpression": "rate(900 days)"}`},
		{"earlier versions are kept", bucket, `"VersioningConfiguration": {"Status": "Enabled"}`, `"VersioningConfiguration": {"Status": "Suspended"}`},
		{"encryption with a customer key", bucket, `"BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}`, ``},
		{"access logs", bucket, `"LoggingConfiguration": {"DestinationBucketName": "b"}`, ``},
		{"what expires and when", bucket, ``, `"LifecycleConfiguration": {"Rules": [{"ExpirationInDays": 1}]}`},
		{"objects cannot be deleted (Object Lock)", bucket, `"ObjectLockEnabled": true`, `"ObjectLockEnabled": false`},
		{"a tag always means the same image", repository, `"ImageTagMutability": "IMMUTABLE"`, ``},
		{"images are scanned when pushed", repository, `"ImageScanningConfiguration": {"ScanOnPush": true}`, ``},
		{"images go with the repository", repository, ``, `"EmptyOnDelete": true`},
		{"encryption by SQS", queue, ``, `"SqsManagedSseEnabled": false`},
		{"customer key", queue, `"KmsMasterKeyId": "k"`, ``},
		{"dead-letter queue", queue, `"RedrivePolicy": {"maxReceiveCount": 3}`, ``},
		{"seconds that messages are kept", queue, ``, `"MessageRetentionPeriod": 60`},
		{"customer key", "AWS::SNS::Topic", `"KmsMasterKeyId": "k"`, ``},
		{"days that logs are kept", logs, ``, `"RetentionInDays": 7`},
		{"customer key", logs, `"KmsKeyId": "k"`, ``},
		{"deletion protection", logs, `"DeletionProtectionEnabled": true`, ``},
		attribute("deletion protection", "deletion_protection.enabled"),
		attribute("access logs", "access_logs.s3.enabled"),
		attribute("invalid headers are dropped", "routing.http.drop_invalid_header_fields.enabled"),
		{"access logs", "AWS::CloudFront::Distribution", `"DistributionConfig": {"Logging": {"Bucket": "b"}}`, `"DistributionConfig": {}`},
		{"a failed deployment is rolled back", "AWS::ECS::Service", `"DeploymentConfiguration": {"DeploymentCircuitBreaker": {"Rollback": true}}`, ``},
		{"containers with a writable file system", "AWS::ECS::TaskDefinition", `"ContainerDefinitions": [{"Name": "c", "ReadonlyRootFilesystem": true}]`, `"ContainerDefinitions": [{"Name": "c"}]`},
		{"the alarm acts", "AWS::CloudWatch::Alarm", ``, `"ActionsEnabled": false`},
		{"who hears of it", "AWS::CloudWatch::Alarm", `"AlarmActions": ["a", "b"]`, `"AlarmActions": ["a"]`},
		{"backup rules", "AWS::Backup::BackupPlan", `"BackupPlan": {"BackupPlanRule": [{"RuleName": "a"}]}`, `"BackupPlan": {"BackupPlanRule": []}`},
		{"what is backed up", "AWS::Backup::BackupSelection", `"BackupSelection": {"Resources": ["a"]}`, `"BackupSelection": {"Resources": ["b"]}`},
		{"backups cannot be deleted (vault lock)", "AWS::Backup::BackupVault", `"LockConfiguration": {"MinRetentionDays": 7}`, ``},
	}
}

// Every row of both tables must speak when its setting gets worse, alone, and be silent when it gets better. A row whose
// path is misspelled would be silent for ever; so property names are held against CDK's database too.
func TestEverySettingSpeaksWhenItGetsWorseAndOnlyThen(t *testing.T) {
	differ := engine.New(context.Background(), filepath.Join("..", "..", "node_modules"))
	defer differ.Close()
	for _, table := range []struct {
		name     string
		settings []setting
		cases    []worse
		of       func(Report) []Finding
	}{
		{"openings", openings(), worseOpenings(), func(r Report) []Finding { return r.Openings }},
		{"weakenings", protections(), worseProtections(), func(r Report) []Finding { return r.Weakenings }},
	} {
		spoke := map[string]bool{}
		for _, c := range table.cases {
			spoke[c.resource+" "+c.what] = true
			found := table.of(compareOne(t, differ, c.resource, c.before, c.after))
			if len(found) != 1 || found[0].What != c.what {
				t.Errorf("%s: %s to %s: said %+v, want %q", c.resource, c.before, c.after, found, c.what)
			}
			if back := table.of(compareOne(t, differ, c.resource, c.after, c.before)); len(back) > 0 && !eitherWay(c.what) {
				t.Errorf("%s: %s to %s is no %s: %+v", c.resource, c.after, c.before, table.name, back)
			}
		}
		for _, s := range table.settings {
			if s.resource != "" && !spoke[s.resource+" "+s.what] {
				t.Errorf("no case for %s %q", s.resource, s.what)
			}
		}
	}
}

// eitherWay lists the settings of which only a person can say what is worse.
func eitherWay(what string) bool {
	return slices.Contains([]string{"rotation", "what expires and when", "what is backed up"}, what)
}

func compareOne(t *testing.T, differ *engine.Engine, resourceType, before, after string) Report {
	t.Helper()
	report, err := Compare(one(t, resourceType, before), one(t, resourceType, after), differ, nil)
	if err != nil {
		t.Fatal(err)
	}
	diffs, err := differ.Diff([]engine.Pair{{New: engine.Template{"X": {"Type": resourceType}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, stack := range []assembly.Assembly{one(t, resourceType, before), one(t, resourceType, after)} {
		for name := range stack.Stacks[0].Template.Resources["X"].Properties {
			if !slices.Contains(diffs[0].Types[resourceType].Properties, name) {
				t.Errorf("%s has no property %s", resourceType, name)
			}
		}
	}
	return report
}

func one(t *testing.T, resourceType, properties string) assembly.Assembly {
	t.Helper()
	stack := assembly.Stack{Name: "s", Path: "prod/s", Stage: "prod", Account: "333333333333", Region: "us-east-1"}
	template := `{"Resources": {"X": {"Type": "` + resourceType + `", "Properties": {` + properties + `}}}}`
	if err := json.Unmarshal([]byte(template), &stack.Template); err != nil {
		t.Fatalf("%v: %s", err, template)
	}
	resource := stack.Template.Resources["X"]
	resource.LogicalID = "X"
	stack.Template.Resources["X"] = resource
	return assembly.Assembly{Stacks: []assembly.Stack{stack}}
}

// Policies are attributes beside the properties, and of every type.
func TestWeakerPolicies(t *testing.T) {
	differ := engine.New(context.Background(), filepath.Join("..", "..", "node_modules"))
	defer differ.Close()
	base, head := one(t, "AWS::SNS::Topic", ""), one(t, "AWS::SNS::Topic", "")
	for i, policies := range [][2]string{{"Retain", "Snapshot"}, {"RetainExceptOnCreate", ""}} {
		for j, a := range []assembly.Assembly{base, head} {
			topic := a.Stacks[0].Template.Resources["X"]
			if i == 0 {
				topic.DeletionPolicy = policies[j]
			} else {
				topic.DeletionPolicy, topic.UpdateReplacePolicy = policies[j], ""
			}
			a.Stacks[0].Template.Resources["X"] = topic
		}
		report, err := Compare(base, head, differ, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Weakenings) != 1 || !strings.Contains(report.Weakenings[0].What, "when it is deleted") {
			t.Errorf("%q: %+v", policies, report.Weakenings)
		}
	}
}
