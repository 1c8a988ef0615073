package tests

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
	"kasha/lib/names"
)

// TestNoPolicyHasAWildcardResourceWhereAnArnExists catches a role with one action on every resource of the account, or with every action on
// one resource.
func TestNoPolicyHasAWildcardResourceWhereAnArnExists(t *testing.T) {
	everything := regexp.MustCompile(`^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*)$`)
	eachShape(t, func(p platform) {
		for _, grant := range p.grants() {
			for _, action := range grant.says.Texts("Action") {
				if strings.HasSuffix(action, "*") {
					p.t.Errorf("%s allows %s, want single actions", grant.from, action)
				}
				if slices.Contains(withoutResource(), action) || elsewhere(grant.says) {
					continue
				}
				for _, on := range grant.says.Texts("Resource") {
					if everything.MatchString(on) {
						p.t.Errorf("%s allows %s on %s, want an ARN", grant.from, action, on)
					}
				}
			}
			if grant.says["NotAction"] != nil || grant.says["NotResource"] != nil {
				p.t.Errorf("%s has %v, want no NotAction and no NotResource", grant.from, grant.says)
			}
		}
	})
}

// withoutResource lists the actions that AWS cannot limit to a resource (Service Authorization Reference: no resource type in the action's
// row). Any other action must name its resource.
func withoutResource() []string {
	return []string{
		"ecr:GetAuthorizationToken", // logs in to the account's registry
		"xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets",
		"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
		"logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups", // Step Functions' logging
		"ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
		"ssmmessages:OpenDataChannel", // a shell's task
		"cloudwatch:PutMetricData",    // a condition limits it to a namespace
		"s3:ListAllMyBuckets", "tag:GetResources",
		"secretsmanager:GetRandomPassword", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", // a rotation function in the VPC
		"ssm:DescribeParameters",                             // the dates of parameters that tasks hold
		"rds:DescribeDBInstances", "rds:DescribeDBSnapshots", // AWS Backup lists all of them before it knows a name
	}
}

// elsewhere reports whether a statement names a key by its alias. It must, if the key is in another region, where its ARN is not known.
func elsewhere(statement properties) bool {
	return statement.Map("Condition").Map("ForAnyValue:StringEquals").Text("kms:ResourceAliases") != ""
}

// TestNoResourcePolicyTrustsEverybody catches a bucket, queue, topic, key or secret that any account may use, and a role that anybody may
// assume.
func TestNoResourcePolicyTrustsEverybody(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, each := range p.model.Resources() {
			if each.Type == "AWS::EC2::VPCEndpoint" { // its policy gives nobody a permission; see TestEndpointsAreThoseConfigured
				continue
			}
			for _, name := range []string{"PolicyDocument", "KeyPolicy", "ResourcePolicy", "AssumeRolePolicyDocument"} {
				for _, statement := range each.Properties.Map(name).Maps("Statement") {
					principal := fmt.Sprint(statement["Principal"])
					if statement.Text("Effect") == "Allow" && (principal == "*" || principal == "map[AWS:*]") && statement["Condition"] == nil {
						p.t.Errorf("%s trusts everybody: %v, want a principal or a condition", each, statement)
					}
				}
			}
		}
	})
}

// TestExecutionRolesPullLogAndInject catches an execution role that may do too much. It may only pull its own image, write its own log and
// read the one secret that it injects. What a process declares beside it is of TestOnlyTheExecutionRoleReadsDeclaredSecrets. It also
// catches a service that could read the master user's password.
func TestExecutionRolesPullLogAndInject(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			name := c.says.Text("Name")
			role := p.follow(c.definition.Properties.Text("ExecutionRoleArn"))
			injects := len(c.says.Maps("Secrets")) > 0
			for _, action := range p.actions(role) {
				pulls := strings.HasPrefix(action, "ecr:")
				logs := strings.HasPrefix(action, "logs:") && strings.HasSuffix(action, " services/"+names.Title(name)+"Logs")
				reads := strings.HasPrefix(action, "secretsmanager:") && strings.HasSuffix(action, " data/Database/ConnectionSecret") && injects
				decrypts := action == "kms:Decrypt network/Key" && injects
				if !pulls && !logs && !reads && !decrypts && !declares(c.configured.Secrets, action) {
					p.t.Errorf("%s may %s, want it to pull, log and read its secret only", role, action)
				}
			}
		}
	})
}

