package runbook

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"kasha/lib/offers"
)

// TestTheRunbookNamesTheRuleOfEveryGroup catches a query that prints a group of AWS's in place of its rule. WAF logs each group that it has
// evaluated, in their order, so the query must read as many places as there are groups. Source: WAF developer guide, "Log fields".
func TestTheRunbookNamesTheRuleOfEveryGroup(t *testing.T) {
	page, err := os.ReadFile("../../docs/runbooks/waf-blocks.md")
	if err != nil {
		t.Fatal(err)
	}
	_, query, _ := strings.Cut(string(page), "coalesce(")
	query, _, _ = strings.Cut(query, ")")
	var want []string
	for i := range append(offers.RuleGroups(), offers.BotControl()) { // an environment may have the last one
		want = append(want, fmt.Sprintf("ruleGroupList.%d.terminatingRule.ruleId", i))
	}
	if want := strings.Join(append(want, "terminatingRuleId"), ", "); query != want {
		t.Errorf("the runbook reads %q, want %q", query, want)
	}
}
