package tests

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/markdown"
	"kasha/internal/review/promised"
	"kasha/tests/reviewtest"
	"kasha/tests/verdicts"
)

// addedProcess is a process of the shape application. Its review is that of the change that adds it to the environment.
type addedProcess struct {
	name    string   // its construct
	parts   []string // texts in the paths and ids of everything that belongs to it
	openFor []string // security groups that are there already, and let it in
}

func addedProcesses() []addedProcess {
	return []addedProcess{
		{name: "WorkerThumbnails", parts: []string{"WorkerThumbnails", "worker-thumbnails"}},
		{name: "JobReport", parts: []string{"JobReport", "job-report"}, openFor: []string{"Database/SecurityGroup"}},
		{name: "ServiceCatalogue", parts: []string{"ServiceCatalogue", "service-catalogue"}, openFor: []string{"Database/ReplicaSecurityGroup"}},
		{name: "Release", parts: []string{"Release", "release"}, openFor: []string{"Database/SecurityGroup"}},
	}
}

// reviewOf is the review of head against base, with the declarations of head.
func reviewOf(t *testing.T, base, head []assembly.Stack) review.Report {
	t.Helper()
	report := reviewtest.Compare(t, assembly.Assembly{Stacks: base}, assembly.Assembly{Stacks: head})
	report.Declare(promised.Declared(assembly.Assembly{Stacks: head}).Explain)
	return report
}

// base is the environment without the process, and without everything whose properties refer to it, such as the dashboard.
func (p addedProcess) base(t *testing.T, head []assembly.Stack) []assembly.Stack {
	t.Helper()
	parts := slices.Clone(p.parts)
	for before := 0; before < len(parts); {
		before = len(parts)
		parts = append(parts, referring(t, head, parts)...)
	}
	base, err := verdicts.Edit{Name: "without " + p.name, Without: parts}.Apply(head)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// referring are the logical ids of what refers to some parts of an environment and is none of them.
func referring(t *testing.T, stacks []assembly.Stack, parts []string) []string {
	t.Helper()
	isPart := func(name string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(name, part) })
	}
	var names, found []string // of the parts, as JSON has them
	for _, stack := range stacks {
		for id, r := range stack.Template.Resources {
			if isPart(r.Path) || isPart(id) {
				names = append(names, strconv.Quote(id))
			}
		}
		for name := range stack.Template.Outputs {
			if isPart(name) {
				names = append(names, strconv.Quote(name))
			}
		}
	}
	for _, stack := range stacks {
		for id, r := range stack.Template.Resources {
			text, err := json.Marshal(r.Properties)
			if err != nil {
				t.Fatal(err)
			}
			refers := slices.ContainsFunc(names, func(name string) bool { return strings.Contains(string(text), name) })
			if refers && !isPart(r.Path) && !isPart(id) {
				found = append(found, id)
			}
		}
	}
	return found
}

// TestTheReviewOfANewProcessFitsOnAScreen catches a review of a new worker, job, service or release that is too long to be read. It also
// catches a right that counts as declared although it opens something that is there already.
func TestTheReviewOfANewProcessFitsOnAScreen(t *testing.T) {
	const screen = 45 // lines, before the folded details
	head := stacksOf(t, "application")
	for _, p := range addedProcesses() {
		report := reviewOf(t, p.base(t, head), head)
		text, _, folded := strings.Cut(markdown.Render(report, "f"), "<details>")
		if lines := strings.Count(text, "\n"); lines > screen || !folded {
			t.Errorf("%s: %d lines before the details, want at most %d:\n%s", p.name, lines, screen, text)
		}
		if _, rights, _ := strings.Cut(text, "## Rights of new resources"); strings.Count(rights, "**"+p.name+"**") != 1 {
			t.Errorf("%s: want it once among the rights of new resources, in\n%s", p.name, text)
		}
		for _, group := range p.openFor {
			if opened := openedBy(report); !slices.ContainsFunc(opened, func(f review.Finding) bool {
				return strings.Contains(f.Construct, group) && strings.Contains(f.What, "inbound")
			}) {
				t.Errorf("%s: openings %q, want one of %s", p.name, reviewtest.Sentences(opened), group)
			}
		}
		for _, f := range openedBy(report) {
			if f.OfNew && f.Right.Rule.GroupID == "" { // a rule is of egress, which the job and the release share with the backend
				t.Errorf("%s: %+v is an opening, want it among the rights of new resources", p.name, f)
			}
		}
	}
}

func openedBy(report review.Report) []review.Finding {
	return slices.DeleteFunc(slices.Clone(report.Openings), func(f review.Finding) bool { return f.Declared })
}

// TestDeclaredEgressOfANewProcessIsAnOpening catches a connection to the internet, such as for mail, that the review lists among what every
// process does.
func TestDeclaredEgressOfANewProcessIsAnOpening(t *testing.T) {
	head := stacksOf(t, "application")
	mail := addedProcess{name: "WorkerMail", parts: []string{"WorkerMail", "worker-mail"}}
	var rights []string
	for _, f := range openedBy(reviewOf(t, mail.base(t, head), head)) {
		if f.OfNew {
			rights = append(rights, f.Construct+": "+f.New)
		}
	}
	if want := []string{"WorkerMail/Tasks: tcp 587 to 0.0.0.0/0"}; !slices.Equal(rights, want) {
		t.Errorf("openings %q, want %q", rights, want)
	}
}

