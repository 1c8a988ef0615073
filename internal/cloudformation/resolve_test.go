package cloudformation_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
)

// stacks reads stacks that are written as JSON, templates included.
func stacks(t *testing.T, text string) []assembly.Stack {
	t.Helper()
	var read []assembly.Stack
	if err := json.Unmarshal([]byte(text), &read); err != nil {
		t.Fatal(err)
	}
	for _, stack := range read {
		for id, resource := range stack.Template.Resources {
			resource.LogicalID = id
			stack.Template.Resources[id] = resource
		}
	}
	return read
}

// two is a stack "upper" with a named queue and outputs, and a stack "lower" whose one resource has the properties.
func two(t *testing.T, properties string) []assembly.Stack {
	t.Helper()
	return stacks(t, `[
	  {"Name": "upper", "Account": "111111111111", "Region": "eu-west-1", "Template": {
	    "Resources": {
	      "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}},
	      "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.1.0.0/16"}}},
	    "Outputs": {
	      "Arn": {"Value": {"Fn::GetAtt": ["Queue", "Arn"]}},
	      "Range": {"Value": {"Fn::GetAtt": ["Vpc", "CidrBlock"]}},
	      "Shared": {"Value": {"Ref": "Vpc"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}-vpc"}}},
	      "Again": {"Value": {"Fn::GetStackOutput": {"StackName": "upper", "OutputName": "Arn"}}},
	      "Circle": {"Value": {"Fn::GetStackOutput": {"StackName": "upper", "OutputName": "Circle"}}}}}},
	  {"Name": "lower", "Region": "us-gov-west-1", "Template": {
	    "Parameters": {"Size": {"Type": "Number", "Default": 3}, "Open": {"Type": "String"},
	      "Version": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/cdk/version"}},
	    "Mappings": {"Zones": {"aws-us-gov": {"id": "Z1"}}},
	    "Conditions": {
	      "Gov": {"Fn::Equals": [{"Ref": "AWS::Partition"}, "aws-us-gov"]},
	      "Neither": {"Fn::And": [{"Condition": "Gov"}, {"Fn::Not": [{"Condition": "Gov"}]}]},
	      "Either": {"Fn::Or": [{"Condition": "Neither"}, {"Condition": "Gov"}]},
	      "Unknown": {"Fn::Equals": [{"Ref": "Open"}, "x"]}},
	    "Resources": {
	      "Thing": {"Type": "Test::Thing", "Properties": {"Value": `+properties+`}},
	      "Absent": {"Type": "Test::Other", "Condition": "Neither"},
	      "Perhaps": {"Type": "Test::Other", "Condition": "Unknown"}}}}]`)
}

func resolveValue(t *testing.T, value string) (any, error) {
	t.Helper()
	environment, err := cloudformation.Resolve(two(t, value))
	things := environment.Resources("Test::Thing")
	if len(things) != 1 {
		t.Fatal(err)
	}
	return things[0].Properties["Value"], err
}

