package usage

import (
	"fmt"

	"kasha/internal/cloudformation"
	"kasha/lib/offers"
	"kasha/lib/quotas"
)

// webACLs adds up the capacity units of each web ACL, and counts its rate-based rules.
func (m *measurement) webACLs() error {
	return m.each(func(acl cloudformation.Resource) error {
		total, rates := 0, 0
		for _, rule := range acl.Properties.Maps("Rules") {
			units, err := statementUnits(rule.Map("Statement"))
			if err != nil {
				return fmt.Errorf("rule %s: %w", rule.Text("Name"), err)
			}
			total += units
			if rule.Map("Statement")["RateBasedStatement"] != nil { // which cannot be inside another one
				rates++
			}
		}
		m.add(quotas.WebACL, acl.String(), total)
		m.add(quotas.RateRules, acl.String(), rates)
		return nil
	}, "AWS::WAFv2::WebACL")
}

// statementUnits is what WAF counts of one statement.
func statementUnits(statement cloudformation.Properties) (int, error) {
	for kind := range statement {
		inner := statement.Map(kind)
		switch kind {
		case "ManagedRuleGroupStatement":
			units, known := offers.GroupCapacity(inner.Text("Name"))
			if !known {
				return 0, fmt.Errorf("the capacity of %s is not known; fix: add it to lib/offers/rule_groups.go", inner.Text("Name"))
			}
			scope, err := statementUnits(inner.Map("ScopeDownStatement"))
			return units + scope, err
		case "RateBasedStatement":
			scope, err := statementUnits(inner.Map("ScopeDownStatement"))
			return offers.RateRuleCapacity + scope, err
		case "GeoMatchStatement":
			return offers.GeoMatchCapacity, nil
		case "IPSetReferenceStatement":
			return offers.IPSetCapacity, nil
		case "LabelMatchStatement":
			return offers.LabelMatchCapacity, nil
		case "ByteMatchStatement":
			units := offers.StringMatchCapacity
			if constraint := inner.Text("PositionalConstraint"); constraint == "CONTAINS" || constraint == "CONTAINS_WORD" {
				units = offers.StringSearchCapacity
			}
			for _, transformation := range inner.Maps("TextTransformations") {
				if transformation.Text("Type") != "NONE" {
					units += offers.TransformationCapacity
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
