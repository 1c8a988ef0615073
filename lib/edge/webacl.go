package edge

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/logging"
)

const (
	commonRules    = "AWSManagedRulesCommonRuleSet"
	badInputsRules = "AWSManagedRulesKnownBadInputsRuleSet"
	// bodySizeRule blocks every request body over 8 KB, uploads included; edge.maxBodyRule can turn it to counting.
	bodySizeRule = "SizeRestrictions_BODY"

	rateWindowSeconds = 300 // design document: per five minutes
)

// newWebACL builds the document's three rules, in the order that costs least: an address over its rate is turned away
// before the managed rules look at its request.
func newWebACL(scope constructs.Construct, props Props) (awswafv2.CfnWebACL, string) {
	name := "kasha-" + props.Environment
	acl := awswafv2.NewCfnWebACL(scope, jsii.String("WebAcl"), &awswafv2.CfnWebACLProps{
		Name:             jsii.String(name),
		Scope:            jsii.String("CLOUDFRONT"),
		DefaultAction:    &awswafv2.CfnWebACL_DefaultActionProperty{Allow: &awswafv2.CfnWebACL_AllowActionProperty{}},
		VisibilityConfig: visible(name),
		Rules: &[]any{
			&awswafv2.CfnWebACL_RuleProperty{
				Name: jsii.String("RateLimit"), Priority: jsii.Number(0), VisibilityConfig: visible(name + "-RateLimit"),
				Action: &awswafv2.CfnWebACL_RuleActionProperty{Block: &awswafv2.CfnWebACL_BlockActionProperty{}},
				Statement: &awswafv2.CfnWebACL_StatementProperty{
					RateBasedStatement: &awswafv2.CfnWebACL_RateBasedStatementProperty{
						AggregateKeyType:    jsii.String("IP"),
						Limit:               jsii.Number(props.Edge.RateLimit),
						EvaluationWindowSec: jsii.Number(rateWindowSeconds),
					},
				},
			},
			managed(name, badInputsRules, 1, ""),
			managed(name, commonRules, 2, countOnly(props.Edge.MaxBodyRule)),
		},
	})
	newWebACLLogs(scope, props, acl)
	return acl, name
}

func countOnly(maxBodyRule string) string {
	if maxBodyRule == "count" {
		return bodySizeRule
	}
	return ""
}

// managed is one of AWS's rule groups with its own actions (blocking), but for one rule that may only count.
func managed(acl, group string, priority int, counted string) *awswafv2.CfnWebACL_RuleProperty {
	statement := &awswafv2.CfnWebACL_ManagedRuleGroupStatementProperty{VendorName: jsii.String("AWS"), Name: jsii.String(group)}
	if counted != "" {
		statement.RuleActionOverrides = &[]any{&awswafv2.CfnWebACL_RuleActionOverrideProperty{
			Name:        jsii.String(counted),
			ActionToUse: &awswafv2.CfnWebACL_RuleActionProperty{Count: &awswafv2.CfnWebACL_CountActionProperty{}},
		}}
	}
	return &awswafv2.CfnWebACL_RuleProperty{
		Name: jsii.String(group), Priority: jsii.Number(priority), VisibilityConfig: visible(acl + "-" + group),
		OverrideAction: &awswafv2.CfnWebACL_OverrideActionProperty{None: map[string]any{}},
		Statement:      &awswafv2.CfnWebACL_StatementProperty{ManagedRuleGroupStatement: statement},
	}
}

func visible(metric string) *awswafv2.CfnWebACL_VisibilityConfigProperty {
	return &awswafv2.CfnWebACL_VisibilityConfigProperty{
		CloudWatchMetricsEnabled: jsii.Bool(true), MetricName: jsii.String(metric), SampledRequestsEnabled: jsii.Bool(true),
	}
}

// newWebACLLogs keeps what the ACL blocked or counted. The group's name must begin with aws-waf-logs-, or WAF refuses it,
// and its ARN must come without the trailing ":*" that CloudFormation returns. Cookies and credentials are not recorded.
func newWebACLLogs(scope constructs.Construct, props Props, acl awswafv2.CfnWebACL) {
	group := logging.NewGroup(scope, "WebAclLogs", logging.GroupProps{
		Name:          "aws-waf-logs-kasha-" + props.Environment,
		RetentionDays: props.LogRetentionDays,
		Retain:        props.Retain,
	})
	config := awswafv2.NewCfnLoggingConfiguration(scope, jsii.String("WebAclLogging"), &awswafv2.CfnLoggingConfigurationProps{
		ResourceArn:           acl.AttrArn(),
		LogDestinationConfigs: &[]any{groupARN(group)},
		RedactedFields: &[]any{
			&awswafv2.CfnLoggingConfiguration_FieldToMatchProperty{SingleHeader: map[string]any{"Name": "authorization"}},
			&awswafv2.CfnLoggingConfiguration_FieldToMatchProperty{SingleHeader: map[string]any{"Name": "cookie"}},
		},
		LoggingFilter: map[string]any{
			"DefaultBehavior": "DROP",
			"Filters": []any{map[string]any{
				"Behavior": "KEEP", "Requirement": "MEETS_ANY",
				"Conditions": []any{
					map[string]any{"ActionCondition": map[string]any{"Action": "BLOCK"}},
					map[string]any{"ActionCondition": map[string]any{"Action": "COUNT"}},
				},
			}},
		},
	})
	config.Node().AddDependency(group)
}

func groupARN(group awslogs.LogGroup) *string {
	return awscdk.Stack_Of(group).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("logs"), Resource: jsii.String("log-group"),
		ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME, ResourceName: group.LogGroupName(),
	})
}
