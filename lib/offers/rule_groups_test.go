package offers

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"kasha/lib/quotas"
)

// TestRuleGroupsFitIntoAWebACL catches groups that together cost more than the web ACL's price includes, and a document that tells another
// sum. Each WCU above 1500 is charged with every request.
func TestRuleGroupsFitIntoAWebACL(t *testing.T) {
	sum := RateRuleCapacity
	for _, group := range RuleGroups() {
		sum += group.Capacity
	}
	if sum > quotas.WebACLUnits {
		t.Errorf("the web ACL takes %d WCU, want at most %d", sum, quotas.WebACLUnits)
	}
	for _, file := range []string{"../../docs/cost.md", "../../docs/design-coverage.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("%d of %d WCU", sum, quotas.WebACLUnits); !strings.Contains(string(text), want) {
			t.Errorf("%s does not say %q, want it to", file, want)
		}
	}
}
