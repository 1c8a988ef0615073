package markdown

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"kasha/internal/review"
)

func report() review.Report {
	return review.Report{
		Base: "main (0123456789ab)", Head: "the working tree", Verdict: review.Unaccepted,
		Losses: []review.Loss{
			{Kind: review.Replaced, Environment: "prod", Stack: "kasha-prod-data", Construct: "Database/Primary", LogicalID: "Db",
				Type: "AWS::RDS::DBInstance", Because: "DBSubnetGroupName changes", Fate: "A new one is made, empty.", Fails: "the name is taken"},
			{Kind: review.Removed, Environment: "dev", Stack: "kasha-dev-data", Type: "AWS::CloudFormation::Stack", Because: "gone",
				Fate: "It stays.", Accepted: "dev is given up", Holds: []review.Held{{Construct: "Queue", Type: "AWS::SQS::Queue", Fate: "deleted"}}},
		},
		Failures: []review.Finding{{Environment: "prod", Stack: "kasha-prod-data", What: "cannot be"}},
		Openings: []review.Finding{{Environment: "prod", Stack: "kasha-prod-data", Construct: "Group", What: "opened",
			Old: "tcp 443 from 10.0.0.0/8", New: "tcp 443 from 0.0.0.0/0"}},
		Weakenings: []review.Finding{{Stack: "kasha-pipeline", Construct: "Key", What: "rotation schedule", Old: "true", New: "false"}},
		Notes:      []review.Finding{{What: "an outage"}},
		Environments: []review.Environment{
			{Name: "dev", Change: review.Same}, {Name: "staging", Change: review.Same},
			{Change: review.Same, Stacks: []review.Stack{{Name: "kasha-pipeline", Change: review.Same}}},
			{Name: "prod", Change: review.Changed, Stacks: []review.Stack{
				{Name: "kasha-prod-network", Change: review.Same},
				{Name: "kasha-prod-new", Change: review.Added, Adds: 7},
				{Name: "kasha-prod-data", Change: review.Changed, Note: "tags change", Changes: []review.Change{
					{Kind: review.Replaced, Construct: "Database/Primary", Type: "AWS::RDS::DBInstance", HoldsData: true,
						Properties: []review.PropertyChange{
							{Name: "DBSubnetGroupName", Old: "one", New: "two"}, {Name: "DependsOn"}, {Name: "KmsKeyId", Dragged: true},
						}},
					{Kind: review.Removed, Construct: "A", MovedTo: "B"}, {Kind: review.Added, Construct: "B", MovedFrom: "A"},
				}},
			}},
		},
	}
}

// Catches a review in which losses do not come first, or unchanged environments take more than a line.
func TestOrderOfAReview(t *testing.T) {
	text := Render(report(), "docs/accepted-losses.json")
	at := 0
	for _, part := range []string{
		"# Review: the working tree against main (0123456789ab)", "**1 loss is not accepted.**",
		"| environment | lost |", "| prod | 1 | 2 | 1 |  | 1 | 1 |  | 8 |",
		"## Losses", "**Database/Primary: replaced** (AWS::RDS::DBInstance), kasha-prod-data in prod",
		"**The deployment will fail**: the name is taken.",
		"**the whole stack: removed**", "Queue (AWS::SQS::Queue)", "Accepted: dev is given up", "`docs/accepted-losses.json`",
		"## The deployment will fail", "## Broader permissions and access", "`tcp 443 from 10.0.0.0/8` | `tcp 443 from 0.0.0.0/0`",
		"## Weaker protection and availability", "## Notes", "## Changes", "### prod", "kasha-prod-new: 7 resources, all new",
		"<details><summary>kasha-prod-data: 1 removed, 1 replaced, 1 added</summary>", "tags change", "| **replaced** | Database/Primary |",
		"DBSubnetGroupName: `one` → `two`; deployment order; KmsKeyId: refers to a resource that is replaced", "is now B", "was A", "</details>",
		"Unchanged: kasha-prod-network.", "Unchanged: dev, staging, kasha-pipeline.",
	} {
		i := strings.Index(text[at:], part)
		if i < 0 {
			t.Fatalf("%q is missing, or comes too early, in\n%s", part, text)
		}
		at += i
	}
}

// Catches an entry to paste that is not valid JSON, or is of a loss that is already accepted.
func TestEntryToPaste(t *testing.T) {
	text := Render(report(), "f")
	_, rest, _ := strings.Cut(text, "```json\n")
	entry, _, _ := strings.Cut(rest, "\n```")
	var fields map[string]string
	if err := json.Unmarshal([]byte(entry), &fields); err != nil {
		t.Fatalf("%v: %s", err, entry)
	}
	if fields["resource"] != "Database/Primary" || fields["loss"] != "replaced" || fields["environment"] != "prod" {
		t.Errorf("entry %v, want the replaced Database/Primary of prod", fields)
	}
}

// Catches values that become markup, links or mentions: the author of the change chooses them.
func TestValuesNeverBecomeMarkup(t *testing.T) {
	r := report()
	r.Losses[0].Because = "<img src=x> @someone [link](http://example.org) `x` *y*"
	r.Openings[0].Old = "a | b `c`\nd"
	text := Render(r, "f")
	for _, raw := range []string{"<img", " @someone", "[link]", "a | b", "`c`\nd"} {
		if strings.Contains(text, raw) {
			t.Errorf("%q is in the review unescaped", raw)
		}
	}
}

