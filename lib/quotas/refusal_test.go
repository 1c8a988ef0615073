package quotas

import "testing"

// TestTooManyResourcesAreExplained catches the CDK's own words about a stack, which list types that nobody writes into cdk.json.
func TestTooManyResourcesAreExplained(t *testing.T) {
	const advice = "; fix: fewer services, workers, jobs, egress, secrets or queues. Each process has its own rules and policies, " +
		"and a job has those of the service that it runs"
	for refusal, want := range map[string]string{
		"TooManyResourcesInStack: Number of resources in stack 'prod/services': 1312 is greater than allowed maximum of 500: A::B": "" +
			"the stack services of prod would have 1312 resources, and CloudFormation allows 500" + advice,
		"Number of resources in stack 'kasha-pipeline': 501 is greater than allowed maximum of 500: ": "" +
			"the stack kasha-pipeline would have 501 resources, and CloudFormation allows 500" + advice,
		"Resolution error": "",
	} {
		if got := TooManyResources(refusal); got != want {
			t.Errorf("%s: got %q, want %q", refusal, got, want)
		}
	}
}
