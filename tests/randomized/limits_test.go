package randomized

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// stack is a stack with these resources, by logical id.
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
	return assembly.Stack{Name: name, Stage: "dev-1", Account: account, Region: "us-east-1", TemplateFile: file,
		Template: assembly.Template{Resources: resources}}
}

func namesOf(t *testing.T, stacks ...assembly.Stack) []Name {
	t.Helper()
	names, err := Names(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestLongNamesAreSeen catches a check that never reports a name, at each depth at which names stand.
func TestLongNamesAreSeen(t *testing.T) {
	long := func(n int) string { return strings.Repeat("a", n) }
	account, region := map[string]any{"Ref": "AWS::AccountId"}, map[string]any{"Ref": "AWS::Region"}
	bucket := map[string]any{"Fn::Join": []any{"-", []any{long(41), account, region}}}
	plan := map[string]any{"BackupPlanRule": []any{map[string]any{"RuleName": long(51)}}}
	one := stack(t, "one", "222222222222", map[string]assembly.Resource{
		"Balancer": {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: map[string]any{"Name": long(33)}},
		"Fits":     {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: map[string]any{"Name": long(32)}},
		"Bucket":   {Type: "AWS::S3::Bucket", Properties: map[string]any{"BucketName": bucket}},
		"Plan":     {Type: "AWS::Backup::BackupPlan", Properties: map[string]any{"BackupPlan": plan}},
	})
	got := strings.Join(NameProblems(namesOf(t, one)), "\n")
	for _, want := range []string{"Balancer Name", "33 characters; AWS allows 32", "-222222222222-us-east-1", "64 characters; AWS allows 63",
		"RuleName", "51 characters; AWS allows 50"} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant %q in it", got, want)
		}
	}
	if n := strings.Count(got, "\n") + 1; n != 3 {
		t.Errorf("%d problems, want 3:\n%s", n, got)
	}
}

// TestCollisionsAreSeen catches a check that compares names within a region although they must be unique in an account or in all of AWS. It
// also catches one that mixes up accounts.
func TestCollisionsAreSeen(t *testing.T) {
	resource := func(resourceType string, properties map[string]any) map[string]assembly.Resource {
		return map[string]assembly.Resource{"It": {Type: resourceType, Properties: properties}}
	}
	for _, c := range []struct {
		what                           string
		resourceType                   string
		name                           string // the property that holds the name
		sameRegion, sameAccount, apart bool   // whether two of them collide there
		unknown                        bool   // one account is left open
	}{
		{what: "queue", resourceType: "AWS::SQS::Queue", name: "QueueName", sameRegion: true, unknown: true},
		{what: "role", resourceType: "AWS::IAM::Role", name: "RoleName", sameRegion: true, sameAccount: true, unknown: true},
		{what: "bucket", resourceType: "AWS::S3::Bucket", name: "BucketName", sameRegion: true, sameAccount: true, apart: true, unknown: true},
		{what: "policy", resourceType: "AWS::IAM::Policy", name: "PolicyName"},
	} {
		one := stack(t, "one", "222222222222", resource(c.resourceType, map[string]any{c.name: "same"}))
		for _, other := range []struct {
			account, region string
			collides        bool
		}{
			{"222222222222", "us-east-1", c.sameRegion}, {"222222222222", "eu-west-1", c.sameAccount},
			{"333333333333", "us-east-1", c.apart}, {assembly.OpenAccount, "us-east-1", c.unknown},
		} {
			two := stack(t, "two", other.account, resource(c.resourceType, map[string]any{c.name: "same"}))
			two.Region = other.region
			if got := Collisions(namesOf(t, one, two)); (len(got) > 0) != other.collides {
				t.Errorf("two of one %s, the other in %s of %s: %v, want a collision: %v", c.what, other.region, other.account, got, other.collides)
			}
		}
	}
	record := func(kind string) map[string]any {
		return map[string]any{"HostedZoneId": "Z1", "Name": "a.example.com.", "Type": kind}
	}
	both := stack(t, "one", "222222222222", map[string]assembly.Resource{
		"A":    {Type: "AWS::Route53::RecordSet", Properties: record("A")},
		"AAAA": {Type: "AWS::Route53::RecordSet", Properties: record("AAAA")},
	})
	if got := Collisions(namesOf(t, both)); len(got) > 0 {
		t.Errorf("records of different types: %v, want no collision", got)
	}
}