func TestLongReviewIsCutAtALine(t *testing.T) {
	r := report()
	for range 3000 {
		r.Notes = append(r.Notes, review.Finding{What: strings.Repeat("x", 50)})
	}
	text := Render(r, "f")
	if len(text) > most+250 || !strings.Contains(text[len(text)-250:], " lines are missing. The rest is in `review.json`") {
		t.Errorf("%d characters, ends in %q", len(text), text[len(text)-60:])
	}
}

// Catches a cut within the entries to paste, and a cut that does not say that losses are missing.
func TestLongListOfLossesIsCutWithANote(t *testing.T) {
	r := report()
	lost := r.Losses[0]
	for i := range 400 {
		lost.Construct = fmt.Sprintf("Queue%d/%s", i, strings.Repeat("x", 60))
		r.Losses = append(r.Losses, lost)
	}
	text := Render(r, "f")
	const note = " of 402 losses are listed here.**\nThe review is cut here"
	if strings.Count(text, "\n```")%2 != 0 || !strings.Contains(text[len(text)-300:], note) {
		t.Errorf("ends in %q", text[len(text)-200:])
	}
	// With fewer losses, the cut lies within the entries to paste.
	r.Losses = r.Losses[:180]
	text = Render(r, "f")
	if strings.Count(text, "\n```") != 2 || !strings.Contains(text, "\n```\n\nThe review is cut here") || len(text) > most+250 {
		t.Errorf("%d fences, %d characters, ends in %q", strings.Count(text, "\n```"), len(text), text[len(text)-200:])
	}
}

// Catches losses that are cut before the resources of lost stacks, which matter less.
func TestWhatStacksHoldIsCutBeforeLosses(t *testing.T) {
	r := report()
	for i := range 2000 {
		r.Losses[1].Holds = append(r.Losses[1].Holds, review.Held{Construct: fmt.Sprintf("Queue%d", i), Type: "AWS::SQS::Queue",
			Fate: "deleted with everything in it"})
	}
	text := Render(r, "f")
	for _, part := range []string{"Queue1 (AWS::SQS::Queue)", "    - and 1998 more, see `review.json`", "## Changes", "### prod"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing", part)
		}
	}
	if strings.Contains(text, "Queue2 ") || strings.Contains(text, "The rest is in") {
		t.Error("want all losses, and of the stack's resources only the first two")
	}
}

// Catches fifty removed alarms that take fifty lines.
func TestFindingAboutManyConstructsTakesOneRow(t *testing.T) {
	r := report()
	r.Weakenings = nil
	for i := range 50 {
		r.Weakenings = append(r.Weakenings, review.Finding{Environment: "prod", Stack: "s", Construct: "Alarm" + string(rune('A'+i)),
			What: "removed"})
	}
	r.Weakenings = append(r.Weakenings, review.Finding{Environment: "dev", Stack: "s", Construct: "Alarm", What: "removed"})
	_, text, _ := strings.Cut(Render(r, "f"), "## Weaker")
	if n := strings.Count(text, " | removed |"); n != 2 || !strings.Contains(text, "**AlarmE**, 45 more, s in prod") {
		t.Errorf("%d lines in\n%s", n, text)
	}
}

// Catches the same changes of three environments that are shown three times, and a difference between them that is not shown.
func TestSameChangesOfEveryEnvironmentAreShownOnce(t *testing.T) {
	r := review.Report{Verdict: review.NoLoss}
	for _, name := range []string{"dev", "staging", "prod"} {
		account := map[string]string{"dev": "111111111111", "staging": "222222222222", "prod": "333333333333"}[name]
		queue := review.Change{Kind: review.Changed, Construct: "Queue", Type: "AWS::SQS::Queue", Properties: []review.PropertyChange{
			{Name: "QueueName", Old: "kasha-" + name + "-a", New: "kasha-" + name + "-" + account},
		}}
		topic := review.Change{Kind: review.Changed, Construct: "Topic", Type: "AWS::SNS::Topic"}
		if name == "prod" {
			topic.Properties = []review.PropertyChange{{Name: "KmsMasterKeyId", Old: "key"}}
		}
		r.Environments = append(r.Environments, review.Environment{Name: name, Change: review.Changed, Stacks: []review.Stack{
			{Name: "kasha-" + name + "-data", Change: review.Changed, Changes: []review.Change{queue, topic}},
		}})
		r.Openings = append(r.Openings, review.Finding{Environment: name, Stack: "kasha-" + name + "-data", What: "opened",
			New: "/" + name + "/" + name + "-x to " + account})
	}
	text := Render(r, "f")
	for part, times := range map[string]int{
		"kasha-dev-data in dev; the same in staging, prod | opened":     1,
		"kasha-staging-data: 2 changed. The same as in kasha-dev-data.": 1,
		"| changed | Queue |": 2, "KmsMasterKeyId: `key` → nothing": 1,
	} {
		if n := strings.Count(text, part); n != times {
			t.Errorf("%q occurs %d times, want %d, in\n%s", part, n, times, text)
		}
	}
}
