package picture

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
)

func action(name, category string, order float64) map[string]any {
	return map[string]any{"Name": name, "RunOrder": order, "ActionTypeId": map[string]any{"Category": category}}
}

// Catches a stage, an action or an approval that the picture of a pipeline leaves out.
func TestAPipelinesPictureHasEveryAction(t *testing.T) {
	stage := func(name string, actions ...any) any { return map[string]any{"Name": name, "Actions": actions} }
	stages := Stages(assembly.Resource{Properties: map[string]any{"Stages": []any{
		stage("Source", action("Code", "Source", 1)), stage("Build", action("Synth", "Build", 1)), stage("dev", action("network", "Deploy", 1)),
		stage("Empty"), stage("prod", action("Approve", "Approval", 1), action("data", "Deploy", 2)),
	}}})
	drawn := OfPipeline(Pipeline{Name: "pipe", Stages: stages}, Options{InPage: true, Prefix: "p-"})
	for _, part := range []string{">Source<", ">1  Synth<", ">1  Approve, a person<", ">2  data<", "Empty ()"} {
		if !strings.Contains(drawn, part) {
			t.Errorf("no %q in\n%s", part, drawn)
		}
	}
	if strings.Contains(drawn, "account") {
		t.Errorf("a pipeline without a known account names one:\n%s", drawn)
	}
	if tops, height := stageTops(stages, 1); len(tops) != 2 || height < tops[1] {
		t.Errorf("got rows at %v in a height of %v, want two rows that fit", tops, height)
	}
}

// Catches an approval of which nobody seems to hear although someone does, and one of which the picture claims that someone hears.
func TestThePictureOfAPipelineSaysWhoHearsOfApprovals(t *testing.T) {
	const nobody = "Told of it: nobody, as far as the template says."
	pipeline := assembly.Resource{Type: "AWS::CodePipeline::Pipeline", LogicalID: "Pipe", Properties: map[string]any{"Stages": []any{
		map[string]any{"Name": "prod", "Actions": []any{action("Approve", "Approval", 1)}}}}}
	for name, test := range map[string]struct {
		event, of, topic string
		want             string
	}{
		"a subscription":   {"codepipeline-pipeline-manual-approval-needed", "Pipe", "Topic", "Told of it: by mail to a@example.com."},
		"another event":    {"codepipeline-pipeline-pipeline-execution-failed", "Pipe", "Topic", nobody},
		"another pipeline": {"codepipeline-pipeline-manual-approval-needed", "Other", "Topic", nobody},
		"another topic":    {"codepipeline-pipeline-manual-approval-needed", "Pipe", "Quiet", nobody},
	} {
		stack := assembly.Stack{Name: "pipeline", Account: "111111111111", Region: "eu-west-1", Template: assembly.Template{
			Resources: map[string]assembly.Resource{
				"Pipe": pipeline,
				"Rule": {Type: "AWS::CodeStarNotifications::NotificationRule", LogicalID: "Rule", Properties: map[string]any{
					"EventTypeIds": []any{test.event}, "Targets": []any{map[string]any{"TargetAddress": map[string]any{"Ref": test.topic}}},
					"Resource": map[string]any{"Fn::Join": []any{"", []any{"arn:", map[string]any{"Ref": test.of}}}}}},
				"Subscription": {Type: "AWS::SNS::Subscription", LogicalID: "Subscription", Properties: map[string]any{
					"Protocol": "email", "Endpoint": "a@example.com", "TopicArn": map[string]any{"Ref": "Topic"}}},
			}}}
		drawn := OfPipeline(PipelineOf(stack, pipeline), Options{})
		for _, want := range []string{test.want, "account 111111111111, region eu-west-1"} {
			if !strings.Contains(drawn, want) {
				t.Errorf("%s: no %q in\n%s", name, want, drawn)
			}
		}
	}
}

// Catches the two actions of a stack that are drawn apart, and the words that say what an action asks or reads.
func TestAStepSaysWhatItDoes(t *testing.T) {
	with := func(a map[string]any, key, value string) map[string]any {
		a["Configuration"] = map[string]any{key: value, "BranchName": "main"}
		return a
	}
	elsewhere := action("data.Prepare", "Deploy", 4)
	elsewhere["Region"] = "us-east-1"
	arn := []any{"arn:", map[string]any{"Ref": "AWS::Partition"}, ":iam::222222222222:role/deploy"}
	elsewhere["RoleArn"] = map[string]any{"Fn::Join": []any{"", arn}}
	stages := Stages(assembly.Resource{Properties: map[string]any{"Stages": []any{map[string]any{"Name": "prod", "Actions": []any{
		with(action("Push", "Source", 1), "FullRepositoryId", "example/shop"),
		with(action("Promote", "Approval", 2), "CustomData", "Deploy to prod?"),
		with(action("Permissions-of-prod.Confirm", "Approval", 3), "CustomData", "#{check.MESSAGE}"),
		elsewhere, action("data.Deploy", "Deploy", 5), action("Smoke-prod", "Build", 6),
	}}}}})
	var got []string
	for _, each := range stepsOf(stages[0]) {
		got = append(got, strings.Join(append(each.lines, each.notes...), " "))
	}
	want := []string{
		"1  Push example/shop (branch main)", "2  Promote, a person Deploy to prod?",
		"3  Permissions-of-prod. Confirm, a person asked only if they are wider",
		"4, 5  data in us-east-1", "6  Smoke-prod tests requests to the deployed environment",
	}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
	if stages[0].Account != "222222222222" {
		t.Errorf("got the account %q", stages[0].Account)
	}
}
