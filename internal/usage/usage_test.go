package usage

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/lib/quotas"
)

// measured measures a stack with some resources, by logical ID.
func measured(t *testing.T, resources map[string]assembly.Resource) (map[string]int, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "template.json")
	if err := os.WriteFile(file, []byte(`{"a": "{{resolve:ssm:/a}}", "b": "{{resolve:ssm:/b}}"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for id, resource := range resources {
		resource.LogicalID, resource.Path = id, id
		resources[id] = resource
	}
	uses, err := Of([]assembly.Stack{{Name: "one", Account: "111111111111", Region: "us-east-1", TemplateFile: file,
		Template: assembly.Template{Resources: resources}}})
	found := map[string]int{}
	for _, use := range uses {
		found[fmt.Sprintf("%s, %s", use.Quota, strings.Fields(use.Where)[0])] = use.Amount
	}
	return found, err
}

type object = map[string]any

func ref(id string) object { return object{"Ref": id} }

// TestUsesAreMeasuredAsAWSCounts catches a count that leaves out what AWS adds up. Examples are the policies of one role, rules outside of
// their group, and the weight of a prefix list.
func TestUsesAreMeasuredAsAWSCounts(t *testing.T) {
	queue := object{"Fn::GetAtt": []any{"Queue", "Arn"}}
	statement := object{"Statement": []any{object{"Effect": "Allow", "Action": "sqs:*", "Resource": queue}}}
	got, err := measured(t, map[string]assembly.Resource{
		"Queue": {Type: "AWS::SQS::Queue"},
		"Role": {Type: "AWS::IAM::Role", Properties: object{"AssumeRolePolicyDocument": object{"Version": "2012-10-17"},
			"Policies": []any{object{"PolicyName": "own", "PolicyDocument": statement}}}},
		"Policy": {Type: "AWS::IAM::Policy", Properties: object{"Roles": []any{ref("Role")}, "PolicyDocument": statement}},
		"Group": {Type: "AWS::EC2::SecurityGroup", Properties: object{"SecurityGroupIngress": []any{object{"SourcePrefixListId": "pl-1"}},
			"SecurityGroupEgress": []any{object{"CidrIp": "0.0.0.0/0"}}}},
		"Ingress": {Type: "AWS::EC2::SecurityGroupIngress", Properties: object{"GroupId": object{"Fn::GetAtt": []any{"Group", "GroupId"}}}},
		"Users":   {Type: "AWS::CloudWatch::CompositeAlarm", Properties: object{"AlarmRule": `ALARM("a") OR (OK("b") AND ALARM("c"))`}},
		"Event":   {Type: "AWS::Events::Rule", Properties: object{"Targets": []any{object{"Id": "a"}, object{"Id": "b"}}}},
		"Board":   {Type: "AWS::CloudWatch::Dashboard", Properties: object{"DashboardBody": `{"widgets": [{}, {}, {}]}`}},
		"Acl": {Type: "AWS::WAFv2::WebACL", Properties: object{"Rules": []any{
			object{"Statement": object{"RateBasedStatement": object{"Limit": 10}}}, object{"Statement": object{"GeoMatchStatement": object{}}}}}},
		"Function": {Type: "AWS::Lambda::Function", Properties: object{"Environment": object{"Variables": object{"NAME": "value"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	length := len(`{"Statement":[{"Action":"sqs:*","Effect":"Allow","Resource":""}]}`) + assumedLength
	for what, want := range map[string]int{
		string(quotas.DynamicReferences) + ", one":      2,
		string(quotas.RolePolicies) + ", Role":          2 * length,
		string(quotas.TrustPolicy) + ", Role":           len(`{"Version":"2012-10-17"}`),
		string(quotas.SecurityGroupRules) + ", Group":   prefixListWeight + 1,
		string(quotas.CompositeAlarm) + ", Users":       3,
		string(quotas.RuleTargets) + ", Event":          2,
		string(quotas.DashboardWidgets) + ", Board":     3,
		string(quotas.RateRules) + ", Acl":              1,
		string(quotas.EventRules) + ", us-east-1":       1,
		string(quotas.Roles) + ", all":                  1,
		string(quotas.FunctionVariables) + ", Function": len("NAMEvalue"),
	} {
		if got[what] != want {
			t.Errorf("%s: got %d, want %d; all: %v", what, got[what], want, got)
		}
	}
}

// TestCapacityUnits catches a statement whose units are counted wrongly, and one that is counted as nothing because it is not known.
func TestCapacityUnits(t *testing.T) {
	match := func(constraint, transformation string) object {
		return object{"ByteMatchStatement": object{"PositionalConstraint": constraint,
			"TextTransformations": []any{object{"Priority": 0, "Type": transformation}}}}
	}
	group := func(name string) object {
		return object{"ManagedRuleGroupStatement": object{"VendorName": "AWS", "Name": name}}
	}
	for _, c := range []struct {
		statement object
		want      int
	}{
		{group("AWSManagedRulesCommonRuleSet"), 700},
		{object{"ManagedRuleGroupStatement": object{"Name": "AWSManagedRulesBotControlRuleSet", "ScopeDownStatement": object{
			"NotStatement": object{"Statement": match("EXACTLY", "NONE")}}}}, 50 + 2},
		{object{"RateBasedStatement": object{"Limit": 2000}}, 2},
		{object{"RateBasedStatement": object{"ScopeDownStatement": object{"GeoMatchStatement": object{}}}}, 3},
		{object{"NotStatement": object{"Statement": match("EXACTLY", "NONE")}}, 2},
		{object{"OrStatement": object{"Statements": []any{match("CONTAINS", "LOWERCASE"), object{"IPSetReferenceStatement": object{}}}}}, 21},
		{group("AWSManagedRulesNew"), -1},
		{object{"AndStatement": object{"Statements": []any{object{"SizeConstraintStatement": object{}}}}}, -1},
	} {
		got, err := measured(t, map[string]assembly.Resource{"Acl": {Type: "AWS::WAFv2::WebACL", Properties: object{
			"Rules": []any{object{"Name": "rule", "Statement": c.statement}}}}})
		if c.want < 0 {
			if err == nil || !strings.Contains(err.Error(), "fix: add it to ") {
				t.Errorf("%v: got %v, %v; want an error that says what to add", c.statement, got, err)
			}
			continue
		}
		if units := got[string(quotas.WebACL)+", Acl"]; err != nil || units != c.want {
			t.Errorf("%v: %d units, %v; want %d", c.statement, units, err, c.want)
		}
	}
}
