package tests

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/internal/cloudformation"
	"kasha/lib/rotation/restart"
)

// TestDatabaseSecretsRotateEvery90Days catches a secret without a rotation. It also catches a rotation in subnets from which the database
// or Secrets Manager cannot be reached. It would time out and leave the secret half changed.
func TestDatabaseSecretsRotateEvery90Days(t *testing.T) {
	eachShape(t, func(p platform) {
		rotated := map[string]bool{}
		for _, schedule := range p.some("AWS::SecretsManager::RotationSchedule") {
			rotated[p.follow(schedule.Properties.Text("SecretId")).Path] = true
			want := p.env.PasswordRotation()
			if rules := schedule.Properties.Map("RotationRules"); rules.Text("ScheduleExpression") != want.Expression ||
				rules.Text("Duration") != want.Duration || rules.Text("AutomaticallyAfterDays") != "" {
				p.t.Errorf("%s: %v, want %v", schedule, rules, want)
			}
			p.equal(schedule, "RotateImmediatelyOnUpdate", false)
			subnets := p.rotationFunction(schedule).Properties.Map("VpcConfig").Texts("SubnetIds")
			if len(subnets) != 2 {
				p.t.Errorf("%s runs in the subnets %v, want one in each of two zones", schedule, subnets)
			}
			for _, subnet := range subnets {
				if group := subnetGroup(p.follow(subnet)); group != "backend" {
					p.t.Errorf("%s runs in a %s subnet, want backend", schedule, group)
				}
			}
		}
		for _, secret := range under("data/Database", p.some("AWS::SecretsManager::Secret")) {
			if !rotated[secret.Path] {
				p.t.Errorf("%s has no rotation schedule, want one", secret)
			}
		}
	})
}

// TestRotationBeginsWithAnAttachedSecret catches a rotation schedule that is created too early, because Secrets Manager calls the function
// as soon as it exists. Without the attachment the secret has no address. Without the security group rules the function cannot connect.
// Without the permission Secrets Manager cannot call it, and without its policy the function cannot read the secret.
func TestRotationBeginsWithAnAttachedSecret(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, schedule := range p.some("AWS::SecretsManager::RotationSchedule") {
			secret := p.follow(schedule.Properties.Text("SecretId"))
			function := p.rotationFunction(schedule)
			attached, entered, left, allowed, empowered := false, false, false, false, false
			for _, before := range p.dependencies(schedule) {
				switch before.Type {
				case "AWS::SecretsManager::SecretTargetAttachment":
					attached = attached || p.follow(before.Properties.Text("SecretId")).Path == secret.Path
				case "AWS::EC2::SecurityGroupIngress":
					entered = entered || before.Properties.Text("FromPort") == "3306"
				case "AWS::EC2::SecurityGroupEgress":
					left = left || before.Properties.Text("FromPort") == "3306"
				case "AWS::Lambda::Permission":
					allowed = allowed || p.follow(before.Properties.Text("FunctionName")).Path == function.Path
				case "AWS::IAM::Policy":
					empowered = empowered || strings.HasPrefix(before.Path, strings.TrimSuffix(function.Path, "Function/Resource")+"Role/")
				}
			}
			if !attached || !entered || !left || !allowed || !empowered {
				p.t.Errorf("%s depends on: attachment %v, ingress rule %v, egress rule %v, permission %v, policy %v; want all true",
					schedule, attached, entered, left, allowed, empowered)
			}
		}
	})
}

// TestOnlySecretsManagerOfTheAccountCallsTheRotation catches a function that rotates secrets of other accounts. It also catches one on
// a retired runtime, one whose logs never expire, and one that starts a program that is not in its code.
func TestOnlySecretsManagerOfTheAccountCallsTheRotation(t *testing.T) {
	eachShape(t, func(p platform) {
		callers := map[string]resource{}
		for _, permission := range p.some("AWS::Lambda::Permission") {
			callers[p.follow(permission.Properties.Text("FunctionName")).Path] = permission
		}
		for _, schedule := range p.some("AWS::SecretsManager::RotationSchedule") {
			function := p.rotationFunction(schedule)
			p.equal(function, "Runtime", "provided.al2023")
			p.equal(function, "Handler", "bootstrap")
			if group := p.follow(function.Properties.Map("LoggingConfig").Text("LogGroup")); group.Properties.Text("LogGroupName") !=
				"/aws/lambda/"+function.Properties.Text("FunctionName") {
				p.t.Errorf("%s logs to %s", function, group)
			}
			permission := callers[function.Path]
			p.equal(permission, "Principal", "secretsmanager.amazonaws.com")
			if got := permission.Properties.Text("SourceAccount"); got != permission.Account {
				p.t.Errorf("%s: the source account is %q, want %q", permission, got, permission.Account)
			}
		}
	})
}

