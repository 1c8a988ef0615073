package exposure_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// publisher is a build project that publishes a file, as CDK Pipelines writes it.
func publisher(id, stack, hash, place string, commands ...string) string {
	all := append([]string{fmt.Sprintf(`cdk-assets --path "assembly-live/%s.assets.json" --verbose publish "%s:%s"`, stack,
		strings.Repeat(hash, 64), place)}, commands...)
	spec, _ := json.MarshalIndent(map[string]any{"version": "0.2", "phases": map[string]any{
		"install": map[string]any{"commands": []string{"npm install -g cdk-assets@4.7.3"}}, "build": map[string]any{"commands": all},
	}}, "", "  ")
	text, _ := json.Marshal(string(spec))
	return fmt.Sprintf(`%q: {"Type": "AWS::CodeBuild::Project", "Properties": {"ServiceRole": "r", "Description": %q,
		"Source": {"Type": "CODEPIPELINE", "BuildSpec": %s}}}`, id, "publishes "+hash, text)
}

// publishingApp is a pipeline whose actions run the projects of that name.
func publishingApp(projects []string, actions ...string) app {
	var written []string
	for _, project := range actions {
		written = append(written, fmt.Sprintf(`{"Name": "%s", "ActionTypeId": {"Category": "Build"},
			"Configuration": {"ProjectName": {"Ref": %q}}}`, "of-"+project, project))
	}
	return resources(`{"P": {"Type": "AWS::CodePipeline::Pipeline", "Properties": {"Stages": [{"Name": "Assets", "Actions": [` +
		strings.Join(written, ", ") + `]}]}}, ` + strings.Join(projects, ", ") + `}`)
}

// Catches a file with other content that is told as another command, and a command that hides as one that publishes files.
func TestPublishingAnotherFileIsNoOtherCommand(t *testing.T) {
	const home, foreign = "111111111111-eu-central-1-a8a05a97", "999999999999-eu-central-1-a8a05a97"
	of := func(project string) app { return publishingApp([]string{project}, "A") }
	two := publishingApp([]string{publisher("A", "data", "a", home), publisher("B", "jobs", "b", home)}, "A", "B")
	for name, c := range map[string]struct {
		base, head app
		want       string
	}{
		"another hash":     {base: of(publisher("A", "data", "a", home)), head: of(publisher("A", "data", "b", home))},
		"renumbered":       {base: two, head: publishingApp([]string{publisher("A", "jobs", "b", home)}, "A")},
		"another place":    {of(publisher("A", "data", "a", home)), of(publisher("A", "data", "a", foreign)), "builds run other commands"},
		"another manifest": {of(publisher("A", "data", "a", home)), of(publisher("A", "other", "a", home)), "builds run other commands"},
		"one more command": {of(publisher("A", "data", "a", home)), of(publisher("A", "data", "b", home, "curl example.com")),
			"builds run other commands"},
		"behind a publication": {of(publisher("A", "data", "a", home)),
			of(strings.Replace(publisher("A", "data", "b", home), home, home+`\\\" && curl \\\"x`, 1)), "builds run other commands"},
	} {
		report := compare(t, c.base.Assembly(t), c.head.Assembly(t))
		if c.want == "" {
			wants(t, name+": openings", report.Openings)
			wants(t, name+": weakenings", report.Weakenings)
			continue
		}
		wants(t, name, report.Openings, c.want)
	}
	check := `"C": {"Type": "AWS::CodeBuild::Project", "Properties": {"ServiceRole": "r", "Source": {"BuildSpec": "make test"}}}`
	base := publishingApp([]string{publisher("A", "data", "a", home), check}, "A", "C")
	report := compare(t, base.Assembly(t), publishingApp([]string{publisher("A", "data", "a", home)}, "A").Assembly(t))
	wants(t, "a project that does more is removed", report.Weakenings, "C: removed: what it ran no longer runs")
}

// Catches other code of a function that only the pipeline's project shows.
func TestAFunctionWithOtherCodeIsNamed(t *testing.T) {
	function := func(key string) app {
		return resources(`{"Role": {"Type": "AWS::IAM::Role", "Properties": {}}, "F": {"Type": "AWS::Lambda::Function", "Properties": {
			"Role": {"Fn::GetAtt": ["Role", "Arn"]}, "Code": {"S3Bucket": "b", "S3Key": "` + key + `"}}}}`)
	}
	wants(t, "unjudged", compare(t, function("a.zip").Assembly(t), function("b.zip").Assembly(t)).Unjudged,
		"the function runs other code, with the role ${Role.Arn}")
	wants(t, "unjudged", compare(t, function("a.zip").Assembly(t), function("a.zip").Assembly(t)).Unjudged)
}
