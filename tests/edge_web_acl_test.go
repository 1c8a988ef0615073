package tests

import (
	"fmt"
	"strings"
	"testing"
)

// TestWebAclBlocks catches rules that only count, a missing rule group, and another rate limit than the configured one. A web ACL in count
// mode looks the same in the console and blocks nothing.
func TestWebAclBlocks(t *testing.T) {
	eachShape(t, func(p platform) {
		acl := p.at("edge/Edge/WebAcl")
		if _, open := acl.Properties.Map("DefaultAction")["Allow"]; !open {
			p.t.Errorf("the default action is %v, want Allow", acl.Properties.Map("DefaultAction"))
		}
		managed := map[string]bool{}
		limited := false
		for _, rule := range acl.Properties.Maps("Rules") {
			name, statement := rule.Text("Name"), rule.Map("Statement")
			waf := p.env.Edge.WAF
			if strings.Contains(fmt.Sprint(rule), "Count:") && len(waf.Count)+len(waf.CountAt) == 0 {
				p.t.Errorf("rule %s is %v, want no Count in it", name, rule)
			}
			if group := statement.Map("ManagedRuleGroupStatement"); group.Text("Name") != "" {
				_, own := rule.Map("OverrideAction")["None"]
				managed[group.Text("Name")] = own && group.Text("VendorName") == "AWS" && group["ExcludedRules"] == nil &&
					group["ScopeDownStatement"] == nil
			}
			if rate := statement.Map("RateBasedStatement"); rate != nil && rate.Text("Limit") != "" {
				_, blocks := rule.Map("Action")["Block"]
				got := fmt.Sprint(rate.Text("Limit"), "/", rate.Text("EvaluationWindowSec"), "/", rate.Text("AggregateKeyType"))
				limited = limited || blocks && got == fmt.Sprintf("%d/300/IP", p.env.Edge.RateLimit) && rate["ScopeDownStatement"] == nil
			}
		}
		for _, group := range []string{"CommonRuleSet", "KnownBadInputsRuleSet", "SQLiRuleSet", "AmazonIpReputationList"} {
			if !managed["AWSManagedRules"+group] {
				p.t.Errorf("managed rule groups that block are %v, want AWSManagedRules%s among them", managed, group)
			}
		}
		if !limited {
			p.t.Errorf("want a rule that blocks addresses with more than %d requests in 300 s, got %v", p.env.Edge.RateLimit,
				acl.Properties["Rules"])
		}
	})
	if limit := platformOf(t, "prod").env.Edge.RateLimit; limit != 2000 {
		t.Errorf("the limit in production is %d, want 2000 as in the design document", limit)
	}
}

// TestWebAclLogsWhatItBlocks catches a log group that WAF refuses (its name, or an ARN ending in ":*"), and credentials in the log.
func TestWebAclLogsWhatItBlocks(t *testing.T) {
	eachShape(t, func(p platform) {
		logging := p.some("AWS::WAFv2::LoggingConfiguration")[0]
		p.leadsTo(logging, "ResourceArn", "edge/Edge/WebAcl")
		group := p.at("edge/Edge/WebAclLogs/Resource")
		if name := group.Properties.Text("LogGroupName"); !strings.HasPrefix(name, "aws-waf-logs-") {
			p.t.Errorf("the log group is %s, want the prefix aws-waf-logs-: WAF writes to no other", name)
		}
		destinations := logging.Properties.Texts("LogDestinationConfigs")
		if len(destinations) != 1 || !strings.HasSuffix(destinations[0], ":log-group:"+group.Reference()) {
			p.t.Errorf("%s logs to %v, want %s", logging, destinations, group)
		}
		redacted := fmt.Sprint(logging.Properties["RedactedFields"])
		if !strings.Contains(redacted, "authorization") || !strings.Contains(redacted, "cookie") {
			p.t.Errorf("%s redacts %s, want authorization and cookie", logging, redacted)
		}
	})
}