// rotationFunction is the function that a rotation schedule calls.
func (p platform) rotationFunction(schedule resource) resource {
	p.t.Helper()
	return p.follow(schedule.Properties.Text("RotationLambdaARN"))
}

// TestTheRestartFlowKnowsWhenARotationIsOverdue catches a limit that does not fit the interval between rotations, which is shorter in an
// environment with a schedule.
func TestTheRestartFlowKnowsWhenARotationIsOverdue(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, machine := range under("services/Rotation", p.some("AWS::StepFunctions::StateMachine")) {
			got := machine.Properties.Map("DefinitionSubstitutions").Text("OverdueDays")
			if want := strconv.Itoa(p.env.PasswordRotation().MostDays + 2); got != want {
				p.t.Errorf("OverdueDays is %s, want %s", got, want)
			}
		}
	})
}

// TestTheRestartFlowMayDoWhatItCalls catches a call that the flow's role does not allow, and a permission that no call needs.
func TestTheRestartFlowMayDoWhatItCalls(t *testing.T) {
	dev := platformOf(t, "dev")
	machine := dev.one("AWS::StepFunctions::StateMachine", "").Properties

	substitutions := machine.Map("DefinitionSubstitutions")
	equalSets(t, "the placeholders of the definition", slices.Collect(maps.Keys(substitutions)),
		slices.Collect(maps.Keys(restart.Settings{}.Placeholders())))
	if service, ok := dev.model.Find(substitutions.Text("ServiceName")); !ok || !strings.HasPrefix(service.Path, "services/Backend/") {
		t.Errorf("the flow restarts %v, want the backend, which holds the password", service)
	}

	var definition struct {
		States map[string]struct{ Resource string }
	}
	if err := json.Unmarshal([]byte(restart.Definition), &definition); err != nil {
		t.Fatal(err)
	}
	calls := map[string]bool{}
	for _, state := range definition.States {
		if _, call, ok := strings.Cut(state.Resource, "aws-sdk:"); ok {
			service, operation, _ := strings.Cut(call, ":")
			calls[service+":"+strings.ToUpper(operation[:1])+operation[1:]] = true
		}
	}
	allowed := map[string]bool{}
	for _, statement := range dev.statements("services/Rotation/Machine/Role", "") {
		for _, action := range statement.Texts("Action") {
			service, _, _ := strings.Cut(action, ":")
			if service == "logs" || service == "xray" || service == "kms" {
				continue // its own logs and traces, and the topic's key
			}
			allowed[action] = true
			if slices.Contains(statement.Texts("Resource"), "*") {
				t.Errorf("%s on every resource, want an ARN", action)
			}
		}
	}
	equalSets(t, "the actions of the flow's role", slices.Collect(maps.Keys(allowed)), slices.Collect(maps.Keys(calls)))
}

// TestRotationAlarmsWatchWhatRotates catches a renamed rotation function: its alarm would have no data for ever.
func TestRotationAlarmsWatchWhatRotates(t *testing.T) {
	functions := map[string]bool{}
	p := platformOf(t, "prod")
	for _, schedule := range p.some("AWS::SecretsManager::RotationSchedule") {
		functions[p.rotationFunction(schedule).Properties.Text("FunctionName")] = true
	}
	for _, entry := range alarms(t, "prod") {
		if strings.HasPrefix(entry.Short, "rotation-") && entry.Short != "rotation-check" { // which watches the restart
			dimension := ""
			for _, query := range entry.Resource.Properties["Metrics"].([]any) {
				for _, value := range cloudformation.Properties(query.(map[string]any)).Map("MetricStat").Map("Metric").Maps("Dimensions") {
					dimension = value.Text("Value")
				}
			}
			if !functions[dimension] {
				t.Errorf("%s watches %s, want one of %v", entry.Name, dimension, functions)
			}
			delete(functions, dimension)
		}
	}
	for function := range functions {
		t.Errorf("no alarm watches %s, want one", function)
	}
}
