package references

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

const oldHash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// reader reads two outputs of the stack data, and one of them twice.
const reader = `{
 "Resources": {
  "Task": {
   "Type": "AWS::ECS::Service",
   "Properties": {
    "Group": {"Fn::GetStackOutput": {"StackName": "data", "OutputName": "Group"}},
    "Again": {"Fn::Join": ["", ["x", {"Fn::GetStackOutput": {"StackName": "data", "OutputName": "Group"}}]]},
    "Id": {"Fn::GetStackOutput": {"StackName": "data", "OutputName": "Id"}}
   },
   "Metadata": {
    "aws:cdk:path": "data/Task"
   }
  },
  "Bare": {
   "Type": "AWS::SNS::Topic",
   "Properties": {"DisplayName": {"Fn::GetStackOutput": {"StackName": "data", "OutputName": "Group"}}}
  },
  "Other": {
   "Type": "AWS::SNS::Topic"
  }
 }
}`

// producer has a security group in a VPC of its own, and a database instance.
const producer = `{"Resources": {
  "Vpc": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16", "EnableDnsSupport": true}},
  "Group": {"Type": "AWS::EC2::SecurityGroup", "Properties": {
    "GroupDescription": "MySQL", "VpcId": {"Ref": "Vpc"}, "SecurityGroupEgress": []}},
  "Odd": {"Type": "AWS::New::Type", "Properties": {"Anything": 1}},
  "Instance": {"Type": "AWS::RDS::DBInstance", "Properties": {"DBInstanceIdentifier": "mysql", "AllocatedStorage": "20"}}},
 "Outputs": {
  "Group": {"Value": {"Fn::GetAtt": ["Group", "GroupId"]}},
  "Odd": {"Value": {"Ref": "Odd"}},
  "Id": {"Value": {"Fn::GetAtt": ["Instance", "DbiResourceId"]}},
  "Address": {"Value": {"Fn::GetAtt": ["Instance", "Endpoint.Address"]}}}}`

