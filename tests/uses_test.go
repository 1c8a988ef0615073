package tests

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/tests/handmade"
)

// TestWhatAProcessDoesNotDeclareIsFound catches a list of promises that follows the constructs instead of the declarations. Each fault
// gives a process something that it does not declare, or takes a declaration away.
func TestWhatAProcessDoesNotDeclareIsFound(t *testing.T) {
	t.Parallel()
	areFound(t, []undeclared{
		{
			name: "the frontend receives from a queue to which it only sends", path: "Frontend/Task/Uses-",
			change: widen("sqs:SendMessage", "sqs:ReceiveMessage"),
			want:   "Frontend/Task/TaskRole may sqs:ReceiveMessage on Messaging/jobs, which is not on the list",
		},
		{
			name: "the backend sends to a queue from which it only receives", path: "Backend/Task/Uses-",
			change: widen("sqs:ReceiveMessage", "sqs:SendMessage"),
			want:   "Backend/Task/TaskRole may sqs:SendMessage on Messaging/jobs, which is not on the list",
		},
		{
			name: "a frontend that declares nothing", path: "Frontend/Task/Resource", change: undeclare,
			want: "Frontend/Task/ExecutionRole may secretsmanager:GetSecretValue on Database/ConnectionSecret, which is not on the list",
		},
		{
			name: "a frontend that declares nothing, in the network", path: "Frontend/Task/Resource", change: undeclare,
			want: "Frontend may connect to Database/Primary on tcp 3306, which is not on the list",
		},
		{
			name: "a backend whose permissions are narrower than its declaration", path: "Backend/Task/Resource", change: undeclare,
			want: "Backend/Task/TaskRole must be allowed s3:GetObject on Storage/Application/*, and is not",
		},
		{
			name: "a connection to the internet that is not declared", path: "Backend/Task/Resource", change: without("kasha:egress"),
			want: "Backend may connect to internet on tcp 587 via NAT gateway, which is not on the list",
		},
		{
			name: "a service with secrets that it does not declare", path: "Backend/Task/Resource", change: without("kasha:secrets"),
			want: "Backend/Task/ExecutionRole may secretsmanager:GetSecretValue on arn:aws:secretsmanager:us-east-1:333333333333:" +
				"secret:shop/prod/stripe-??????, which is not on the list",
		},
		{
			name: "a created secret that is not declared", path: "Frontend/Task/Resource", change: without("kasha:secrets"),
			want: "Frontend/Task/ExecutionRole may secretsmanager:GetSecretValue on Secrets/shop:session, which is not on the list",
		},
		{
			name: "a parameter's history", path: "Backend/Task/Parameter::shop:prod:smtp/Resource",
			change: widen("ssm:GetParameters", "ssm:GetParameterHistory"),
			want: "Backend/Task/ExecutionRole may ssm:GetParameterHistory on arn:aws:ssm:us-east-1:333333333333:parameter/shop/prod/smtp, " +
				"which is not on the list",
		},
		{
			name: "a declared secret that ECS may not read", path: "Backend/Task/Secret:shop:session/Resource",
			change: widen("secretsmanager:GetSecretValue", "", "secretsmanager:GetSecretValue"),
			want:   "Backend/Task/ExecutionRole must be allowed secretsmanager:GetSecretValue on Secrets/shop:session, and is not",
		},
		{
			name: "a worker that reads another queue", path: "WorkerThumbnails/Task/Uses-",
			change: rewrite("Messagingjobs45226852Arn6BD46EFF", "Messagingevents7F26AD16Arn9B12544F"),
			want:   "WorkerThumbnails/Task/TaskRole may sqs:ReceiveMessage on Messaging/events, which is not on the list",
		},
		{
			name: "a worker that cannot receive from its queue", path: "WorkerThumbnails/Task/Uses-",
			change: widen("sqs:ReceiveMessage", "", "sqs:ReceiveMessage"),
			want:   "WorkerThumbnails/Task/TaskRole must be allowed sqs:ReceiveMessage on Messaging/jobs, and is not",
		},
		{
			name: "a worker that declares nothing, in the network", path: "WorkerMail/Task/Resource", change: undeclare,
			want: "WorkerMail may connect to Database/Primary on tcp 3306, which is not on the list",
		},
		{
			name: "a worker that protects tasks of others", path: "WorkerThumbnails/Task/TaskRole/DefaultPolicy/Resource",
			change: rewrite("aws:ResourceTag/process", "aws:RequestTag/process"),
			want:   "WorkerThumbnails/Task/TaskRole may ecs:UpdateTaskProtection on arn:",
		},
		{
			name: "a queue that admits a service of any account", path: "Messaging/events/Policy/Resource",
			change: rewrite("aws:SourceArn", "aws:PrincipalArn"),
			want:   "must be allowed sqs:SendMessage on Messaging/events only if aws:SourceArn has a certain value, and is allowed it otherwise",
		},
		{
			name: "a queue that admits a service which it does not declare", path: "Messaging/events/Policy/Resource",
			change: rewrite("sns.amazonaws.com", "s3.amazonaws.com"),
			want:   "may sqs:SendMessage on Messaging/events, which is not on the list",
		},
		{
			name: "a job that receives from a queue to which it only sends", path: "JobSweep/Task/Uses-",
			change: widen("sqs:SendMessage", "sqs:ReceiveMessage"),
			want:   "JobSweep/Task/TaskRole may sqs:ReceiveMessage on Messaging/jobs, which is not on the list",
		},
		{
			name: "a job with the master user's secret", path: "JobReport/Task/DatabasePassword/Resource",
			change: rewrite("DatabaseConnectionSecret3AAAD6363523103B", "DatabaseAdminSecret9BA08F4519CF766E"),
			want:   "JobReport/Task/ExecutionRole may secretsmanager:GetSecretValue on Database/AdminSecret, which is not on the list",
		},
		{
			name: "a release that does not say that it migrates", path: "Release/Task/Resource", change: without("kasha:user"),
			want: "Release/Task/ExecutionRole may secretsmanager:GetSecretValue on Database/MigratorSecret, which is not on the list",
		},
		{
			name: "a release's function that starts every state machine", path: "Release/FunctionRole/DefaultPolicy/Resource",
			change: onEverything("states:StartExecution"),
			want:   "Release/FunctionRole may states:StartExecution on *, which is not on the list",
		},
		{
			name: "a service that can be entered like a shell", path: "Backend/Task/ExecutionRole/DefaultPolicy/Resource",
			change: widen("ecr:GetAuthorizationToken", "ssmmessages:OpenDataChannel"),
			want:   "Backend/Task/ExecutionRole may ssmmessages:OpenDataChannel on *, which is not on the list",
		},
		{
			name: "people who enter every task", path: "Shell/Role/DefaultPolicy/Resource", change: onEverything("ecs:ExecuteCommand"),
			want: "Shell/Role may ecs:ExecuteCommand on *, which is not on the list",
		},
		{
			name: "a job with every secret", path: "JobReport/Task/DatabasePassword/Resource",
			change: onEverything("secretsmanager:GetSecretValue"),
			want:   "JobReport/Task/ExecutionRole may secretsmanager:GetSecretValue on *, which is not on the list",
		},
		{
			name: "a job that declares nothing, in the network", path: "JobReport/Task/Resource", change: undeclare,
			want: "JobReport/Machine may connect to Database/Primary on tcp 3306, which is not on the list",
		},
		{
			name: "a job that starts any task", path: "JobReport/Machine/Role/DefaultPolicy/Resource", change: onEverything("ecs:RunTask"),
			want: "JobReport/Machine/Role may ecs:RunTask on *, which is not on the list",
		},
		{
			name: "a state machine that does not restart a holder", path: "Holders/Machine/Role/DefaultPolicy/Resource",
			change: widen("ecs:UpdateService", "", "ecs:UpdateService"),
			want:   "Holders/Machine/Role must be allowed ecs:UpdateService on Frontend, and is not",
		},
	})
}

