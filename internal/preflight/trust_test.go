package preflight

import (
	"context"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
)

// TestNoPlaceholderIsEverTrusted catches a bootstrap that lets a stranger in: the pipeline's account in the cdk.json that
// Kasha ships with belongs to somebody.
func TestNoPlaceholderIsEverTrusted(t *testing.T) {
	kasha := platform()
	kasha.Pipeline = &config.Pipeline{Account: "111111111111"}
	aws := standIn{account: "444444444444", bootstraps: map[string]string{"us-east-1": "30"}}
	aws.start(t)
	dev, err := Find(kasha, "dev", Bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	cleared, err := Check(context.Background(), kasha, dev, Bootstrap)
	if err != nil {
		t.Fatal(err)
	}
	if want := "npx cdk bootstrap aws://444444444444/eu-west-1 aws://444444444444/us-east-1"; cleared.Command != want || cleared.Trusts != "" {
		t.Errorf("runs %q and trusts %q, want %q", cleared.Command, cleared.Trusts, want)
	}
	if want := []string{"The pipeline's account in cdk.json, 111111111111, is a placeholder, so no pipeline is let in: put the real account there and run this again, or take the pipeline out."}; !slices.Equal(cleared.Notes, want) {
		t.Errorf("notes %q, want %q", cleared.Notes, want)
	}
	// The way out of an obstacle is pasted by people, too.
	if _, err := Check(context.Background(), kasha, dev, Deploy); err == nil || strings.Contains(err.Error(), "--trust") {
		t.Errorf("without a bootstrap in eu-west-1: %v", err)
	}
}

// TestEveryAccountOfTheFirstConfigurationIsAPlaceholder catches an account that Kasha ships with in cdk.json and does not
// know for one. The history holds the file as it was shipped; this is what is in it.
func TestEveryAccountOfTheFirstConfigurationIsAPlaceholder(t *testing.T) {
	for _, account := range []string{"111111111111", "222222222222", "333333333333"} {
		if !isPlaceholder(account) {
			t.Errorf("%s counts as somebody's", account)
		}
	}
}

// TestAskTrust catches an account that is let in although nobody, or somebody who misread the question, agreed.
func TestAskTrust(t *testing.T) {
	dev := config.Environment{Name: "dev"}
	lets := Clearance{Account: "444444444444", Trusts: "777777777777"}
	for _, test := range []struct {
		name    string
		cleared Clearance
		confirm string
		answer  string // at the terminal; none: nobody is there
		want    string // in the refusal; empty: agreed
	}{
		{"the name", lets, "", "dev\n", ""},
		{"the name, beforehand", lets, "dev", "", ""},
		{"nobody is let in", Clearance{Account: "444444444444"}, "", "", ""},
		{"yes", lets, "", "yes\n", "that is not dev: nothing was bootstrapped"},
		{"an empty line", lets, "", "\n", "that is not dev"},
		{"nobody there", lets, "", "", "write CONFIRM=dev behind the command"},
		{"another environment", lets, "staging", "dev\n", "CONFIRM=staging and ENV=dev differ"},
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
		for _, part := range []string{"account 777777777777, the pipeline's", "anything in account 444444444444", "AdministratorAccess"} {
			asked := test.cleared.Trusts != "" && test.confirm == ""
			if strings.Contains(said, part) != asked {
				t.Errorf("%s: %q is said: %v, want %v", test.name, part, !asked, asked)
			}
		}
	}
}
