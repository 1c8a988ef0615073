package levers

import (
	"math"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/bill"
)

// Catches a saving of alarms, archive or off-hours that is not the difference of two bills. By hand: a warning is $0.10,
// 32 metrics of Container Insights are $9.60, and the vault's key is $1. Two tasks at $36.04 are off for 103 of 168 hours.
func TestSavingsOfAlarmsArchiveAndHours(t *testing.T) {
	have := stacks()
	have[0].Stage, have[0].Tags = "dev", map[string]string{"tier": "nonproduction"}
	alarm := func(name string) assembly.Resource {
		return assembly.Resource{Type: bill.Alarm, Properties: map[string]any{"AlarmName": name}}
	}
	settings := []any{map[string]any{"Name": "containerInsights", "Value": "enabled"}}
	for id, resource := range map[string]assembly.Resource{
		"Warning": alarm("kasha-dev-warning-cpu"), "Critical": alarm("kasha-dev-critical-errors"),
		"Cluster": {Type: "AWS::ECS::Cluster", Properties: map[string]any{"ClusterSettings": settings}},
		"Service": {Type: "AWS::ECS::Service", Properties: map[string]any{
			"TaskDefinition": map[string]any{"Ref": "Task"}, "DesiredCount": 2.0}},
		"Task": {Type: "AWS::ECS::TaskDefinition", Properties: map[string]any{"Cpu": "512", "Memory": "1024"}},
		"Key":  {Type: "AWS::KMS::Key"},
		"Vault": {Type: "AWS::Backup::BackupVault", Properties: map[string]any{
			"EncryptionKeyArn": map[string]any{"Fn::GetAtt": []any{"Key", "Arn"}}}},
	} {
		resource.LogicalID = id
		have[0].Template.Resources[id] = resource
	}
	database := 0.0
	for _, line := range bill.Of(have).Lines {
		if line.Rests == bill.WithDatabase {
			database += line.Monthly
		}
	}
	want := map[string]float64{"alarms.coverage": 9.70, "backup.archive": 1, "schedule": (36.04 + database) * 103 / 168}
	for _, saving := range Of(have) {
		if expected, ok := want[saving.Field]; ok {
			delete(want, saving.Field)
			if math.Abs(saving.Monthly-expected) > 0.01 {
				t.Errorf("%s: got $%.2f, want $%.2f", saving.Field, saving.Monthly, expected)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("no saving of %v", want)
	}
	have[0].Tags["tier"] = "production"
	for _, saving := range Of(have) {
		if saving.Field == "schedule" {
			t.Errorf("production has %+v, want no schedule", saving)
		}
	}
}

// stacks are one stack with what levers save on.
func stacks() []assembly.Stack {
	address := func(id string) map[string]any {
		return map[string]any{"AllocationId": map[string]any{"Fn::GetAtt": []any{id, "AllocationId"}}}
	}
	resources := map[string]assembly.Resource{
		"NatA": {Type: "AWS::EC2::NatGateway", Properties: address("IpA")}, "NatB": {Type: "AWS::EC2::NatGateway", Properties: address("IpB")},
		"IpA": {Type: "AWS::EC2::EIP"}, "IpB": {Type: "AWS::EC2::EIP"},
		"Db": {Type: "AWS::RDS::DBInstance", Properties: map[string]any{
			"DBInstanceClass": "db.t3.micro", "MultiAZ": true, "AllocatedStorage": "20",
		}},
		"Replica": {Type: "AWS::RDS::DBInstance", Properties: map[string]any{
			"DBInstanceClass": "db.t3.micro", "SourceDBInstanceIdentifier": "Db", "AllocatedStorage": "20",
		}},
	}
	for id, resource := range resources {
		resource.LogicalID = id
		resources[id] = resource
	}
	return []assembly.Stack{{Name: "s", Template: assembly.Template{Resources: resources}}}
}

// Catches a saving that is not the difference of two bills. By hand: a NAT gateway $32.85 and its address $3.65. A standby $12.41
// and $2.30 of storage, and a replica the same.
func TestSavingsAreTheDifferenceOfTwoBills(t *testing.T) {
	have := stacks()
	before := bill.Of(have).Monthly()
	want := map[string]float64{
		"network.natGateways": 36.50, "database.multiAz": 14.71, "database.readReplica": 14.71, "database.instanceClass": 0,
	}
	for _, saving := range Of(have) {
		expected, ok := want[saving.Field]
		if ok && math.Abs(saving.Monthly-expected) > 0.005 {
			t.Errorf("%s: got $%.2f, want $%.2f", saving.Field, saving.Monthly, expected)
		}
		delete(want, saving.Field)
	}
	if len(want) > 0 {
		t.Errorf("no saving of %v", want)
	}
	if after := bill.Of(have).Monthly(); after != before {
		t.Errorf("the templates were changed: they cost $%.2f, want $%.2f as before", after, before)
	}
}
