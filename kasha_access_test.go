package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kasha/internal/cloudformation"
)

// grant is one statement of a role's policies.
type grant struct {
	says properties
	from resource // the policy or role that holds it
}

// grants are all statements that let roles do something: inline in a role, in a policy of its own, or managed here.
func (p platform) grants() []grant {
	p.t.Helper()
	var all []grant
	for _, each := range p.some("AWS::IAM::Role", "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy") {
		documents := []properties{each.Properties.Map("PolicyDocument")}
		for _, inline := range each.Properties.Maps("Policies") {
			documents = append(documents, inline.Map("PolicyDocument"))
		}
		for _, document := range documents {
			for _, statement := range document.Maps("Statement") {
				if statement.Text("Effect") == "Allow" {
					all = append(all, grant{statement, each})
				}
			}
		}
	}
	return all
}

// withoutResource lists the actions that AWS cannot limit to a resource (Service Authorization Reference: no resource type
// in the action's row). Any other action must name what it acts on.
func withoutResource() []string {
	return []string{
		"ecr:GetAuthorizationToken", // logs in to the account's registry
		"xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets",
		"logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries",
		"logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups", // Step Functions' logging
		"cloudwatch:PutMetricData", // by namespace, as a condition
		"s3:ListAllMyBuckets",
	}
}

// TestNoPolicyHasAWildcardResourceWhereAnArnExists catches a role that may do something to everything in the account, and
// one that may do everything to something.
func TestNoPolicyHasAWildcardResourceWhereAnArnExists(t *testing.T) {
	everything := regexp.MustCompile(`^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*)$`)
	eachShape(t, func(p platform) {
		for _, grant := range p.grants() {
			for _, action := range grant.says.Texts("Action") {
				if strings.HasSuffix(action, "*") {
					p.t.Errorf("%s allows %s", grant.from, action)
				}
				if slices.Contains(withoutResource(), action) {
					continue
				}
				for _, on := range grant.says.Texts("Resource") {
					if everything.MatchString(on) {
						p.t.Errorf("%s allows %s on %s", grant.from, action, on)
					}
				}
			}
			if grant.says["NotAction"] != nil || grant.says["NotResource"] != nil {
				p.t.Errorf("%s allows all but something: %v", grant.from, grant.says)
			}
		}
	})
}

// TestNoResourcePolicyTrustsEverybody catches a bucket, queue, topic, key or secret that any account may use, and a role
// that anyone may take.
func TestNoResourcePolicyTrustsEverybody(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, each := range p.model.Resources() {
			for _, name := range []string{"PolicyDocument", "KeyPolicy", "ResourcePolicy", "AssumeRolePolicyDocument"} {
				for _, statement := range each.Properties.Map(name).Maps("Statement") {
					principal := fmt.Sprint(statement["Principal"])
					if statement.Text("Effect") == "Allow" && (principal == "*" || principal == "map[AWS:*]") && statement["Condition"] == nil {
						p.t.Errorf("%s trusts everybody: %v", each, statement)
					}
				}
			}
		}
	})
}

// actions lists what a role may do, with the construct paths of what it does it to.
func (p platform) actions(role resource) []string {
	var found []string
	for _, grant := range p.grants() {
		if !slices.Contains(grant.from.Properties.Texts("Roles"), role.Reference()) && grant.from.Path != role.Path {
			continue
		}
		for _, action := range grant.says.Texts("Action") {
			for _, on := range grant.says.Texts("Resource") {
				if references := cloudformation.References(on); len(references) == 1 {
					on = strings.Replace(p.follow(references[0].String()).Path, "/Resource", "", 1)
				}
				found = append(found, action+" "+on)
			}
		}
	}
	return found
}

// TestExecutionRolesPullLogAndInject catches an execution role that can do more than pull its own image, write its own log
// and read the one secret it injects; and a service that could read the master user's password.
func TestExecutionRolesPullLogAndInject(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			name := c.says.Text("Name")
			role := p.follow(c.definition.Properties.Text("ExecutionRoleArn"))
			injects := len(c.says.Maps("Secrets")) > 0
			for _, action := range p.actions(role) {
				pulls := strings.HasPrefix(action, "ecr:")
				logs := strings.HasPrefix(action, "logs:") && strings.HasSuffix(action, " services/"+titled(name)+"Logs")
				reads := strings.HasPrefix(action, "secretsmanager:") && strings.HasSuffix(action, " data/Database/ConnectionSecret") && injects
				decrypts := action == "kms:Decrypt network/Key" && injects
				if !pulls && !logs && !reads && !decrypts {
					p.t.Errorf("%s may %s", role, action)
				}
			}
		}
	})
}

