package operate

import (
	"strings"
	"testing"
	"time"
)

// stoppedAccount has a database with these states, one for each call.
func stoppedAccount(states ...string) *account {
	answers := make([]string, len(states))
	for i, state := range states {
		answers[i] = `["` + state + `"]`
		if state == "" {
			answers[i] = `[]`
		}
	}
	return &account{answers: map[string][]string{
		"sts get-caller-identity":   {`"111111111111"`},
		"rds describe-db-instances": answers,
		"rds start-db-instance":     {`{}`},
	}}
}

// TestWakeEndsWhenTheDatabaseCanBeDeleted catches a deletion that starts while RDS refuses the final snapshot. It also catches a start of
// a running database, and a wait for one that does not exist.
func TestWakeEndsWhenTheDatabaseCanBeDeleted(t *testing.T) {
	const look, start = "rds describe-db-instances", "rds start-db-instance"
	for name, c := range map[string]struct {
		states []string
		calls  []string
		slept  time.Duration
	}{
		"available":           {states: []string{"available"}, calls: []string{look}},
		"optimizing its disk": {states: []string{"storage-optimization"}, calls: []string{look}},
		"no database":         {states: []string{""}, calls: []string{look}},
		"stopped": {
			states: []string{"stopped", "starting", "available"}, calls: []string{look, start, look}, slept: 30 * time.Second,
		},
		"start is not seen yet": {
			states: []string{"stopped", "stopped", "available"}, calls: []string{look, start, look}, slept: 30 * time.Second,
		},
		"stopping": {
			states: []string{"stopping", "stopped", "starting", "available"}, calls: []string{look, start, look}, slept: 45 * time.Second,
		},
		"being created": {states: []string{"creating", "backing-up", "modifying", "available"}, calls: []string{look}, slept: 45 * time.Second},
		"being deleted": {states: []string{"deleting", ""}, calls: []string{look}, slept: 15 * time.Second},
	} {
		aws := stoppedAccount(c.states...)
		if err := aws.operator("dev").Wake(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		aws.wantCalls(t, append([]string{"sts get-caller-identity"}, c.calls...))
		if aws.slept != c.slept {
			t.Errorf("%s: it slept %s, want %s", name, aws.slept, c.slept)
		}
	}
}

// TestWakeSaysWhyItCannot catches a wait without an end, and a start in somebody else's account.
func TestWakeSaysWhyItCannot(t *testing.T) {
	for _, state := range []string{"failed", "storage-full", "incompatible-parameters", "inaccessible-encryption-credentials-recoverable"} {
		err := stoppedAccount(state).operator("dev").Wake()
		if err == nil || !strings.Contains(err.Error(), "kasha-dev-mysql is "+state+", and RDS takes no final snapshot") {
			t.Errorf("%s: got %v, want an error that says so", state, err)
		}
	}
	aws := stoppedAccount("creating")
	if err := aws.operator("dev").Wake(); err == nil || !strings.Contains(err.Error(), "took longer than 1h0m0s") {
		t.Errorf("got %v, want an end after an hour", err)
	}
	aws = stoppedAccount("stopped")
	o := aws.operator("dev")
	o.Environment.Account = "222222222222"
	if err := o.Wake(); err == nil || !strings.Contains(err.Error(), "these credentials are for account 111111111111") {
		t.Errorf("got %v, want that the account is another", err)
	}
	aws.wantCalls(t, []string{"sts get-caller-identity"})
}
