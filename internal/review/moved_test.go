package review_test

import (
	"testing"
)

// Catches a renamed construct that is reported as removed and added without the connection between the two.
func TestRenamedConstructIsRecognized(t *testing.T) {
	base := app{
		"a": `{"Resources": {"Old": {` + queue + `, "Properties": {"QueueName": "q"}}, "Plain": {` + queue + `,
			"Properties": {"DelaySeconds": 3}}, "Key": {"Type": "AWS::KMS::Key", "Properties": {"Description": "d", "Tags": [{"Key": "Name",
				"Value": "old"}]}}, "Gone": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": "k"}}, "Bucket": {"Type": "AWS::S3::Bucket",
					"Properties": {"BucketEncryption": {"x": {"Ref": "Key"}}}}}}`,
		"b": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`,
	}
	head := app{
		"a": `{"Resources": {"New": {` + queue + `, "Properties": {"QueueName": "q", "VisibilityTimeout": 9}},
			"Key2": {"Type": "AWS::KMS::Key", "Properties": {"Description": "d", "Tags": [{"Key": "Name", "Value": "new"}]}},
				"Come": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": "k"}}, "Bucket2": {"Type": "AWS::S3::Bucket",
					"Properties": {"BucketEncryption": {"x": {"Ref": "Key2"}}}}}}`,
		"b": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}, "Moved": {` + queue + `, "Properties": {"DelaySeconds": 3}}}}`,
	}
	report := compare(t, base.Assembly(t), head.Assembly(t))
	movedTo := map[string]string{}
	for _, loss := range report.Losses {
		movedTo[loss.Construct] = loss.MovedTo
		if (loss.Fails != "") != (loss.Construct == "Old") {
			t.Errorf("%s fails: %q; only the name of Old is taken", loss.Construct, loss.Fails)
		}
	}
	for from, to := range map[string]string{"Old": "New", "Plain": "b:Moved", "Key": "Key2", "Bucket": "Bucket2", "Gone": ""} {
		if movedTo[from] != to {
			t.Errorf("%s has moved to %q, want %q", from, movedTo[from], to)
		}
	}
	for _, change := range report.Environments[0].Stacks[1].Changes {
		if change.LogicalID == "Moved" && change.MovedFrom != "a:Plain" {
			t.Errorf("Moved comes from %q, want a:Plain", change.MovedFrom)
		}
	}
}
