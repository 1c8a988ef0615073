package review_test

import (
	"strings"
	"testing"
)

// Catches two answers about the port of a database, a replacement and a change in place. AWS's sources differ, so one loss says both.
func TestAnotherPortMightReplaceTheDatabase(t *testing.T) {
	database := func(port string) app {
		return resources(`{"D": {"Type": "AWS::RDS::DBInstance", "Properties": {"Engine": "mysql", "DBInstanceIdentifier": "shop",
			"Port": "` + port + `"}}}`)
	}
	report := compare(t, database("3306").Assembly(t), database("3307").Assembly(t))
	if got := strings.Join(lossLines(report.Losses), ", "); got != "D: might be replaced" {
		t.Fatalf("losses %q, want one that might be replaced, and no name that clashes", got)
	}
	for _, part := range []string{"from 3306 to 3307", "restarts in place", "is replaced"} {
		if because := report.Losses[0].Because; !strings.Contains(because, part) {
			t.Errorf("because %q, want %q in it", because, part)
		}
	}
	if len(report.Weakenings)+len(report.Failures)+len(report.Unjudged) > 0 {
		t.Errorf("weakens %v, fails %v, unjudged %v; want nothing more", report.Weakenings, report.Failures, report.Unjudged)
	}
	if report := compare(t, database("3306").Assembly(t), database("3306").Assembly(t)); len(report.Losses) > 0 {
		t.Errorf("the same port: losses %v", lossLines(report.Losses))
	}
}
