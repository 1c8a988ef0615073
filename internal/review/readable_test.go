package review_test

import (
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/review"
	"kasha/tests/reviewtest"
)

// Catches a revision of which a part cannot be compared, and counts as unchanged.
func TestWhatCannotBeComparedIsAnError(t *testing.T) {
	good := resources(`{"T": {"Type": "AWS::SNS::Topic"}}`).Assembly(t)
	unknown := good
	unknown.Unknown = []string{"later (cdk:stack-set)"}
	for want, bad := range map[string]assembly.Assembly{
		"artifact later (cdk:stack-set)":         unknown,
		"s: a template without resources":        app{"s": `{}`}.Assembly(t),
		"resource Fn::ForEach::Each has no type": resources(`{"T": {"Type": "AWS::SNS::Topic"}, "Fn::ForEach::Each": {}}`).Assembly(t),
		"resource U has no type":                 resources(`{"T": {"Type": "AWS::SNS::Topic"}, "U": {"Properties": {}}}`).Assembly(t),
	} {
		for side, pair := range map[string][2]assembly.Assembly{"base: ": {bad, good}, "head: ": {good, bad}} {
			_, err := review.Compare(pair[0], pair[1], reviewtest.Engine(), nil)
			for _, part := range []string{side, want, "fix: "} {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("%s: error %v, want one that contains %q", want, err, part)
				}
			}
		}
	}
}

// Catches a macro that changes: its result is in no template, so a resource may go without a trace.
func TestAnotherMacroIsALoss(t *testing.T) {
	base := app{"s": `{"Transform": "AWS::LanguageExtensions", "Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`}
	head := app{"s": `{"Transform": ["AWS::LanguageExtensions", "Mine"], "Resources": {"T": {"Type": "AWS::SNS::Topic"}}}`}
	report := compare(t, base.Assembly(t), head.Assembly(t))
	if len(report.Losses) != 1 || !strings.Contains(report.Losses[0].Because, "macros") || !report.Fails() {
		t.Errorf("losses %+v, want the macros; fails: %t", report.Losses, report.Fails())
	}
	if report := compare(t, base.Assembly(t), base.Assembly(t)); report.Fails() {
		t.Errorf("the same macros: losses %+v, want none", report.Losses)
	}
}
