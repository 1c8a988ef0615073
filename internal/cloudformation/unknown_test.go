package cloudformation_test

import (
	"reflect"
	"strings"
	"testing"

	"kasha/internal/cloudformation"
)

// unknowns are those about everything but the tests' own types, which CloudFormation does not know.
func unknowns(t *testing.T, value string) string {
	t.Helper()
	environment, err := cloudformation.Resolve(two(t, value))
	if err != nil {
		t.Fatal(err)
	}
	all := environment.Unknowns(func(cloudformation.Resource) bool { return true })
	return strings.Join(all, "\n")
}

// Catches open values that are not listed. A model would read them as absent.
func TestOpenValuesAreUnknowns(t *testing.T) {
	for value, want := range map[string]string{
		`{"Ref": "Size"}`:          "Value of Thing (lower): ${lower.Size} is decided",
		`[{"a": {"Ref": "Open"}}]`: "${lower.Open}",
		`{"Fn::If": ["Unknown", {"x": 1}, {"Ref": "AWS::NoValue"}]}`:        "${Fn::If(",
		`{"Fn::Join": ["", ["a", {"Fn::GetAZs": ""}]]}`:                     "${Fn::GetAZs(",
		`"{{resolve:ssm:/range}}"`:                                          "{{resolve:ssm:/range}}",
		`{"Fn::ImportValue": "nowhere"}`:                                    `template of lower: import of "nowhere"`,
		`{"Fn::GetStackOutput": {"StackName": "other", "OutputName": "X"}}`: "output X of stack other, which is not a stack of this environment",
	} {
		if have := unknowns(t, value); !strings.Contains(have, want) {
			t.Errorf("%s: no %q in:\n%s", value, want, have)
		}
	}
	for _, value := range []string{
		`{"Ref": "Thing"}`, `"10.0.0.0/8"`, `{"Ref": "AWS::AccountId"}`, `{"Tags": [{"Ref": "Size"}], "AvailabilityZone": {"Fn::GetAZs": ""}}`,
		`{"MasterUserPassword": "{{resolve:secretsmanager:x}}"}`, `{"Fn::Sub": "${!aws:username}"}`,
	} {
		if have := unknowns(t, value); strings.Contains(have, "Value of Thing") {
			t.Errorf("%s: %s", value, have)
		}
	}
}

// Catches a resource that may not exist, taken for one that does. It may be what closes something.
func TestResourcesUnderOpenConditionsAreUnknowns(t *testing.T) {
	if have := unknowns(t, `1`); !strings.Contains(
		have, "whether there is Perhaps (lower): condition Unknown",
	) || strings.Contains(have, "Absent") {
		t.Error(have)
	}
	environment, _ := cloudformation.Resolve(two(t, `{"Ref": "Open"}`))
	for _, unknown := range environment.Unknowns(func(cloudformation.Resource) bool { return false }) {
		if strings.Contains(unknown, "Open") || strings.Contains(unknown, "Unknown") {
			t.Errorf("nobody asked about this resource: %s", unknown)
		}
	}
}

