package review_test

import (
	"strings"
	"testing"
)

// Catches a dead-letter queue that SQS refuses, because it is in another account or region, and a finding about one that it takes.
func TestDeadLettersStayInTheAccountAndRegion(t *testing.T) {
	app := func(target string) string {
		return `{"Dead": {"Type": "AWS::SQS::Queue", "Properties": {}}, "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {
			"RedrivePolicy": {"maxReceiveCount": 5, "deadLetterTargetArn": ` + target + `}}}}`
	}
	const own = `{"Fn::GetAtt": ["Dead", "Arn"]}`
	stack := resources(app(own)).Assembly(t).Stacks[0]
	arnOf := func(region, account string) string { return `"arn:aws:sqs:` + region + `:` + account + `:letters"` }
	for target, want := range map[string]string{
		own:                                 "",
		arnOf(stack.Region, stack.Account):  "",
		arnOf(stack.Region, "999999999999"): "account 999999999999",
		arnOf("ap-south-1", stack.Account):  "ap-south-1",
		`{"Fn::Sub": "arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:letters"}`: "",
	} {
		found := ""
		for _, f := range compare(t, resources(app(own)).Assembly(t), resources(app(target)).Assembly(t)).Failures {
			if strings.Contains(f.What, "must be in the account and region of its queue") {
				found += f.What
			}
		}
		if (found == "") != (want == "") || !strings.Contains(found, want) {
			t.Errorf("%s: found %q, want one with %q", target, found, want)
		}
		for _, f := range compare(t, resources(app(target)).Assembly(t), resources(app(target)).Assembly(t)).Failures {
			t.Errorf("%s, as before: %s", target, f.What)
		}
	}
}
