package review_test

import "testing"

// TestNamesOfAbandonedStacksAreTaken catches a renamed environment whose new stacks want the names that the old ones still have. A
// deployment deletes no stack.
func TestNamesOfAbandonedStacksAreTaken(t *testing.T) {
	const taken = "Name shop/session is taken: the stack kasha-live-data stays deployed"
	secret := func(name string) string {
		return `{"Resources": {"S": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "` + name + `"}}}}`
	}
	base := app{"kasha-live-data": secret("shop/session")}.Assembly(t)
	for _, c := range []struct{ stack, name, account, want string }{
		{"kasha-prod-data", "shop/session", "555555555555", taken},
		{"kasha-prod-data", "shop/session", "444444444444", ""},
		{"kasha-prod-data", "shop/prod/session", "555555555555", ""},
		{"kasha-live-data", "shop/session", "555555555555", ""},
	} {
		head := app{c.stack: secret(c.name)}.Assembly(t)
		head.Stacks[0].Account = c.account
		if report := compare(t, base, head); c.want == "" {
			wants(t, "failure", report.Failures)
		} else {
			wants(t, "failure", report.Failures, c.want)
		}
	}
	three := func(stack string) app {
		return app{stack: `{"Resources": {"A": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "a"}},
			"B": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "b"}},
			"C": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "c"}}}}`}
	}
	report := compare(t, three("kasha-live-data").Assembly(t), three("kasha-prod-data").Assembly(t))
	wants(t, "failure", report.Failures, "TopicName a, and 2 further names of this stack, are taken")
}
