package review_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/accepted"
)

// Catches an acceptance that accepts another loss than the one it names.
func TestAcceptances(t *testing.T) {
	base := resources(`{"Q": {` + queue + `}, "T": {"Type": "AWS::SNS::Topic"}}`).Assembly(t)
	head := resources(`{"T": {"Type": "AWS::SNS::Topic"}}`).Assembly(t)
	good := accepted.Loss{Environment: "prod", Stack: "s", Resource: "Q", Type: "AWS::SQS::Queue", Reason: "empty since May"}
	with := func(change func(*accepted.Loss)) accepted.Loss {
		loss := good
		change(&loss)
		return loss
	}
	for name, c := range map[string]struct {
		acceptances []accepted.Loss
		verdict     review.Verdict
	}{
		"none":    {acceptances: nil, verdict: review.Unaccepted},
		"by path": {acceptances: []accepted.Loss{good}, verdict: review.LossesAccepted},
		"by full path": {acceptances: []accepted.Loss{with(func(l *accepted.Loss) { l.Resource = "Q/Resource" })},
			verdict: review.LossesAccepted},
		"by kind":          {acceptances: []accepted.Loss{with(func(l *accepted.Loss) { l.Loss = "removed" })}, verdict: review.LossesAccepted},
		"another kind":     {acceptances: []accepted.Loss{with(func(l *accepted.Loss) { l.Loss = "replaced" })}, verdict: review.Unaccepted},
		"another stack":    {acceptances: []accepted.Loss{with(func(l *accepted.Loss) { l.Stack = "t" })}, verdict: review.Unaccepted},
		"another resource": {acceptances: []accepted.Loss{with(func(l *accepted.Loss) { l.Resource = "R" })}, verdict: review.Unaccepted},
		"another type": {acceptances: []accepted.Loss{with(func(l *accepted.Loss) { l.Type = "AWS::S3::Bucket" })},
			verdict: review.Unaccepted},
		"no environment": {acceptances: []accepted.Loss{with(func(l *accepted.Loss) { l.Environment = "" })}, verdict: review.Unaccepted},
		"one too many": {acceptances: []accepted.Loss{good, with(func(l *accepted.Loss) { l.Resource = "R" })},
			verdict: review.BadAcceptance},
		"path and id, both": {acceptances: []accepted.Loss{good, with(func(l *accepted.Loss) { l.Loss = "removed" })},
			verdict: review.LossesAccepted},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, base, head, c.acceptances...)
			if report.Verdict != c.verdict {
				t.Errorf("verdict %q, want %q", report.Verdict, c.verdict)
			}
			if failing := c.verdict != review.LossesAccepted; report.Fails() != failing {
				t.Errorf("fails: %t, want %t", report.Fails(), failing)
			}
			if report.Verdict == review.LossesAccepted && report.Losses[0].Accepted != good.Reason {
				t.Errorf("reason %q, want %q", report.Losses[0].Accepted, good.Reason)
			}
		})
	}
}

// Catches an acceptance by logical id, which is what the AWS console shows, that is not recognized.
func TestAcceptanceByLogicalID(t *testing.T) {
	base := resources(`{"Q1A2B": {` + queue + `}, "T": {"Type": "AWS::SNS::Topic"}}`).Assembly(t)
	lost := base.Stacks[0].Template.Resources["Q1A2B"]
	lost.Path = "Messaging/jobs/Resource"
	base.Stacks[0].Template.Resources["Q1A2B"] = lost
	head := resources(`{"T": {"Type": "AWS::SNS::Topic"}}`).Assembly(t)
	for _, name := range []string{"Q1A2B", "Messaging/jobs", "Messaging/jobs/Resource"} {
		acceptance := accepted.Loss{Environment: "prod", Stack: "s", Resource: name, Type: "AWS::SQS::Queue", Reason: "r"}
		if report := compare(t, base, head, acceptance); report.Verdict != review.LossesAccepted {
			t.Errorf("%s: verdict %q, want %q", name, report.Verdict, review.LossesAccepted)
		}
	}
}

// Catches an acceptance that is left behind: it would accept the next loss of the same name.
func TestAcceptanceWithoutALossFails(t *testing.T) {
	a := resources(`{"Q": {` + queue + `}}`).Assembly(t)
	report := compare(t, a, a, accepted.Loss{Environment: "prod", Stack: "s", Resource: "Q", Type: "AWS::SQS::Queue", Reason: "r"})
	if report.Verdict != review.BadAcceptance || !report.Fails() {
		t.Errorf("verdict %q, want %q", report.Verdict, review.BadAcceptance)
	}
	if want := "prod, s, Q (AWS::SQS::Queue)"; !slices.Contains(report.Unmatched, want) {
		t.Errorf("unmatched %q, want %q", report.Unmatched, want)
	}
}

// Catches a printed entry that does not accept the loss it was printed for.
func TestPrintedAcceptanceAcceptsItsLoss(t *testing.T) {
	base := twoStacks(t)
	for _, head := range []func() assembly.Assembly{
		func() assembly.Assembly { return assembly.Assembly{Stacks: base.Stacks[1:]} },
		func() assembly.Assembly {
			return app{"data": `{"Resources": {"P": {"Type": "AWS::SQS::QueuePolicy"}}}`,
				"edge": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`}.Assembly(t)
		},
	} {
		report := compare(t, base, head())
		if len(report.Losses) != 1 {
			t.Fatalf("losses %q", lossLines(report.Losses))
		}
		acceptance := report.Losses[0].Acceptance()
		acceptance.Reason = "because"
		if again := compare(t, base, head(), acceptance); again.Verdict != review.LossesAccepted {
			t.Errorf("%s: verdict %q, want %q", acceptance, again.Verdict, review.LossesAccepted)
		}
	}
}

// Catches fields that are missing from review.json, and HTML escapes in it.
func TestReportAsJSON(t *testing.T) {
	base := resources(`{"Q": {` + queue + `, "Properties": {"QueueName": "a<b"}}}`).Assembly(t)
	report := compare(t, base, resources(`{"Q": {`+queue+`, "Properties": {"QueueName": "c"}}}`).Assembly(t))
	data, err := report.JSON()
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`"verdict": "loss"`, `"loss": "replaced"`, `"logicalId": "Q"`, `"old": "a<b"`, `"holdsData": true`} {
		if !strings.Contains(string(data), part) {
			t.Errorf("no %s in\n%s", part, data)
		}
	}
}

// Catches an acceptance with a misspelled name, which leaves the reader to guess.
func TestUnmatchedAcceptanceNamesTheNearestLoss(t *testing.T) {
	base := resources(`{"Q": {` + queue + `}, "R": {"Type": "AWS::S3::Bucket"}, "T": {"Type": "AWS::SNS::Topic"}}`).Assembly(t)
	head := resources(`{"T": {"Type": "AWS::SNS::Topic"}}`).Assembly(t)
	report := compare(t, base, head, accepted.Loss{Environment: "prod", Stack: "t", Resource: "Q", Type: "AWS::SQS::Queue", Reason: "r"})
	if len(report.Unmatched) != 1 || !strings.HasSuffix(report.Unmatched[0], "; the nearest loss is prod, s, Q (AWS::SQS::Queue), removed") {
		t.Errorf("unmatched %q, want the nearest loss", report.Unmatched)
	}
}