// undeclared is a change of a template of the shape application that a declaration does not allow, and what a violation of it says.
type undeclared struct {
	name, path string // a path that ends in a hyphen ends in a digest
	change     func(*assembly.Resource)
	want       string
}

// areFound plants each fault alone.
func areFound(t *testing.T, faults []undeclared) {
	for _, fault := range faults {
		t.Run(fault.name, func(t *testing.T) {
			stacks := handmade.Clone(stacksOf(t, "application"))
			changed := false
			for _, stack := range stacks {
				for id, resource := range stack.Template.Resources {
					uses := strings.HasSuffix(fault.path, "-") && strings.HasPrefix(resource.Path, fault.path) // the id ends in a digest
					here := strings.HasSuffix(stack.Path, "/services") || strings.HasPrefix(fault.path, "Messaging/")
					if (resource.Path == fault.path || uses) && here {
						fault.change(&resource)
						stack.Template.Resources[id], changed = resource, true
					}
				}
			}
			if !changed {
				t.Fatalf("no resource at %s", fault.path)
			}
			said := slices.Concat(permissionViolations(buildPermissions(t, stacks)), connectionViolations(buildReach(t, stacks)))
			if !slices.ContainsFunc(said, func(text string) bool { return strings.Contains(text, fault.want) }) {
				t.Errorf("want a violation with %q, got\n%s", fault.want, strings.Join(said, "\n"))
			}
		})
	}
}

// without removes one declaration from a task definition's metadata.
func without(key string) func(*assembly.Resource) {
	return func(resource *assembly.Resource) {
		resource.Metadata = maps.Clone(resource.Metadata)
		delete(resource.Metadata, key)
	}
}

// undeclare removes what a task definition declares to use.
func undeclare(resource *assembly.Resource) {
	metadata := map[string]any{}
	for key, value := range resource.Metadata {
		if key != "kasha:uses" {
			metadata[key] = value
		}
	}
	resource.Metadata = metadata
}

// rewrite replaces a text in the properties, such as the export of what they refer to.
func rewrite(old, new string) func(*assembly.Resource) {
	return func(resource *assembly.Resource) {
		text, err := json.Marshal(resource.Properties)
		if err != nil {
			panic(err)
		}
		resource.Properties = nil
		if err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), old, new)), &resource.Properties); err != nil {
			panic(err)
		}
	}
}

// onEverything widens each statement with an action to every resource.
func onEverything(action string) func(*assembly.Resource) {
	return func(resource *assembly.Resource) {
		for _, each := range resource.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			statement := each.(map[string]any)
			if actions, _ := statement["Action"].([]any); statement["Action"] == action || slices.Contains(actions, any(action)) {
				statement["Resource"] = "*"
			}
		}
	}
}

// widen adds an action to each statement with another, or removes some.
func widen(with, add string, remove ...string) func(*assembly.Resource) {
	return func(resource *assembly.Resource) {
		for _, each := range resource.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			statement := each.(map[string]any)
			actions, isList := statement["Action"].([]any)
			if !isList {
				actions = []any{statement["Action"]}
			}
			if !slices.Contains(actions, any(with)) {
				continue
			}
			kept := []any{}
			for _, action := range actions {
				if !slices.Contains(remove, action.(string)) {
					kept = append(kept, action)
				}
			}
			if add != "" {
				kept = append(kept, add)
			}
			statement["Action"] = kept
		}
	}
}
