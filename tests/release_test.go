package tests

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
	"kasha/lib/release/wait"
)

const releasePath = "services/Release"

// eachRelease runs a check on every shape with a release.
func eachRelease(t *testing.T, check func(p platform)) {
	found := map[bool]int{}
	eachShape(t, func(p platform) {
		if p.env.Release != nil {
			found[p.env.HasMigrator()]++
			check(p)
		}
	})
	if found[true] < 2 || found[false] < 1 {
		t.Errorf("%v shapes with and without a migrator, want two and one", found)
	}
}

// TestServicesTakeANewImageAfterTheRelease catches a service, or a job, that CloudFormation updates beside the release or before it.
func TestServicesTakeANewImageAfterTheRelease(t *testing.T) {
	eachRelease(t, func(p platform) {
		waiting := p.some("AWS::ECS::Service")
		for _, machine := range p.all("AWS::StepFunctions::StateMachine") {
			if strings.HasPrefix(machine.Path, "services/Job") {
				waiting = append(waiting, machine)
			}
		}
		if len(waiting) < 2+len(p.env.Jobs) {
			p.t.Fatalf("%d services and jobs, want two and %d", len(waiting), len(p.env.Jobs))
		}
		for _, each := range waiting {
			if !slices.ContainsFunc(p.dependencies(each), func(r resource) bool { return r.Type == "Custom::Release" }) {
				p.t.Errorf("%s does not wait for the release", each)
			}
		}
	})
}

// TestAReleaseRunsWhenImageOrCommandChanges catches a property that changes with something else, such as a task definition: the migrations
// would run whenever a variable changes. It also catches a release that begins before what it needs is there.
func TestAReleaseRunsWhenImageOrCommandChanges(t *testing.T) {
	eachRelease(t, func(p platform) {
		custom := p.one("Custom::Release", releasePath+"/Resource")
		equalSets(p.t, "the properties of "+custom.String(), slices.Collect(maps.Keys(custom.Properties)),
			[]string{"ServiceToken", "ServiceTimeout", "Image", "Command"})
		p.equal(custom, "Image", p.env.ReleaseContainer().Image.Reference)
		if got := custom.Properties.Texts("Command"); !slices.Equal(got, p.env.Release.Command) {
			p.t.Errorf("command %v, want %v", got, p.env.Release.Command)
		}
		p.equal(custom, "ServiceTimeout", "3600") // one that follows timeoutMinutes would run the release when that changes
		p.leadsTo(custom, "ServiceToken", releasePath+"/Function/Resource")
		var first []string
		for _, needed := range p.dependencies(custom) {
			first = append(first, strings.TrimPrefix(needed.Path, releasePath+"/"))
		}
		for _, want := range []string{
			"Machine/Resource", "Machine/Role/DefaultPolicy/Resource", "Wait/Machine/Resource", "Wait/Machine/Role/DefaultPolicy/Resource",
			"Task/Resource", "Task/ExecutionRole/DefaultPolicy/Resource", "FunctionRole/DefaultPolicy/Resource", "Tasks/Resource",
		} {
			if !slices.Contains(first, want) {
				p.t.Errorf("the release does not wait for %s, only for %v", want, first)
			}
		}
	})
}

// TestAReleaseRunsTheNewTaskDefinition catches a function that hands the state machine a task definition that the deployment replaces.
func TestAReleaseRunsTheNewTaskDefinition(t *testing.T) {
	eachRelease(t, func(p platform) {
		function := p.one("AWS::Lambda::Function", releasePath+"/Function")
		variables := function.Properties.Map("Environment").Map("Variables")
		if got := p.follow(variables.Text("TASK_DEFINITION_ARN")).Path; got != releasePath+"/Task/Resource" {
			p.t.Errorf("the function hands on %s, want the release's task definition", got)
		}
		if p.env.Release.As == config.AsMigrator {
			machine := fmt.Sprint(p.one("AWS::StepFunctions::StateMachine", releasePath+"/Machine").Properties["DefinitionString"])
			if !strings.Contains(machine, "Execution.Input.taskDefinition") {
				p.t.Error("the state machine does not take the task definition from its input")
			}
		}
	})
}

