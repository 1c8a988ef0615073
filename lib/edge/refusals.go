package edge

import (
	"net/netip"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// refusals are the rules that refuse viewers by their address or country. The address is outside of those that may see the
// environment, or in a list of blocked addresses. They are evaluated first, because they are the cheapest.
func refusals(scope constructs.Construct, acl string, props Props) []*awswafv2.CfnWebACL_RuleProperty {
	edge := props.Edge
	var rules []*awswafv2.CfnWebACL_RuleProperty
	if len(edge.Access.CIDRs) > 0 {
		allowed := append(addressSets(scope, "AccessAddresses", "Addresses that may see the site", edge.Access.CIDRs), hasPass(props.AccessPass))
		outside := &awswafv2.CfnWebACL_StatementProperty{
			NotStatement: &awswafv2.CfnWebACL_NotStatementProperty{Statement: either(allowed)},
		}
		rules = append(rules, blocking(acl, "OutsideAccess", outside))
	}
	if blocked := addressSets(scope, "BlockedAddresses", "Addresses that are refused", edge.WAF.Block); len(blocked) > 0 {
		rules = append(rules, blocking(acl, "BlockedAddresses", either(blocked)))
	}
	if countries := edge.WAF.BlockCountries; len(countries) > 0 {
		rules = append(rules, blocking(acl, "BlockedCountries", &awswafv2.CfnWebACL_StatementProperty{
			GeoMatchStatement: &awswafv2.CfnWebACL_GeoMatchStatementProperty{CountryCodes: jsii.Strings(countries...)},
		}))
	}
	return rules
}

// hasPass matches the requests of the canary and the smoke test. CloudFormation resolves the secret; the web ACL holds its value, which
// wafv2:GetWebACL returns.
func hasPass(pass string) *awswafv2.CfnWebACL_StatementProperty {
	return &awswafv2.CfnWebACL_StatementProperty{ByteMatchStatement: &awswafv2.CfnWebACL_ByteMatchStatementProperty{
		FieldToMatch: &awswafv2.CfnWebACL_FieldToMatchProperty{
			SingleHeader: map[string]any{"Name": strings.ToLower(AccessHeader)}, // WAF wants it in lower case
		},
		PositionalConstraint: jsii.String("EXACTLY"),
		SearchString:         jsii.String(pass),
		TextTransformations: &[]*awswafv2.CfnWebACL_TextTransformationProperty{
			{Priority: jsii.Number(0), Type: jsii.String("NONE")},
		},
	}}
}

// blocking returns a rule that refuses what a statement matches, with status 403. The caller numbers it.
func blocking(acl, name string, statement *awswafv2.CfnWebACL_StatementProperty) *awswafv2.CfnWebACL_RuleProperty {
	return &awswafv2.CfnWebACL_RuleProperty{
		Name:             jsii.String(name),
		VisibilityConfig: visible(acl + "-" + name),
		Action:           &awswafv2.CfnWebACL_RuleActionProperty{Block: &awswafv2.CfnWebACL_BlockActionProperty{}},
		Statement:        statement,
	}
}

// either matches what at least one of the statements matches. WAF refuses an OR of one statement.
func either(statements []*awswafv2.CfnWebACL_StatementProperty) *awswafv2.CfnWebACL_StatementProperty {
	if len(statements) == 1 {
		return statements[0]
	}
	return &awswafv2.CfnWebACL_StatementProperty{
		OrStatement: &awswafv2.CfnWebACL_OrStatementProperty{Statements: &statements},
	}
}

// addressSets builds an IP set for each address family in the ranges, and returns statements that match them. An IP set holds one
// family. CloudFormation names it, so it can be replaced.
func addressSets(scope constructs.Construct, id, description string, ranges []string) []*awswafv2.CfnWebACL_StatementProperty {
	var statements []*awswafv2.CfnWebACL_StatementProperty
	for _, family := range []string{"IPV4", "IPV6"} {
		var addresses []string
		for _, text := range ranges {
			if isIPv4 := netip.MustParsePrefix(text).Addr().Is4(); isIPv4 == (family == "IPV4") {
				addresses = append(addresses, text)
			}
		}
		if len(addresses) == 0 {
			continue
		}
		set := awswafv2.NewCfnIPSet(scope, jsii.String(id+family), &awswafv2.CfnIPSetProps{
			Scope: jsii.String("CLOUDFRONT"), IpAddressVersion: jsii.String(family), Addresses: jsii.Strings(addresses...),
			Description: jsii.String(names.Description(description)),
		})
		statements = append(statements, &awswafv2.CfnWebACL_StatementProperty{
			IpSetReferenceStatement: &awswafv2.CfnWebACL_IPSetReferenceStatementProperty{Arn: set.AttrArn()},
		})
	}
	return statements
}