// declares reports whether an action reads what a process declares, or decrypts with the key that the declaration names.
func declares(secrets config.Secrets, action string) bool {
	return slices.ContainsFunc(secrets.Sources(), func(source config.Source) bool {
		whole, read := strings.CutPrefix(action, "secretsmanager:GetSecretValue ")
		return read && strings.HasSuffix(strings.TrimSuffix(whole, "-??????"), ":secret:"+source.Name) ||
			strings.HasPrefix(action, "ssm:GetParameters ") && strings.HasSuffix(action, ":parameter/"+strings.TrimPrefix(source.Name, "/")) ||
			source.Key != "" && action == "kms:Decrypt "+source.Key
	})
}

// TestTaskRolesUseOnlyWhatTheBackendIsGiven catches a frontend with permissions. It also catches a backend that may do more than use its
// queues and its bucket, such as delete a queue or read a secret.
func TestTaskRolesUseOnlyWhatTheBackendIsGiven(t *testing.T) {
	allowed := regexp.MustCompile("^(" + strings.Join([]string{
		`sqs:(SendMessage|ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes|GetQueueUrl) data/Messaging/\w+`,
		`s3:(ListBucket|GetObject|PutObject|DeleteObject|AbortMultipartUpload) data/Storage/Application`,
		`kms:(Decrypt|GenerateDataKey) network/Key`,
		`rds-db:connect .*`,
	}, "|") + ")$")
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			actions := p.actions(p.follow(c.definition.Properties.Text("TaskRoleArn")))
			if c.says.Text("Name") == "frontend" && len(p.env.Frontend.Uses) == 0 && len(actions) > 0 {
				p.t.Errorf("the frontend's task role may %v, want nothing", actions)
			}
			for _, action := range actions {
				if !allowed.MatchString(action) {
					p.t.Errorf("the %s's task role may %s, want queues and bucket only", c.says.Text("Name"), action)
				}
			}
			writes := slices.Contains(actions, "s3:PutObject data/Storage/Application")
			if c.says.Text("Name") == "backend" && writes != p.env.Backend.Uses.Has(config.UsesBucket) {
				p.t.Errorf("the backend may %v, want s3:PutObject on its bucket exactly if it uses the bucket", actions)
			}
		}
	})
}

// TestMonitoringRoleWritesMetricsOnly catches an enhanced monitoring role that another service may assume, or that may do more than write
// metrics.
func TestMonitoringRoleWritesMetricsOnly(t *testing.T) {
	p := platformOf(t, "prod")
	for _, instance := range p.some("AWS::RDS::DBInstance") {
		role := p.follow(instance.Properties.Text("MonitoringRoleArn"))
		trusted := role.Properties.Map("AssumeRolePolicyDocument").Maps("Statement")
		if len(trusted) != 1 || trusted[0].Map("Principal").Text("Service") != "monitoring.rds.amazonaws.com" || len(p.actions(role)) != 0 {
			t.Errorf("%s trusts %v and may %v, want monitoring.rds.amazonaws.com and nothing", role, trusted, p.actions(role))
		}
		if managed := role.Properties.Texts("ManagedPolicyArns"); len(managed) != 1 ||
			!strings.HasSuffix(managed[0], ":policy/service-role/AmazonRDSEnhancedMonitoringRole") {
			t.Errorf("%s has the managed policies %v, want AmazonRDSEnhancedMonitoringRole", role, managed)
		}
	}
}
