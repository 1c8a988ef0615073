package markdown

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/review"
)

// changed is a report about one stack of production.
func changed(stack review.Stack) review.Report {
	return review.Report{Verdict: review.NoLoss, Environments: []review.Environment{
		{Name: "prod", Change: review.Changed, Stacks: []review.Stack{stack}},
	}}
}

// Catches a release that looks like an outage: each release replaces task definitions, of which ECS keeps the earlier revisions.
func TestANewRevisionOfATaskIsNoReplacement(t *testing.T) {
	text := Render(changed(review.Stack{Name: "s", Change: review.Changed, Changes: []review.Change{
		{Kind: review.Replaced, Construct: "Backend/Task", Type: "AWS::ECS::TaskDefinition"},
		{Kind: review.Changed, Construct: "Backend/Service", Type: "AWS::ECS::Service"},
	}}), "f")
	for _, part := range []string{
		"**Nothing is lost.**", "| environment | lost | changed |", "| prod |  | 2 |", "1 new revision, 1 changed",
		"| new revision | Backend/Task |",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

// Catches columns that are empty in every row, which push the others out of a phone's screen.
func TestColumnsWithoutAnythingAreLeftOut(t *testing.T) {
	text := Render(review.Report{Notes: []review.Finding{{What: "x"}}, Openings: []review.Finding{{What: "y", Old: "a", New: "b"},
		{What: "z", New: "c"}}, Weakenings: []review.Finding{{What: "z", New: "c"}}}, "f")
	for _, part := range []string{
		"## Notes\n\n| where | what |\n", "access\n\n| where | what | before | after |\n", "availability\n\n| where | what | after |\n",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

// Catches the same loss of two environments that takes twice the lines, and an entry to paste that is missing for it.
func TestTheSameLossOfEnvironmentsIsToldOnce(t *testing.T) {
	r := review.Report{Verdict: review.Unaccepted}
	for _, name := range []string{"dev", "staging", "qa"} {
		r.Losses = append(r.Losses, review.Loss{Kind: review.Replaced, Environment: name, Stack: "kasha-" + name + "-data",
			Construct: "Jobs", Type: "AWS::SQS::Queue", Because: "QueueName changes from kasha-" + name + "-jobs to x", Fate: "gone"})
	}
	text := Render(r, "f")
	if n := strings.Count(text, "\n- **Jobs"); n != 1 || !strings.Contains(text, "kasha-dev-data in dev; the same in staging, qa\n") {
		t.Errorf("%d lines, want one for all environments, in\n%s", n, text)
	}
	if n := strings.Count(text, `"resource":"Jobs"`); n != 3 {
		t.Errorf("%d entries to paste, want 3", n)
	}
}

// Catches the note that a review is cut, within details that nobody opens.
func TestACutWithinDetailsIsSeen(t *testing.T) {
	stack := review.Stack{Name: "s", Change: review.Changed}
	for i := range 3000 {
		stack.Changes = append(stack.Changes, review.Change{Kind: review.Changed, Construct: fmt.Sprint("Queue", i), Type: "AWS::SQS::Queue"})
	}
	text := Render(changed(stack), "f")
	if end, note := strings.LastIndex(text, "</details>"), strings.Index(text, "The review is cut here"); end < 0 || note < end {
		t.Errorf("the note is at %d, the end of the details at %d", note, end)
	}
}

// Catches a broken promise that says of which environments but the first, and a production that is not named first.
func TestABrokenPromiseSaysOfWhichEnvironments(t *testing.T) {
	r := changed(review.Stack{Name: "s", Change: review.Changed})
	r.Environments[0].Production = true
	for _, name := range []string{"dev", "prod"} {
		r.Break([]review.Finding{{Environment: name, What: "a call will fail", New: "x"}})
	}
	if text := Render(r, "f"); !strings.Contains(text, "| where | what | after |\n| --- | --- | --- |\n| prod; the same in dev | a call") {
		t.Errorf("want production first in\n%s", text)
	}
}

// Catches one wide statement that takes a line for each action, and actions of different roles on one line.
func TestActionsOfOneStatementTakeOneLine(t *testing.T) {
	r := changed(review.Stack{Name: "s", Change: review.Changed})
	for _, action := range []string{"s3:A", "s3:B", "s3:C", "s3:D", "s3:E"} {
		for _, role := range []string{"Backend/Role", "Frontend/Role"} {
			r.Broken = append(r.Broken, review.Finding{Environment: "prod", What: role + " may " + action + " on *", New: "Allow s3:* on *"})
		}
	}
	text := Render(r, "f")
	for _, role := range []string{"Backend", "Frontend"} {
		if part := "| prod | " + role + "/Role may s3:A, s3:B, s3:C and 2 more actions on \\* |"; strings.Count(text, part) != 1 {
			t.Errorf("want %q once, in\n%s", part, text)
		}
	}
	if n := strings.Count(text, " may "); n != 2 {
		t.Errorf("%d lines, want one for each role, in\n%s", n, text)
	}
}
