package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// otherwise is an environment in which every field says something else than the tier's default.
const otherwise = `{
  "name": "other", "tier": "nonproduction", "account": "222222222222", "region": "ca-central-1", "availabilityZones": ["ca-central-1a", "ca-central-1b"],
  "network": {"cidr": "172.20.0.0/20", "natGateways": 2, "interfaceEndpoints": ["sqs"]},
  "frontend": {"image": "public.ecr.aws/docker/library/httpd:2.4.65", "architecture": "arm64", "port": 3000, "cpu": 512, "memoryMiB": 2048, "minTasks": 3, "maxTasks": 6,
    "healthCheckPath": "/up", "startSeconds": 90, "spot": false, "writablePaths": ["/front"], "environment": {"GREETING": "hello"}},
  "backend": {"image": "ecr:1.4.2", "architecture": "arm64", "port": 9000, "cpu": 1024, "memoryMiB": 4096, "minTasks": 1, "maxTasks": 5,
    "healthCheckPath": "/ready", "startSeconds": 240, "spot": false, "writablePaths": ["/back"], "environment": {"FAREWELL": "bye"}},
  "database": {"engineVersion": "8.4.8", "instanceClass": "db.t4g.large", "multiAz": true, "readReplica": true, "storageGiB": 40, "backupRetentionDays": 14,
    "insights": true, "generalLog": true, "deletionProtection": true, "secretNamePrefix": "shop/db", "proxy": true, "poolSize": 7},
  "backup": {"archive": true, "retentionDays": 400, "lock": "governance", "restoreTest": true, "copyRegion": "us-east-2"},
  "edge": {"rateLimit": 500, "cachedPaths": ["/assets/*"], "maxBodyRule": "count", "originPrefixList": "pl-0123456789abcdef0",
    "domain": {"name": "shop.example.com", "zoneName": "example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"}},
  "messaging": {"main": ["orders"], "notification": ["sms"]},
  "logs": {"retentionDays": 14},
  "alarms": {"email": "oncall@example.com", "coverage": "full", "errorPercent": 5, "latencyMs": 250, "canary": true},
  "budget": {"monthlyUsd": 77}
}`

