package exposure

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"kasha/internal/review/values"
)

// leadingVariableSettings find environment variables that libraries read by themselves, and that lead a program elsewhere. They name a
// proxy, other code, or other certificates or credentials. The program itself and its image stay the same.
func leadingVariableSettings() []setting {
	const what = "variables that make requests or the program itself go another way (a proxy, other code, certificates or credentials)"
	return []setting{
		opening("AWS::ECS::TaskDefinition", what, leadingOfTasks, goesAnotherWay),
		opening("AWS::Lambda::Function", what, leadingOfFunctions("Environment", "Variables"), goesAnotherWay),
		opening("AWS::Synthetics::Canary", what, leadingOfFunctions("RunConfig", "EnvironmentVariables"), goesAnotherWay),
		opening("AWS::CodeBuild::Project", what, leadingOfBuilds, goesAnotherWay),
		opening(pipelineType, what, leadingOfActions, goesAnotherWay),
	}
}

// leadingNames are compared in upper case: most programs also read proxies in lower case. Source: curl's manual page, "Environment".
// Source of AWS's variables: AWS SDKs reference guide, "Environment variables". Source of the wrapper script: Lambda developer guide,
// "Modifying the runtime environment". The others are from the manuals of the runtimes, and from ld.so(8).
var leadingNames = regexp.MustCompile(`^(` + strings.Join([]string{
	`(HTTPS?|ALL|NO|FTP|GRPC|NO_GRPC|WSS?)_PROXY`, `AWS_ENDPOINT_URL(_.+)?`, `AWS_EC2_METADATA_SERVICE_ENDPOINT`,
	`SSL_CERT_(FILE|DIR)`, `(AWS|REQUESTS|CURL)_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`, `NODE_TLS_REJECT_UNAUTHORIZED`, `PYTHONHTTPSVERIFY`,
	`GIT_SSL_NO_VERIFY`,
	`LD_(PRELOAD|LIBRARY_PATH|AUDIT)`, `NODE_PATH`, `PYTHON(PATH|STARTUP|HOME)`, `RUBY(OPT|LIB)`, `PERL5(OPT|LIB)`, `BASH_ENV`, `PATH`,
	`CLASSPATH`, `PHP_INI_SCAN_DIR`, `DOTNET_STARTUP_HOOKS`, `AWS_LAMBDA_EXEC_WRAPPER`,
	`AWS_CONTAINER_CREDENTIALS_(FULL|RELATIVE)_URI`, `AWS_PROFILE`, `AWS_ROLE_ARN`, `AWS_WEB_IDENTITY_TOKEN_FILE`,
	`AWS_(CONFIG|SHARED_CREDENTIALS)_FILE`, `AWS_ACCESS_KEY_ID`,
}, "|") + `)$`)

// options are variables that hold arguments of a runtime. Most arguments, such as the size of the heap, lead nowhere.
var (
	options     = regexp.MustCompile(`^(NODE_OPTIONS|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS)$`)
	leadingFlag = regexp.MustCompile(`(^|\s)-(-?require|r|-import|-loader|-experimental-loader|-inspect|javaagent|agentlib|agentpath|` +
		`XX:OnOutOfMemoryError|XX:OnError|-use-openssl-ca|Dhttps?\.proxy|DsocksProxy|Djavax\.net\.ssl|Xbootclasspath|cp)|\$\{|\{\{`)
)

func leads(name string, value any) bool {
	upper := strings.ToUpper(name)
	return leadingNames.MatchString(upper) || options.MatchString(upper) && leadingFlag.MatchString(values.Text(value))
}

func leadingOfTasks(task map[string]any) any {
	var found []any
	for _, container := range objects(at("ContainerDefinitions")(task)) {
		for kind, property := range map[string]string{"Environment": "Value", "Secrets": "ValueFrom"} {
			for _, variable := range objects(container[kind]) {
				if name := values.Text(variable["Name"]); leads(name, variable[property]) {
					found = append(found, values.Text(container["Name"])+": "+name+"="+values.Text(variable[property]))
				}
			}
		}
	}
	return sortedTexts(found)
}

func leadingOfFunctions(path ...string) func(map[string]any) any {
	return func(function map[string]any) any {
		variables, _ := at(path...)(function).(map[string]any)
		var found []any
		for _, name := range slices.Sorted(maps.Keys(variables)) {
			if leads(name, variables[name]) {
				found = append(found, name+"="+values.Text(variables[name]))
			}
		}
		return found
	}
}

func leadingOfBuilds(project map[string]any) any {
	return leadingOf("", objects(at("Environment", "EnvironmentVariables")(project)))
}

// leadingOfActions reads the variables with which the actions of a pipeline override those of their build projects.
func leadingOfActions(pipeline map[string]any) any {
	var found []any
	for _, stage := range objects(at("Stages")(pipeline)) {
		for _, action := range objects(stage["Actions"]) {
			written := within(action, "Configuration", "EnvironmentVariables")
			var variables []any
			if json.Unmarshal([]byte(values.Text(written)), &variables) == nil {
				found = append(found, leadingOf(values.Text(stage["Name"])+"/"+values.Text(action["Name"])+": ", objects(variables))...)
			}
		}
	}
	return found
}

func leadingOf(place string, variables []map[string]any) (found []any) {
	for _, variable := range variables {
		name, value := values.Text(or2(variable["Name"], variable["name"])), or2(variable["Value"], variable["value"])
		if leads(name, value) {
			found = append(found, place+name+"="+values.Text(value))
		}
	}
	return found
}

func sortedTexts(list []any) []any {
	slices.SortFunc(list, func(a, b any) int { return strings.Compare(values.Text(a), values.Text(b)) })
	return list
}

// goesAnotherWay reports one more such variable or another value, and an exception from a proxy that is gone.
func goesAnotherWay(old, new any) bool {
	exception := func(text any) bool { return strings.Contains(strings.ToUpper(values.Text(text)), "NO_PROXY=") }
	before, _ := old.([]any)
	after, _ := new.([]any)
	return more(old, new) || slices.ContainsFunc(before, exception) && !slices.ContainsFunc(after, exception) && len(after) > 0
}
