package review_test

import (
	"strings"
	"testing"

	"kasha/internal/review"
)

// Catches a part of a template that changes while the review says that nothing does, or that it calls a change of a resource. What may do
// more than a text is not judged.
func TestEveryPartOfATemplateIsCompared(t *testing.T) {
	template := func(parts string) app {
		return app{"s": `{` + parts + `"Resources": {"Q": {` + queue + `}}}`}
	}
	output := func(fields string) app { return template(`"Outputs": {"Url": {"Value": "a"` + fields + `}}, `) }
	const text, outputs = "which change no resource: ", "changed outputs: Url"
	for name, c := range map[string]struct {
		base, head app
		says       string
		unjudged   bool
	}{
		"description":                {template(`"Description": "a", `), template(`"Description": "b", `), text + "Description.", false},
		"a new description":          {template(""), template(`"Description": "b", `), text + "Description.", false},
		"version":                    {template(""), template(`"AWSTemplateFormatVersion": "2010-09-09", `), "AWSTemplateFormatVersion", false},
		"metadata":                   {template(`"Metadata": {"a": 1}, `), template(`"Metadata": {"a": 2}, `), text + "Metadata.", false},
		"an output's description":    {output(""), output(`, "Description": "b"`), text + "Outputs.Url.Description.", false},
		"an output's value":          {output(""), template(`"Outputs": {"Url": {"Value": "b"}}, `), outputs, false},
		"an output's condition":      {output(""), output(`, "Condition": "C"`), outputs, false},
		"an output's export":         {output(""), output(`, "Export": {"Name": "n"}`), outputs, false},
		"an output for other stacks": {template(""), template(`"Outputs": {"ExportsOutputRefQ": {"Value": "b"}}, `), "for other stacks", false},
		"a condition": {
			template(`"Conditions": {"C": {"Fn::Equals": ["a", "b"]}}, `), template(`"Conditions": {"C": {"Fn::Equals": ["a", "a"]}}, `),
			"Conditions.C changes", true,
		},
		"a mapping": {template(""), template(`"Mappings": {"M": {"a": {"b": "c"}}}, `), "Mappings.M changes", true},
		"a rule":    {template(`"Rules": {"R": {"Assertions": []}}, `), template(""), "Rules.R changes", true},
		"what a rule says": {
			template(`"Rules": {"R": {"Assertions": [{"Assert": true, "AssertDescription": "a"}]}}, `),
			template(`"Rules": {"R": {"Assertions": [{"Assert": true, "AssertDescription": "b"}]}}, `), text + "Rules.R.", false,
		},
		"a hook":   {template(""), template(`"Hooks": {"H": {"Type": "AWS::CodeDeploy::BlueGreen"}}, `), "Hooks.H changes", true},
		"a global": {template(""), template(`"Globals": {"Function": {"Timeout": 3}}, `), "Globals.Function changes", true},
		"a parameter": {
			template(`"Parameters": {"P": {"Type": "String", "Default": "a"}}, `),
			template(`"Parameters": {"P": {"Type": "String", "Default": "b"}}, `), "Parameters.P changes", false,
		},
		"a parameter's description": {
			template(`"Parameters": {"P": {"Type": "String", "Description": "a"}}, `),
			template(`"Parameters": {"P": {"Type": "String", "Description": "b"}}, `), text + "Parameters.P.", false,
		},
		"an empty section": {template(""), template(`"Mappings": {}, `), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			report := compare(t, c.base.Assembly(t), c.head.Assembly(t))
			stack := report.Environments[0].Stacks[0]
			said := stack.Note + " " + strings.Join(stack.Outputs, " ")
			if !strings.Contains(said, c.says) || (report.Verdict == review.Unchanged) != (c.says == "") {
				t.Errorf("verdict %q, said %q; want %q", report.Verdict, said, c.says)
			}
			if c.says != "" && (report.Verdict != review.NoLoss || stack.Change != review.Changed || len(stack.Changes) > 0) {
				t.Errorf("verdict %q, stack %q with %v; want a changed stack without a changed resource", report.Verdict, stack.Change, stack.Changes)
			}
			if is := len(report.Unjudged) > 0; is != c.unjudged {
				t.Errorf("unjudged %+v, want some: %v", report.Unjudged, c.unjudged)
			}
		})
	}
}
