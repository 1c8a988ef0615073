package edge

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awswafv2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/logging"
	"kasha/lib/offers"
)

const rateWindowSeconds = 300 // design document: per five minutes

// newWebACL builds the design document's rules, and AWS's groups against SQL injection and addresses of bad repute: what is behind is a
// MySQL application. WAF evaluates the rules in this order. The rate limit comes before the managed rules, because it spares them the
// requests of an address over its rate.
func newWebACL(scope constructs.Construct, props Props) (awswafv2.CfnWebACL, string) {
	name := props.Environment.WebACL()
	inOrder := append(refusals(scope, name, props), rateLimit(name, props.Edge.RateLimit))
	inOrder = append(inOrder, rateLimits(name, props.Edge.WAF.RateLimits)...)
	inOrder = append(inOrder, challenges(name, props.Edge.WAF.Challenge)...)
	counted := slices.Clone(props.Edge.WAF.Count)
	for _, count := range props.Edge.WAF.CountAt {
		counted = append(counted, count.Rule)
	}
	for _, group := range offers.RuleGroups() {
		inOrder = append(inOrder, managed(name, group, counted))
	}
	inOrder = append(inOrder, blockedElsewhere(name, props.Edge.WAF.CountAt)...)
	if props.Edge.WAF.BotControl {
		inOrder = append(inOrder, botControl(name, props.AccessPass, counted))
	}
	var rules []any
	for i, rule := range inOrder {
		rule.Priority = jsii.Number(i)
		rules = append(rules, rule)
	}
	acl := awswafv2.NewCfnWebACL(scope, jsii.String("WebAcl"), &awswafv2.CfnWebACLProps{
		Name:             jsii.String(name),
		Scope:            jsii.String("CLOUDFRONT"),
		DefaultAction:    &awswafv2.CfnWebACL_DefaultActionProperty{Allow: &awswafv2.CfnWebACL_AllowActionProperty{}},
		VisibilityConfig: visible(name),
		Rules:            &rules,
	})
	newWebACLLogs(scope, props, acl)
	return acl, name
}

// rateLimit blocks an address that sends too many requests.
func rateLimit(acl string, limit int) *awswafv2.CfnWebACL_RuleProperty {
	return &awswafv2.CfnWebACL_RuleProperty{
		Name:             jsii.String("RateLimit"),
		VisibilityConfig: visible(acl + "-RateLimit"),
		Action:           &awswafv2.CfnWebACL_RuleActionProperty{Block: &awswafv2.CfnWebACL_BlockActionProperty{}},
		Statement: &awswafv2.CfnWebACL_StatementProperty{
			RateBasedStatement: &awswafv2.CfnWebACL_RateBasedStatementProperty{
				AggregateKeyType:    jsii.String("IP"),
				Limit:               jsii.Number(limit),
				EvaluationWindowSec: jsii.Number(rateWindowSeconds),
			},
		},
	}
}

// managed returns one of AWS's rule groups with its own actions (block). Those of its rules that are named in counted only count.
func managed(acl string, group offers.RuleGroup, counted []string) *awswafv2.CfnWebACL_RuleProperty {
	statement := &awswafv2.CfnWebACL_ManagedRuleGroupStatementProperty{VendorName: jsii.String("AWS"), Name: jsii.String(group.Name)}
	var overrides []any
	for _, rule := range counted {
		if slices.Contains(group.Countable, rule) {
			overrides = append(overrides, &awswafv2.CfnWebACL_RuleActionOverrideProperty{
				Name:        jsii.String(rule),
				ActionToUse: &awswafv2.CfnWebACL_RuleActionProperty{Count: &awswafv2.CfnWebACL_CountActionProperty{}},
			})
		}
	}
	if len(overrides) > 0 {
		statement.RuleActionOverrides = &overrides
	}
	return &awswafv2.CfnWebACL_RuleProperty{
		Name:             jsii.String(group.Name),
		VisibilityConfig: visible(acl + "-" + group.Name),
		OverrideAction:   &awswafv2.CfnWebACL_OverrideActionProperty{None: map[string]any{}},
		Statement:        &awswafv2.CfnWebACL_StatementProperty{ManagedRuleGroupStatement: statement},
	}
}