// written is an assembly of both stacks, as the CDK writes it.
func written(t *testing.T, producer, reader string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"data.template.json": producer, "services.template.json": reader,
		"services.assets.json": `{"files": {"` + oldHash + `": {"objectKey": "` + oldHash + `.json"}}}`,
		"manifest.json": `{"artifacts": {
			"data": {"type": "aws:cloudformation:stack", "environment": "aws://1/us-east-1", "displayName": "data",
				"properties": {"templateFile": "data.template.json"}},
			"services": {"type": "aws:cloudformation:stack", "environment": "aws://1/us-east-1", "displayName": "services",
				"dependencies": ["data"], "properties": {"templateFile": "services.template.json",
				"stackTemplateAssetObjectUrl": "s3://bucket/` + oldHash + `.json"}}}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func read(t *testing.T, dir, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// notesOf notes the assembly and returns the notes of the reader's resources.
func notesOf(t *testing.T, producer, reader string) map[string]any {
	t.Helper()
	dir := written(t, producer, reader)
	if err := Note(dir); err != nil {
		t.Fatal(err)
	}
	var template assembly.Template
	if err := json.Unmarshal([]byte(read(t, dir, "services.template.json")), &template); err != nil {
		t.Fatal(err)
	}
	notes := map[string]any{}
	for id, resource := range template.Resources {
		if note := resource.Metadata[Key]; note != nil {
			notes[id] = note
		}
	}
	return notes
}

// Catches a reader that is left behind because its text stays the same, and one that is deployed without need.
func TestAReadersTextChangesExactlyWhenItsProducerIsReplaced(t *testing.T) {
	before := notesOf(t, producer, reader)
	if len(before) != 2 || len(before["Task"].(map[string]any)) != 2 {
		t.Fatalf("notes %v, want two of Task and one of Bare", before)
	}
	for _, c := range []struct {
		old, new string
		changes  string // the entries of Task that change
	}{
		{`"MySQL"`, `"MySQL of the backend"`, "data.Group"},
		{`10.0.0.0/16`, `10.1.0.0/16`, "data.Group"}, // the group's VPC is replaced, and so is the group
		{`"EnableDnsSupport": true`, `"EnableDnsSupport": false`, ""},
		{`"SecurityGroupEgress": []`, `"SecurityGroupEgress": [{"CidrIp": "0.0.0.0/0"}]`, ""},
		{`"DBInstanceIdentifier": "mysql"`, `"DBInstanceIdentifier": "mariadb"`, "data.Instance.DbiResourceId"},
		{`"AllocatedStorage": "20"`, `"AllocatedStorage": "30"`, "data.Instance.DbiResourceId"},
	} {
		after := notesOf(t, strings.Replace(producer, c.old, c.new, 1), reader)
		var changed []string
		for name, digest := range after["Task"].(map[string]any) {
			if digest != before["Task"].(map[string]any)[name] {
				changed = append(changed, name)
			}
		}
		if got := strings.Join(changed, " "); got != c.changes {
			t.Errorf("%s to %s changes the notes %q, want %q", c.old, c.new, got, c.changes)
		}
	}
}

// Catches an address that is taken for the resource id, which would restart tasks whenever the replica's storage grows.
func TestOnlyReadersOfTheResourceIDFollowEveryChangeOfAnInstance(t *testing.T) {
	address := strings.ReplaceAll(reader, `"OutputName": "Id"`, `"OutputName": "Address"`)
	before := fmt.Sprint(notesOf(t, producer, address)["Task"])
	for change, follows := range map[string]bool{`"AllocatedStorage": "30"`: false, `"DBName": "kasha"`: true} {
		changed := strings.Replace(producer, `"AllocatedStorage": "20"`, `"AllocatedStorage": "20", `+change, 1)
		if follows != (fmt.Sprint(notesOf(t, changed, address)["Task"]) != before) {
			t.Errorf("%s: a reader of the address follows: %v, want %v", change, !follows, follows)
		}
	}
}

// Catches a producer of a type that the table of create-only properties lacks: any change of it may be a replacement.
func TestReadersFollowEveryChangeOfAnUnknownType(t *testing.T) {
	odd := strings.ReplaceAll(reader, `"OutputName": "Id"`, `"OutputName": "Odd"`)
	before := fmt.Sprint(notesOf(t, producer, odd))
	if after := fmt.Sprint(notesOf(t, strings.Replace(producer, `"Anything": 1`, `"Anything": 2`, 1), odd)); after == before {
		t.Errorf("the notes are the same, want others: %s", after)
	}
}

// Catches a template that is uploaded under the hash of another text, and a text of which more changes than the notes.
func TestANoteChangesNothingElse(t *testing.T) {
	dir := written(t, producer, reader)
	if err := Note(dir); err != nil {
		t.Fatal(err)
	}
	text := read(t, dir, "services.template.json")
	for _, file := range []string{"manifest.json", "services.assets.json"} {
		if named := read(t, dir, file); strings.Contains(named, oldHash) || !strings.Contains(named, hash([]byte(text))) {
			t.Errorf("%s does not name the hash of the new text:\n%s", file, named)
		}
	}
	if read(t, dir, "data.template.json") != producer {
		t.Error("the producer's template has changed")
	}
	var kept []string
	skipping := false
	for line := range strings.Lines(text) {
		skipping = skipping || strings.Contains(line, Key)
		if !skipping {
			kept = append(kept, line)
		}
		skipping = skipping && !strings.HasPrefix(line, "    }")
	}
	// Bare had no metadata, so the note brought an object of its own.
	got := strings.Replace(strings.Join(kept, ""), "\"Metadata\": {\n   },\n   \"Type\": \"AWS::SNS", "\"Type\": \"AWS::SNS", 1)
	if got != reader {
		t.Errorf("without the notes the text is\n%s\nwant\n%s", got, reader)
	}
	if err := Note(dir); err != nil || read(t, dir, "services.template.json") != text {
		t.Errorf("a second run gives %v and\n%s\nwant\n%s", err, read(t, dir, "services.template.json"), text)
	}
}

// Catches a stale note in an assembly that was edited after its synthesis, as the rehearsal does.
func TestAnOldNoteIsReplaced(t *testing.T) {
	dir := written(t, producer, reader)
	if err := Note(dir); err != nil {
		t.Fatal(err)
	}
	before := read(t, dir, "services.template.json")
	edited := strings.Replace(producer, "MySQL", "MySQL of the backend", 1)
	if err := os.WriteFile(filepath.Join(dir, "data.template.json"), []byte(edited), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Note(dir); err != nil {
		t.Fatal(err)
	}
	after := read(t, dir, "services.template.json")
	if before == after || strings.Count(before, Key) != strings.Count(after, Key) || len(before) != len(after) {
		t.Errorf("after an edit the text is\n%s\nwant other digests in\n%s", after, before)
	}
}

func TestWhatCannotBeNotedIsAnError(t *testing.T) {
	output := strings.Replace(reader, `"Resources": {`, `"Outputs": {"O": {"Value": {"Fn::GetStackOutput": {"StackName": "data",
		"OutputName": "Group"}}}}, "Resources": {`, 1)
	for what, c := range map[string]struct{ reader, says string }{
		"an output that reads": {reader: output, says: "the output O reads Group of data weakly"},
		"empty metadata": {
			reader: strings.Replace(reader, `"aws:cdk:path": "data/Task"`, "", 1), says: "the resource Task has empty metadata",
		},
	} {
		if err := Note(written(t, producer, c.reader)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", what, err, c.says)
		}
	}
	dir := written(t, producer, reader)
	os.WriteFile(filepath.Join(dir, "services.assets.json"), []byte(`{}`), 0o644)
	if err := Note(dir); err == nil || !strings.Contains(err.Error(), "does not name the template's asset") {
		t.Errorf("assets without the template: %v, want an error that says so", err)
	}
}