// TestEveryFieldOfTheConfigurationArrives catches a field that is read, validated and then ignored, with the default in its
// place: the other shapes have the defaults and would never tell.
func TestEveryFieldOfTheConfigurationArrives(t *testing.T) {
	t.Parallel()
	arrivals := map[string]struct{ resourceType, says string }{
		"network.cidr":               {"AWS::EC2::VPC", `"CidrBlock":"172.20.0.0/20"`},
		"network.natGateways":        {"AWS::EC2::NatGateway", `2 of them`},
		"network.interfaceEndpoints": {"AWS::EC2::VPCEndpoint", `ca-central-1.sqs`},

		"frontend.image":           {"AWS::ECS::TaskDefinition", `docker/library/httpd:2.4.65`},
		"frontend.architecture":    {"AWS::ECS::TaskDefinition", `"CpuArchitecture":"ARM64"`},
		"frontend.port":            {"AWS::ECS::Service", `"ContainerPort":3000`},
		"frontend.cpu":             {"AWS::ECS::TaskDefinition", `"Cpu":"512"`},
		"frontend.memoryMiB":       {"AWS::ECS::TaskDefinition", `"Memory":"2048"`},
		"frontend.minTasks":        {"AWS::ApplicationAutoScaling::ScalableTarget", `"MinCapacity":3`},
		"frontend.maxTasks":        {"AWS::ApplicationAutoScaling::ScalableTarget", `"MaxCapacity":6`},
		"frontend.healthCheckPath": {"AWS::ElasticLoadBalancingV2::TargetGroup", `"HealthCheckPath":"/up"`},
		"frontend.startSeconds":    {"AWS::ECS::Service", `"HealthCheckGracePeriodSeconds":90`},
		"frontend.spot":            {"AWS::ECS::Service", `"CapacityProvider":"FARGATE"`},
		"frontend.writablePaths":   {"AWS::ECS::TaskDefinition", `"ContainerPath":"/front"`},
		"frontend.environment":     {"AWS::ECS::TaskDefinition", `{"Name":"GREETING","Value":"hello"}`},

		"backend.image":           {"AWS::ECS::TaskDefinition", `:1.4.2`},
		"backend.architecture":    {"AWS::ECS::TaskDefinition", `"CpuArchitecture":"ARM64"`},
		"backend.port":            {"AWS::ECS::Service", `"ContainerPort":9000`},
		"backend.cpu":             {"AWS::ECS::TaskDefinition", `"Cpu":"1024"`},
		"backend.memoryMiB":       {"AWS::ECS::TaskDefinition", `"Memory":"4096"`},
		"backend.minTasks":        {"AWS::ApplicationAutoScaling::ScalableTarget", `"MinCapacity":1`},
		"backend.maxTasks":        {"AWS::ApplicationAutoScaling::ScalableTarget", `"MaxCapacity":5`},
		"backend.healthCheckPath": {"AWS::ElasticLoadBalancingV2::TargetGroup", `"HealthCheckPath":"/ready"`},
		"backend.startSeconds":    {"AWS::ECS::Service", `"HealthCheckGracePeriodSeconds":240`},
		"backend.spot":            {"AWS::ECS::Service", `"CapacityProvider":"FARGATE"`},
		"backend.writablePaths":   {"AWS::ECS::TaskDefinition", `"ContainerPath":"/back"`},
		"backend.environment":     {"AWS::ECS::TaskDefinition", `{"Name":"FAREWELL","Value":"bye"}`},

		"database.engineVersion":       {"AWS::RDS::DBInstance", `"EngineVersion":"8.4.8"`},
		"database.instanceClass":       {"AWS::RDS::DBInstance", `"DBInstanceClass":"db.t4g.large"`},
		"database.multiAz":             {"AWS::RDS::DBInstance", `"MultiAZ":true`},
		"database.readReplica":         {"AWS::RDS::DBInstance", `"SourceDBInstanceIdentifier"`},
		"database.storageGiB":          {"AWS::RDS::DBInstance", `"AllocatedStorage":"40"`},
		"database.backupRetentionDays": {"AWS::RDS::DBInstance", `"BackupRetentionPeriod":14`},
		"database.insights":            {"AWS::RDS::DBInstance", `"EnablePerformanceInsights":true`},
		"database.generalLog":          {"AWS::RDS::DBParameterGroup", `"general_log":"1"`},
		"database.deletionProtection":  {"AWS::RDS::DBInstance", `"DeletionProtection":true`},
		"database.secretNamePrefix":    {"AWS::SecretsManager::Secret", `"Name":"shop/db/`},
		"database.proxy":               {"AWS::RDS::DBProxy", `"RequireTLS":true`},
		"database.poolSize":            {"AWS::ECS::TaskDefinition", `{"Name":"DATABASE_POOL_SIZE","Value":"7"}`},

		"backup.archive":       {"AWS::Backup::BackupPlan", `"BackupPlanRule"`},
		"backup.retentionDays": {"AWS::Backup::BackupPlan", `"DeleteAfterDays":400`},
		"backup.lock":          {"AWS::Backup::BackupVault", `"LockConfiguration"`},
		"backup.restoreTest":   {"AWS::Backup::RestoreTestingPlan", `"ScheduleExpression"`},
		"backup.copyRegion":    {"AWS::Backup::BackupPlan", `us-east-2`},

		"edge.rateLimit":           {"AWS::WAFv2::WebACL", `"Limit":500`},
		"edge.cachedPaths":         {"AWS::CloudFront::Distribution", `"PathPattern":"/assets/*"`},
		"edge.maxBodyRule":         {"AWS::WAFv2::WebACL", `{"ActionToUse":{"Count":{}},"Name":"SizeRestrictions_BODY"}`},
		"edge.originPrefixList":    {"AWS::EC2::SecurityGroupIngress", `"SourcePrefixListId":"pl-0123456789abcdef0"`},
		"edge.domain.name":         {"AWS::CloudFront::Distribution", `"Aliases":["shop.example.com"]`},
		"edge.domain.zoneName":     {"AWS::CertificateManager::Certificate", `example.com`},
		"edge.domain.hostedZoneId": {"AWS::Route53::RecordSet", `"HostedZoneId":"Z0123456789ABCDEFGHIJ"`},

		"messaging.main":         {"AWS::SQS::Queue", `"QueueName":"kasha-other-orders"`},
		"messaging.notification": {"AWS::SQS::Queue", `"QueueName":"kasha-other-sms"`},
		"logs.retentionDays":     {"AWS::Logs::LogGroup", `"RetentionInDays":14`},
		"alarms.email":           {"AWS::SNS::Subscription", `"Endpoint":"oncall@example.com"`},
		"alarms.coverage":        {"AWS::CloudWatch::Alarm", `"AlarmName":"kasha-other-warning-`},
		"alarms.errorPercent":    {"AWS::CloudWatch::Alarm", `"Threshold":5,`},
		"alarms.latencyMs":       {"AWS::CloudWatch::Alarm", `"Threshold":0.25,`},
		"alarms.canary":          {"AWS::Synthetics::Canary", `"Name":"kasha-other`},
		"budget.monthlyUsd":      {"AWS::Budgets::Budget", `"Amount":77`},
	}
	elsewhere := map[string]string{ // fields that cannot be set beside others of this environment
		"backup.copyAccount": "the shape prod-domain", "schedule": "the shape ap-southeast-2",
	}

	whole := synthesizeTo(t, t.TempDir(), `{"environments": [`+otherwise+`]}`)
	said := map[string][]string{}
	for _, stack := range whole.Stacks {
		for _, resource := range stack.Template.Sorted() {
			said[resource.Type] = append(said[resource.Type], compact(t, resource.Properties))
		}
	}
	count := len(said["AWS::EC2::NatGateway"])
	said["AWS::EC2::NatGateway"] = append(said["AWS::EC2::NatGateway"], fmt.Sprintf("%d of them", count))

	for field, arrival := range arrivals {
		if !slices.ContainsFunc(said[arrival.resourceType], func(text string) bool { return strings.Contains(text, arrival.says) }) {
			t.Errorf("%s does not arrive: no %s says %s", field, arrival.resourceType, arrival.says)
		}
	}
	for _, field := range leaves(reflect.TypeFor[config.Environment](), "") {
		if _, tried := arrivals[field]; !tried && elsewhere[field] == "" {
			t.Errorf("%s is a field that this test does not set", field)
		}
	}
	for _, field := range unchanged(t) {
		if elsewhere[field] == "" {
			t.Errorf("%s is the default here, so nothing is shown of it", field)
		}
	}
}

