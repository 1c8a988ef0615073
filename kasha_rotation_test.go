package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kasha/internal/assembly"
	"kasha/internal/cloudformation"
	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/rotation/restart"
)

// twoWays are an environment whose tasks hold a password and one whose tasks go through a proxy, otherwise the same.
const twoWays = `{"environments": [
  {"name": "password", "tier": "nonproduction", "account": "222222222222", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"], "database": {"readReplica": true}},
  {"name": "proxy", "tier": "production", "account": "333333333333", "region": "us-east-1", "availabilityZones": ["us-east-1a", "us-east-1b"], "database": {"proxy": true}}
]}`

// TestBothWaysToTheDatabase builds both and looks at what differs.
func TestBothWaysToTheDatabase(t *testing.T) {
	whole := synthesizeTo(t, t.TempDir(), twoWays)
	password, proxy := resolvedText(t, whole.Stage("password")), resolvedText(t, whole.Stage("proxy"))

	// Catches a task that still gets the password beside its tokens, or gets neither.
	t.Run("what the backend is told", func(t *testing.T) {
		variables, secrets := backendContainer(t, password)
		if variables["DATABASE_AUTH"] != "password" || !slices.Equal(secrets, []string{"DATABASE_PASSWORD", "DATABASE_USERNAME"}) || variables["DATABASE_POOL_SIZE"] != "5" {
			t.Errorf("with a password: %v and secrets %v", variables, secrets)
		}
		variables, secrets = backendContainer(t, proxy)
		if variables["DATABASE_AUTH"] != "iam" || len(secrets) != 0 || variables["DATABASE_USERNAME"] != "kasha_app" || variables["DATABASE_REPLICA_USERNAME"] != "kasha_iam" {
			t.Errorf("with a proxy: %v and secrets %v", variables, secrets)
		}
		if host, ok := proxy.Find(variables["DATABASE_HOST"]); !ok || host.Type != "AWS::RDS::DBProxy" {
			t.Errorf("DATABASE_HOST is %s, want the proxy", variables["DATABASE_HOST"])
		}
		if host, ok := proxy.Find(variables["DATABASE_REPLICA_HOST"]); !ok || host.Type != "AWS::RDS::DBInstance" {
			t.Errorf("DATABASE_REPLICA_HOST is %s, want the replica: no proxy stands before it", variables["DATABASE_REPLICA_HOST"])
		}
	})

	// Catches two users in turn behind a proxy, which would look for the wrong one, and one user without, which would lock the
	// running tasks out.
	t.Run("rotation strategy", func(t *testing.T) {
		if got := rotationTypes(password); !slices.Equal(got, []string{"MySQLMultiUser", "MySQLSingleUser"}) {
			t.Errorf("with a password: %v", got)
		}
		if got := rotationTypes(proxy); !slices.Equal(got, []string{"MySQLSingleUser", "MySQLSingleUser"}) {
			t.Errorf("with a proxy: %v", got)
		}
	})

	// Catches a flow that restarts tasks for a password they do not hold, and one that is missing where they do.
	t.Run("restart flow", func(t *testing.T) {
		types := []string{"AWS::StepFunctions::StateMachine", "AWS::Scheduler::Schedule"}
		if got := len(password.Resources(types...)); got != 2 {
			t.Errorf("with a password: %d resources of the flow, want 2", got)
		}
		if got := len(proxy.Resources(types...)); got != 0 {
			t.Errorf("with a proxy: %d resources of the flow, want none", got)
		}
	})

	// Catches a caller that nobody named, and a proxy that can be walked around.
	t.Run("who reaches MySQL", func(t *testing.T) {
		expect(t, callersOfMySQL(t, password), []string{
			"services/BackendTasks -> data/Database/ReplicaSecurityGroup",
			"services/BackendTasks -> data/Database/SecurityGroup",
			"data/Database/RotationSecurityGroup -> data/Database/SecurityGroup",
			"services/SqlTask/SecurityGroup -> data/Database/SecurityGroup",
		})
		expect(t, callersOfMySQL(t, proxy), []string{
			"services/BackendTasks -> data/Database/ReplicaSecurityGroup",
			"services/BackendTasks -> services/DatabaseProxy/SecurityGroup",
			"services/DatabaseProxy/SecurityGroup -> data/Database/SecurityGroup",
			"data/Database/RotationSecurityGroup -> data/Database/SecurityGroup",
			"services/SqlTask/SecurityGroup -> data/Database/SecurityGroup",
		})
	})

	// Catches log-ins without TLS or without a token, and tokens for any user or database but the two.
	t.Run("proxy", func(t *testing.T) {
		built := oneOf(t, proxy, "AWS::RDS::DBProxy").Properties
		auth := built.Maps("Auth")
		if !built.Is("RequireTLS") || len(auth) != 1 || auth[0].Text("IAMAuth") != "REQUIRED" || auth[0].Text("AuthScheme") != "SECRETS" {
			t.Errorf("%v", built)
		}
		var users []string
		for _, grant := range statements(proxy, "services/Backend/Task/TaskRole", "rds-db:connect") {
			for _, resource := range grant.Texts("Resource") {
				users = append(users, resource[strings.LastIndex(resource, "/")+1:])
				if strings.Contains(resource, "*") {
					t.Errorf("rds-db:connect on %s", resource)
				}
			}
		}
		slices.Sort(users)
		if !slices.Equal(users, []string{database.ApplicationUser, database.TokenUser}) {
			t.Errorf("tokens for %v", users)
		}
		limit := config.Database{InstanceClass: "db.t4g.medium"}.MaxConnections()
		percent, _ := oneOf(t, proxy, "AWS::RDS::DBProxyTargetGroup").Properties.Map("ConnectionPoolConfigurationInfo").Int("MaxConnectionsPercent")
		if left := limit - limit*percent/100; left < config.ReservedConnections {
			t.Errorf("the proxy may take %d %% of %d connections and leaves %d, want %d", percent, limit, left, config.ReservedConnections)
		}
	})
}

