package tests

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/reviewtest"
)

// TestTheReviewShowsANewProcessWithItsRights catches a review that passes over what a new process may do, and who may call or open it.
func TestTheReviewShowsANewProcessWithItsRights(t *testing.T) {
	t.Cleanup(func() { reviewtest.Engine().Close() })
	environment := func(t *testing.T, more string) assembly.Assembly {
		return synthesizeTo(t, t.TempDir(), configurationOf(t, `{"name": "prod", "tier": "production", "account": "333333333333",
			"region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"]`+more+`}`))
	}
	before := environment(t, "")
	for name, c := range map[string]struct {
		added string
		opens []string
	}{
		"services": {`"services": {"api": {"routes": ["/api/*"], "uses": ["database", "bucket", "service:search"],
			"egress": [{"port": 587, "to": "0.0.0.0/0", "for": "mail"}]}, "search": {"internalPort": 9200}}`, []string{
			"ServiceApi/Tasks: security group allows more outbound traffic, to any IP address:  -> tcp 587",
			"ServiceApi/Tasks: security group allows more outbound traffic:  -> tcp 3306", "InternalLoadBalancerSecurityGroup: security group " +
				"allows more inbound traffic:  -> tcp 9200", "s3:PutObject", "kasha-prod/service-search",
		}},
		"a worker": {`"workers": {"mail": {"queue": "email", "uses": ["bucket", "database"]}}`, []string{
			"WorkerMail/Tasks: security group allows more outbound traffic:  -> tcp 3306", "s3:PutObject", "sqs:ReceiveMessage",
		}},
		"a release": {`"release": {"runs": "backend", "command": ["bin/migrate"], "as": "migrator"}`, []string{
			"Release/Tasks: security group allows more outbound traffic:  -> tcp 3306", "Release/FunctionRole", "states:StartExecution",
		}},
		"a release of a further service": {`"services": {"api": {"image": "ecr:1", "port": 8080, "routes": ["/api/*"]}},
			"release": {"runs": "api", "command": ["bin/migrate"]}`, []string{"Release/FunctionRole", "kasha-prod/service-api"}},
		"shells": {`"shell": {}`, []string{"Shell/Role", "ShellBackend", "ecs:ExecuteCommand"}},
	} {
		t.Run(name, func(t *testing.T) {
			report := reviewtest.Compare(t, before, environment(t, ", "+c.added))
			opens := strings.Join(reviewtest.Sentences(report.Openings), "\n")
			for _, want := range c.opens {
				if !strings.Contains(opens, want) {
					t.Errorf("the review names no opening with %q, got\n%s", want, opens)
				}
			}
			if len(report.Losses) > 0 || len(report.Failures) > 0 {
				t.Errorf("the addition loses %v and fails %v, want nothing", report.Losses, report.Failures)
			}
		})
	}
}
