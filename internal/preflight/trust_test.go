package preflight

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestNoPlaceholderIsEverTrusted catches a bootstrap that trusts a stranger: the pipeline's account in the shipped cdk.json may belong to
// somebody.
func TestNoPlaceholderIsEverTrusted(t *testing.T) {
	kasha := platform()
	kasha.Pipeline = &config.Pipeline{Account: "111111111111"}
	aws := standIn{account: "444444444444", bootstraps: map[string]string{"us-east-1": "30"}}
	aws.start(t)
	dev, err := Find(kasha, "dev", Bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	cleared, err := Check(context.Background(), kasha, dev, Bootstrap, Toolkit{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "npx cdk bootstrap aws://444444444444/eu-west-1 aws://444444444444/us-east-1"; cleared.Command != want || cleared.Trusts != "" {
		t.Errorf("runs %q and trusts %q, want %q", cleared.Command, cleared.Trusts, want)
	}
	if want := []string{"The pipeline's account in cdk.json, 111111111111, is a placeholder, so no pipeline is trusted. Put the real " +
		"account there and repeat this command, or remove the pipeline from cdk.json."}; !slices.Equal(cleared.Notes, want) {
		t.Errorf("notes %q, want %q", cleared.Notes, want)
	}
	// People also paste the command of an obstacle.
	if _, err := Check(context.Background(), kasha, dev, Deploy, Toolkit{}); err == nil || strings.Contains(err.Error(), "--trust") {
		t.Errorf("without a bootstrap in eu-west-1: %v", err)
	}
}

// TestEveryShippedAccountIsAPlaceholder catches an account of the shipped cdk.json that is not recognized as a placeholder. cdk.json itself
// is the adopter's, so the accounts are written out here.
func TestEveryShippedAccountIsAPlaceholder(t *testing.T) {
	for _, account := range []string{"111111111111", "222222222222", "333333333333"} {
		if !config.IsPlaceholder(account) {
			t.Errorf("%s is not recognized as a placeholder", account)
		}
	}
}

// TestAskTrust catches an account that is trusted without confirmation, or after an answer other than the environment's name.
func TestAskTrust(t *testing.T) {
	dev := config.Environment{Name: "dev"}
	trusts := Clearance{Account: "444444444444", Trusts: "777777777777", Grants: []string{executionPolicy}}
	takes := Clearance{Account: "444444444444", Losses: []string{"the execution policy P in us-east-1"}}
	for _, test := range []struct {
		name    string
		cleared Clearance
		confirm string
		answer  string // at the terminal; empty: no one is there
		want    string // in the refusal; empty: confirmed
	}{
		{name: "the name", cleared: trusts, answer: "dev\n"},
		{name: "the name, in advance", cleared: trusts, confirm: "dev"},
		{name: "a loss, confirmed", cleared: takes, answer: "dev\n"},
		{name: "a loss, and no one at a terminal", cleared: takes, want: "This takes away: the execution policy P in us-east-1."},
		{name: "no account to trust", cleared: Clearance{Account: "444444444444"}},
		{name: "yes", cleared: trusts, answer: "yes\n", want: "the answer is not dev: nothing was bootstrapped"},
		{name: "an empty line", cleared: trusts, answer: "\n", want: "the answer is not dev"},
		{name: "no one at a terminal", cleared: trusts, want: "if you mean it, add CONFIRM=dev"},
		{name: "another environment", cleared: trusts, confirm: "staging", answer: "dev\n", want: "CONFIRM=staging and ENV=dev differ"},
	} {
		var question strings.Builder
		consent := Consent{Confirm: test.confirm, Question: &question}
		if test.answer != "" {
			consent.Terminal = strings.NewReader(test.answer)
		}
		err := AskTrust(dev, test.cleared, consent)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
		said := question.String()
		if err != nil && consent.Terminal == nil {
			said = err.Error()
		}
		for _, part := range []string{"account 777777777777 to deploy to account 444444444444", "anything", "AdministratorAccess"} {
			asked := test.cleared.Trusts != "" && test.confirm == ""
			if strings.Contains(said, part) != asked {
				t.Errorf("%s: %q is said: %v, want %v", test.name, part, !asked, asked)
			}
		}
	}
}