// botControl returns AWS's group about bots, which is billed by the request and therefore comes last. It does not look at the canary and
// the smoke test, which are bots: they send the header that lets them in.
func botControl(acl, pass string, counted []string) *awswafv2.CfnWebACL_RuleProperty {
	rule := managed(acl, offers.BotControl(), counted)
	statement := rule.Statement.(*awswafv2.CfnWebACL_StatementProperty)
	group := statement.ManagedRuleGroupStatement.(*awswafv2.CfnWebACL_ManagedRuleGroupStatementProperty)
	common := &awswafv2.CfnWebACL_AWSManagedRulesBotControlRuleSetProperty{InspectionLevel: jsii.String("COMMON")}
	group.ManagedRuleGroupConfigs = &[]any{&awswafv2.CfnWebACL_ManagedRuleGroupConfigProperty{AwsManagedRulesBotControlRuleSet: common}}
	group.ScopeDownStatement = &awswafv2.CfnWebACL_StatementProperty{
		NotStatement: &awswafv2.CfnWebACL_NotStatementProperty{Statement: hasPass(pass)},
	}
	return rule
}

func visible(metric string) *awswafv2.CfnWebACL_VisibilityConfigProperty {
	return &awswafv2.CfnWebACL_VisibilityConfigProperty{
		CloudWatchMetricsEnabled: jsii.Bool(true), MetricName: jsii.String(metric), SampledRequestsEnabled: jsii.Bool(true),
	}
}

// newWebACLLogs logs the requests that the web ACL blocked, challenged or counted, without cookies and credentials. WAF refuses a log
// group whose name does not begin with aws-waf-logs-, and an ARN with the trailing ":*" that CloudFormation returns.
func newWebACLLogs(scope constructs.Construct, props Props, acl awswafv2.CfnWebACL) {
	group := logging.NewGroup(scope, "WebAclLogs", logging.GroupProps{
		Name:          props.Environment.WebACLLogs(),
		RetentionDays: props.LogRetentionDays,
		Retain:        props.Retain,
	})
	var kept []any
	for _, action := range []string{"BLOCK", "COUNT", "CHALLENGE"} {
		if action != "CHALLENGE" || len(props.Edge.WAF.Challenge) > 0 {
			kept = append(kept, map[string]any{"ActionCondition": map[string]any{"Action": action}})
		}
	}
	config := awswafv2.NewCfnLoggingConfiguration(scope, jsii.String("WebAclLogging"), &awswafv2.CfnLoggingConfigurationProps{
		ResourceArn:           acl.AttrArn(),
		LogDestinationConfigs: &[]any{groupARN(group)},
		RedactedFields:        redacted(props.AccessPass),
		LoggingFilter: map[string]any{
			"DefaultBehavior": "DROP",
			"Filters": []any{map[string]any{
				"Behavior": "KEEP", "Requirement": "MEETS_ANY",
				"Conditions": kept,
			}},
		},
	})
	config.Node().AddDependency(group)
}

// redacted are the headers that are not logged.
func redacted(pass string) *[]any {
	hidden := []string{"authorization", "cookie"}
	if pass != "" {
		hidden = append(hidden, strings.ToLower(AccessHeader))
	}
	var fields []any
	for _, header := range hidden {
		fields = append(fields, &awswafv2.CfnLoggingConfiguration_FieldToMatchProperty{SingleHeader: map[string]any{"Name": header}})
	}
	return &fields
}

func groupARN(group awslogs.LogGroup) *string {
	return awscdk.Stack_Of(group).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("logs"), Resource: jsii.String("log-group"),
		ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME, ResourceName: group.LogGroupName(),
	})
}