// TestUnlistedNamesAreSeen catches a name whose limit is not in the table.
func TestUnlistedNamesAreSeen(t *testing.T) {
	one := stack(t, "kasha-dev-1-data", "222222222222", map[string]assembly.Resource{
		"Queue": {Type: "AWS::SQS::Queue", Properties: map[string]any{"QueueName": "kasha-dev-1-jobs"}},
		"Cache": {Type: "AWS::ElastiCache::CacheCluster", Properties: map[string]any{
			"ClusterName": "kasha-dev-1", "Deep": []any{map[string]any{"SomeIdentifier": "kashadev1x", "Other": "kasha-dev-1"}},
		}},
	})
	got := fmt.Sprint(Unlisted([]assembly.Stack{one}))
	for _, want := range []string{": ClusterName of", ": Deep.SomeIdentifier of"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %q in it", got, want)
		}
	}
	if strings.Contains(got, "Queue") || strings.Contains(got, "Other") {
		t.Errorf("got %s, want neither the queue's name nor the property Other", got)
	}
}

// TestQuotasThatAreExceededAreSeen catches a quota that is compared with nothing.
func TestQuotasThatAreExceededAreSeen(t *testing.T) {
	var targets []any
	for i := range 6 {
		targets = append(targets, map[string]any{"Id": fmt.Sprint(i)})
	}
	rule := func(targets []any) []assembly.Stack {
		return []assembly.Stack{stack(t, "one", "222222222222", map[string]assembly.Resource{
			"Rule": {Type: "AWS::Events::Rule", Properties: map[string]any{"Targets": targets}}})}
	}
	const want = "[Rule (/Rule): 6 targets of an event rule, and EventBridge allows 5]"
	if got := fmt.Sprint(QuotaProblems(rule(targets))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := QuotaProblems(rule(targets[:5])); len(got) > 0 {
		t.Errorf("got %v, want no problem", got)
	}
}

// TestTemplatesThatFillUpAreSeen catches a limit that is compared with the wrong figure.
func TestTemplatesThatFillUpAreSeen(t *testing.T) {
	full := map[string]assembly.Resource{}
	outputs := map[string]assembly.Output{}
	for i := range 476 {
		full[fmt.Sprintf("R%d", i)] = assembly.Resource{Type: "AWS::SNS::Topic"}
		if i < 191 {
			outputs[fmt.Sprintf("O%d", i)] = assembly.Output{}
		}
	}
	big := stack(t, "big", "222222222222", full)
	big.Template.Outputs = outputs
	if err := os.WriteFile(big.TemplateFile, make([]byte, 950_001), 0o644); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(TemplateProblems(big))
	for _, want := range []string{"476 resources", "191 outputs", "950001 bytes"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %q in it", got, want)
		}
	}
	if got := TemplateProblems(stack(t, "small", "222222222222", nil)); len(got) > 0 {
		t.Errorf("got %v, want no problem", got)
	}
}

// TestUncheckedTextsAreSeen catches a text at a place that nobody has looked up, and a place that is taken for another.
func TestUncheckedTextsAreSeen(t *testing.T) {
	one := stack(t, "one", "222222222222", map[string]assembly.Resource{
		"Queue": {Type: "AWS::SQS::Queue", Properties: map[string]any{
			"QueueName": "a", "Motto": "it's", "Tags": []any{map[string]any{"Key": "a", "Value": "b"}},
			"KmsMasterKeyId": map[string]any{"Ref": "Key"},
		}},
		"Policy": {Type: "AWS::ApplicationAutoScaling::ScalingPolicy", Properties: map[string]any{"PolicyType": "StepScaling"}},
	})
	got := UncheckedTexts([]assembly.Stack{one})
	if len(got) != 1 || !strings.Contains(got[0], "nothing checks Motto of AWS::SQS::Queue") {
		t.Errorf("got %q, want one problem with Motto", got)
	}
}
