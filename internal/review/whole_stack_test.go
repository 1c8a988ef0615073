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