// Catches a function that resolves to something other than what CloudFormation makes of it.
func TestIntrinsicFunctions(t *testing.T) {
	for value, want := range map[string]any{
		`{"Ref": "Thing"}`:                "${lower.Thing}",
		`{"Fn::GetAtt": ["Thing", "Id"]}`: "${lower.Thing.Id}",
		`{"Fn::GetAtt": "Thing.A.B"}`:     "${lower.Thing.A.B}",
		`{"Ref": "AWS::AccountId"}`:       "${AWS::AccountId}",
		`{"Ref": "AWS::Region"}`:          "us-gov-west-1",
		`{"Ref": "AWS::Partition"}`:       "aws-us-gov",
		`{"Ref": "AWS::URLSuffix"}`:       "amazonaws.com",
		`{"Ref": "AWS::StackName"}`:       "lower",
		`{"Ref": "Size"}`:                 "${lower.Size}", // not 3, with which nobody has to deploy
		`{"Ref": "Open"}`:                 "${lower.Open}",
		`{"Ref": "Version"}`:              "${lower.Version}",
		`{"Fn::GetStackOutput": {"StackName": "upper", "OutputName": "Arn", "Region": "eu-west-1"}}`: "${upper.Queue.Arn}",
		`{"Fn::GetStackOutput": {"StackName": "upper", "OutputName": "Again"}}`:                      "${upper.Queue.Arn}",
		`{"Fn::GetStackOutput": {"StackName": "upper", "OutputName": "Range"}}`:                      "10.1.0.0/16",
		`{"Fn::ImportValue": "upper-vpc"}`:                                                           "${upper.Vpc}",
		`{"Fn::Join": ["-", ["a", {"Ref": "Size"}, {"Ref": "Thing"}]]}`:                              "a-${lower.Size}-${lower.Thing}",

		`{"Fn::Sub": "${AWS::Region}/${Thing.Id}/${!aws:user}"}`:        "us-gov-west-1/${lower.Thing.Id}/${aws:user}",
		`{"Fn::Sub": ["${a}${Size}", {"a": {"Ref": "Thing"}}]}`:         "${lower.Thing}${lower.Size}",
		`{"Fn::Select": [1, {"Fn::Split": [",", "a,b"]}]}`:              "b",
		`{"Fn::Select": ["0", ["x"]]}`:                                  "x",
		`{"Fn::FindInMap": ["Zones", {"Ref": "AWS::Partition"}, "id"]}`: "Z1",
		`{"Fn::If": ["Either", "yes", "no"]}`:                           "yes",
		`{"Fn::If": ["Neither", "yes", "no"]}`:                          "no",
		`[1, {"Ref": "AWS::NoValue"}, {"a": {"Ref": "AWS::NoValue"}}]`:  []any{1.0, map[string]any{}},
		`{"Condition": {"Bool": {"x": "y"}}}`: map[string]any{
			"Condition": map[string]any{"Bool": map[string]any{"x": "y"}},
		},
	} {
		have, err := resolveValue(t, value)
		if err != nil {
			t.Errorf("%s: %v", value, err)
		}
		if !reflect.DeepEqual(have, want) {
			t.Errorf("%s: have %#v, want %#v", value, have, want)
		}
	}
}

// Catches a guess at a value that cannot be known. Such a value must only be equal to itself.
func TestWhatCannotBeKnownStaysOpaque(t *testing.T) {
	for _, value := range []string{
		`{"Fn::Select": [1, {"Fn::Split": ["/", {"Ref": "Thing"}]}]}`,
		`{"Fn::If": ["Unknown", "yes", "no"]}`,
		`{"Fn::GetAZs": ""}`,
	} {
		have, err := resolveValue(t, value)
		text, ok := have.(string)
		if err != nil || !ok || !strings.HasPrefix(text, "${Fn::") {
			t.Errorf("%s: %#v, %v", value, have, err)
		}
		if _, reference := cloudformation.ParseReference(text); reference {
			t.Errorf("%s looks like a reference to a resource: %s", value, text)
		}
	}
}

// Catches a reference to nothing that is accepted. CloudFormation rejects such a template, and a model of it proves nothing.
func TestDanglingReferencesAreErrors(t *testing.T) {
	for value, want := range map[string]string{
		`{"Ref": "Nothing"}`:                                                `template of lower: Ref to "Nothing"`,
		`{"Fn::GetAtt": ["Nothing", "Arn"]}`:                                `Fn::GetAtt of "Nothing"`,
		`{"Fn::GetStackOutput": {"StackName": "upper", "OutputName": "X"}}`: "output X of stack upper, which has no such output",
		`{"Fn::GetStackOutput": {"StackName": "upper", "OutputName": "Arn", "Region": "eu-west-2"}}`: "that stack is in eu-west-1",
		`{"Fn::GetStackOutput": {"StackName": "upper", "OutputName": "Circle"}}`:                     "circular reference",
		`{"Fn::Select": [5, ["a"]]}`:                    "element 5 of 1",
		`{"Fn::Novelty": "x"}`:                          "Fn::Novelty is not known",
		`{"Fn::FindInMap": ["Zones", "aws", "id"]}`:     "no aws/id in mapping Zones",
		`{"Fn::If": ["Missing", 1, 2]}`:                 `no condition "Missing"`,
		`{"Fn::Sub": "${Nothing}"}`:                     `Ref to "Nothing"`,
		`{"Fn::GetAtt": ["Size", "Arn"]}`:               `Fn::GetAtt of "Size"`,
		`{"Fn::Join": ["", [{"Ref": "Nothing"}, "x"]]}`: `Ref to "Nothing"`,
	} {
		if _, err := resolveValue(t, value); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, have %v", value, want, err)
		}
	}
}