// Catches nested templates, macros and custom resources that are not listed. Each may contain anything.
func TestWhatMayContainAnythingIsUnknown(t *testing.T) {
	environment, err := cloudformation.Resolve(stacks(t, `[{"Name": "s", "Template": {
	  "Transform": ["AWS::SecretsManager-2024-09-16", "OurMacro"],
	  "Resources": {
	    "Nested": {"Type": "AWS::CloudFormation::Stack"}, "Custom": {"Type": "Custom::OpenUp"}, "Own": {"Type": "Org::Net::MODULE"},
	    "Known": {"Type": "Custom::VpcRestrictDefaultSG"}, "Queue": {"Type": "AWS::SQS::Queue"},
	    "Role": {"Type": "AWS::IAM::Role"},
	    "Function": {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["Role", "Arn"]}}},
	    "Ours": {"Type": "Custom::Ours", "Properties": {"ServiceToken": {"Fn::GetAtt": ["Function", "Arn"]}}},
	    "Foreign": {"Type": "AWS::Lambda::Function", "Properties": {"Role": "arn:aws:iam::111111111111:role/admin"}},
	    "Theirs": {"Type": "Custom::Theirs", "Properties": {"ServiceToken": {"Fn::GetAtt": ["Foreign", "Arn"]}}},
	    "Elsewhere": {"Type": "Custom::Elsewhere", "Properties": {"ServiceToken": "arn:aws:lambda:us-east-1:111111111111:function:f"}}}}}]`))
	if err != nil {
		t.Fatal(err)
	}
	have := environment.Unknowns(func(cloudformation.Resource) bool { return true })
	want := []string{
		"Custom (s), a Custom::OpenUp, which may hold or change anything",
		"Elsewhere (s), a Custom::Elsewhere, which may hold or change anything",
		"Nested (s), a AWS::CloudFormation::Stack, which may hold or change anything",
		"Own (s), a Org::Net::MODULE, which may hold or change anything",
		"Theirs (s), a Custom::Theirs, which may hold or change anything",
		"the transform OurMacro of stack s, which may add or change anything",
	}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("have %q", have)
	}
}

// Catches a changed default that is no change to the resolved value, and a missing value that is no error.
func TestADeploymentWithoutArgumentsHasDefaults(t *testing.T) {
	for value, want := range map[string]any{`{"Ref": "Size"}`: 3.0, `{"Ref": "Version"}`: "${SSM(/cdk/version)}"} { // the name, not the value
		environment, err := cloudformation.ResolveAsDeployed(two(t, value))
		if things := environment.Resources("Test::Thing"); err != nil || len(things) != 1 || things[0].Properties["Value"] != want {
			t.Errorf("%s: have %v (%v), want %v", value, things, err, want)
		}
	}
	if _, err := cloudformation.ResolveAsDeployed(two(t, `{"Fn::ImportValue": "nowhere"}`)); err == nil {
		t.Error("an import of nothing")
	}
}

// Catches one resource taken for two because it is named in two ways, and two taken for one.
func TestIdentityIsOneKeyForEveryNameOfAResource(t *testing.T) {
	environment, err := cloudformation.Resolve(stacks(t, `[{"Name": "s", "Template": {"Resources": {
	  "Group": {"Type": "AWS::EC2::SecurityGroup"}, "Vpc": {"Type": "AWS::EC2::VPC"},
	  "Listener": {"Type": "AWS::ElasticLoadBalancingV2::Listener"},
	  "Rule": {"Type": "AWS::ElasticLoadBalancingV2::ListenerRule"}, "Acl": {"Type": "AWS::EC2::NetworkAcl"},
	  "Balancer": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer"}}}}]`))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"${s.Group}": "${s.Group}", "${s.Group.GroupId}": "${s.Group}", "${s.Vpc.VpcId}": "${s.Vpc}",
		"${s.Listener.ListenerArn}": "${s.Listener}",
		"${s.Rule.RuleArn}":         "${s.Rule}", "${s.Acl.Id}": "${s.Acl}", "${s.Balancer.LoadBalancerArn}": "${s.Balancer}",
		"${s.Vpc.DefaultSecurityGroup}":       "${s.Vpc.DefaultSecurityGroup}",
		"${s.Balancer.CanonicalHostedZoneID}": "${s.Balancer.CanonicalHostedZoneID}",
		"${s.Group.VpcId}":                    "${s.Group.VpcId}", "sg-1": "sg-1", "x${s.Group.GroupId}": "x${s.Group.GroupId}",
		"${s.Nothing.Id}": "${s.Nothing.Id}", "": "",
	} {
		if have := environment.Identity(text); have != want {
			t.Errorf("%s: have %s, want %s", text, have, want)
		}
	}
	if _, ok := environment.Named("${s.Vpc.DefaultSecurityGroup}", "AWS::EC2::VPC"); ok {
		t.Error("a VPC's default group is not the VPC")
	}
	if group, ok := environment.Named("${s.Group.GroupId}", "AWS::EC2::SecurityGroup"); !ok || group.LogicalID != "Group" {
		t.Error(group, ok)
	}
}
