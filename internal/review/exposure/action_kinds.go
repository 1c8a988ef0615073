package exposure

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/cloudformation"
	"kasha/internal/review/engine"
	"kasha/internal/review/values"
)

// stageReader reads the stage of one environment in a revision of a pipeline's stack.
type stageReader struct {
	Deployed
	stack, region string
	template      engine.Template
	isOwn         func(logicalID string) bool // a resource of this stage and of no other
	own           map[string]string           // by values.Name; the reader fills it
}

// kind describes an action without what follows from the declaration of its environment: names, account, region, and the bootstrap's roles
// there. Actions of two stages have the same kind if they do the same. Whatever does not follow from the declaration stays in the text.
func (r stageReader) kind(action map[string]any) string {
	a := maps.Clone(action)
	configuration := maps.Clone(object(a["Configuration"]))
	for _, name := range []string{"Name", "RunOrder", "Namespace"} {
		delete(a, name)
	}
	if target, ok := r.target(values.String(configuration["StackName"])); ok {
		r.deployment(a, configuration, target)
	}
	var own []string
	if id, ok := r.ownResource(configuration["ProjectName"]); ok {
		project, role := r.project(values.Properties(r.template[id]))
		configuration["ProjectName"] = project
		own = append(own, id+"=project", role)
	}
	if id, ok := r.ownResource(a["RoleArn"]); ok {
		a["RoleArn"] = r.role(id)
		own = append(own, id+"=role of an action")
	}
	if variables, ok := configuration["EnvironmentVariables"].(string); ok {
		configuration["EnvironmentVariables"] = r.variables(variables)
	}
	for _, name := range []string{"CustomData", "ExternalEntityLink"} {
		if text, ok := configuration[name].(string); ok {
			configuration[name] = r.unnamed(variable.ReplaceAllString(text, "#{$1}"))
		}
	}
	maps.DeleteFunc(configuration, func(_ string, value any) bool { return value == "" })
	a["Configuration"] = configuration
	kind := values.Canonical(a)
	for _, text := range own {
		if id, what, ok := strings.Cut(text, "="); ok {
			r.own[values.Name(r.stack, id)] = what + "\n" + kind
		}
	}
	return kind
}

// deployment takes out of an action of CloudFormation what follows from the stack that it deploys.
func (r stageReader) deployment(a, configuration map[string]any, target Target) {
	configuration["StackName"] = "its stack"
	if region := values.String(a["Region"]); region == target.Region || region == "" && r.region == target.Region {
		delete(a, "Region")
	} else {
		a["Region"] = "another region than " + target.Region
	}
	for _, role := range []map[string]any{a, configuration} {
		if text, ok := role["RoleArn"].(string); ok {
			role["RoleArn"] = target.roleOf(text)
		}
	}
	for name, ending := range map[string]string{"TemplatePath": "", "TemplateConfiguration": ".config.json"} {
		if artifact, ok := strings.CutSuffix(values.String(configuration[name]), "::"+target.Template+ending); ok {
			configuration[name] = artifact + "::its template"
		}
	}
}

// project describes a build project of the stage. The second value is its role, if that belongs to the stage too.
func (r stageReader) project(properties map[string]any) (string, string) {
	p, role := maps.Clone(properties), ""
	environment := maps.Clone(object(p["Environment"]))
	var variables []any
	for _, each := range objects(environment["EnvironmentVariables"]) {
		if !r.follows(values.String(each["Name"]), values.Text(each["Type"]), values.String(each["Value"])) {
			variables = append(variables, each)
		}
	}
	delete(environment, "EnvironmentVariables")
	if len(variables) > 0 {
		environment["EnvironmentVariables"] = variables
	}
	p["Environment"] = environment
	delete(p, "Description")
	delete(p, "Name")
	if id, ok := r.ownResource(p["ServiceRole"]); ok {
		p["ServiceRole"] = r.role(id)
		role = id + "=role of a build"
	}
	return values.Canonical(p), role
}

func (r stageReader) role(id string) string {
	return "its own role: " + values.Canonical(values.Properties(r.template[id]))
}

// follows reports whether a variable of a build follows from the declaration: those that scripts/smoke reads, and the stacks for
// scripts/protect-stacks. Another name may be one that the shell itself reads, such as BASH_ENV, whose value bash executes.
func (r stageReader) follows(name, kind, value string) bool {
	if kind != "" && kind != "PLAINTEXT" {
		return false
	}
	if name != "STACKS" {
		return slices.Contains([]string{"DISTRIBUTION", "LOAD_BALANCER", "SITE", "AWAKE", "RESTRICTED"}, name)
	}
	return !slices.ContainsFunc(strings.Split(value, "\n"), func(line string) bool {
		words := strings.Fields(line)
		if len(words) != 3 {
			return true
		}
		target, ok := r.target(words[1])
		role, isBootstraps := strings.CutPrefix(target.roleOf(words[2]), bootstrapKind)
		return !ok || target.Region != words[0] || !isBootstraps || !strings.HasSuffix(role, "-deploy-role")
	})
}

// variables are those of an action that do not follow from the declaration, in JSON.
func (r stageReader) variables(text string) string {
	var all []struct{ Name, Type, Value string }
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&all); err != nil {
		return text
	}
	kept := ""
	for _, each := range all {
		if !r.follows(each.Name, each.Type, each.Value) {
			kept += fmt.Sprintf("%s %s %s\n", each.Name, each.Type, r.unnamed(each.Value))
		}
	}
	return kept
}

// unnamed is a text without the environment's name.
func (r stageReader) unnamed(text string) string {
	return regexp.MustCompile(`\b`+regexp.QuoteMeta(r.Name)+`\b`).ReplaceAllString(text, "its stage")
}

// ownResource is a resource to which a text refers, and which belongs to this stage alone.
func (r stageReader) ownResource(value any) (string, bool) {
	at, ok := cloudformation.ParseReference(strings.TrimSuffix(values.String(value), ".Arn"))
	return at.LogicalID, ok && at.Stack == r.stack && r.template[at.LogicalID] != nil && r.isOwn(at.LogicalID)
}

func object(value any) map[string]any {
	found, _ := value.(map[string]any)
	if found == nil {
		found = map[string]any{}
	}
	return found
}