// TestUndeclaredRightsOfANewProcessAreOpenings plants rights that a new worker does not declare. It catches one that the review lists among
// those that are declared, or not at all.
func TestUndeclaredRightsOfANewProcessAreOpenings(t *testing.T) {
	type object = map[string]any
	worker := addedProcesses()[0]
	head := stacksOf(t, "application")
	base := worker.base(t, head)
	allow := func(action string, resource any) object {
		return object{"Effect": "Allow", "Action": action, "Resource": resource}
	}
	uses := worker.name + "/Task/Uses-"
	queue := resourceOf(t, head, "Messaging/email").Properties["QueueName"]
	otherQueue := object{"Fn::Join": []any{":", []any{"arn:aws:sqs", object{"Ref": "AWS::Region"}, object{"Ref": "AWS::AccountId"}, queue}}}
	for name, c := range map[string]struct {
		at, list string
		add      object
		want     string
	}{
		"another queue": {uses, "PolicyDocument.Statement", allow("sqs:ReceiveMessage", otherQueue), "allow sqs:ReceiveMessage on arn:aws:sqs:"},
		"every queue":   {uses, "PolicyDocument.Statement", allow("sqs:ReceiveMessage", "*"), "allow sqs:ReceiveMessage on * by"},
		"everything":    {uses, "PolicyDocument.Statement", allow("*", "*"), "allow * on * by"},
		"more of its own queue": {uses, "PolicyDocument.Statement", allow("sqs:PurgeQueue", object{"Fn::GetAtt": []any{
			"x", "Arn"}}), "allow sqs:PurgeQueue on"},
		"an action that is in no table": {uses, "PolicyDocument.Statement", allow("braket:CreateJob", "*"), "allow braket:CreateJob on * by"},
		"everyone becomes it": {worker.name + "/Task/TaskRole", "AssumeRolePolicyDocument.Statement",
			object{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": object{"AWS": "*"}},
			"allow sts:AssumeRole on ${WorkerThumbnails/Task/TaskRole.Arn} by *"},
		"another port": {worker.name + "/Tasks", "SecurityGroupEgress",
			object{"IpProtocol": "tcp", "FromPort": 25.0, "ToPort": 25.0, "CidrIp": "0.0.0.0/0"}, "tcp 25 to 0.0.0.0/0"},
		"every port": {worker.name + "/Tasks", "SecurityGroupEgress", object{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"},
			"all protocols and ports to 0.0.0.0/0"},
		"somebody calls it": {worker.name + "/Tasks", "SecurityGroupIngress",
			object{"IpProtocol": "tcp", "FromPort": 80.0, "ToPort": 80.0, "CidrIp": "0.0.0.0/0"}, "tcp 80 from 0.0.0.0/0"},
	} {
		edit := verdicts.Edit{In: "services", At: pathOf(t, head, c.at), Append: object{c.list: c.add}}
		if name == "more of its own queue" {
			c.add["Resource"] = jobsQueue(t, head)
		}
		if name == "somebody calls it" {
			edit.Append, edit.Set = nil, object{c.list: []any{c.add}}
		}
		planted, err := edit.Apply(head)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		opened := openedBy(reviewOf(t, base, planted))
		if len(opened) != 1 || !strings.Contains(opened[0].New, c.want) {
			t.Errorf("%s: openings %q, want only %q", name, reviewtest.Sentences(opened), c.want)
		}
	}
}

// jobsQueue is the ARN of the worker's own queue, as its policy has it.
func jobsQueue(t *testing.T, stacks []assembly.Stack) any {
	t.Helper()
	for _, stack := range stacks {
		for _, r := range stack.Template.Sorted() {
			if !strings.HasPrefix(r.Path, "WorkerThumbnails/Task/Uses-") {
				continue
			}
			statements, _ := r.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any)
			for _, s := range statements {
				statement := s.(map[string]any)
				if actions, _ := statement["Action"].([]any); slices.Contains(actions, any("sqs:ReceiveMessage")) {
					return statement["Resource"]
				}
			}
		}
	}
	t.Fatal("the worker receives from no queue")
	return nil
}

func pathOf(t *testing.T, stacks []assembly.Stack, prefix string) string {
	t.Helper()
	return resourceOf(t, stacks, prefix).Path
}

// resourceOf is the first resource whose construct path starts with a text.
func resourceOf(t *testing.T, stacks []assembly.Stack, prefix string) assembly.Resource {
	t.Helper()
	for _, stack := range stacks {
		for _, r := range stack.Template.Sorted() {
			if strings.HasPrefix(r.Path, prefix) {
				return r
			}
		}
	}
	t.Fatalf("no resource %s", prefix)
	return assembly.Resource{}
}
