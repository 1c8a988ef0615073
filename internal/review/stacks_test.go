package review_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/tests/reviewtest"
)

func twoStacks(t *testing.T) assembly.Assembly {
	return app{
		"data": `{"Resources": {"Q": {` + queue + `, "DeletionPolicy": "Retain"}, "P": {"Type": "AWS::SQS::QueuePolicy"}},
			"Outputs": {"Url": {"Value": {"Ref": "Q"}}}}`,
		"edge": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`,
	}.Assembly(t)
}

// Catches a stack that is lost as a whole because CloudFormation takes it for another one.
func TestStackThatIsNoLongerTheSame(t *testing.T) {
	for name, c := range map[string]struct {
		edit    func(head *assembly.Assembly)
		want    []string
		because string
	}{
		"renamed": {edit: func(a *assembly.Assembly) { a.Stacks[0].Name = "store" }, want: []string{"data: replaced"},
			because: "becomes stack store"},
		"another account": {edit: func(a *assembly.Assembly) { a.Stacks[0].Account = "444444444444" }, want: []string{"data: replaced"},
			because: "account 444444444444"},
		"another region": {edit: func(a *assembly.Assembly) { a.Stacks[0].Region = "eu-west-1" }, want: []string{"data: replaced"},
			because: "eu-west-1"},
		"removed": {edit: func(a *assembly.Assembly) { a.Stacks = a.Stacks[1:] }, want: []string{"data: removed"},
			because: "no longer has a stack of this name"},
		"holds nothing":     {edit: func(a *assembly.Assembly) { a.Stacks = a.Stacks[:1] }, because: ""},
		"account left open": {edit: func(a *assembly.Assembly) { a.Stacks[0].Account = assembly.OpenAccount }, because: ""},
		"another environment in another account": {edit: func(a *assembly.Assembly) {
			renameEnvironment(a)
			a.Stacks[0].Account, a.Stacks[1].Account = "444444444444", "444444444444"
		}, want: []string{"data: removed"}, because: "no longer has a stack of this name"},
		"environment renamed": {edit: renameEnvironment, want: []string{"data: replaced"}, because: "becomes stack shop-data"},
	} {
		t.Run(name, func(t *testing.T) {
			base, head := twoStacks(t), twoStacks(t)
			c.edit(&head)
			report := compare(t, base, head)
			if got := lossLines(report.Losses); !slices.Equal(got, c.want) {
				t.Fatalf("losses %q, want %q", got, c.want)
			}
			if len(c.want) == 0 {
				return
			}
			loss := report.Losses[0]
			if !strings.Contains(loss.Because, c.because) {
				t.Errorf("because %q, want a part %q", loss.Because, c.because)
			}
			if len(loss.Holds) != 1 || !strings.Contains(loss.Holds[0].Fate, "stays in the account") {
				t.Errorf("holds %+v, want the queue, which stays in the account", loss.Holds)
			}
		})
	}
}

func renameEnvironment(a *assembly.Assembly) {
	for i := range a.Stacks {
		a.Stacks[i].Stage, a.Stacks[i].Path, a.Stacks[i].Name = "shop", "shop/"+a.Stacks[i].Name, "shop-"+a.Stacks[i].Name
	}
}

// Catches a first revision that is reported as anything but added.
func TestFirstRevisionAddsEverything(t *testing.T) {
	report := compare(t, assembly.Assembly{}, twoStacks(t))
	if report.Verdict != review.NoLoss || report.Environments[0].Change != review.Added || report.Environments[0].Stacks[0].Adds != 2 {
		t.Errorf("got %+v, want one added environment with 2 resources in its first stack, and no loss", report)
	}
}

// Catches changes of termination protection, tags, outputs, macros or the account that are not noted.
func TestStackSettings(t *testing.T) {
	base, head := twoStacks(t), twoStacks(t)
	base.Stacks[0].TerminationProtection = true
	head.Stacks[0].Tags = map[string]string{"team": "shop"}
	head.Stacks[0].Template.Outputs = map[string]assembly.Output{"Address": {Value: "x"}, "PublishOutputRefX": {Value: "x"}}
	head.Stacks[1].Account = assembly.OpenAccount
	head.Stacks[1].Template.Transform = "AWS::Serverless-2016-10-31"
	report := compare(t, base, head)
	wants(t, "weakening", report.Weakenings, "termination protection: true -> false")
	data, edge := report.Environments[0].Stacks[0], report.Environments[0].Stacks[1]
	outputs := []string{"removed outputs: Url", "added outputs: Address", "outputs for other stacks that are added, changed or removed: 1"}
	if !strings.Contains(data.Note, "tags") || !slices.Equal(data.Outputs, outputs) {
		t.Errorf("note %q, want one about tags; outputs %q, want %q", data.Note, data.Outputs, outputs)
	}
	if !strings.Contains(edge.Note, "Transform") {
		t.Errorf("note %q, want a part Transform", edge.Note)
	}
	if !strings.Contains(edge.Note, "the account was 555555555555") {
		t.Errorf("note %q, want the account that was left open", edge.Note)
	}
}

// Catches a role that CloudFormation or the command line acts with, of which no template says anything.
func TestDeployerOfAStack(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(stack *assembly.Stack)
		want []string
	}{
		"execution role": {func(s *assembly.Stack) { s.ExecutionRole = "arn:aws:iam::111111111111:role/Administrator" },
			[]string{"CloudFormation acts with another role"}},
		"deploy role":    {func(s *assembly.Stack) { s.DeployRole = "" }, []string{"a deployment assumes another role"}},
		"one more topic": {func(s *assembly.Stack) { s.Notified = []string{"t"} }, []string{"the stack's events are sent to one more topic"}},
		"account left open": {func(s *assembly.Stack) {
			s.Account = assembly.OpenAccount
			s.DeployRole = "arn:aws:iam::" + assembly.OpenAccount + ":role/deploy"
		}, nil},
	} {
		base, head := twoStacks(t), twoStacks(t)
		base.Stacks[0].DeployRole = "arn:aws:iam::" + base.Stacks[0].Account + ":role/deploy"
		head.Stacks[0].DeployRole = base.Stacks[0].DeployRole
		c.edit(&head.Stacks[0])
		var got []string
		for _, finding := range compare(t, base, head).Openings {
			got = append(got, finding.What)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: openings %q, want %q", name, got, c.want)
		}
	}
}

// Catches a new reference that nothing answers, at which the deployment would fail halfway.
func TestDanglingReferenceIsAFailure(t *testing.T) {
	base := crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`,
		`{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Out"}}`)
	head := crossStack(`{"Key": {"Type": "AWS::RDS::DBSubnetGroup"}}`,
		`{"Fn::GetStackOutput": {"StackName": "a", "Region": "us-east-1", "OutputName": "Gone"}}`)
	report := compare(t, base.Assembly(t), head.Assembly(t))
	wants(t, "failure", report.Failures, "output Gone of stack a")
	if back := compare(t, head.Assembly(t), head.Assembly(t)); len(back.Failures) > 0 {
		t.Errorf("failures %v, want none: the reference had no answer before either", reviewtest.Sentences(back.Failures))
	}
}

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

