package tests

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// TestCopiesGoToAStackOfTheirOwn catches a copy that stays with the original, and one that is sent to a vault that no stack creates.
func TestCopiesGoToAStackOfTheirOwn(t *testing.T) {
	for shape, want := range map[string]struct{ region, account, arn string }{
		"eu-west-1":   {"eu-central-1", "333333333333", "arn:aws:backup:eu-central-1:333333333333:backup-vault:kasha-ireland-archive-copy"},
		"prod-domain": {"us-west-2", "444444444444", "arn:aws:backup:us-west-2:444444444444:backup-vault:kasha-domain-archive-copy"},
	} {
		environment := platformOf(t, shape)
		rule := environment.one("AWS::Backup::BackupPlan", "data").Properties.Map("BackupPlan").Maps("BackupPlanRule")[0]
		actions := rule.Maps("CopyActions")
		if len(actions) != 1 || actions[0].Text("DestinationBackupVaultArn") != want.arn ||
			asJSON(actions[0]["Lifecycle"]) != `{"DeleteAfterDays":2555}` {
			t.Errorf("%s: copies %v, want one to %s, kept for 2555 days", shape, actions, want.arn)
		}
		vault := environment.one("AWS::Backup::BackupVault", "archive")
		if vault.Region != want.region || vault.Account != want.account ||
			!strings.HasSuffix(want.arn, ":"+vault.Properties.Text("BackupVaultName")) {
			t.Errorf("%s: vault %s in account %s, region %s; want %s", shape, vault.Properties.Text("BackupVaultName"), vault.Account,
				vault.Region, want.arn)
		}
		admitted := asJSON(vault.Properties["AccessPolicy"])
		if want.account == "444444444444" && !strings.Contains(admitted, `"backup:CopyIntoBackupVault"`) ||
			want.account == "333333333333" && admitted != "null" {
			t.Errorf("%s: the vault of the copies has the access policy %s, want one for another account only", shape, admitted)
		}
	}
	// Without this the other account cannot read its copies: they are encrypted with the database's key.
	key := platformOf(t, "prod-domain").one("AWS::KMS::Key", "data/Database")
	if policy := asJSON(key.Properties["KeyPolicy"]); !strings.Contains(policy, "arn:aws:iam::444444444444:root") {
		t.Errorf("the database's key has the policy %s, want the other account in it", policy)
	}
}

// TestRestoresAreTestedEveryMonth catches a restore test that would not start. AWS Backup refuses names with hyphens, and without a subnet
// group it looks for a default VPC.
func TestRestoresAreTestedEveryMonth(t *testing.T) {
	name := regexp.MustCompile(`^[A-Za-z0-9_]{1,50}$`)
	for shape, want := range map[string]int{"prod": 1, "eu-west-1": 2, "prod-domain": 2} {
		environment := platformOf(t, shape)
		plans, selections := environment.all("AWS::Backup::RestoreTestingPlan"), environment.all("AWS::Backup::RestoreTestingSelection")
		if len(plans) != want || len(selections) != want {
			t.Fatalf("%s: %d plans and %d selections, want %d", shape, len(plans), len(selections), want)
		}
		for _, plan := range plans {
			if p := plan.Properties; !name.MatchString(p.Text("RestoreTestingPlanName")) || p.Text("ScheduleExpression") != "cron(0 9 3 * ? *)" ||
				p.Map("RecoveryPointSelection").Text("SelectionWindowDays") != "35" {
				t.Errorf("%s: %v, want a name of letters, digits and underscores, a monthly schedule and a window of 35 days", shape, p)
			}
		}
		for _, selection := range selections {
			overrides := selection.Properties.Map("RestoreMetadataOverrides")
			group, ok := environment.model.Find(overrides.Text("dbSubnetGroupName"))
			if !ok || group.Type != "AWS::RDS::DBSubnetGroup" || group.Stack != selection.Stack {
				t.Errorf("%s: subnet group %v, want one of the same stack", shape, overrides)
			}
			var groups []string
			if err := json.Unmarshal([]byte(overrides.Text("vpcSecurityGroupIds")), &groups); err != nil || len(groups) != 1 {
				t.Errorf("%s: security groups %v (%v), want one", shape, overrides, err)
				continue
			}
			if closed, ok := environment.model.Find(groups[0]); !ok || len(closed.Properties.Maps("SecurityGroupIngress")) != 0 {
				t.Errorf("%s: the restored database has the security group %v, want one without ingress rules", shape, closed)
			}
			if selection.Properties.Text("ProtectedResourceType") != "RDS" {
				t.Errorf("%s: %v, want the resource type RDS", shape, selection.Properties)
			}
		}
	}
}
