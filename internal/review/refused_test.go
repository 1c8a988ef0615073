package review_test

import "testing"

// Catches a change that AWS will refuse and that passes the review. What was refused before is deployed. In a stack that moves to another
// region, CloudFormation creates it anew.
func TestWhatAWSRefusesIsAFailure(t *testing.T) {
	queue := func(delay string) app {
		return resources(`{"Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": ` + delay + `}}}`)
	}
	const refused = "Jobs: DelaySeconds must be 0 to 900 (SQS API, CreateQueue): "
	for name, c := range map[string]struct {
		from, to, region string
		failures         []string
	}{
		"it changes":           {from: "900", to: "901", failures: []string{refused + "900 -> 901"}},
		"it stays":             {from: "901", to: "901"},
		"it is right":          {from: "0", to: "900"},
		"it moves":             {from: "901", to: "901", region: "eu-west-1", failures: []string{refused + "nothing -> 901"}},
		"a value that is read": {from: "1", to: `{"Ref": "AWS::NoValue"}`},
	} {
		t.Run(name, func(t *testing.T) {
			base, head := queue(c.from).Assembly(t), queue(c.to).Assembly(t)
			if c.region != "" {
				head.Stacks[0].Region = c.region
			}
			report := compare(t, base, head)
			wants(t, "failure", report.Failures, c.failures...)
			if len(c.failures) > 0 && !report.Fails() {
				t.Errorf("the verdict is %q, want one that fails", report.Verdict)
			}
		})
	}
}
