package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/offers"
)

// rateLimits are the rate limits of parts of the site. Each counts the requests of an address to its paths only.
func rateLimits(acl string, rates []config.PathRate) []*awswafv2.CfnWebACL_RuleProperty {
	var rules []*awswafv2.CfnWebACL_RuleProperty
	for _, rate := range rates {
		rule := rateLimit(acl, rate.Limit)
		rule.Name = jsii.String(rate.RuleName())
		rule.VisibilityConfig = visible(acl + "-" + rate.RuleName())
		rule.Statement.(*awswafv2.CfnWebACL_StatementProperty).RateBasedStatement.(*awswafv2.CfnWebACL_RateBasedStatementProperty).
			ScopeDownStatement = below(rate.Path)
		rules = append(rules, rule)
	}
	return rules
}

// challenges are the rule that asks browsers on some paths to run AWS WAF's script; none without paths. It is before AWS's groups, which
// need not look at a request that ends here.
func challenges(acl string, paths []string) []*awswafv2.CfnWebACL_RuleProperty {
	if len(paths) == 0 {
		return nil
	}
	var asked []*awswafv2.CfnWebACL_StatementProperty
	for _, path := range paths {
		asked = append(asked, below(path))
	}
	rule := blocking(acl, "Challenge", either(asked))
	rule.Action = &awswafv2.CfnWebACL_RuleActionProperty{Challenge: &awswafv2.CfnWebACL_ChallengeActionProperty{}}
	return []*awswafv2.CfnWebACL_RuleProperty{rule}
}

// blockedElsewhere are the rules that block what a rule of AWS's has counted, on all paths but those where it may count. A label says
// that it has. They come after the groups, because a label is there only for later rules.
func blockedElsewhere(acl string, counts []config.PathCount) []*awswafv2.CfnWebACL_RuleProperty {
	var rules []*awswafv2.CfnWebACL_RuleProperty
	for _, count := range counts {
		var spared []*awswafv2.CfnWebACL_StatementProperty
		for _, path := range count.Paths {
			spared = append(spared, below(path))
		}
		counted := &awswafv2.CfnWebACL_StatementProperty{LabelMatchStatement: &awswafv2.CfnWebACL_LabelMatchStatementProperty{
			Scope: jsii.String("LABEL"), Key: jsii.String(offers.RuleLabels()[count.Rule]),
		}}
		elsewhere := &awswafv2.CfnWebACL_StatementProperty{
			NotStatement: &awswafv2.CfnWebACL_NotStatementProperty{Statement: either(spared)},
		}
		rules = append(rules, blocking(acl, count.Rule+"-elsewhere", &awswafv2.CfnWebACL_StatementProperty{
			AndStatement: &awswafv2.CfnWebACL_AndStatementProperty{
				Statements: &[]*awswafv2.CfnWebACL_StatementProperty{counted, elsewhere},
			},
		}))
	}
	return rules
}

// below matches paths that begin with a text. They are decoded and their dots resolved first: /%6Cogin and /a/../login are /login.
func below(path string) *awswafv2.CfnWebACL_StatementProperty {
	return &awswafv2.CfnWebACL_StatementProperty{ByteMatchStatement: &awswafv2.CfnWebACL_ByteMatchStatementProperty{
		FieldToMatch:         &awswafv2.CfnWebACL_FieldToMatchProperty{UriPath: map[string]any{}},
		PositionalConstraint: jsii.String("STARTS_WITH"),
		SearchString:         jsii.String(path),
		TextTransformations: &[]*awswafv2.CfnWebACL_TextTransformationProperty{
			{Priority: jsii.Number(0), Type: jsii.String("URL_DECODE")},
			{Priority: jsii.Number(1), Type: jsii.String("NORMALIZE_PATH")},
		},
	}}
}