// TestTheRestartFlowMayDoWhatItCalls catches a call that the flow's role does not allow, or a right that no call needs.
func TestTheRestartFlowMayDoWhatItCalls(t *testing.T) {
	dev := resolvedText(t, synthesized(t, "dev").Stacks)
	machine := oneOf(t, dev, "AWS::StepFunctions::StateMachine").Properties

	substitutions := machine.Map("DefinitionSubstitutions")
	expect(t, slices.Collect(maps.Keys(substitutions)), restart.Placeholders())
	if service, ok := dev.Find(substitutions.Text("ServiceName")); !ok || !strings.HasPrefix(service.Path, "services/Backend/") {
		t.Errorf("restarts %v; the backend is what holds the password", service)
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
	for _, statement := range statements(dev, "services/Rotation/Machine/Role", "") {
		for _, action := range statement.Texts("Action") {
			service, _, _ := strings.Cut(action, ":")
			if service == "logs" || service == "xray" || service == "kms" {
				continue // its own logs and traces, and the topic's key
			}
			allowed[action] = true
			if slices.Contains(statement.Texts("Resource"), "*") {
				t.Errorf("%s on everything", action)
			}
		}
	}
	expect(t, slices.Collect(maps.Keys(allowed)), slices.Collect(maps.Keys(calls)))
}

// TestInjectedSecretsCanBeDecrypted catches a task that cannot start: ECS reads its secrets with the execution role, and they
// are encrypted with a key of ours.
func TestInjectedSecretsCanBeDecrypted(t *testing.T) {
	for shape := range shapeNames() {
		env := resolvedText(t, synthesized(t, shape).Stacks)
		injecting := 0
		for _, task := range env.Resources("AWS::ECS::TaskDefinition") {
			role, ok := env.Find(task.Properties.Text("ExecutionRoleArn"))
			if !ok {
				t.Fatalf("%s: %s has no execution role", shape, task)
			}
			for _, container := range task.Properties.Maps("ContainerDefinitions") {
				for _, secret := range container.Maps("Secrets") {
					injecting++
					keys := keysThatMayBeUsed(env, strings.TrimSuffix(role.Path, "/Resource"))
					if key := keyOf(t, env, secret.Text("ValueFrom")); !slices.Contains(keys, key) {
						t.Errorf("%s: %s gets %s, and %s may not use its key %s", shape, task, secret.Text("Name"), role, key)
					}
				}
			}
		}
		if injecting < 6 { // the SQL task's
			t.Errorf("%s: only %d secrets are injected", shape, injecting)
		}
	}
}

// TestTheSQLTaskHoldsNothingButItsSecrets catches rights, a way in, or a writable disk that a script run as the master user
// could be turned with.
func TestTheSQLTaskHoldsNothingButItsSecrets(t *testing.T) {
	prod := resolvedText(t, synthesized(t, "prod").Stacks)
	for _, task := range prod.Resources("AWS::ECS::TaskDefinition") {
		if task.Properties.Text("Family") != "kasha-prod-sql" {
			continue
		}
		container := task.Properties.Maps("ContainerDefinitions")[0]
		if !container.Is("ReadonlyRootFilesystem") || container.Text("User") != "mysql" || len(container.Maps("Environment")) != 0 {
			t.Errorf("%v", container)
		}
		if image := container.Text("Image"); !strings.Contains(image, "kasha-prod-ecr-public/docker/library/mysql:8.4.") {
			t.Errorf("image %s, want a pinned one through the cache", image)
		}
		if granted := statements(prod, "services/SqlTask/Task/TaskRole", ""); len(granted) > 0 {
			t.Errorf("the task itself may %v", granted)
		}
		return
	}
	t.Error("no task definition kasha-prod-sql")
}

// TestTheDatabaseTakesWhatTheConfigurationChecked catches a database with another limit than the one that pools and alarms
// were held against.
func TestTheDatabaseTakesWhatTheConfigurationChecked(t *testing.T) {
	for shape, class := range map[string]string{"dev": "db.t3.micro", "prod": "db.t4g.medium"} {
		env := resolvedText(t, synthesized(t, shape).Stacks)
		want := strconv.Itoa(config.Database{InstanceClass: class}.MaxConnections())
		if got := oneOf(t, env, "AWS::RDS::DBParameterGroup").Properties.Map("Parameters").Text("max_connections"); got != want {
			t.Errorf("%s: max_connections %s, want %s", shape, got, want)
		}
	}
}

// TestTheSQLThatShipsMakesTheUsersThatAreUsed catches users of another name, without TLS, or with more than data.
func TestTheSQLThatShipsMakesTheUsersThatAreUsed(t *testing.T) {
	sql := readFile(t, "docs/sql/users.sql")
	for _, want := range []string{
		"CREATE USER IF NOT EXISTS '${APPLICATION_USERNAME}'@'%' IDENTIFIED BY '${APPLICATION_PASSWORD}' REQUIRE SSL;",
		"CREATE USER IF NOT EXISTS '" + database.TokenUser + "'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL;",
		"ON " + database.Name + ".* TO",
	} {
		if !strings.Contains(sql, want) {
			t.Errorf("docs/sql/users.sql lacks: %s", want)
		}
	}
	for _, line := range strings.Split(sql, "\n") {
		if strings.HasPrefix(line, "GRANT") && (strings.Contains(line, "ALL") || strings.Contains(line, "OPTION") || !strings.Contains(line, " ON "+database.Name+".* ")) {
			t.Errorf("grants more than data: %s", line)
		}
	}
	// The alternate's name, which the rotation function makes; it refuses one longer than 16.
	if clone := database.ApplicationUser + "_clone"; len(clone) > 16 {
		t.Errorf("%s has %d characters", clone, len(clone))
	}
}

func resolvedText(t *testing.T, stacks []assembly.Stack) cloudformation.Environment {
	t.Helper()
	env, err := cloudformation.Resolve(stacks)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func oneOf(t *testing.T, env cloudformation.Environment, kind string) cloudformation.Resource {
	t.Helper()
	found := env.Resources(kind)
	if len(found) != 1 {
		t.Fatalf("%d resources of type %s, want one", len(found), kind)
	}
	return found[0]
}

func expect(t *testing.T, have, want []string) {
	t.Helper()
	slices.Sort(have)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(have, want) {
		t.Errorf("have\n  %s\nwant\n  %s", strings.Join(have, "\n  "), strings.Join(want, "\n  "))
	}
}

func backendContainer(t *testing.T, env cloudformation.Environment) (variables map[string]string, secrets []string) {
	t.Helper()
	for _, task := range env.Resources("AWS::ECS::TaskDefinition") {
		if !strings.HasPrefix(task.Path, "services/Backend/") {
			continue
		}
		variables = map[string]string{}
		container := task.Properties.Maps("ContainerDefinitions")[0]
		for _, variable := range container.Maps("Environment") {
			variables[variable.Text("Name")] = variable.Text("Value")
		}
		for _, secret := range container.Maps("Secrets") {
			secrets = append(secrets, secret.Text("Name"))
		}
		slices.Sort(secrets)
	}
	return variables, secrets
}

func rotationTypes(env cloudformation.Environment) []string {
	var types []string
	for _, rotation := range env.Resources("AWS::SecretsManager::RotationSchedule") {
		types = append(types, rotation.Properties.Map("HostedRotationLambda").Text("RotationType"))
	}
	slices.Sort(types)
	return types
}

// callersOfMySQL lists who may open a connection to port 3306 of whom, from the rules of security groups.
func callersOfMySQL(t *testing.T, env cloudformation.Environment) []string {
	t.Helper()
	name := func(reference string) string {
		if group, ok := env.Find(reference); ok {
			return strings.TrimSuffix(group.Path, "/Resource")
		}
		return reference
	}
	var callers []string
	note := func(group string, rule cloudformation.Properties) {
		first, _ := rule.Int("FromPort")
		last, _ := rule.Int("ToPort")
		if first > database.Port || last < database.Port {
			return
		}
		caller := name(rule.Text("SourceSecurityGroupId"))
		if caller == "" {
			caller = fmt.Sprint(map[string]any(rule))
		}
		callers = append(callers, caller+" -> "+name(group))
	}
	for _, rule := range env.Resources("AWS::EC2::SecurityGroupIngress") {
		note(rule.Properties.Text("GroupId"), rule.Properties)
	}
	for _, group := range env.Resources("AWS::EC2::SecurityGroup") {
		for _, rule := range group.Properties.Maps("SecurityGroupIngress") {
			note(group.Reference(), rule)
		}
	}
	return callers
}

// statements are what a role's policies allow; only those with the action, if one is named.
func statements(env cloudformation.Environment, role, action string) []cloudformation.Properties {
	var found []cloudformation.Properties
	for _, policy := range env.Resources("AWS::IAM::Policy") {
		if !strings.HasPrefix(policy.Path, role+"/") {
			continue
		}
		for _, statement := range policy.Properties.Map("PolicyDocument").Maps("Statement") {
			if action == "" || slices.Contains(statement.Texts("Action"), action) {
				found = append(found, statement)
			}
		}
	}
	return found
}

func keysThatMayBeUsed(env cloudformation.Environment, role string) []string {
	var keys []string
	for _, statement := range statements(env, role, "kms:Decrypt") {
		for _, resource := range statement.Texts("Resource") {
			if key, ok := env.Find(resource); ok {
				keys = append(keys, key.String())
			}
		}
	}
	return keys
}

// keyOf follows what a container names, a secret's ARN and a field of it, to the key that the secret is encrypted with.
func keyOf(t *testing.T, env cloudformation.Environment, valueFrom string) string {
	t.Helper()
	for _, reference := range cloudformation.References(valueFrom) {
		secret, ok := env.Find(reference.String())
		if ok && secret.Type == "AWS::SecretsManager::SecretTargetAttachment" {
			secret, ok = env.Find(secret.Properties.Text("SecretId"))
		}
		if ok && secret.Type == "AWS::SecretsManager::Secret" {
			if key, ok := env.Find(secret.Properties.Text("KmsKeyId")); ok {
				return key.String()
			}
		}
	}
	t.Fatalf("%s names no secret with a key", valueFrom)
	return ""
}
