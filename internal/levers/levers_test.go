package levers

import (
	"math"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/bill"
)

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
		if expected, ok := want[saving.Field]; ok && math.Abs(saving.Monthly-expected) > 0.005 {
			t.Errorf("%s: got $%.2f, want $%.2f", saving.Field, saving.Monthly, expected)
		}
	}
	if after := bill.Of(have).Monthly(); after != before {
		t.Errorf("the templates were changed: they cost $%.2f, want $%.2f as before", after, before)
	}
}
