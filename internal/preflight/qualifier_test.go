package preflight

import (
	"context"
	"strings"
	"testing"
)

// TestAnotherQualifierIsLookedFor catches a check that looks for the default qualifier only. It would tell people to bootstrap an account
// that is bootstrapped, and then give the same answer again.
func TestAnotherQualifierIsLookedFor(t *testing.T) {
	aws := standIn{account: "555555555555", qualifier: "acme01", bootstraps: map[string]string{"us-east-1": "30"}}
	aws.start(t)
	env, err := Find(platform(), "staging", Deploy)
	if err != nil {
		t.Fatal(err)
	}
	cleared, err := Check(context.Background(), platform(), env, Deploy, Toolkit{Qualifier: "acme01"})
	if want := "staging: account 555555555555, bootstrap version 30 in us-east-1."; err != nil || cleared.Summary != want {
		t.Errorf("got %q and error %v, want %q", cleared.Summary, err, want)
	}
	_, err = Check(context.Background(), platform(), env, Deploy, Toolkit{})
	if err == nil || !strings.Contains(err.Error(), "is not bootstrapped") {
		t.Errorf("the default qualifier: got %v, want that the account is not bootstrapped", err)
	}
}
