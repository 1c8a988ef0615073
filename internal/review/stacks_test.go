package review_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
)

func twoStacks(t *testing.T) assembly.Assembly {
	return app{
		"data": `{"Resources": {"Q": {` + queue + `, "DeletionPolicy": "Retain"}, "P": {"Type": "AWS::SQS::QueuePolicy"}}, "Outputs": {"Url": {"Value": {"Ref": "Q"}}}}`,
		"edge": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`,
	}.assembly(t)
}

// A stack that CloudFormation cannot recognize takes everything in it along.
func TestStackThatIsNoLongerTheSame(t *testing.T) {
	for name, c := range map[string]struct {
		edit    func(head *assembly.Assembly)
		want    []string
		because string
	}{
		"renamed":           {func(a *assembly.Assembly) { a.Stacks[0].Name = "store" }, []string{"data: replaced"}, "becomes stack store"},
		"another account":   {func(a *assembly.Assembly) { a.Stacks[0].Account = "444444444444" }, []string{"data: replaced"}, "account 444444444444"},
		"another region":    {func(a *assembly.Assembly) { a.Stacks[0].Region = "eu-west-1" }, []string{"data: replaced"}, "eu-west-1"},
		"removed":           {func(a *assembly.Assembly) { a.Stacks = a.Stacks[1:] }, []string{"data: removed"}, "no stack of this name"},
		"holds nothing":     {func(a *assembly.Assembly) { a.Stacks = a.Stacks[:1] }, nil, ""},
		"account left open": {func(a *assembly.Assembly) { a.Stacks[0].Account = "unknown-account" }, nil, ""},
		"another environment in another account": {func(a *assembly.Assembly) {
			renameEnvironment(a)
			a.Stacks[0].Account, a.Stacks[1].Account = "444444444444", "444444444444"
		}, []string{"data: removed"}, "no stack of this name"},
		"environment renamed": {renameEnvironment, []string{"data: replaced"}, "becomes stack shop-data"},
	} {
		t.Run(name, func(t *testing.T) {
			base, head := twoStacks(t), twoStacks(t)
			c.edit(&head)
			report := compare(t, base, head)
			if got := said(report.Losses); !slices.Equal(got, c.want) {
				t.Fatalf("losses %q, want %q", got, c.want)
			}
			if len(c.want) == 0 {
				return
			}
			loss := report.Losses[0]
			if !strings.Contains(loss.Because, c.because) {
				t.Errorf("because %q does not say %q", loss.Because, c.because)
			}
			if len(loss.Holds) != 1 || !strings.Contains(loss.Holds[0].Fate, "stays in the account") {
				t.Errorf("the queue in it and what becomes of it: %+v", loss.Holds)
			}
		})
	}
}

func renameEnvironment(a *assembly.Assembly) {
	for i := range a.Stacks {
		a.Stacks[i].Stage, a.Stacks[i].Path, a.Stacks[i].Name = "shop", "shop/"+a.Stacks[i].Name, "shop-"+a.Stacks[i].Name
	}
}

func TestFirstRevisionAddsEverything(t *testing.T) {
	report := compare(t, assembly.Assembly{}, twoStacks(t))
	if report.Verdict != review.NoLoss || report.Environments[0].Change != review.Added || report.Environments[0].Stacks[0].Adds != 2 {
		t.Errorf("%+v", report)
	}
}

func TestWhatAStackIsBesideItsResources(t *testing.T) {
	base, head := twoStacks(t), twoStacks(t)
	base.Stacks[0].TerminationProtection = true
	head.Stacks[0].Tags = map[string]string{"team": "shop"}
	head.Stacks[0].Template.Outputs = map[string]assembly.Output{"Address": {Value: "x"}, "PublishOutputRefX": {Value: "x"}}
	head.Stacks[1].Account = "unknown-account"
	head.Stacks[1].Template.Transform = "AWS::Serverless-2016-10-31"
	report := compare(t, base, head)
	wants(t, "weakening", report.Weakenings, "termination protection: true -> false")
	data, edge := report.Environments[0].Stacks[0], report.Environments[0].Stacks[1]
	if !strings.Contains(data.Note, "tags") || !slices.Equal(data.Outputs, []string{"outputs that go: Url", "outputs that come: Address"}) {
		t.Errorf("note %q, outputs %q", data.Note, data.Outputs)
	}
	if !strings.Contains(edge.Note, "Transform") {
		t.Errorf("note %q does not say that macros come", edge.Note)
	}
	if !strings.Contains(edge.Note, "the account was 555555555555") {
		t.Errorf("note %q does not say that the account was left open", edge.Note)
	}
}

// A reference that only head has, to nothing, stops the deployment after the stacks before it.
func TestDanglingReferenceIsAFailure(t *testing.T) {
	base := crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`, `{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Out"}}`)
	head := crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`, `{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Gone"}}`)
	report := compare(t, base.assembly(t), head.assembly(t))
	wants(t, "failure", report.Failures, "output Gone of stack a")
	if back := compare(t, head.assembly(t), head.assembly(t)); len(back.Failures) > 0 {
		t.Errorf("a reference that dangled before is not news: %v", sentences(back.Failures))
	}
}

// Renaming a construct is the classic way to lose a database: to a person nothing changed but a word.
func TestRenamedConstructIsRecognized(t *testing.T) {
	base := app{
		"a": `{"Resources": {"Old": {` + queue + `, "Properties": {"QueueName": "q"}}, "Plain": {` + queue + `, "Properties": {"DelaySeconds": 3}}, "Key": {"Type": "AWS::KMS::Key", "Properties": {"Description": "d", "Tags": [{"Key": "Name", "Value": "old"}]}}, "Gone": {"Type": "AWS::SQS::Queue", "Properties": {"KmsMasterKeyId": "k"}}, "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketEncryption": {"x": {"Ref": "Key"}}}}}}`,
		"b": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`,
	}
	head := app{
		"a": `{"Resources": {"New": {` + queue + `, "Properties": {"QueueName": "q", "VisibilityTimeout": 9}}, "Key2": {"Type": "AWS::KMS::Key", "Properties": {"Description": "d", "Tags": [{"Key": "Name", "Value": "new"}]}}, "Come": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": "k"}}, "Bucket2": {"Type": "AWS::S3::Bucket", "Properties": {"BucketEncryption": {"x": {"Ref": "Key2"}}}}}}`,
		"b": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}, "Moved": {` + queue + `, "Properties": {"DelaySeconds": 3}}}}`,
	}
	report := compare(t, base.assembly(t), head.assembly(t))
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
			t.Errorf("Moved comes from %q", change.MovedFrom)
		}
	}
}
