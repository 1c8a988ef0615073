package tests

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/iam"
)

// deploymentPolicy is the policy that deployments can get in place of AdministratorAccess.
const deploymentPolicy = "docs/deployment-policy.json"

// servicePrefixes are the prefixes of IAM actions of the services in resource types, by the type's second part. Source: Service
// Authorization Reference.
func servicePrefixes() map[string]string {
	return map[string]string{
		"ApplicationAutoScaling": "application-autoscaling", "Backup": "backup", "Budgets": "budgets", "CertificateManager": "acm",
		"CloudFront": "cloudfront", "CloudWatch": "cloudwatch", "CodeBuild": "codebuild", "CodePipeline": "codepipeline",
		"CodeStarNotifications": "codestar-notifications", "EC2": "ec2", "ECR": "ecr", "ECS": "ecs",
		"ElasticLoadBalancingV2": "elasticloadbalancing", "Events": "events", "KMS": "kms", "Lambda": "lambda", "Logs": "logs", "RDS": "rds",
		"Route53": "route53", "S3": "s3", "SNS": "sns", "SQS": "sqs", "Scheduler": "scheduler", "SecretsManager": "secretsmanager",
		"StepFunctions": "states", "Synthetics": "synthetics", "WAFv2": "wafv2",
	}
}

// rolePermissions are what CloudFormation calls to create, change and delete the types of IAM. Source: the permissions of the handlers in
// the schemas of AWS::IAM::Role, AWS::IAM::Policy and AWS::IAM::ManagedPolicy.
func rolePermissions() map[string][]string {
	return map[string][]string{
		"AWS::IAM::Role": {"iam:CreateRole", "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:GetRole", "iam:DeleteRole",
			"iam:UpdateRole", "iam:UpdateAssumeRolePolicy", "iam:DeleteRolePolicy", "iam:PassRole", "iam:PutRolePermissionsBoundary"},
		"AWS::IAM::Policy": {"iam:PutRolePolicy", "iam:GetRolePolicy", "iam:DeleteRolePolicy"},
		"AWS::IAM::ManagedPolicy": {"iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion",
			"iam:GetPolicy", "iam:ListPolicyVersions"},
	}
}

// TestTheDeploymentPolicyCoversEveryTemplate catches a deployment that CloudFormation may not carry out with the narrower policy.
// It may have a resource of a new service, a role with another name, or another managed policy.
func TestTheDeploymentPolicyCoversEveryTemplate(t *testing.T) {
	t.Parallel()
	statements, err := iam.Parse(readFile(t, deploymentPolicy))
	if err != nil {
		t.Fatal(err)
	}
	allows := func(action, resource string) bool {
		return slices.ContainsFunc(statements, func(s iam.Statement) bool {
			return s.Effect == "Allow" && s.Action(action) && s.Resource(resource)
		})
	}
	used := map[string]bool{"backup-storage:*": true} // which AWS Backup needs for a vault
	for _, synthesized := range []assembly.Assembly{shapesAssembly(t), pipelineAssembly(t)} {
		for _, stack := range synthesized.Stacks {
			for id, resource := range stack.Template.Resources {
				if actions, ok := rolePermissions()[resource.Type]; ok {
					role := fmt.Sprintf("arn:aws:iam::%s:role/%s-%s-A1B2C3", stack.Account, stack.Name, id)
					if name, ok := resource.Properties["RoleName"].(string); ok {
						role = fmt.Sprintf("arn:aws:iam::%s:role/%s", stack.Account, name)
					}
					if resource.Type == "AWS::IAM::ManagedPolicy" {
						role = strings.Replace(role, ":role/", ":policy/", 1)
					}
					for _, action := range actions {
						if !allows(action, role) {
							t.Errorf("%s: %s may not %s %s", stack.Name, deploymentPolicy, action, role)
						}
					}
					checkAttached(t, statements, stack.Name, resource)
					continue
				}
				if strings.HasPrefix(resource.Type, "Custom::") {
					continue // a function of the same stack
				}
				service := strings.Split(resource.Type, "::")[1]
				action := servicePrefixes()[service] + ":*"
				if used[action] = true; !allows(action, "*") {
					t.Errorf("%s: %s may not %q for %s; fix: add the service there and to servicePrefixes",
						stack.Name, deploymentPolicy, action, resource.Type)
				}
			}
		}
	}
	for _, action := range statements[0].Actions {
		if strings.HasSuffix(action, ":*") && !used[action] {
			t.Errorf("%s allows %s, and no template has a resource of that service", deploymentPolicy, action)
		}
	}
}

// checkAttached checks that the policy allows to attach the role's managed policies.
func checkAttached(t *testing.T, statements []iam.Statement, stack string, resource assembly.Resource) {
	t.Helper()
	attached, _ := resource.Properties["ManagedPolicyArns"].([]any)
	for _, policy := range attached {
		text, _ := json.Marshal(policy)
		arn := "arn:aws:iam::aws:policy/"
		if _, after, found := strings.Cut(string(text), ":policy/"); found {
			arn += strings.FieldsFunc(after, func(r rune) bool { return strings.ContainsRune(`"]}`, r) })[0]
		} else if !strings.Contains(string(text), `"Ref"`) { // a policy of the same stack, which is named after it
			t.Errorf("%s: %s is not understood", stack, text)
		} else {
			arn = "arn:aws:iam::111111111111:policy/" + stack
		}
		may := false
		for _, s := range statements {
			if s.Action("iam:AttachRolePolicy") {
				condition := s.Conditions["ArnLike"].(map[string]any)["iam:PolicyARN"].([]any)
				for _, pattern := range condition {
					may = may || iam.Match(pattern.(string), arn)
				}
			}
		}
		if !may {
			t.Errorf("%s: %s may not attach %s", stack, deploymentPolicy, arn)
		}
	}
}

// TestTheDeploymentPolicyFitsAManagedPolicy catches a policy that IAM refuses for its length: 6,144 characters without white space.
func TestTheDeploymentPolicyFitsAManagedPolicy(t *testing.T) {
	t.Parallel()
	size := len(strings.Join(strings.Fields(readFile(t, deploymentPolicy)), ""))
	if size > 6144 {
		t.Errorf("%s has %d characters, and IAM accepts 6144", deploymentPolicy, size)
	}
	prefixes := slices.Sorted(maps.Values(servicePrefixes()))
	if len(slices.Compact(prefixes)) != len(servicePrefixes()) {
		t.Error("two services have one prefix")
	}
}