// TestTaskRolesUseOnlyWhatTheBackendIsGiven catches a frontend with rights, and a backend that may do more than use its
// queues and its bucket (delete a queue, read a secret at will, touch another bucket).
func TestTaskRolesUseOnlyWhatTheBackendIsGiven(t *testing.T) {
	allowed := regexp.MustCompile(`^(sqs:(SendMessage|ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes|GetQueueUrl) data/Messaging/\w+` +
		`|s3:(ListBucket|GetObject|PutObject|DeleteObject|AbortMultipartUpload) data/Storage/Application|kms:(Decrypt|GenerateDataKey) network/Key|rds-db:connect .*)$`)
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			actions := p.actions(p.follow(c.definition.Properties.Text("TaskRoleArn")))
			if c.says.Text("Name") == "frontend" && len(actions) > 0 {
				p.t.Errorf("the frontend's task role may %v", actions)
			}
			for _, action := range actions {
				if !allowed.MatchString(action) {
					p.t.Errorf("the %s's task role may %s", c.says.Text("Name"), action)
				}
			}
			if c.says.Text("Name") == "backend" && !slices.Contains(actions, "s3:PutObject data/Storage/Application") {
				p.t.Errorf("the backend cannot write to its bucket: %v", actions)
			}
		}
	})
}

// TestMonitoringRoleWritesMetricsOnly catches an enhanced monitoring role that someone else may take or that may do more.
func TestMonitoringRoleWritesMetricsOnly(t *testing.T) {
	p := platformOf(t, "prod")
	for _, instance := range p.some("AWS::RDS::DBInstance") {
		role := p.follow(instance.Properties.Text("MonitoringRoleArn"))
		trusted := role.Properties.Map("AssumeRolePolicyDocument").Maps("Statement")
		if len(trusted) != 1 || trusted[0].Map("Principal").Text("Service") != "monitoring.rds.amazonaws.com" || len(p.actions(role)) != 0 {
			t.Errorf("%s trusts %v and may %v", role, trusted, p.actions(role))
		}
		if managed := role.Properties.Texts("ManagedPolicyArns"); len(managed) != 1 || !strings.HasSuffix(managed[0], ":policy/service-role/AmazonRDSEnhancedMonitoringRole") {
			t.Errorf("%s has %v", role, managed)
		}
	}
}

// TestCredentialsAreInjected catches a password that is handed over as a plain variable, or a service that gets the master
// user's.
func TestCredentialsAreInjected(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, c := range p.containers() {
			injected := pairs(c.says.Maps("Secrets"), "Name", "ValueFrom")
			if c.says.Text("Name") == "frontend" && len(injected) > 0 {
				p.t.Errorf("the frontend is given %v", injected)
			}
			for variable, value := range pairs(c.says.Maps("Environment"), "Name", "Value") {
				if regexp.MustCompile(`(?i)password|secret|token|credential`).MatchString(variable) {
					p.t.Errorf("%s is a plain variable: %s", variable, value)
				}
			}
			for variable, from := range injected {
				if secret := p.follow(cloudformation.References(from)[0].String()); secret.Path != "data/Database/ConnectionSecret/Resource" {
					p.t.Errorf("%s comes from %s", variable, secret)
				}
			}
			if c.says.Text("Name") == "backend" && (injected["DATABASE_USERNAME"] == "" || injected["DATABASE_PASSWORD"] == "") {
				p.t.Errorf("the backend is given %v", injected)
			}
		}
	})
}

// TestNothingSecretIsInATemplate catches a password, token or private key in a template, and a dynamic reference (which
// CloudFormation replaces by the secret itself) where people or containers could read it: in outputs, variables, names.
func TestNothingSecretIsInATemplate(t *testing.T) {
	literal := regexp.MustCompile(`(?i)"?(password|passwd|secret_?string|token|api_?key|private_?key)"?\s*[:=]\s*"?[^\s"{$]{6,}|AKIA[0-9A-Z]{16}|-----BEGIN`)
	named := regexp.MustCompile(`(?i)/[a-z]*(password|secretstring)$`)
	reference := regexp.MustCompile(`\{\{resolve:secretsmanager:[^}]*\}?[^}]*\}\}`)
	resolves := regexp.MustCompile(`/(MasterUserPassword|OriginCustomHeaders/HeaderValue|HttpHeaderConfig/Values)$`)
	eachShape(t, func(p platform) {
		check := func(where, text string) {
			if plain := reference.ReplaceAllString(text, ""); literal.MatchString(plain) || named.MatchString(where) && plain != "" {
				p.t.Errorf("%s: %q looks like a secret", where, plain)
			}
			if reference.MatchString(text) && !resolves.MatchString(where) {
				p.t.Errorf("%s: %s becomes the secret when it is deployed", where, text)
			}
		}
		for _, each := range p.model.Resources() {
			visit(each.Path, map[string]any(each.Properties), check)
		}
		for _, stack := range p.stacks {
			for name, output := range stack.Template.Outputs {
				visit(stack.Name+" output "+name, output.Value, check)
			}
		}
	})
}

// visit walks every text of a value with the path that leads to it; lists add nothing to the path.
func visit(where string, value any, check func(where, text string)) {
	switch value := value.(type) {
	case string:
		check(where, value)
	case []any:
		for _, each := range value {
			visit(where, each, check)
		}
	case map[string]any:
		for key, each := range value {
			visit(where+"/"+key, each, check)
		}
	}
}

func titled(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
