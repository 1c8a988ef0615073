package exposure

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

const buildProject = "AWS::CodeBuild::Project"

// publishesAsBefore reports whether a difference is only about which files a pipeline publishes. CDK Pipelines has a build project for each
// file, and numbers the projects. So a file with other content changes a command of its project, and one file less changes all that follow.
// What the content does is found where a resource uses it.
func (e *Environment) publishesAsBefore(r Resource, d properties.Difference) bool {
	switch {
	case values.Type(r.New) == buildProject && d.Path == "Source.BuildSpec":
		return e.sameBuild(values.String(d.Old), values.String(d.New))
	case values.Type(r.New) == pipelineType && d.Path == "Stages[].Actions[].Configuration.ProjectName":
		return e.sameProject(e.before.resources[referredTo(d.Old)], e.after.resources[referredTo(d.New)])
	}
	return false
}

// referredTo is the name of the resource to which a text refers: s.FileAsset1 for ${s.FileAsset1}.
func referredTo(reference any) string {
	return strings.TrimSuffix(strings.TrimPrefix(values.Text(reference), "${"), "}")
}

// sameProject reports whether two projects that publish files differ in the files alone.
func (e *Environment) sameProject(before, after map[string]any) bool {
	if values.Type(before) != buildProject || values.Type(after) != buildProject {
		return false
	}
	old, _ := e.then(values.Properties(before)).(map[string]any)
	spec := func(project map[string]any) string {
		return values.String(values.Within(project, "Source", "BuildSpec"))
	}
	rest := func(project map[string]any) map[string]any {
		project = maps.Clone(project)
		delete(project, "Description")
		source, _ := project["Source"].(map[string]any)
		source = maps.Clone(source)
		delete(source, "BuildSpec")
		project["Source"] = source
		return project
	}
	new := values.Properties(after)
	return e.sameBuild(spec(old), spec(new)) && values.Equal(rest(old), rest(new))
}

// sameBuild reports whether two specifications have the same commands, apart from those that publish files. Each of those must publish from
// a manifest, and to a place, that a project did before.
func (e *Environment) sameBuild(old, new string) bool {
	before, _ := published(old)
	after, files := published(new)
	if len(files) == 0 || !slices.Equal(before, after) {
		return false
	}
	known := map[string]bool{}
	for _, resource := range e.before.resources {
		if values.Type(resource) == buildProject {
			_, files := published(values.String(values.Within(values.Properties(resource), "Source", "BuildSpec")))
			for _, file := range files {
				known[file] = true
			}
		}
	}
	return !slices.ContainsFunc(files, func(file string) bool { return !known[file] })
}

// published divides a specification into what it publishes, without the content, and all other lines.
func published(spec string) (others, files []string) {
	for _, line := range lines(spec) {
		var command string
		if found := publishing.FindStringSubmatch(unquoted(line, &command)); found != nil {
			files = append(files, found[1]+" to "+found[2])
			continue
		}
		others = append(others, line)
	}
	return others, files
}

// unquoted is a line of JSON that is a text; empty if it is none.
func unquoted(line string, text *string) string {
	if json.Unmarshal([]byte(line), text) != nil {
		return ""
	}
	return *text
}

// installing is the other command of a project that publishes files.
var installing = regexp.MustCompile(`^npm install -g cdk-assets@[0-9.]+$`)

// onlyPublishes reports whether a project does nothing but publish files. Without it, a file that nothing uses any more is not published.
func onlyPublishes(project map[string]any) bool {
	others, files := published(values.String(values.Within(values.Properties(project), "Source", "BuildSpec")))
	return len(files) > 0 && !slices.ContainsFunc(others, func(line string) bool {
		var command string
		return unquoted(line, &command) != "" && !installing.MatchString(command)
	})
}

// otherCode names a function whose code changes. The code is no part of a template, so this review does not read it.
func (e *Environment) otherCode(s Stack, r Resource) Findings {
	old, new := values.Properties(r.Old), values.Properties(r.New)
	before, after := values.Within(old, "Code", "S3Key"), values.Within(new, "Code", "S3Key")
	if r.Old == nil || values.Type(r.New) != "AWS::Lambda::Function" || values.Equal(before, after) {
		return Findings{}
	}
	finding := e.about(s, r, "Code.S3Key", before, after)
	finding.What = "the function runs other code, with the role " + e.text(s, values.Text(new["Role"])) + ": read the code in this change"
	return Findings{Unjudged: []Finding{finding}}
}