// Catches resources that are modelled although their condition keeps CloudFormation from creating them, or left out although it
// may create them.
func TestConditionsDecideWhichResourcesThereAre(t *testing.T) {
	environment, err := cloudformation.Resolve(two(t, `1`))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, resource := range environment.Resources("Test::Other") {
		names = append(names, resource.LogicalID)
	}
	if !reflect.DeepEqual(names, []string{"Perhaps"}) {
		t.Errorf("have %v", names)
	}
}

// Catches two environments read as one: references of one would resolve to resources of the other.
func TestTwoStacksOfOneNameAreRefused(t *testing.T) {
	both := append(two(t, `1`), two(t, `1`)...)
	if _, err := cloudformation.Resolve(both); err == nil || !strings.Contains(err.Error(), "two stacks have this name") {
		t.Error(err)
	}
}

// Catches a reference that does not lead back to its resource.
func TestFindFollowsReferences(t *testing.T) {
	environment, err := cloudformation.Resolve(two(t, `1`))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"${upper.Queue}", "${upper.Queue.Arn}", "${upper.Queue.A.B}"} {
		if resource, ok := environment.Find(text); !ok || resource.LogicalID != "Queue" {
			t.Errorf("%s: %v", text, resource)
		}
	}
	for _, text := range []string{
		"", "Queue", "${upper.Queue", "x${upper.Queue}", "${upper.Queue}${upper.Queue}", "${AWS::Region}", "${upper.Nothing}",
		"${Fn::Select(1)}",
	} {
		if resource, ok := environment.Find(text); ok {
			t.Errorf("%s: %v", text, resource)
		}
	}
	references := cloudformation.References(map[string]any{
		"b": []any{"x${upper.Vpc}y${upper.Queue.Arn}"}, "a": "${lower.Thing} and ${unfinished",
	})
	if want := []cloudformation.Reference{
		{Stack: "lower", LogicalID: "Thing"}, {Stack: "upper", LogicalID: "Vpc"}, {Stack: "upper", LogicalID: "Queue", Attribute: "Arn"},
	}; !reflect.DeepEqual(references, want) {
		t.Errorf("have %v", references)
	}
}

// Catches names that change with a construct's inner parts, or that no longer tell two constructs apart.
func TestNamesAreConstructPathsWithoutTheirEndings(t *testing.T) {
	for path, want := range map[string]string{
		"services/Frontend/Service/Service/Service":      "Frontend",
		"data/Database/Primary/Resource":                 "Database/Primary",
		"network/Network/Vpc/publicSubnet1/Subnet":       "Network/Vpc/publicSubnet1",
		"services/Service":                               "Service",
		"kasha-pipeline/Pipeline/Pipeline/Role/Resource": "Pipeline/Pipeline/Role",
		"": "Logical",
	} {
		if have := (cloudformation.Resource{LogicalID: "Logical", Path: path}).Name(); have != want {
			t.Errorf("%s: have %s, want %s", path, have, want)
		}
	}
}

// Catches accessors that read "true" as false, or a list as none.
func TestPropertiesAreReadInEveryFormThatCloudFormationTakes(t *testing.T) {
	p := cloudformation.Properties{
		"True": "true", "Yes": true, "Port": "3306", "Number": 3306.0, "List": []any{"a", 1.0}, "Commas": "a,b",
		"Object": map[string]any{"x": "y"}, "Objects": []any{map[string]any{"x": "y"}, "no object"},
	}
	if !p.Is("True") || !p.Is("Yes") || p.Is("Nothing") {
		t.Error("Is")
	}
	for _, name := range []string{"Port", "Number"} {
		if port, ok := p.Int(name); !ok || port != 3306 {
			t.Errorf("%s: %d, %t", name, port, ok)
		}
	}
	if _, ok := p.Int("Nothing"); ok {
		t.Error("a number where there is none")
	}
	if !reflect.DeepEqual(p.Texts("List"), []string{"a", "1"}) || !reflect.DeepEqual(
		p.Texts("Commas"), []string{"a", "b"},
	) || p.Texts("Nothing") != nil {
		t.Errorf("%v, %v, %v", p.Texts("List"), p.Texts("Commas"), p.Texts("Nothing"))
	}
	if len(p.Maps("Object")) != 1 || len(p.Maps("Objects")) != 1 || p.Map("Nothing") == nil || p.Map("Object").Text("x") != "y" {
		t.Errorf("%v, %v", p.Maps("Object"), p.Maps("Objects"))
	}
}
