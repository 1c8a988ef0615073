package main

import (
	"strconv"
	"strings"
	"testing"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/sqltask/client"
)

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
		if granted := statements(prod, "data/SqlTask/Task/TaskRole", ""); len(granted) > 0 {
			t.Errorf("the task itself may %v", granted)
		}
		return
	}
	t.Error("no task definition kasha-prod-sql")
}

// TestSQLRunsBeforeThereAreServices catches a new environment whose backend logs in: were any of what make sql needs in the
// services stack, that stack's first deployment would wait for a user that only it could make.
func TestSQLRunsBeforeThereAreServices(t *testing.T) {
	eachShape(t, func(p platform) {
		outputs := p.stack("data").Template.Outputs
		for _, name := range []string{"SqlTaskSubnetIds", "SqlTaskSecurityGroupId"} {
			if _, ok := outputs[name]; !ok {
				p.t.Errorf("the data stack has no output %s", name)
			}
		}
		found := map[string]string{}
		for _, each := range under("data/SqlTask", append(append(p.some("AWS::ECS::Cluster"), p.some("AWS::ECS::TaskDefinition")...), p.some("AWS::Logs::LogGroup")...)) {
			found[each.Properties.Text("ClusterName")] = each.Stack
			found[each.Properties.Text("Family")] = each.Stack
			found[each.Properties.Text("LogGroupName")] = each.Stack
		}
		if name := client.Name(p.env.Name); found[name] == "" || found[client.LogGroup(p.env.Name)] == "" {
			p.t.Errorf("the data stack has no cluster and task definition %s that log to %s: %v", name, client.LogGroup(p.env.Name), found)
		}
	})
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
