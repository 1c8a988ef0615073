package exposure

import (
	"maps"
	"slices"
	"strings"

	"kasha/internal/review/values"
	"kasha/lib/plaintext"
)

// plainSecretSettings find secrets in plain environment variables: references to secrets, which CloudFormation resolves when it deploys,
// and what is named or looks like one. Everyone who may describe the task definition, the function or the project can read them. ECS has
// Secrets for that.
func plainSecretSettings() []setting {
	const what = "plain environment variables that contain a secret"
	return []setting{
		opening("AWS::ECS::TaskDefinition", what, taskVariables, more).evenNew(),
		opening("AWS::Lambda::Function", what, functionVariables, more).evenNew(),
		opening("AWS::CodeBuild::Project", what, buildVariables, more).evenNew(),
	}
}

// isSecret recognizes a reference to a secret, and a text that is named or looks like one. The name alone says nothing of an ARN, of a
// path, and of a reference to another resource.
func isSecret(name, value any) bool {
	if isReference(value) || plaintext.Holds(values.Text(value)) {
		return true
	}
	literal, ok := value.(string)
	isPlace := strings.HasPrefix(literal, "arn:") || strings.Contains(literal, "/")
	return ok && literal != "" && !isPlace && plaintext.Secret(values.Text(name), literal)
}

// isReference recognizes a dynamic reference to a secret or to a secure parameter. Source: CloudFormation user guide, "Get values stored in
// other services using dynamic references".
func isReference(value any) bool {
	text := values.Text(value)
	return strings.Contains(text, "{{resolve:secretsmanager:") || strings.Contains(text, "{{resolve:ssm-secure:")
}

func taskVariables(task map[string]any) any {
	var found []any
	for _, container := range objects(at("ContainerDefinitions")(task)) {
		for _, variable := range objects(container["Environment"]) {
			if isSecret(variable["Name"], variable["Value"]) {
				found = append(found, values.Text(container["Name"])+": "+values.Text(variable["Name"]))
			}
		}
	}
	return found
}

func functionVariables(function map[string]any) any {
	variables, _ := at("Environment", "Variables")(function).(map[string]any)
	var found []any
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		if isSecret(name, variables[name]) {
			found = append(found, name)
		}
	}
	return found
}

func buildVariables(project map[string]any) any {
	var found []any
	for _, variable := range objects(at("Environment", "EnvironmentVariables")(project)) {
		if isSecret(variable["Name"], variable["Value"]) {
			found = append(found, variable["Name"])
		}
	}
	return found
}
