package review_test

import (
	"testing"

	"kasha/internal/review/accepted"
)

// Catches a compliance lock that is added without a word, and a change of one that AWS Backup will refuse. A governance lock may change.
func TestAComplianceLockIsFinal(t *testing.T) {
	vault := func(lock string) app {
		return resources(`{"Vault": {"Type": "AWS::Backup::BackupVault", "Properties": {"BackupVaultName": "v"` + lock + `}}}`)
	}
	const (
		none       = ``
		governance = `, "LockConfiguration": {"MinRetentionDays": 2555}`
		shorter    = `, "LockConfiguration": {"MinRetentionDays": 365}`
		compliance = `, "LockConfiguration": {"MinRetentionDays": 2555, "ChangeableForDays": 7}`
		longer     = `, "LockConfiguration": {"MinRetentionDays": 3650, "ChangeableForDays": 7}`
		moreDays   = `, "LockConfiguration": {"MinRetentionDays": 2555, "ChangeableForDays": 30}`
		tags       = `, "BackupVaultTags": {"team": "a"}`
		final      = "Vault: the vault gets a compliance lock: 7 days after the deployment, no one can remove it"
		refused    = "Vault: AWS Backup refuses to change or remove a compliance lock 7 days after it was made"
	)
	for name, c := range map[string]struct{ from, to, note, failure string }{
		"a compliance lock is added":          {from: none, to: compliance, note: final},
		"governance becomes compliance":       {from: governance, to: compliance, note: final},
		"another retention too":               {from: shorter, to: longer, note: final},
		"a governance lock is added":          {from: none, to: governance},
		"governance with a shorter retention": {from: governance, to: shorter},
		"a shorter retention":                 {from: longer, to: compliance, failure: refused},
		"a longer retention":                  {from: compliance, to: longer, failure: refused},
		"more days":                           {from: compliance, to: moreDays, failure: refused},
		"compliance becomes governance":       {from: compliance, to: governance, failure: refused},
		"the compliance lock is removed":      {from: compliance, to: none, failure: refused},
		"other tags":                          {from: compliance, to: compliance + tags},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, vault(c.from).Assembly(t), vault(c.to).Assembly(t))
			wants(t, "note", report.Notes, some(c.note)...)
			wants(t, "failure", report.Failures, some(c.failure)...)
			if report.Fails() != (c.failure != "") {
				t.Errorf("verdict %q, want a failure: %t", report.Verdict, c.failure != "")
			}
		})
	}
}

// Catches a lock in a new vault, or in a stack that is new as a whole, that the review passes over.
func TestANewVaultsComplianceLockIsSaid(t *testing.T) {
	const vault = `"Type": "AWS::Backup::BackupVault", "Properties": {"LockConfiguration": {"MinRetentionDays": 31, "ChangeableForDays": 3}}`
	const topic = `"Topic": {"Type": "AWS::SNS::Topic"}`
	base := resources(`{` + topic + `}`)
	inStack := resources(`{` + topic + `, "Vault": {` + vault + `}}`)
	wants(t, "note", compare(t, base.Assembly(t), inStack.Assembly(t)).Notes, "Vault: the vault gets a compliance lock: 3 days")
	newStack := app{"s": base["s"], "archive": `{"Resources": {"Vault": {` + vault + `}}}`}
	wants(t, "note", compare(t, base.Assembly(t), newStack.Assembly(t)).Notes, "Vault: the vault gets a compliance lock: 3 days")
}

// Catches a change within the days of grace that nobody can accept.
func TestAComplianceLockCanBeChangedInItsDaysOfGrace(t *testing.T) {
	vault := func(days string) app {
		return resources(`{"Vault": {"Type": "AWS::Backup::BackupVault", "Properties": {
			"LockConfiguration": {"MinRetentionDays": ` + days + `, "ChangeableForDays": 7}}}}`)
	}
	days := accepted.Loss{Environment: "prod", Stack: "s", Resource: "Vault", Type: "AWS::Backup::BackupVault",
		Loss: accepted.Fails, Reason: "deployed the day before yesterday"}
	report := compare(t, vault("2555").Assembly(t), vault("3650").Assembly(t), days)
	if report.Fails() {
		t.Errorf("verdict %q, want one that does not fail", report.Verdict)
	}
}

// some is a list of a text, or an empty one.
func some(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}