// TestTheStateMachineOfAReleaseMayDoWhatItCalls catches a call that the role does not allow, and a permission that no call needs.
func TestTheStateMachineOfAReleaseMayDoWhatItCalls(t *testing.T) {
	var definition struct {
		States map[string]struct{ Resource string }
	}
	if err := json.Unmarshal([]byte(wait.Definition), &definition); err != nil {
		t.Fatal(err)
	}
	calls := map[string]bool{}
	for _, state := range definition.States {
		if _, call, ok := strings.Cut(state.Resource, ":states:::"); ok {
			service, operation, _ := strings.Cut(strings.TrimPrefix(call, "aws-sdk:"), ":")
			operation = strings.Replace(operation, "invoke", "invokeFunction", 1)
			calls[strings.Replace(service, "sfn", "states", 1)+":"+strings.ToUpper(operation[:1])+operation[1:]] = true
		}
	}
	eachRelease(t, func(p platform) {
		allowed := map[string]bool{}
		for _, statement := range p.statements(releasePath+"/Wait/Machine/Role", "") {
			for _, action := range statement.Texts("Action") {
				if service, _, _ := strings.Cut(action, ":"); service == "logs" || service == "xray" {
					continue // its own logs and traces
				}
				allowed[action] = true
				if slices.Contains(statement.Texts("Resource"), "*") {
					p.t.Errorf("%s is allowed on everything", action)
				}
			}
		}
		equalSets(p.t, "the actions", slices.Collect(maps.Keys(allowed)), slices.Collect(maps.Keys(calls)))
		logging := p.one("AWS::StepFunctions::StateMachine", releasePath+"/Wait/Machine").Properties.Map("LoggingConfiguration")
		if logging["IncludeExecutionData"] != false {
			p.t.Error("the log has the input, and with it a signed URL")
		}
	})
}

// TestTheMigratorsPasswordIsTheReleasesAlone catches another task with the migrator's password, and a release with another user's.
func TestTheMigratorsPasswordIsTheReleasesAlone(t *testing.T) {
	eachRelease(t, func(p platform) {
		for _, definition := range p.all("AWS::ECS::TaskDefinition") {
			for _, container := range definition.Properties.Maps("ContainerDefinitions") {
				for _, secret := range container.Maps("Secrets") {
					from, name := fmt.Sprint(secret["ValueFrom"]), secret.Text("Name")
					migrators := strings.Contains(from, "MigratorSecret")
					ofRelease := strings.HasPrefix(definition.Path, releasePath+"/") && strings.HasPrefix(name, "DATABASE_")
					ofSQLTask := definition.Path == "data/SqlTask/Task/Resource" && strings.HasPrefix(name, "MIGRATOR_")
					if want := p.env.HasMigrator() && (ofRelease || ofSQLTask); migrators != want {
						p.t.Errorf("%s: %s comes from %s", definition, name, from)
					}
				}
			}
		}
		if p.env.HasMigrator() {
			variables := map[string]string{}
			container := p.one("AWS::ECS::TaskDefinition", releasePath+"/Task").Properties.Maps("ContainerDefinitions")[0]
			for _, variable := range container.Maps("Environment") {
				variables[variable.Text("Name")] = variable.Text("Value")
			}
			if variables["DATABASE_AUTH"] != "password" || variables["DATABASE_POOL_SIZE"] != "2" || variables["DATABASE_REPLICA_HOST"] != "" {
				p.t.Errorf("variables %v, want a password, a pool of 2 and no replica", variables)
			}
		}
	})
}

// TestAnEnvironmentWithoutAReleaseHasNothingOfIt catches parts of a release in the templates of everyone.
func TestAnEnvironmentWithoutAReleaseHasNothingOfIt(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal(platformOf(t, "prod").stacks)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"Custom::Release", "igrator", "MIGRATOR"} {
		if strings.Contains(string(text), part) {
			t.Errorf("%s in an environment without a release", part)
		}
	}
}
