package shapes

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// stack is one stack whose template holds these resources, by logical id.
func stack(t *testing.T, name, account string, resources map[string]assembly.Resource) assembly.Stack {
	t.Helper()
	file := filepath.Join(t.TempDir(), "template.json")
	if err := os.WriteFile(file, []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	for id, resource := range resources {
		resource.LogicalID, resource.Path = id, id
		resources[id] = resource
	}
	return assembly.Stack{Name: name, Stage: "dev-1", Account: account, Region: "us-east-1", TemplateFile: file, Template: assembly.Template{Resources: resources}}
}

func namesOf(t *testing.T, stacks ...assembly.Stack) []Name {
	t.Helper()
	names, err := Names(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestLongNamesAreSeen catches a check that never objects, at each depth at which names stand.
func TestLongNamesAreSeen(t *testing.T) {
	long := func(n int) string { return strings.Repeat("a", n) }
	one := stack(t, "one", "222222222222", map[string]assembly.Resource{
		"Balancer": {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: map[string]any{"Name": long(33)}},
		"Fits":     {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: map[string]any{"Name": long(32)}},
		"Bucket":   {Type: "AWS::S3::Bucket", Properties: map[string]any{"BucketName": map[string]any{"Fn::Join": []any{"-", []any{long(41), map[string]any{"Ref": "AWS::AccountId"}, map[string]any{"Ref": "AWS::Region"}}}}}},
		"Plan":     {Type: "AWS::Backup::BackupPlan", Properties: map[string]any{"BackupPlan": map[string]any{"BackupPlanRule": []any{map[string]any{"RuleName": long(51)}}}}},
	})
	got := strings.Join(NameProblems(namesOf(t, one)), "\n")
	for _, want := range []string{"Balancer Name", "33 characters; AWS takes 32", "-222222222222-us-east-1", "64 characters; AWS takes 63", "RuleName", "51 characters; AWS takes 50"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n") + 1; n != 3 {
		t.Errorf("%d problems, want 3:\n%s", n, got)
	}
}

// TestCollisionsAreSeen catches a check that looks at one region where a name is an account's, or at one account where it is
// the world's, and one that mixes up accounts.
func TestCollisionsAreSeen(t *testing.T) {
	resource := func(resourceType string, properties map[string]any) map[string]assembly.Resource {
		return map[string]assembly.Resource{"It": {Type: resourceType, Properties: properties}}
	}
	for _, c := range []struct {
		what                           string
		resourceType                   string
		properties                     map[string]any
		sameRegion, sameAccount, apart bool // whether two of them collide there
		unknown                        bool // one account is left open
	}{
		{"queue", "AWS::SQS::Queue", map[string]any{"QueueName": "same"}, true, false, false, true},
		{"role", "AWS::IAM::Role", map[string]any{"RoleName": "same"}, true, true, false, true},
		{"bucket", "AWS::S3::Bucket", map[string]any{"BucketName": "same"}, true, true, true, true},
		{"policy", "AWS::IAM::Policy", map[string]any{"PolicyName": "same"}, false, false, false, false},
	} {
		one := stack(t, "one", "222222222222", resource(c.resourceType, c.properties))
		for _, other := range []struct {
			account, region string
			collides        bool
		}{
			{"222222222222", "us-east-1", c.sameRegion}, {"222222222222", "eu-west-1", c.sameAccount},
			{"333333333333", "us-east-1", c.apart}, {"unknown-account", "us-east-1", c.unknown},
		} {
			two := stack(t, "two", other.account, resource(c.resourceType, c.properties))
			two.Region = other.region
			if got := Collisions(namesOf(t, one, two)); (len(got) > 0) != other.collides {
				t.Errorf("two of one %s, the other in %s of %s: %v", c.what, other.region, other.account, got)
			}
		}
	}
	record := func(kind string) map[string]any {
		return map[string]any{"HostedZoneId": "Z1", "Name": "a.example.com.", "Type": kind}
	}
	both := stack(t, "one", "222222222222", map[string]assembly.Resource{"A": {Type: "AWS::Route53::RecordSet", Properties: record("A")}, "AAAA": {Type: "AWS::Route53::RecordSet", Properties: record("AAAA")}})
	if got := Collisions(namesOf(t, both)); len(got) > 0 {
		t.Errorf("records of different types: %v", got)
	}
}

// TestUnlistedNamesAreSeen catches a name that nobody has looked up a limit for.
func TestUnlistedNamesAreSeen(t *testing.T) {
	one := stack(t, "kasha-dev-1-data", "222222222222", map[string]assembly.Resource{
		"Queue": {Type: "AWS::SQS::Queue", Properties: map[string]any{"QueueName": "kasha-dev-1-jobs"}},
		"Cache": {Type: "AWS::ElastiCache::CacheCluster", Properties: map[string]any{"ClusterName": "kasha-dev-1", "Deep": []any{map[string]any{"SomeIdentifier": "kashadev1x", "Other": "kasha-dev-1"}}}},
	})
	if got := fmt.Sprint(Unlisted([]assembly.Stack{one})); !strings.Contains(got, ": ClusterName of") || !strings.Contains(got, ": Deep.SomeIdentifier of") || strings.Contains(got, "Queue") || strings.Contains(got, "Other") {
		t.Error(got)
	}
}

// TestTemplatesThatFillUpAreSeen catches a limit that is compared with something else.
func TestTemplatesThatFillUpAreSeen(t *testing.T) {
	full := map[string]assembly.Resource{}
	outputs := map[string]assembly.Output{}
	for i := range 251 {
		full[fmt.Sprintf("R%d", i)] = assembly.Resource{Type: "AWS::SNS::Topic"}
		if i < 101 {
			outputs[fmt.Sprintf("O%d", i)] = assembly.Output{}
		}
	}
	big := stack(t, "big", "222222222222", full)
	big.Template.Outputs = outputs
	if err := os.WriteFile(big.TemplateFile, make([]byte, 1<<19+1), 0o644); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(TemplateProblems(big))
	for _, want := range []string{"251 resources", "101 outputs", "524289 bytes"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if got := TemplateProblems(stack(t, "small", "222222222222", nil)); len(got) > 0 {
		t.Error(got)
	}
}
