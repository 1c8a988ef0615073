package tests

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/names"
	"kasha/lib/offers"
	"kasha/lib/rotation/restart"
)

// TestBothWaysToTheDatabase compares an environment whose tasks log in with a password and one whose tasks log in to an RDS Proxy with
// IAM tokens. Both have a read replica.
func TestBothWaysToTheDatabase(t *testing.T) {
	password, proxy := pipelinePlatform(t, "staging"), platformOf(t, "spot")

	// Catches a task that gets the password although it uses tokens, and one that gets neither.
	t.Run("what the backend is told", func(t *testing.T) {
		variables, secrets := password.backendContainer()
		if variables["DATABASE_AUTH"] != "password" || variables["DATABASE_POOL_SIZE"] != "5" {
			t.Errorf("with a password: variables %v, want DATABASE_AUTH=password and DATABASE_POOL_SIZE=5", variables)
		}
		if want := []string{"DATABASE_PASSWORD", "DATABASE_USERNAME"}; !slices.Equal(secrets, want) {
			t.Errorf("with a password: secrets %v, want %v", secrets, want)
		}
		variables, secrets = proxy.backendContainer()
		want := map[string]string{"DATABASE_AUTH": "iam", "DATABASE_USERNAME": "kasha_app", "DATABASE_REPLICA_USERNAME": "kasha_iam"}
		for name, value := range want {
			if variables[name] != value {
				t.Errorf("with a proxy: %s is %q, want %q", name, variables[name], value)
			}
		}
		if len(secrets) != 0 {
			t.Errorf("with a proxy: secrets %v, want none", secrets)
		}
		if host, ok := proxy.model.Find(variables["DATABASE_HOST"]); !ok || host.Type != "AWS::RDS::DBProxy" {
			t.Errorf("DATABASE_HOST is %s, want the proxy", variables["DATABASE_HOST"])
		}
		if host, ok := proxy.model.Find(variables["DATABASE_REPLICA_HOST"]); !ok || host.Type != "AWS::RDS::DBInstance" {
			t.Errorf("DATABASE_REPLICA_HOST is %s, want the replica itself: RDS Proxy serves primaries only", variables["DATABASE_REPLICA_HOST"])
		}
	})

	// Catches alternating users behind a proxy, which authenticates with one user's secret. It also catches a single user without a
	// proxy: a rotation would lock running tasks out.
	t.Run("rotation strategy", func(t *testing.T) {
		equalSets(t, "with a password", password.rotationTypes(), []string{"alternating-users", "one-user"})
		equalSets(t, "with a proxy", proxy.rotationTypes(), []string{"one-user", "one-user"})
	})

	// Catches a restart of tasks that hold no password, and a proxy whose failed rotations the flow does not report.
	t.Run("restart flow", func(t *testing.T) {
		types := []string{"AWS::StepFunctions::StateMachine", "AWS::Scheduler::Schedule"}
		if got := len(password.some(types...)); got != 2 {
			t.Errorf("with a password: %d resources of the flow, want 2", got)
		}
		if got := len(proxy.some(types...)); got != 2 {
			t.Errorf("with a proxy: %d resources of the flow, want 2", got)
		}
		if got := proxy.one(types[0], "").Properties.Map("DefinitionSubstitutions").Text("ServiceName"); got != restart.NoService {
			t.Errorf("with a proxy: the flow restarts %q, want %q", got, restart.NoService)
		}
		for _, statement := range proxy.statements("services/Rotation/Machine/Role", "") {
			if strings.Contains(fmt.Sprint(statement.Texts("Action")), "ecs:") {
				t.Errorf("with a proxy: the flow may %v, want no action of ECS", statement)
			}
		}
	})

	// Catches a caller that is not listed, and a way from the backend around the proxy to the primary.
	t.Run("who reaches MySQL", func(t *testing.T) {
		equalSets(t, "with a password", password.callersOfMySQL(), []string{
			"services/BackendTasks -> data/Database/ReplicaSecurityGroup",
			"services/BackendTasks -> data/Database/SecurityGroup",
			"data/Database/RotationSecurityGroup -> data/Database/SecurityGroup",
			"data/SqlTask/SecurityGroup -> data/Database/SecurityGroup",
		})
		equalSets(t, "with a proxy", proxy.callersOfMySQL(), []string{
			"services/BackendTasks -> data/Database/ReplicaSecurityGroup",
			"services/BackendTasks -> services/DatabaseProxy/SecurityGroup",
			"services/DatabaseProxy/SecurityGroup -> data/Database/SecurityGroup",
			"data/Database/RotationSecurityGroup -> data/Database/SecurityGroup",
			"data/SqlTask/SecurityGroup -> data/Database/SecurityGroup",
		})
	})

	// Catches logins without TLS or without a token, and tokens for other users or databases.
	t.Run("proxy", func(t *testing.T) {
		built := proxy.one("AWS::RDS::DBProxy", "").Properties
		auth := built.Maps("Auth")
		if !built.Is("RequireTLS") || len(auth) != 1 || auth[0].Text("IAMAuth") != "REQUIRED" || auth[0].Text("AuthScheme") != "SECRETS" {
			t.Errorf("got %v, want TLS, and one secret with IAMAuth REQUIRED and AuthScheme SECRETS", built)
		}
		var users []string
		for _, grant := range proxy.statements("services/Backend/Task", "rds-db:connect") {
			resources := grant.Texts("Resource")
			if one := grant.Text("Resource"); one != "" { // it may have commas, in a function
				resources = []string{one}
			}
			for _, resource := range resources {
				users = append(users, resource[strings.LastIndex(resource, "/")+1:])
				if strings.Contains(resource, "*") {
					t.Errorf("rds-db:connect on %s, want no wildcard", resource)
				}
			}
		}
		equalSets(t, "users with tokens", users, []string{names.ApplicationUser, names.TokenUser})
		limit := offers.ClassOf("db.t4g.medium").MaxConnections()
		pool := proxy.one("AWS::RDS::DBProxyTargetGroup", "").Properties.Map("ConnectionPoolConfigurationInfo")
		percent, _ := pool.Int("MaxConnectionsPercent")
		if left := limit - limit*percent/100; left < config.ReservedConnections {
			t.Errorf("the proxy may use %d %% of %d connections and leaves %d, want at least %d", percent, limit, left, config.ReservedConnections)
		}
	})
}

