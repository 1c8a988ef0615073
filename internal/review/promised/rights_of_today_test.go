package promised_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/promised"
	"kasha/tests/handmade"
	"kasha/tests/reviewtest"
)

func TestMain(m *testing.M) { reviewtest.Main(m) }

type object = map[string]any

// Statements of the change below. In the template of the services stack, the new queue is an output of the data stack.
var (
	use     = []any{"sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueUrl"}
	reports = outputOf("kasha-test-data", "ReportsArn")
)

func outputOf(stack, output string) any {
	return object{"Fn::GetStackOutput": object{"StackName": stack, "OutputName": output, "Region": "us-east-1"}}
}

func allow(actions any, resources ...any) object {
	return object{"Effect": "Allow", "Action": actions, "Resource": resources}
}

func queueAt(path, name string) assembly.Resource {
	return assembly.Resource{Type: "AWS::SQS::Queue", Path: path, Properties: object{"QueueName": name}}
}

// handmadeBase is the handmade environment under its own name, which the names of its resources begin with.
func handmadeBase(t *testing.T) assembly.Assembly {
	t.Helper()
	stacks, err := handmade.Environment()
	if err != nil {
		t.Fatal(err)
	}
	return assembly.Assembly{Stacks: stacks}
}

// withReports is the environment with a new queue, reports. The backend declares every queue. Its policy has another name, as it does
// whenever what it allows changes, and these statements beside those from before.
func withReports(t *testing.T, statements ...any) assembly.Assembly {
	t.Helper()
	head := handmadeBase(t)
	for i := range head.Stacks {
		template := &head.Stacks[i].Template
		switch head.Stacks[i].Name {
		case "kasha-test-data":
			put(template, "Reports", queueAt("Messaging/reports/Resource", "kasha-test-reports"))
			put(template, "ReportsDead", queueAt("Messaging/reports-dead/Resource", "kasha-test-reports-dead"))
			template.Resources["Reports"].Properties["RedrivePolicy"] = object{
				"deadLetterTargetArn": object{"Fn::GetAtt": []any{"ReportsDead", "Arn"}}, "maxReceiveCount": 3}
			template.Outputs["ReportsArn"] = assembly.Output{Value: object{"Fn::GetAtt": []any{"Reports", "Arn"}}}
			template.Outputs["ReportsDeadArn"] = assembly.Output{Value: object{"Fn::GetAtt": []any{"ReportsDead", "Arn"}}}
		case "kasha-test-services":
			policy := template.Resources["BackendTaskPolicy"]
			delete(template.Resources, "BackendTaskPolicy")
			policy.Path = "Backend/Task/Uses-11111111/Resource"
			document := policy.Properties["PolicyDocument"].(object)
			document["Statement"] = append(document["Statement"].([]any), statements...)
			put(template, "BackendTaskPolicyToo", policy)
		}
	}
	return head
}

func put(template *assembly.Template, id string, resource assembly.Resource) {
	resource.LogicalID = id
	template.Resources[id] = resource
}

func stackOf(t *testing.T, a assembly.Assembly, name string) *assembly.Stack {
	t.Helper()
	i := slices.IndexFunc(a.Stacks, func(s assembly.Stack) bool { return s.Name == name })
	if i < 0 {
		t.Fatalf("no stack %s", name)
	}
	return &a.Stacks[i]
}

// reviewed is what the review says of the rights of roles in a change: those that are declared, and the openings.
func reviewed(t *testing.T, base, head assembly.Assembly) (declared, opened []review.Finding) {
	t.Helper()
	report := reviewtest.Compare(t, base, head)
	report.Declare(promised.Declared(head).Explain)
	for _, f := range report.Openings {
		if f.Declared {
			declared = append(declared, f)
		} else {
			opened = append(opened, f)
		}
	}
	return declared, opened
}

