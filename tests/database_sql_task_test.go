package tests

import (
	"strings"
	"testing"

	"kasha/lib/names"
	"kasha/lib/rotation/roots"
)

// TestSQLTaskHasNoPermissionsAndNoWritableDisk catches permissions, plain variables or a writable disk in the task that runs SQL as the
// master user. A malicious script could use them.
func TestSQLTaskHasNoPermissionsAndNoWritableDisk(t *testing.T) {
	prod := platformOf(t, "prod")
	for _, task := range prod.some("AWS::ECS::TaskDefinition") {
		if task.Properties.Text("Family") != "kasha-prod-sql" {
			continue
		}
		container := task.Properties.Maps("ContainerDefinitions")[0]
		if !container.Is("ReadonlyRootFilesystem") || container.Text("User") != "mysql" {
			t.Errorf("got %v, want a read-only root filesystem and the user mysql", container)
		}
		// A client without the root would verify nobody; any other plain variable could be a password.
		variables := container.Maps("Environment")
		root := string(roots.PEM("us-east-1"))
		if len(variables) != 1 || variables[0].Text("Name") != "ROOT_CERTIFICATE" || variables[0].Text("Value") != root {
			t.Errorf("got the plain variables %v, want the root certificate of us-east-1 alone", variables)
		}
		if image := container.Text("Image"); !strings.Contains(image, "kasha-prod-ecr-public/docker/library/mysql:8.4.") {
			t.Errorf("image %s, want a pinned one through the cache", image)
		}
		if granted := prod.statements("data/SqlTask/Task/TaskRole", ""); len(granted) > 0 {
			t.Errorf("the task role may %v, want nothing", granted)
		}
		return
	}
	t.Error("no task definition kasha-prod-sql, want one")
}

// TestSQLRunsBeforeThereAreServices catches a part of `make sql` that is created with the services. A new backend logs in as a user that
// only `make sql` can create, so the first deployment of the services would never become healthy.
func TestSQLRunsBeforeThereAreServices(t *testing.T) {
	eachShape(t, func(p platform) {
		outputs := p.stack("data").Template.Outputs
		for _, name := range []string{"SqlTaskSubnetIds", "SqlTaskSecurityGroupId"} {
			if _, ok := outputs[name]; !ok {
				p.t.Errorf("the data stack has no output %s, want it there", name)
			}
		}
		found := map[string]string{}
		types := []string{"AWS::ECS::Cluster", "AWS::ECS::TaskDefinition", "AWS::Logs::LogGroup"}
		for _, each := range under("data/SqlTask", p.some(types...)) {
			found[each.Properties.Text("ClusterName")] = each.Stack
			found[each.Properties.Text("Family")] = each.Stack
			found[each.Properties.Text("LogGroupName")] = each.Stack
		}
		if name := p.env.Names().SQLTask(); found[name] == "" || found[p.env.Names().SQLTaskLogs()] == "" {
			p.t.Errorf("want a cluster and a task definition %s in the data stack, with the log group %s; got %v", name,
				p.env.Names().SQLTaskLogs(), found)
		}
	})
}

// TestShippedSQLCreatesTheDatabaseUsers catches database users with another name, without TLS, or with more than data privileges.
func TestShippedSQLCreatesTheDatabaseUsers(t *testing.T) {
	sql := readFile(t, "docs/sql/users.sql")
	for _, want := range []string{
		"CREATE USER IF NOT EXISTS '${APPLICATION_USERNAME}'@'%' IDENTIFIED BY '${APPLICATION_PASSWORD}' REQUIRE SSL;",
		"CREATE USER IF NOT EXISTS '" + names.TokenUser + "'@'%' IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS' REQUIRE SSL;",
		"ON " + names.Database + ".* TO",
	} {
		if !strings.Contains(sql, want) {
			t.Errorf("docs/sql/users.sql lacks: %s", want)
		}
	}
	for _, line := range strings.Split(sql, "\n") {
		if strings.HasPrefix(line, "GRANT") && (strings.Contains(line, "ALL") || strings.Contains(line, "OPTION") ||
			!strings.Contains(line, " ON "+names.Database+".* ")) {
			t.Errorf("got %s, want data privileges on Kasha's database only", line)
		}
	}
	// The rotation function creates this second user, and refuses a name of more than 16 characters.
	if clone := names.ApplicationUser + "_clone"; len(clone) > 16 {
		t.Errorf("%s has %d characters, want at most 16", clone, len(clone))
	}
}
