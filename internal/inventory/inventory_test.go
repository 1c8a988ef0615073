package inventory_test

import (
	"strings"
	"testing"

	"kasha/internal/architecture"
	"kasha/internal/assembly"
	"kasha/internal/inventory"
	"kasha/internal/permissions"
	"kasha/internal/promises"
	"kasha/internal/reach"
	"kasha/lib/offers"
	"kasha/tests/handmade"
)

func tables(t *testing.T, change func(stacks []assembly.Stack)) map[string]inventory.Table {
	t.Helper()
	stacks, env := handmade.Resolved(t, change)
	rights := permissions.Build(env, promises.HarmlessActions())
	found := map[string]inventory.Table{}
	for _, table := range inventory.Tables(inventory.Environment{
		Stacks: stacks, Model: env, Rights: rights, System: architecture.Read("hand", reach.Build(env, offers.OriginPrefixList), rights),
	}) {
		found[table.ID] = table
	}
	return found
}

func text(table inventory.Table) string {
	var rows []string
	for _, row := range table.Rows {
		rows = append(rows, strings.Join(row, " | "))
	}
	return strings.Join(rows, "\n")
}

// Catches a row with more or fewer cells than the table has columns, and a table that says nothing of itself.
func TestTablesAreWhole(t *testing.T) {
	all, rows := tables(t, nil), 0
	for id, table := range all {
		rows += len(table.Rows)
		if table.Title == "" || table.Says == "" {
			t.Errorf("%s has no title or does not say what it is", id)
		}
		for _, row := range table.Rows {
			if len(row) != len(table.Head) {
				t.Errorf("%s: %d cells in %q, want %d", id, len(row), row, len(table.Head))
			}
		}
	}
	if len(all) < 5 || rows < 20 {
		t.Errorf("%d tables with %d rows, want at least 5 with 20", len(all), rows)
	}
}

// Catches an opened security group that the table does not show.
func TestARuleForTheInternetIsInTheTable(t *testing.T) {
	const everyone = "tcp 3306 with 0.0.0.0/0"
	if have := text(tables(t, nil)["security-groups"]); strings.Contains(have, everyone) {
		t.Fatalf("the environment is open already:\n%s", have)
	}
	opened := tables(t, func(stacks []assembly.Stack) {
		for _, stack := range stacks {
			for _, resource := range stack.Template.Resources {
				if resource.Type == "AWS::EC2::SecurityGroup" {
					rules, _ := resource.Properties["SecurityGroupIngress"].([]any)
					resource.Properties["SecurityGroupIngress"] = append(rules, map[string]any{
						"CidrIp": "0.0.0.0/0", "IpProtocol": "tcp", "FromPort": 3306.0, "ToPort": 3306.0,
					})
				}
			}
		}
	})["security-groups"]
	if have := text(opened); !strings.Contains(have, everyone) {
		t.Errorf("no %q in\n%s", everyone, have)
	}
}

// Catches a database whose encryption was switched off, listed as encrypted.
func TestADatabaseWithoutEncryptionIsNamed(t *testing.T) {
	table := tables(t, func(stacks []assembly.Stack) {
		for _, stack := range stacks {
			for _, resource := range stack.Template.Resources {
				if resource.Type == "AWS::RDS::DBInstance" {
					delete(resource.Properties, "StorageEncrypted")
					delete(resource.Properties, "KmsKeyId")
				}
			}
		}
	})["at-rest"]
	if have := text(table); !strings.Contains(have, "Database/Primary | RDS::DBInstance | nothing") {
		t.Errorf("got\n%s\nwant that nothing encrypts the database", have)
	}
}

// Catches a right that the table leaves out.
func TestRightsOfTheBackendAreListed(t *testing.T) {
	if have := text(tables(t, nil)["roles"]); !strings.Contains(have, "sqs:SendMessage") {
		t.Errorf("no sqs:SendMessage in\n%s", have)
	}
}