// Catches losses that are reported when real accounts replace the placeholders, to which nothing is ever deployed.
func TestPlaceholderAccounts(t *testing.T) {
	base, head := twoStacks(t), twoStacks(t)
	for i := range base.Stacks {
		base.Stacks[i].Account, head.Stacks[i].Account = "333333333333", "444444444444"
	}
	report := compare(t, base, head)
	if report.Fails() || len(report.Losses) > 0 || report.Environments[0].Change != "added" {
		t.Errorf("verdict %q, losses %q, want no loss and an added environment: %+v",
			report.Verdict, lossLines(report.Losses), report.Environments)
	}
	if note := report.Environments[0].Stacks[0].Note; !strings.Contains(note, "333333333333, a placeholder") {
		t.Errorf("note %q, want the placeholder account", note)
	}
	back := compare(t, head, base)
	if !back.Fails() {
		t.Errorf("verdict %q, want a loss: the account was real before", back.Verdict)
	}
	for name, edit := range map[string]func(*assembly.Assembly){
		"renamed": func(a *assembly.Assembly) { a.Stacks[0].Name = "store" },
		"removed": func(a *assembly.Assembly) { a.Stacks = a.Stacks[1:] },
	} {
		head := twoStacks(t)
		head.Stacks[0].Account, head.Stacks[1].Account = "333333333333", "333333333333"
		edit(&head)
		report := compare(t, base, head)
		if !report.Fails() {
			t.Errorf("%s: verdict %q, want a loss: while the account stays, the review assumes a deployment", name, report.Verdict)
		}
		if name == "removed" && !strings.Contains(report.Losses[0].Fate, "placeholder: if nothing was ever deployed, accept this") {
			t.Errorf("fate %q, want how to accept a loss of what was never deployed", report.Losses[0].Fate)
		}
	}
}
