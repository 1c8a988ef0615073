package usage

import (
	"fmt"

	"kasha/internal/cloudformation"
	"kasha/lib/quotas"
)

// managedUnits are the capacity units of AWS's groups of rules, which AWS fixes.
// Source: WAF developer guide, "AWS Managed Rules rule groups list".
func managedUnits() map[string]int {
	return map[string]int{
		"AWSManagedRulesCommonRuleSet":          700,
		"AWSManagedRulesKnownBadInputsRuleSet":  200,
		"AWSManagedRulesSQLiRuleSet":            200,
		"AWSManagedRulesAmazonIpReputationList": 25,
		"AWSManagedRulesAnonymousIpList":        50,
	}
}

// webACLs adds up the capacity units of each web ACL.
func (m *measurement) webACLs() error {
	return m.each(func(acl cloudformation.Resource) error {
		total := 0
		for _, rule := range acl.Properties.Maps("Rules") {
			units, err := statementUnits(rule.Map("Statement"))
			if err != nil {
				return fmt.Errorf("rule %s: %w", rule.Text("Name"), err)
			}
			total += units
		}
		m.add(quotas.WebACL, acl.String(), total)
		return nil
	}, "AWS::WAFv2::WebACL")
}

// statementUnits is what WAF counts of one statement. A text transformation costs 10, none costs nothing.
// Source: WAF developer guide, "Using match rule statements" and the page of each statement.
func statementUnits(statement cloudformation.Properties) (int, error) {
	for kind := range statement {
		inner := statement.Map(kind)
		switch kind {
		case "ManagedRuleGroupStatement":
			units, known := managedUnits()[inner.Text("Name")]
			if !known {
				return 0, fmt.Errorf("the capacity of %s is not known; fix: add it to internal/usage", inner.Text("Name"))
			}
			return units, nil
		case "RateBasedStatement":
			scope, err := statementUnits(inner.Map("ScopeDownStatement"))
			return 2 + scope, err
		case "GeoMatchStatement", "IPSetReferenceStatement", "LabelMatchStatement":
			return 1, nil
		case "ByteMatchStatement":
			units := 2
			if constraint := inner.Text("PositionalConstraint"); constraint == "CONTAINS" || constraint == "CONTAINS_WORD" {
				units = 10
			}
			for _, transformation := range inner.Maps("TextTransformations") {
				if transformation.Text("Type") != "NONE" {
					units += 10
				}
			}
			return units, nil
		case "NotStatement":
			return statementUnits(inner.Map("Statement"))
		case "AndStatement", "OrStatement":
			total := 0
			for _, each := range inner.Maps("Statements") {
				units, err := statementUnits(each)
				if err != nil {
					return 0, err
				}
				total += units
			}
			return total, nil
		}
		return 0, fmt.Errorf("the capacity of a %s is not known; fix: add it to internal/usage", kind)
	}
	return 0, nil
}
