package picture

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/assembly"
)

// Stage is one stage of a pipeline with its actions, in the order in which they run.
type Stage struct {
	Name    string
	Account string // into which it deploys; empty: it deploys nothing, or the template does not say where
	Actions []Action
}

// Action is one action of a stage. Actions of the same order run beside each other.
type Action struct {
	Name, Category string
	Order          int
	Region         string // empty: the pipeline's own
	Note           string // what a person is asked, or which branch of which repository is read
}

// PipelineOf reads a pipeline of a stack, and who subscribes to what its notification rules say about approvals.
func PipelineOf(stack assembly.Stack, pipeline assembly.Resource) Pipeline {
	read := Pipeline{Name: stack.Name, Account: stack.Account, Region: stack.Region, Stages: Stages(pipeline)}
	for _, rule := range stack.Template.Sorted() {
		events, _ := rule.Properties["EventTypeIds"].([]any)
		if rule.Type != "AWS::CodeStarNotifications::NotificationRule" || !slices.Contains(events, any(approvalNeeded)) ||
			!refersTo(rule.Properties["Resource"], pipeline.LogicalID) {
			continue
		}
		for _, subscription := range stack.Template.Sorted() {
			topic, _ := subscription.Properties["TopicArn"].(map[string]any)
			name, _ := topic["Ref"].(string)
			if subscription.Type != "AWS::SNS::Subscription" || name == "" || !refersTo(rule.Properties["Targets"], name) {
				continue
			}
			told := fmt.Sprintf("by %v to %v", subscription.Properties["Protocol"], subscription.Properties["Endpoint"])
			told = strings.Replace(told, "by email to ", "by mail to ", 1)
			if !slices.Contains(read.Told, told) {
				read.Told = append(read.Told, told)
			}
		}
	}
	return read
}

const approvalNeeded = "codepipeline-pipeline-manual-approval-needed"

// refersTo reports whether a value of a template has a Ref to a resource.
func refersTo(value any, logicalID string) bool {
	text, err := json.Marshal(value)
	return err == nil && strings.Contains(string(text), `{"Ref":"`+logicalID+`"}`)
}

// Stages reads the stages of a pipeline.
func Stages(pipeline assembly.Resource) []Stage {
	var stages []Stage
	list, _ := pipeline.Properties["Stages"].([]any)
	for _, each := range list {
		written, _ := each.(map[string]any)
		stage := Stage{Name: fmt.Sprint(written["Name"])}
		actions, _ := written["Actions"].([]any)
		for _, each := range actions {
			written, _ := each.(map[string]any)
			action := actionOf(written)
			stage.Actions = append(stage.Actions, action)
			if action.Category == "Deploy" && stage.Account == "" {
				stage.Account = accountIn(written["RoleArn"])
			}
		}
		stages = append(stages, stage)
	}
	return stages
}

func actionOf(written map[string]any) Action {
	kind, _ := written["ActionTypeId"].(map[string]any)
	order, _ := written["RunOrder"].(float64)
	configuration, _ := written["Configuration"].(map[string]any)
	action := Action{Name: fmt.Sprint(written["Name"]), Category: fmt.Sprint(kind["Category"]), Order: max(int(order), 1)}
	action.Region, _ = written["Region"].(string)
	if question, ok := configuration["CustomData"].(string); ok && !strings.Contains(question, "#{") {
		action.Note = question
	}
	if repository, ok := configuration["FullRepositoryId"].(string); ok {
		action.Note = fmt.Sprintf("%s (branch %v)", repository, configuration["BranchName"])
	}
	if action.Note == "" {
		action.Note = meaningOf(action.Name)
	}
	return action
}

// meaningOf says what the steps do that CDK Pipelines and Kasha's pipeline name themselves; empty for every other one.
func meaningOf(name string) string {
	for _, each := range []struct{ prefix, suffix, meaning string }{
		{"Synth", "", "writes the templates from the code"},
		{"SelfMutate", "", "deploys the pipeline itself, as the code describes it"},
		{"Permissions-of-", ".Check", "looks for wider permissions and security groups"},
		{"Permissions-of-", ".Confirm", "asked only if they are wider"},
		{"Protect-", "", "protects the stacks from deletion"},
		{"Smoke-", "", "tests requests to the deployed environment"},
	} {
		if strings.HasPrefix(name, each.prefix) && strings.HasSuffix(name, each.suffix) {
			return each.meaning
		}
	}
	return ""
}

// accountIn is the account of a role, whose ARN may be joined from parts.
func accountIn(role any) string {
	text, err := json.Marshal(role)
	if err != nil {
		return ""
	}
	if found := regexp.MustCompile(`:iam::([0-9]{12}):`).FindSubmatch(text); found != nil {
		return string(found[1])
	}
	return ""
}

// step is what one line of a stage says: an action, or the two actions that deploy one stack.
type step struct {
	lines, notes []string
	isApproval   bool
}

// stepsOf joins the two actions of each stack: 4, 5  network.
func stepsOf(stage Stage) []step {
	var steps []step
	isJoined := map[int]bool{}
	for i, action := range stage.Actions {
		if isJoined[i] {
			continue
		}
		order, text := fmt.Sprint(action.Order), action.Name
		if stack, ok := strings.CutSuffix(action.Name, ".Prepare"); ok {
			for j, other := range stage.Actions {
				if other.Name == stack+".Deploy" {
					isJoined[j] = true
					order, text = fmt.Sprintf("%d, %d", action.Order, other.Order), stack
				}
			}
		}
		each := step{isApproval: action.Category == "Approval"}
		if each.isApproval {
			text += ", a person"
		}
		if action.Region != "" {
			text += " in " + action.Region
		}
		each.lines = wrapBroken(order+"  "+text, stageWidth-62, 12.5)
		each.notes = wrap(action.Note, stageWidth-50, 12)
		steps = append(steps, each)
	}
	return steps
}