// backendContainer is what the backend's container is given: plain variables, and the names of injected secrets.
func (p platform) backendContainer() (variables map[string]string, secrets []string) {
	p.t.Helper()
	for _, c := range p.containers() {
		if c.says.Text("Name") != "backend" {
			continue
		}
		variables = pairs(c.says.Maps("Environment"), "Name", "Value")
		for _, secret := range c.says.Maps("Secrets") {
			secrets = append(secrets, secret.Text("Name"))
		}
	}
	return variables, slices.Sorted(slices.Values(secrets))
}

// rotationTypes are the rotation strategies of the environment's secrets, sorted.
func (p platform) rotationTypes() []string {
	var types []string
	for _, rotation := range p.some("AWS::SecretsManager::RotationSchedule") {
		types = append(types, p.rotationFunction(rotation).Properties.Map("Environment").Map("Variables").Text("STRATEGY"))
	}
	return slices.Sorted(slices.Values(types))
}

// callersOfMySQL lists the security group rules that include port 3306, as CALLER -> GROUP.
func (p platform) callersOfMySQL() []string {
	p.t.Helper()
	name := func(reference string) string {
		if group, ok := p.model.Find(reference); ok {
			return strings.TrimSuffix(group.Path, "/Resource")
		}
		return reference
	}
	var callers []string
	note := func(group string, rule properties) {
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
	for _, rule := range p.some("AWS::EC2::SecurityGroupIngress") {
		note(rule.Properties.Text("GroupId"), rule.Properties)
	}
	for _, group := range p.some("AWS::EC2::SecurityGroup") {
		for _, rule := range group.Properties.Maps("SecurityGroupIngress") {
			note(group.Reference(), rule)
		}
	}
	return callers
}