// leaves are the paths of the fields that hold values, but for those that say which environment it is.
func leaves(of reflect.Type, path string) []string {
	var paths []string
	for i := range of.NumField() {
		field := of.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		kind := field.Type
		if kind.Kind() == reflect.Pointer && name != "schedule" {
			kind = kind.Elem()
		}
		switch {
		case slices.Contains([]string{"name", "tier", "account", "region", "availabilityZones"}, name) && path == "":
		case kind.Kind() == reflect.Struct:
			paths = append(paths, leaves(kind, path+name+".")...)
		default:
			paths = append(paths, path+name)
		}
	}
	return paths
}

// unchanged are the fields that otherwise leaves as they are by default.
func unchanged(t *testing.T) []string {
	t.Helper()
	values := func(environment string) map[string]any {
		kasha, err := readConfig(`{"environments": [` + environment + `]}`)
		if err != nil {
			t.Fatal(err)
		}
		var object map[string]any
		if err := json.Unmarshal([]byte(compact(t, kasha.Environments[0])), &object); err != nil {
			t.Fatal(err)
		}
		return object
	}
	base := values(`{"name": "other", "tier": "nonproduction", "account": "222222222222", "region": "ca-central-1", "availabilityZones": ["ca-central-1a", "ca-central-1b"]}`)
	changed := values(otherwise)
	at := func(object map[string]any, path string) any {
		var value any = object
		for _, key := range strings.Split(path, ".") {
			inner, _ := value.(map[string]any)
			value = inner[key]
		}
		return value
	}
	var same []string
	for _, field := range leaves(reflect.TypeFor[config.Environment](), "") {
		if reflect.DeepEqual(at(base, field), at(changed, field)) {
			same = append(same, field)
		}
	}
	return same
}

// compact is a value as JSON on one line, with sorted keys and without HTML's escapes.
func compact(t *testing.T, value any) string {
	t.Helper()
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