// Catches openings for a queue that is new, and that an existing process declares to use.
func TestADeclaredRightOnANewQueueIsNoOpening(t *testing.T) {
	declared, opened := reviewed(t, handmadeBase(t), withReports(t, allow(use, reports)))
	if len(opened) > 0 {
		t.Errorf("openings %q, want none", reviewtest.Sentences(opened))
	}
	if len(declared) != 1 || declared[0].Right.Component != "Backend" || !declared[0].Right.Exists || declared[0].OfNew {
		t.Errorf("declared %+v, want one of the existing backend", declared)
	}
}

// Catches a right that hides among those of a new queue. Each is planted beside the right that the backend declares.
func TestWhatNoDeclarationGivesOnANewQueueIsAnOpening(t *testing.T) {
	jobsDead := object{"Fn::GetStackOutput": object{"StackName": "kasha-test-data", "OutputName": "JobsDeadArn", "Region": "us-east-1"}}
	for name, c := range map[string]struct {
		plant any                                     // a statement of the backend
		edit  func(t *testing.T, a assembly.Assembly) // of the head
		want  string                                  // in the only opening
	}{
		"a queue that was there before": {plant: allow(use, jobsDead), want: "on ${kasha-test-data:Messaging/jobs-dead.Arn} by"},
		"one statement on the new queue and on an older one": {plant: allow([]any{"sqs:ReceiveMessage"}, reports, jobsDead),
			want: "allow sqs:ReceiveMessage on ${kasha-test-data:Messaging/jobs-dead.Arn} by"},
		"to empty the new queue":       {plant: allow("sqs:PurgeQueue", reports), want: "allow sqs:PurgeQueue on"},
		"to open the new queue":        {plant: allow("sqs:SetQueueAttributes", reports), want: "allow sqs:SetQueueAttributes on"},
		"every action on it":           {plant: allow("sqs:*", reports), want: "allow sqs:* on"},
		"an action in no table on it":  {plant: allow("braket:CreateJob", reports), want: "allow braket:CreateJob on"},
		"every queue":                  {plant: allow("sqs:ReceiveMessage", "*"), want: "allow sqs:ReceiveMessage on * by"},
		"every queue of the account":   {plant: allow("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:111111111111:*"), want: "111111111111:* by"},
		"a queue of another account":   {plant: allow(use, "arn:aws:sqs:us-east-1:222222222222:kasha-test-reports"), want: "222222222222"},
		"queues whose names begin so":  {plant: allow(use, object{"Fn::Join": []any{"", []any{reports, "*"}}}), want: "reports.Arn}* by"},
		"the new queue's dead letters": {plant: allow(use, outputOf("kasha-test-data", "ReportsDeadArn")), want: "reports-dead.Arn} by"},
		"only what is harmless, on what no one declares": {plant: allow("sqs:GetQueueUrl", outputOf("kasha-test-data", "ReportsDeadArn")),
			want: "allow sqs:GetQueueUrl on"},
		"a new queue in another account": {plant: allow(use, outputOf("kasha-test-edge", "AwayArn")), want: "Messaging/away.Arn} by",
			edit: func(t *testing.T, a assembly.Assembly) {
				edge := stackOf(t, a, "kasha-test-edge")
				edge.Account = "222222222222"
				put(&edge.Template, "Away", queueAt("Messaging/away/Resource", "kasha-test-away"))
				edge.Template.Outputs["AwayArn"] = assembly.Output{Value: object{"Fn::GetAtt": []any{"Away", "Arn"}}}
			}},
		"a queue that only has another logical ID": {plant: allow(use, outputOf("kasha-test-data", "AgainArn")), want: "Messaging/again.Arn} by",
			edit: func(t *testing.T, a assembly.Assembly) {
				data := stackOf(t, a, "kasha-test-data")
				put(&data.Template, "Again", queueAt("Messaging/again/Resource", "kasha-test-jobs-dead"))
				data.Template.Outputs["AgainArn"] = assembly.Output{Value: object{"Fn::GetAtt": []any{"Again", "Arn"}}}
			}},
		"a custom resource that names a queue": {plant: allow(use, outputOf("kasha-test-data", "FoundArn")), want: "Messaging/found.QueueArn} by",
			edit: func(t *testing.T, a assembly.Assembly) {
				data := stackOf(t, a, "kasha-test-data")
				put(&data.Template, "Found", assembly.Resource{Type: "Custom::Queue", Path: "Messaging/found/Resource", Properties: object{}})
				data.Template.Outputs["FoundArn"] = assembly.Output{Value: object{"Fn::GetAtt": []any{"Found", "QueueArn"}}}
			}},
		"a process that declares no queue": {want: "by AWS:${Frontend/Task/TaskRole",
			edit: func(t *testing.T, a assembly.Assembly) {
				put(&stackOf(t, a, "kasha-test-services").Template, "FrontendTaskPolicy", assembly.Resource{Type: "AWS::IAM::Policy",
					Path: "Frontend/Task/Uses-22222222/Resource", Properties: object{"PolicyName": "FrontendTask",
						"Roles": []any{object{"Ref": "FrontendTaskRole"}}, "PolicyDocument": object{"Statement": []any{allow(use, reports)}}}})
			}},
		"a new secret, which is declared elsewhere than in uses": {want: "allow secretsmanager:GetSecretValue on ${Secrets/own} by",
			edit: func(t *testing.T, a assembly.Assembly) {
				services := &stackOf(t, a, "kasha-test-services").Template
				put(services, "Own", assembly.Resource{Type: "AWS::SecretsManager::Secret", Path: "Secrets/own/Resource",
					Properties: object{"Name": "kasha-test-own"}})
				services.Resources["BackendTask"].Metadata["kasha:secrets"] = []any{"secret:kasha-test-own"}
				put(services, "OwnPolicy", assembly.Resource{Type: "AWS::IAM::Policy", Path: "Backend/Task/ExecutionRole/OwnPolicy/Resource",
					Properties: object{"PolicyName": "Own", "Roles": []any{object{"Ref": "BackendExecutionRole"}},
						"PolicyDocument": object{"Statement": []any{allow("secretsmanager:GetSecretValue", object{"Ref": "Own"})}}}})
			}},
		"another account, in the new queue's policy": {want: "by AWS:arn:aws:iam::222222222222:root",
			edit: func(t *testing.T, a assembly.Assembly) {
				statement := allow("sqs:SendMessage", object{"Fn::GetAtt": []any{"Reports", "Arn"}})
				statement["Principal"] = object{"AWS": "arn:aws:iam::222222222222:root"}
				put(&stackOf(t, a, "kasha-test-data").Template, "ReportsPolicy", assembly.Resource{Type: "AWS::SQS::QueuePolicy",
					Path: "Messaging/reports/Policy/Resource", Properties: object{"Queues": []any{object{"Ref": "Reports"}},
						"PolicyDocument": object{"Statement": []any{statement}}}})
			}},
	} {
		t.Run(name, func(t *testing.T) {
			base, statements := handmadeBase(t), []any{allow(use, reports)}
			if c.plant != nil {
				statements = append(statements, c.plant)
			}
			head := withReports(t, statements...)
			for _, a := range []assembly.Assembly{base, head} {
				data := stackOf(t, a, "kasha-test-data")
				data.Template.Outputs["JobsDeadArn"] = assembly.Output{Value: object{"Fn::GetAtt": []any{"JobsDead", "Arn"}}}
			}
			if c.edit != nil {
				c.edit(t, head)
			}
			if _, opened := reviewed(t, base, head); len(opened) != 1 || !strings.Contains(opened[0].New, c.want) {
				t.Errorf("openings %q, want only one with %q", reviewtest.Sentences(opened), c.want)
			}
		})
	}
}
