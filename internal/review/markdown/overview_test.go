package markdown

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/review"
	"kasha/internal/review/document"
	"kasha/internal/review/exposure"
)

// Catches a review of one tag on everything that nobody can read.
func TestOneTagOnEverythingTakesFewLines(t *testing.T) {
	tagged := func(value string) any {
		return []any{map[string]any{"Key": "application", "Value": value}, map[string]any{"Key": "tier", "Value": "x"}}
	}
	r := review.Report{Verdict: review.NoLoss, Base: "main", Head: "the working tree"}
	for _, name := range []string{"dev", "staging", "prod"} {
		environment := review.Environment{Name: name, Production: name == "prod", Change: review.Changed}
		for _, part := range []string{"network", "data", "services", "edge"} {
			stack := review.Stack{Name: "kasha-" + name + "-" + part, Change: review.Changed, Note: review.TagsChange}
			for i := range 25 {
				property := review.PropertyChange{Name: "Tags", Old: tagged("kasha"), New: tagged("shop")}
				if i == 0 {
					property = review.PropertyChange{Name: "BackupVaultTags", Old: map[string]any{"application": "kasha"},
						New: map[string]any{"application": "shop"}}
				}
				stack.Changes = append(stack.Changes, review.Change{Kind: review.Changed, Construct: fmt.Sprint("R", i),
					Properties: []review.PropertyChange{property}})
			}
			environment.Stacks = append(environment.Stacks, stack)
		}
		r.Environments = append(r.Environments, environment)
	}
	text := Render(r, "f")
	if lines := strings.Count(text, "\n"); lines > 40 {
		t.Errorf("%d lines, want at most 40", lines)
	}
	for _, part := range []string{
		"Only tags change on 300 resources: `application`: `kasha` → `shop` (prod 100, dev 100, staging 100).",
		"Unchanged, apart from tags: prod, dev, staging.", "| environment | lost | changed |\n| --- | --: | --: |\n| prod |  | 100 |\n| dev |",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
	// A resource of which more than the tags changes is listed.
	r.Environments[0].Stacks[0].Changes[3].Properties = append(r.Environments[0].Stacks[0].Changes[3].Properties,
		review.PropertyChange{Name: "QueueName", Old: "a", New: "b"})
	if text := Render(r, "f"); !strings.Contains(text, "QueueName: `a` → `b`") || !strings.Contains(text, "on 299 resources") {
		t.Errorf("want the renamed queue in\n%s", text)
	}
}

// Catches a new environment without its account, and rights of what is new among those of what is there today.
func TestNewEnvironmentAndNewRights(t *testing.T) {
	r := review.Report{
		Verdict: review.NoLoss, Missing: "main has commits that are missing",
		Environments: []review.Environment{{Name: "qa", Change: review.Added, Account: "111111111111", Region: "eu-west-1",
			Stacks: []review.Stack{{Name: "kasha-qa-data", Change: review.Added, Adds: 3}}}},
		Openings: []review.Finding{
			{What: "additional permission", Construct: "Old"},
			{What: "additional permission", OfNew: true, Declared: true,
				Right: &exposure.Right{Component: "New", On: []string{"${Queue.Arn}"}}},
			{What: "the pipeline deploys stage qa", Construct: "Pipeline", Stack: "s", Declared: true, Brings: "qa"},
			{What: "additional permission", Construct: "Bucket", New: "told with its stage", Declared: true, Brings: "qa"},
		},
		Unjudged: []review.Finding{{What: "Size", Construct: "Thing", Old: "1", New: "2"}},
		Broken:   []review.Finding{{What: "backend to database, port 3306, is missing", Environment: "qa"}},
	}
	text, at := Render(r, "f"), 0
	for _, part := range []string{
		"main has commits that are missing", "| qa |", "## Promises that Kasha no longer keeps", "port 3306",
		"## Broader permissions and access", "**Old**", "## Rights of new resources",
		"**Pipeline**, s: the pipeline deploys stage qa. What follows from the declaration of qa is not listed above", "**New**", "| Queue |",
		"## Not judged", "**Thing**",
		"## Changes", "### qa (added), account 111111111111, eu-west-1",
	} {
		i := strings.Index(text[at:], part)
		if i < 0 {
			t.Fatalf("%q is missing, or comes too early, in\n%s", part, text)
		}
		at += i
	}
	if strings.Contains(text, "told with its stage") {
		t.Errorf("want what a new environment brings in one sentence, in\n%s", text)
	}
}

// Catches a removed job that the table on top counts as replaced.
func TestWhatIsRemovedIsNotCountedAsReplaced(t *testing.T) {
	var changes []review.Change
	for kind, n := range map[review.Kind]int{review.Removed: 25, review.MightBeReplaced: 2, review.Changed: 3, review.Added: 1} {
		for range n {
			changes = append(changes, review.Change{Kind: kind, Type: "AWS::SQS::Queue"})
		}
	}
	r := review.Report{Environments: []review.Environment{{Name: "prod", Change: review.Changed, Stacks: []review.Stack{
		{Name: "a", Change: review.Changed, Changes: changes}, {Name: "b", Change: review.Removed, Removes: 4},
	}}}}
	const want = "| environment | lost | removed | replaced | changed | added |\n| --- | --: | --: | --: | --: | --: |\n" +
		"| prod |  | 29 | 2 | 3 | 1 |"
	if text := Render(r, "f"); !strings.Contains(text, want) {
		t.Errorf("want\n%s\nin\n%s", want, text)
	}
}

// Catches a change of the review itself, of which the reader is not told before everything else.
func TestChangedJudgesComeFirst(t *testing.T) {
	r := review.Report{Judges: []string{"a", "b", "c", "d", "e", "f", "g"}, Openings: []review.Finding{{What: "x"}}}
	text := Render(r, "f")
	notice, finding := strings.Index(text, "`e`, and 2 more"), strings.Index(text, "## Broader")
	if notice < 0 || finding < notice {
		t.Errorf("want the edited files before all findings, in\n%s", text)
	}
	if text := Render(review.Report{}, "f"); strings.Contains(text, "judges") {
		t.Errorf("want nothing about judges, in\n%s", text)
	}
}

// Catches the same finding about several queues that takes several lines.
func TestFindingsAboutSeveralQueuesTakeOneLine(t *testing.T) {
	var r review.Report
	for _, queue := range []string{"jobs", "events"} {
		r.Openings = append(r.Openings, review.Finding{Environment: "prod", Stack: "s", Construct: "Messaging/" + queue + "/Policy",
			What: "additional permission", New: "allow sqs:SendMessage on ${Messaging/" + queue + ".Arn}"})
	}
	r.Openings = append(r.Openings, review.Finding{Environment: "prod", Stack: "s", Construct: "Messaging/email/Policy",
		What: "additional permission", New: "allow sqs:* on ${Messaging/email.Arn}"})
	if text := Render(r, "f"); strings.Count(text, "| additional permission |") != 2 {
		t.Errorf("want one line for two queues, and one for the third, in\n%s", text)
	}
}

// Catches the headline "Nothing is lost" over backups that are kept for a shorter time.
func TestHeadlineOfDataThatExpiresEarlier(t *testing.T) {
	r := review.Report{Verdict: review.NoLoss, Weakenings: []review.Finding{{What: "a", Deletes: true}, {What: "b"}}}
	if got, want := document.Headline(r), "No resource is lost, but data is deleted earlier: 1 setting."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	r.Break([]review.Finding{{What: "c"}})
	if got, want := document.Headline(r), "1 promise of Kasha is broken."; got != want || !r.Fails() {
		t.Errorf("%q, want %q; fails: %t", got, want, r.Fails())
	}
	r.Break([]review.Finding{{What: "d", Rule: "Kasha-Tier"}})
	if got, want := document.Headline(r), "1 promise of Kasha is broken, and 1 rule newly fails."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	r.Broken = r.Broken[1:]
	if got, want := document.Headline(r), "1 rule newly fails."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if text := Render(r, "f"); !strings.Contains(text, "## Rules that newly fail") || strings.Contains(text, "## Promises") {
		t.Errorf("want a section of its own for rules, in\n%s", text)
	}
}

// Catches counts that put removed resources among replaced ones and new ones among changed ones. It also catches a removed policy whose
// successor is not named. The name of a policy ends in a hash of what it allows.
func TestEachResourceIsCountedAsWhatHappensToIt(t *testing.T) {
	const policy = "AWS::IAM::Policy"
	r := review.Report{Environments: []review.Environment{{Name: "prod", Change: review.Changed, Stacks: []review.Stack{
		{Name: "s", Change: review.Changed, Changes: []review.Change{
			{Kind: review.Removed, Construct: "Backend/Task/Uses-6a82ca36", Type: policy},
			{Kind: review.Removed, Construct: "Frontend/Task/Uses-11b853c6", Type: policy},
			{Kind: review.Replaced, Construct: "Backend/Task", Type: "AWS::ECS::TaskDefinition"},
			{Kind: review.Replaced, Construct: "Queue", Type: "AWS::SQS::Queue"},
			{Kind: review.Changed, Construct: "Alarm", Type: "AWS::CloudWatch::Alarm"},
			{Kind: review.Added, Construct: "Backend/Task/Uses-9ac38368", Type: policy},
			{Kind: review.Added, Construct: "Worker/Task/Uses-b79815d5", Type: policy},
		}},
		{Name: "n", Change: review.Added, Adds: 3},
	}}}}
	text := Render(r, "f")
	for _, part := range []string{
		"| environment | lost | removed | replaced | changed | added |", "| prod |  | 2 | 1 | 2 | 5 |",
		"| removed | Backend/Task/Uses-6a82ca36 | AWS::IAM::Policy | in its place: Backend/Task/Uses-9ac38368 |",
		"| removed | Frontend/Task/Uses-11b853c6 | AWS::IAM::Policy |  |",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

// Catches an existing process among what is new, and a row for each process that may do the same.
func TestExistingProcessesShareARow(t *testing.T) {
	var r review.Report
	for _, process := range []string{"Backend", "JobClosing"} {
		r.Openings = append(r.Openings, review.Finding{Environment: "prod", Stack: "s", Declared: true, Right: &exposure.Right{
			Component: process, Exists: true, Who: []string{"AWS:${" + process + "/Task/TaskRole}"}, May: []string{"sqs:SendMessage"},
			On: []string{"${Messaging/reports.Arn}"},
		}})
	}
	const want = "| **Backend**, **JobClosing** (existing), s in prod | Messaging/reports | `sqs:SendMessage` by Task/TaskRole |"
	if text := Render(r, "f"); !strings.Contains(text, want) {
		t.Errorf("%q is missing in\n%s", want, text)
	}
}
