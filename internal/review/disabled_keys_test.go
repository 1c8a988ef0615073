package review_test

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/review"
)

// Catches a database that stops because its key is disabled, told as a weaker setting of the key; and a loss where nothing is disabled.
func TestADisabledKeyMakesItsDatabasesInaccessible(t *testing.T) {
	const on, off = "", `"Enabled": false`
	const primary = `"D": {"Type": "AWS::RDS::DBInstance", "Properties": {"KmsKeyId": {"Fn::GetAtt": ["K", "Arn"]}}}`
	const replica = `, "R": {"Type": "AWS::RDS::DBInstance", "Properties": {"SourceDBInstanceIdentifier": {"Fn::Join": ["",
		["arn:aws:rds:us-east-1:555555555555:db:", {"Ref": "D"}]]}}}`
	const other = `"D": {"Type": "AWS::RDS::DBInstance", "Properties": {"KmsKeyId": "arn:aws:kms:us-east-1:555555555555:key/1"}}`
	stack := func(key, databases string) app {
		return resources(fmt.Sprintf(`{"K": {"Type": "AWS::KMS::Key", "Properties": {%s}}, %s}`, key, databases))
	}
	for name, c := range map[string]struct {
		base, head app
		losses     string
		fate       string
	}{
		"the primary":          {stack(on, primary), stack(off, primary), "D: inaccessible", "within seven days"},
		"it was written as on": {stack(`"Enabled": "true"`, primary), stack(off, primary), "D: inaccessible", "within seven days"},
		"a primary with a replica": {
			stack(on, primary+replica), stack(off, primary+replica), "D: inaccessible, R: inaccessible", "not usable any more"},
		"the key of something else": {stack(on, other), stack(off, other), "", ""},
		"it was disabled":           {stack(off, primary), stack(off+`, "Description": "x"`, primary), "", ""},
		"it is enabled":             {stack(off, primary), stack(on, primary), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, c.base.Assembly(t), c.head.Assembly(t))
			if got := strings.Join(lossLines(report.Losses), ", "); got != c.losses {
				t.Errorf("losses %q, want %q", got, c.losses)
			}
			for _, loss := range report.Losses {
				if !strings.Contains(loss.Fate, c.fate) || !strings.Contains(loss.Because, "its key K is disabled") {
					t.Errorf("%s: because %q, fate %q; want %q", loss.Construct, loss.Because, loss.Fate, c.fate)
				}
			}
			if fails := report.Verdict == review.Unaccepted; fails != (c.losses != "") {
				t.Errorf("verdict %q", report.Verdict)
			}
		})
	}
}
