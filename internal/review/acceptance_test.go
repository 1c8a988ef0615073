package review_test

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/internal/review/accepted"
)

func TestAcceptances(t *testing.T) {
	base := resources(`{"Q": {` + queue + `}, "T": {"Type": "AWS::SNS::Topic"}}`).assembly(t)
	head := resources(`{"T": {"Type": "AWS::SNS::Topic"}}`).assembly(t)
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
		"none":              {nil, review.Unaccepted},
		"by path":           {[]accepted.Loss{good}, review.LossesAccepted},
		"by full path":      {[]accepted.Loss{with(func(l *accepted.Loss) { l.Resource = "Q/Resource" })}, review.LossesAccepted},
		"by kind":           {[]accepted.Loss{with(func(l *accepted.Loss) { l.Loss = "removed" })}, review.LossesAccepted},
		"another kind":      {[]accepted.Loss{with(func(l *accepted.Loss) { l.Loss = "replaced" })}, review.Unaccepted},
		"another stack":     {[]accepted.Loss{with(func(l *accepted.Loss) { l.Stack = "t" })}, review.Unaccepted},
		"another resource":  {[]accepted.Loss{with(func(l *accepted.Loss) { l.Resource = "R" })}, review.Unaccepted},
		"another type":      {[]accepted.Loss{with(func(l *accepted.Loss) { l.Type = "AWS::S3::Bucket" })}, review.Unaccepted},
		"no environment":    {[]accepted.Loss{with(func(l *accepted.Loss) { l.Environment = "" })}, review.Unaccepted},
		"one too many":      {[]accepted.Loss{good, with(func(l *accepted.Loss) { l.Resource = "R" })}, review.BadAcceptance},
		"path and id, both": {[]accepted.Loss{good, with(func(l *accepted.Loss) { l.Loss = "removed" })}, review.LossesAccepted},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, base, head, c.acceptances...)
			if report.Verdict != c.verdict {
				t.Errorf("verdict %q, want %q", report.Verdict, c.verdict)
			}
			if failing := c.verdict != review.LossesAccepted; report.Fails() != failing {
				t.Errorf("fails: %v", report.Fails())
			}
			if report.Verdict == review.LossesAccepted && report.Losses[0].Accepted != good.Reason {
				t.Errorf("the reason is not in the report: %+v", report.Losses[0])
			}
		})
	}
}

// A logical id is what AWS's console shows; it names a resource as well as a path does.
func TestAcceptanceByLogicalID(t *testing.T) {
	base := resources(`{"Q1A2B": {` + queue + `}, "T": {"Type": "AWS::SNS::Topic"}}`).assembly(t)
	lost := base.Stacks[0].Template.Resources["Q1A2B"]
	lost.Path = "Messaging/jobs/Resource"
	base.Stacks[0].Template.Resources["Q1A2B"] = lost
	head := resources(`{"T": {"Type": "AWS::SNS::Topic"}}`).assembly(t)
	for _, name := range []string{"Q1A2B", "Messaging/jobs", "Messaging/jobs/Resource"} {
		acceptance := accepted.Loss{Environment: "prod", Stack: "s", Resource: name, Type: "AWS::SQS::Queue", Reason: "r"}
		if report := compare(t, base, head, acceptance); report.Verdict != review.LossesAccepted {
			t.Errorf("%s: verdict %q", name, report.Verdict)
		}
	}
}

// An acceptance that is left behind would let the next loss of that name through.
func TestAcceptanceWithoutALossFails(t *testing.T) {
	a := resources(`{"Q": {` + queue + `}}`).assembly(t)
	report := compare(t, a, a, accepted.Loss{Environment: "prod", Stack: "s", Resource: "Q", Type: "AWS::SQS::Queue", Reason: "r"})
	if report.Verdict != review.BadAcceptance || !report.Fails() {
		t.Errorf("verdict %q", report.Verdict)
	}
	if want := "prod, s, Q (AWS::SQS::Queue)"; !slices.Contains(report.Unmatched, want) {
		t.Errorf("unmatched %q, want %q", report.Unmatched, want)
	}
}

// What the review prints for pasting must accept the very loss that it was printed for.
func TestPrintedAcceptanceAcceptsItsLoss(t *testing.T) {
	base := twoStacks(t)
	for _, head := range []func() assembly.Assembly{
		func() assembly.Assembly { return assembly.Assembly{Stacks: base.Stacks[1:]} },
		func() assembly.Assembly {
			return app{"data": `{"Resources": {"P": {"Type": "AWS::SQS::QueuePolicy"}}}`, "edge": `{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`}.assembly(t)
		},
	} {
		report := compare(t, base, head())
		if len(report.Losses) != 1 {
			t.Fatalf("losses %q", said(report.Losses))
		}
		acceptance := report.Losses[0].Acceptance()
		acceptance.Reason = "because"
		if again := compare(t, base, head(), acceptance); again.Verdict != review.LossesAccepted {
			t.Errorf("%s: verdict %q", acceptance, again.Verdict)
		}
	}
}

func TestReportForMachines(t *testing.T) {
	base := resources(`{"Q": {` + queue + `, "Properties": {"QueueName": "a<b"}}}`).assembly(t)
	report := compare(t, base, resources(`{"Q": {`+queue+`, "Properties": {"QueueName": "c"}}}`).assembly(t))
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
