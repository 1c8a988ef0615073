package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/internal/cloudformation"
	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/rotation/restart"
)

// TestBothWaysToTheDatabase looks at an environment whose tasks hold a password and at one whose tasks go through a proxy,
// both with a replica, for what differs.
func TestBothWaysToTheDatabase(t *testing.T) {
	password, proxy := resolvedText(t, pipelineAssembly(t).Stage("staging")), resolvedText(t, synthesized(t, "spot").Stacks)

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

	// Catches a flow that restarts tasks for a password they do not hold, and failed rotations that nobody hears of behind a proxy.
	t.Run("restart flow", func(t *testing.T) {
		types := []string{"AWS::StepFunctions::StateMachine", "AWS::Scheduler::Schedule"}
		if got := len(password.Resources(types...)); got != 2 {
			t.Errorf("with a password: %d resources of the flow, want 2", got)
		}
		if got := len(proxy.Resources(types...)); got != 2 {
			t.Errorf("with a proxy: %d resources of the flow, want 2", got)
		}
		if got := oneOf(t, proxy, types[0]).Properties.Map("DefinitionSubstitutions").Text("ServiceName"); got != restart.NoService {
			t.Errorf("with a proxy: restarts %q", got)
		}
		for _, statement := range statements(proxy, "services/Rotation/Machine/Role", "") {
			if strings.Contains(fmt.Sprint(statement.Texts("Action")), "ecs:") {
				t.Errorf("with a proxy: the flow may %v", statement)
			}
		}
	})

	// Catches a caller that nobody named, and a proxy that can be walked around.
	t.Run("who reaches MySQL", func(t *testing.T) {
		expect(t, callersOfMySQL(t, password), []string{
			"services/BackendTasks -> data/Database/ReplicaSecurityGroup",
			"services/BackendTasks -> data/Database/SecurityGroup",
			"data/Database/RotationSecurityGroup -> data/Database/SecurityGroup",
			"data/SqlTask/SecurityGroup -> data/Database/SecurityGroup",
		})
		expect(t, callersOfMySQL(t, proxy), []string{
			"services/BackendTasks -> data/Database/ReplicaSecurityGroup",
			"services/BackendTasks -> services/DatabaseProxy/SecurityGroup",
			"services/DatabaseProxy/SecurityGroup -> data/Database/SecurityGroup",
			"data/Database/RotationSecurityGroup -> data/Database/SecurityGroup",
			"data/SqlTask/SecurityGroup -> data/Database/SecurityGroup",
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
