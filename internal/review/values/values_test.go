package values

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review/engine"
)

func stack(t *testing.T, name, template string) assembly.Stack {
	t.Helper()
	s := assembly.Stack{Name: name, Path: "prod/" + name, Stage: "prod", Account: "333333333333", Region: "us-east-1"}
	if err := json.Unmarshal([]byte(template), &s.Template); err != nil {
		t.Fatal(err)
	}
	for id, resource := range s.Template.Resources {
		resource.LogicalID = id
		s.Template.Resources[id] = resource
	}
	return s
}

// Catches a reference that is not followed to its source, and metadata of the CDK that counts as a difference.
func TestValuesAreFollowedToTheirSource(t *testing.T) {
	templates, problems, err := Resolve(assembly.Assembly{Stacks: []assembly.Stack{
		stack(t, "a", `{"Resources": {"Key": {"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain", "UpdatePolicy": {"x": 1},
			"DependsOn": ["Meta"],
			"Metadata": {"aws:cdk:path": "p", "AWS::CloudFormation::Init": {"y": 1}, "AWS::CloudFormation::Authentication": {"z": 1}},
				"Properties": {"Tags": [{"Ref": "Key"}]}},
			"Meta": {"Type": "AWS::CDK::Metadata"}}, "Outputs": {"K": {"Value": {"Fn::GetAtt": ["Key", "Arn"]}}}}`),
		stack(t, "b", `{"Resources": {"T": {"Type": "AWS::SNS::Topic",
			"Properties": {"KmsMasterKeyId": {"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "K"}}}}}}`),
	}})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	want := Templates{
		"a": {"Key": {
			"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain", "UpdatePolicy": map[string]any{"x": 1.0}, "DependsOn": []any{"Meta"},
			"Metadata": map[string]any{ // both, in every run
				"AWS::CloudFormation::Init": map[string]any{"y": 1.0}, "AWS::CloudFormation::Authentication": map[string]any{"z": 1.0},
			},
			"Properties": map[string]any{"Tags": []any{"${a.Key}"}},
		}},
		"b": {"T": {"Type": "AWS::SNS::Topic", "Properties": map[string]any{"KmsMasterKeyId": "${a.Key.Arn}"}}},
	}
	if !reflect.DeepEqual(templates, want) {
		t.Errorf("%v\nwant\n%v", templates, want)
	}
}

func TestDanglingReferencesAreCollected(t *testing.T) {
	_, problems, err := Resolve(assembly.Assembly{Stacks: []assembly.Stack{
		stack(t, "a", `{"Resources": {"T": {"Type": "AWS::SNS::Topic", "Properties": {"A": {"Ref": "Gone"},
			"B": {"Fn::ImportValue": "nowhere"}}}}}`),
	}})
	if err != nil || len(problems) != 2 {
		t.Errorf("error %v, problems %q, want 2 problems", err, problems)
	}
}

func TestTwoStacksOfOneNameAreRefused(t *testing.T) {
	one := stack(t, "a", `{}`)
	if _, _, err := Resolve(assembly.Assembly{Stacks: []assembly.Stack{one, one}}); err == nil {
		t.Error("no error, although references between the stacks are ambiguous")
	}
}

func TestMarksReachIntoTexts(t *testing.T) {
	template := engine.Template{"R": {"Type": "T", "Properties": map[string]any{
		"bare": "${a.Key}", "attribute": "${a.Key.Arn}", "inside": []any{"arn:x/${a.Key}-${a.Keyring}"},
		"nested": `${Fn::Select([0,"${a.Key.Name}"])}`, "other": "${b.Key}", "pseudo": "${AWS::StackId}",
	}}}
	got := Mark(template, map[string]string{"a.Key": " (replaced)"})["R"]["Properties"]
	want := map[string]any{
		"bare": "${a.Key (replaced)}", "attribute": "${a.Key (replaced).Arn}", "inside": []any{"arn:x/${a.Key (replaced)}-${a.Keyring}"},
		"nested": `${Fn::Select([0,"${a.Key (replaced).Name}"])}`, "other": "${b.Key}", "pseudo": "${AWS::StackId}",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%v\nwant\n%v", got, want)
	}
	if template["R"]["Properties"].(map[string]any)["bare"] != "${a.Key}" {
		t.Error("the template itself was changed")
	}
}

func TestRewriteSeesMarkedReferences(t *testing.T) {
	got := Rewrite("x ${a.Key (replaced).Arn}", func(resource, rest string) string { return "<" + resource + "|" + rest + ">" })
	if want := "x <a.Key| (replaced).Arn>"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Catches two long values that are cut before the place where they differ.
func TestExcerptsShowTheDifference(t *testing.T) {
	same := strings.Repeat("a", 400)
	old, new := Excerpts(same+"OLD"+same, same+"NEW")
	if !strings.Contains(old, "OLD") || !strings.HasSuffix(new, "NEW") || len([]rune(old)) > 122 {
		t.Errorf("%q, %q", old, new)
	}
	if old, new := Excerpts(nil, same); old != "nothing" || !strings.HasSuffix(new, "…") {
		t.Errorf("%q, %q", old, new)
	}
}
