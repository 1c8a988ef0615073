package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/cloudformation"
)

// sendsNoSource lists the services that use something in their own name without a condition, by the end of the construct path, each with
// the reason. A condition on a key that AWS does not send refuses the service.
func sendsNoSource() map[string]string {
	const (
		lambda = "lambda.amazonaws.com: the Lambda developer guide documents the keys for a function's own policy only, and a role can be " +
			`passed only within its account (IAM user guide, "Granting a user permissions to pass a role")`
		// AWS's own sample sets aws:SourceAccount on both roles (aws/agent-toolkit-for-aws, "processing-s3-uploads-with-step-functions"),
		// so ECS may well send it. Nobody here has tried, and no task would start without it.
		execution = `ecs-tasks.amazonaws.com: the ECS developer guide documents the keys under "Amazon ECS task IAM role", and shows the ` +
			"execution role without them; it can be passed only within its account"
		backup = `backup.amazonaws.com: the AWS Backup developer guide shows its service roles without them ("Creating the default ` +
			`service role")`
		proxy    = `rds.amazonaws.com: the RDS user guide shows the proxy's role without them ("Configuring IAM authentication for RDS Proxy")`
		pipeline = `codepipeline.amazonaws.com: its user guide shows the role without them ("Create the CodePipeline service role (CLI)")`
	)
	return map[string]string{
		"Task/ExecutionRole": execution, "Recovery/BackupRole": backup, "RestoreRole": backup, "DatabaseProxy/Proxy/IAMRole": proxy,
		"Release/FunctionRole": lambda, "Database/MigratorRotation/Role": lambda,
		"Database/AdminRotation/Role": lambda, "Database/ConnectionRotation/Role": lambda, "Monitoring/CanaryRole": lambda,
		"CDKPipelinesAutoApprove/ServiceRole": lambda, "Custom::VpcRestrictDefaultSGCustomResourceProvider/Role": lambda,
		"Pipeline/Pipeline/Role": pipeline,
	}
}

// TestServicesActForThisAccountOnly catches a role, topic, key, queue, bucket or function that an AWS service may use on behalf of another
// account (confused deputy). Each trust in a service names the account or the resource, or stands in sendsNoSource.
func TestServicesActForThisAccountOnly(t *testing.T) {
	used, trusts := map[string]bool{}, 0
	check := func(p platform) {
		for _, each := range p.all() {
			cloudformation.WalkDocuments(each.Properties, func(_ cloudformation.At, value any) bool {
				statement, _ := value.(map[string]any)
				services := properties(statement).Map("Principal").Texts("Service")
				if each.Type == "AWS::Lambda::Permission" && statement["FunctionName"] != nil {
					services = []string{properties(statement).Text("Principal")}
				}
				if len(services) == 0 || properties(statement).Text("Effect") == "Deny" {
					return true
				}
				trusts++
				limited, reason := limitedToSource(each, properties(statement)), ""
				for end, why := range sendsNoSource() {
					if path := strings.TrimSuffix(each.Path, "/Resource"); strings.HasSuffix(path, end) &&
						slices.ContainsFunc(services, func(name string) bool { return strings.HasPrefix(why, name) }) {
						used[end], reason = true, why
					}
				}
				switch {
				case !limited && reason == "":
					p.t.Errorf("%s trusts %v on behalf of any account; fix: aws:SourceAccount, or a reason in sendsNoSource", each, services)
				case limited && reason != "":
					p.t.Errorf("%s limits its trust in %v; fix: remove it from sendsNoSource", each, services)
				}
				return true
			})
		}
	}
	eachShape(t, check)
	t.Run("pipeline", func(t *testing.T) { check(platform{t: t, model: resolve(t, pipelineStacks(t))}) })
	for end := range sendsNoSource() {
		if !used[end] {
			t.Errorf("no trust ends in %s; fix: remove it from sendsNoSource", end)
		}
	}
	if trusts < 100 {
		t.Errorf("%d trusts found, want more than 100: the walk does not see them", trusts)
	}
}

// limitedToSource reports whether a statement has a condition that names the stack's own account, or a resource in it.
func limitedToSource(in resource, statement properties) bool {
	own := func(value string) bool {
		return value != "" && (in.Account == "" && strings.Contains(value, "${AWS::AccountId}") || in.Account != "" &&
			strings.Contains(value, in.Account) || strings.HasPrefix(value, "${kasha-")) // a resource of an own stack
	}
	if own(statement.Text("SourceAccount")) || own(statement.Text("SourceArn")) { // of a Lambda permission
		return true
	}
	for _, operator := range []string{"StringEquals", "ArnLike", "ArnEquals"} {
		condition := properties{} // the keys of conditions have no case
		for key, value := range statement.Map("Condition").Map(operator) {
			condition[strings.Replace(key, "AWS:", "aws:", 1)] = value
		}
		for _, key := range []string{
			"aws:SourceAccount", "aws:SourceArn", "kms:EncryptionContext:aws:sns:topicArn", "kms:EncryptionContext:aws:logs:arn",
		} {
			if own(condition.Text(key)) {
				return true
			}
		}
	}
	return false
}
