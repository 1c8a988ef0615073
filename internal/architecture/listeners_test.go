package architecture_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
)

// Catches a load balancer of which nobody sees which listener, or which path, leads to which service.
func TestAListenerNamesItsServices(t *testing.T) {
	system := read(t, func(stacks []assembly.Stack) {
		const ruleType = "AWS::ElasticLoadBalancingV2::ListenerRule"
		rule := properties(t, stacks, ruleType, "FromCloudFrontRule")
		rule["Conditions"] = []any{map[string]any{"Field": "path-pattern", "PathPatternConfig": map[string]any{"Values": []any{"/shop/*"}}}}
	})
	for id, want := range map[string]string{
		"PublicLoadBalancer":   "internet-facing; listens on HTTP 80 for Frontend (/shop/*)",
		"InternalLoadBalancer": "internal; listens on HTTP 8080 for Backend",
	} {
		balancer, _ := system.Component(id)
		if got := strings.Join(balancer.Facts, "; "); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

// Catches a service of AWS that sends to a queue and that the picture does not show.
func TestServicesThatSendToAQueueAreRead(t *testing.T) {
	policyOf := func(stacks []assembly.Stack) map[string]any {
		return properties(t, stacks, "AWS::SQS::QueuePolicy", "Messaging/jobs/Policy")["PolicyDocument"].(map[string]any)
	}
	for effect, want := range map[string][]string{"Allow": {"EventBridge", "S3"}, "Deny": nil} {
		system := read(t, func(stacks []assembly.Stack) {
			policy := policyOf(stacks)
			policy["Statement"] = append(policy["Statement"].([]any), map[string]any{
				"Effect": effect, "Action": "sqs:SendMessage", "Resource": "*",
				"Principal": map[string]any{"Service": []any{"s3.amazonaws.com", "events.amazonaws.com"}},
			})
		})
		queue, _ := system.Component("Messaging/jobs")
		if !slices.Equal(queue.Senders, want) {
			t.Errorf("%s: got %q, want %q", effect, queue.Senders, want)
		}
	}
}

// Catches a queue of undelivered events that is in no picture.
func TestTheQueueOfUndeliveredEventsIsNamed(t *testing.T) {
	system := read(t, func(stacks []assembly.Stack) {
		for _, stack := range stacks {
			for id, resource := range stack.Template.Resources {
				if resource.Type == "AWS::SQS::Queue" && strings.Contains(resource.Path, "Messaging/jobs/") {
					target := map[string]any{"Id": "a", "DeadLetterConfig": map[string]any{
						"Arn": map[string]any{"Fn::GetAtt": []any{id, "Arn"}},
					}}
					stack.Template.Resources["SeededRule"] = assembly.Resource{Type: "AWS::Events::Rule", LogicalID: "SeededRule",
						Path: "SeededRule/Resource", Properties: map[string]any{"Targets": []any{target, target}}}
				}
			}
		}
	})
	if want := "queue jobs: events that 1 rule cannot deliver, kept there for 4 days"; !slices.Contains(system.Shared, want) {
		t.Errorf("got %q, want %q", system.Shared, want)
	}
}

// Catches a load balancer that seems to forward any request, and one of which a rule without the header is overlooked.
func TestALoadBalancerSaysWhichHeaderItAsksFor(t *testing.T) {
	const says = "passes on only requests with the secret header X-Kasha-Origin, which CloudFront sends; all others get 403"
	facts := func(change func(stacks []assembly.Stack)) string {
		balancer, _ := read(t, change).Component("PublicLoadBalancer")
		return strings.Join(balancer.Facts, "; ")
	}
	if got := facts(nil); !strings.Contains(got, says) {
		t.Errorf("got %q, want %q", got, says)
	}
	second := func(condition map[string]any) func(stacks []assembly.Stack) {
		return func(stacks []assembly.Stack) {
			add(t, stacks, "services", "Second", "AWS::ElasticLoadBalancingV2::ListenerRule", map[string]any{
				"ListenerArn": map[string]any{"Ref": "PublicListener"}, "Priority": 2.0, "Conditions": []any{condition},
				"Actions": []any{map[string]any{"Type": "forward", "TargetGroupArn": map[string]any{"Ref": "FrontendTargets"}}},
			})
		}
	}
	for name, change := range map[string]func(stacks []assembly.Stack){
		"a second rule without the header": second(map[string]any{"Field": "path-pattern", "PathPatternConfig": map[string]any{
			"Values": []any{"/open"}}}),
		"a second rule with another header": second(map[string]any{"Field": "http-header", "HttpHeaderConfig": map[string]any{
			"HttpHeaderName": "X-Other", "Values": []any{"{{resolve:secretsmanager:other}}"}}}),
		"a second rule with a header that is no secret": second(map[string]any{"Field": "http-header", "HttpHeaderConfig": map[string]any{
			"HttpHeaderName": "X-Kasha-Origin", "Values": []any{"public"}}}),
		"a listener that forwards all the rest": func(stacks []assembly.Stack) {
			properties(t, stacks, "AWS::ElasticLoadBalancingV2::Listener", "PublicLoadBalancer")["DefaultActions"] = []any{
				map[string]any{"Type": "forward", "TargetGroupArn": map[string]any{"Ref": "FrontendTargets"}}}
		},
	} {
		if got := facts(change); strings.Contains(got, "passes on only") {
			t.Errorf("%s: got %q, want no such limit", name, got)
		}
	}
}
