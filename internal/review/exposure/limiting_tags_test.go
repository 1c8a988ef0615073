package exposure_test

import "testing"

// TestTagsThatLimitPermissions catches a tag that changes like any other, although a role's permissions depend on it. A worker without its
// tag can no longer protect its tasks, and scaling in interrupts its work.
func TestTagsThatLimitPermissions(t *testing.T) {
	worker := func(tag, limit string) app {
		return resources(`{"Worker": {"Type": "AWS::ECS::Service", "Properties": {"Tags": [{"Key": "process", "Value": "` + tag + `"}]}},
			"Policy": {"Type": "AWS::IAM::Policy", "Properties": {"PolicyName": "p", "Roles": ["r"], "PolicyDocument": {"Statement": [
				{"Effect": "Allow", "Action": "ecs:UpdateTaskProtection", "Resource": "*",
					"Condition": {"StringEquals": {"aws:ResourceTag/process": ` + limit + `}}}]}}}}`)
	}
	for _, c := range []struct{ before, after, limit, opens, weakens string }{
		{before: "pdf", after: "worker", limit: `"pdf"`, weakens: "they no longer cover this resource"},
		{before: "pdf", after: "worker", limit: `["mail", "pdf"]`, weakens: "they no longer cover this resource"},
		{before: "pdf", after: "mail", limit: `["mail"]`, opens: "those for the new value cover this resource now"},
		{before: "pdf", after: "images", limit: `"mail"`},
		{before: "pdf", after: "pdf", limit: `"pdf"`},
	} {
		report := compare(t, worker(c.before, c.limit).Assembly(t), worker(c.after, c.limit).Assembly(t))
		for what, want := range map[string]string{"opening": c.opens, "weakening": c.weakens} {
			found := report.Openings
			if what == "weakening" {
				found = report.Weakenings
			}
			if want == "" {
				wants(t, what, found)
			} else {
				wants(t, what, found, want)
			}
		}
	}
}
