package main

import (
	"encoding/json"
	"maps"
	"regexp"
	"strings"
	"testing"

	"kasha/internal/cloudformation"
)

// TestTheArchiveIsKeptSevenYears catches an archive that is not what was asked for: another rhythm, a shorter life, a cold
// tier (which AWS Backup ignores for RDS), point-in-time backups (which end after 35 days), or another database.
func TestTheArchiveIsKeptSevenYears(t *testing.T) {
	for _, shape := range []string{"prod", "prod-domain", "eu-west-1", "spot"} {
		environment := environmentOf(t, shape)
		plan := onlyBelow(t, environment, "AWS::Backup::BackupPlan", "data/").Properties.Map("BackupPlan").Maps("BackupPlanRule")
		if len(plan) != 1 {
			t.Fatalf("%s: %d rules", shape, len(plan))
		}
		rule := plan[0]
		if got := rule.Text("ScheduleExpression"); got != "cron(0 7 1 * ? *)" {
			t.Errorf("%s: archived at %s", shape, got)
		}
		if got := asJSON(rule["Lifecycle"]); got != `{"DeleteAfterDays":2555}` {
			t.Errorf("%s: lifecycle %s", shape, got)
		}
		if rule["EnableContinuousBackup"] != false {
			t.Errorf("%s: continuous backup is %v", shape, rule["EnableContinuousBackup"])
		}
		selection := onlyBelow(t, environment, "AWS::Backup::BackupSelection", "data/").Properties.Map("BackupSelection")
		if resources := selection.Texts("Resources"); len(resources) != 1 || !strings.HasSuffix(resources[0], ":db:${kasha-"+stageOf(environment)+"-data.DatabasePrimaryEDE0B3D0}") {
			t.Errorf("%s: archives %v", shape, resources)
		}
	}
}

// TestVaultsOutliveTheirStack catches an archive that a deleted stack takes with it, or that has no key or lock of its own.
func TestVaultsOutliveTheirStack(t *testing.T) {
	locks := map[string]string{
		"prod":      `{"MinRetentionDays":2555}`,
		"eu-west-1": `{"ChangeableForDays":7,"MinRetentionDays":2555}`, // compliance
	}
	for shape, lock := range locks {
		vaults := 0
		for _, stack := range synthesized(t, shape).Stacks {
			for _, resource := range stack.Template.Resources {
				if resource.Type != "AWS::Backup::BackupVault" {
					continue
				}
				vaults++
				if resource.DeletionPolicy != "RetainExceptOnCreate" || !stack.TerminationProtection {
					t.Errorf("%s: vault in %s: deletion policy %s, termination protection %v", shape, stack.Name, resource.DeletionPolicy, stack.TerminationProtection)
				}
				if got := asJSON(resource.Properties["LockConfiguration"]); got != lock {
					t.Errorf("%s: lock %s, want %s", shape, got, lock)
				}
				attribute, _ := resource.Properties["EncryptionKeyArn"].(map[string]any)["Fn::GetAtt"].([]any)
				key := stack.Template.Resources[attribute[0].(string)]
				if !strings.HasSuffix(key.Path, "/Key/Resource") || key.Path == "Database/Key/Resource" || key.Properties["EnableKeyRotation"] != true || key.DeletionPolicy != "RetainExceptOnCreate" {
					t.Errorf("%s: vault in %s: key %s, rotation %v, %s", shape, stack.Name, key.Path, key.Properties["EnableKeyRotation"], key.DeletionPolicy)
				}
			}
		}
		if want := map[string]int{"prod": 1, "eu-west-1": 2}[shape]; vaults != want {
			t.Errorf("%s has %d vaults, want %d", shape, vaults, want)
		}
	}
}

// TestCopiesGoToAStackOfTheirOwn catches a copy that stays with the original, or one that is sent to a vault nobody built.
func TestCopiesGoToAStackOfTheirOwn(t *testing.T) {
	for shape, want := range map[string]struct{ region, account, arn string }{
		"eu-west-1":   {"eu-central-1", "333333333333", "arn:aws:backup:eu-central-1:333333333333:backup-vault:kasha-ireland-archive-copy"},
		"prod-domain": {"us-west-2", "444444444444", "arn:aws:backup:us-west-2:444444444444:backup-vault:kasha-domain-archive-copy"},
	} {
		environment := environmentOf(t, shape)
		rule := onlyBelow(t, environment, "AWS::Backup::BackupPlan", "data/").Properties.Map("BackupPlan").Maps("BackupPlanRule")[0]
		actions := rule.Maps("CopyActions")
		if len(actions) != 1 || actions[0].Text("DestinationBackupVaultArn") != want.arn || asJSON(actions[0]["Lifecycle"]) != `{"DeleteAfterDays":2555}` {
			t.Errorf("%s: copies %v", shape, actions)
		}
		vault := onlyBelow(t, environment, "AWS::Backup::BackupVault", "archive/")
		if vault.Region != want.region || vault.Account != want.account || !strings.HasSuffix(want.arn, ":"+vault.Properties.Text("BackupVaultName")) {
			t.Errorf("%s: vault %s in %s, %s", shape, vault.Properties.Text("BackupVaultName"), vault.Account, vault.Region)
		}
		admitted := asJSON(vault.Properties["AccessPolicy"])
		if want.account == "444444444444" && !strings.Contains(admitted, `"backup:CopyIntoBackupVault"`) || want.account == "333333333333" && admitted != "null" {
			t.Errorf("%s: the vault of the copies admits %s", shape, admitted)
		}
	}
	// Without this the other account holds copies that it cannot read: the snapshot comes encrypted with the database's key.
	key := onlyBelow(t, environmentOf(t, "prod-domain"), "AWS::KMS::Key", "data/Database/")
	if policy := asJSON(key.Properties["KeyPolicy"]); !strings.Contains(policy, "arn:aws:iam::444444444444:root") {
		t.Errorf("the other account may not use the database's key: %s", policy)
	}
}

// TestRestoresAreTestedEveryMonth catches a restore test that would not start: AWS Backup refuses names with hyphens, and
// without a subnet group it looks for a default VPC.
func TestRestoresAreTestedEveryMonth(t *testing.T) {
	name := regexp.MustCompile(`^[A-Za-z0-9_]{1,50}$`)
	for shape, want := range map[string]int{"prod": 1, "eu-west-1": 2, "prod-domain": 2} {
		environment := environmentOf(t, shape)
		plans, selections := environment.Resources("AWS::Backup::RestoreTestingPlan"), environment.Resources("AWS::Backup::RestoreTestingSelection")
		if len(plans) != want || len(selections) != want {
			t.Fatalf("%s: %d plans and %d selections, want %d", shape, len(plans), len(selections), want)
		}
		for _, plan := range plans {
			if p := plan.Properties; !name.MatchString(p.Text("RestoreTestingPlanName")) || p.Text("ScheduleExpression") != "cron(0 9 3 * ? *)" || p.Map("RecoveryPointSelection").Text("SelectionWindowDays") != "35" {
				t.Errorf("%s: %v", shape, p)
			}
		}
		for _, selection := range selections {
			overrides := selection.Properties.Map("RestoreMetadataOverrides")
			group, ok := environment.Find(overrides.Text("dbSubnetGroupName"))
			if !ok || group.Type != "AWS::RDS::DBSubnetGroup" || group.Stack != selection.Stack {
				t.Errorf("%s: subnet group %v", shape, overrides)
			}
			var groups []string
			if err := json.Unmarshal([]byte(overrides.Text("vpcSecurityGroupIds")), &groups); err != nil || len(groups) != 1 {
				t.Errorf("%s: security groups %v (%v)", shape, overrides, err)
				continue
			}
			if closed, ok := environment.Find(groups[0]); !ok || len(closed.Properties.Maps("SecurityGroupIngress")) != 0 {
				t.Errorf("%s: the restored database's group is %v", shape, closed)
			}
			if selection.Properties.Text("ProtectedResourceType") != "RDS" {
				t.Errorf("%s: %v", shape, selection.Properties)
			}
		}
	}
}

// TestTheArchiveTellsHowItsJobsEnd catches a job whose failure nobody hears of, and a restore test that stays away unnoticed: an
// event that no rule matches, a rule that does not reach the topic, that publishes with a role whose trust does not name it, or
// that a pager's filter drops.
func TestTheArchiveTellsHowItsJobsEnd(t *testing.T) {
	environment := environmentOf(t, "eu-west-1")
	told := map[string]string{}
	for _, rule := range environment.Resources("AWS::Events::Rule") {
		name, ours := strings.CutPrefix(rule.Properties.Text("Name"), "kasha-ireland-")
		target := rule.Properties.Maps("Targets")[0]
		if !ours || !strings.HasPrefix(rule.Path, "services/") || !strings.Contains(name, "archive") {
			continue
		}
		if target.Text("Arn") != "arn:aws:sns:eu-west-1:333333333333:kasha-ireland-alarms" {
			t.Errorf("%s goes to %v", rule, target)
		}
		publisher, ok := environment.Find(target.Text("RoleArn"))
		if assumed := asJSON(publisher.Properties["AssumeRolePolicyDocument"]); !ok || !strings.Contains(assumed, "rule/kasha-ireland-*") {
			t.Errorf("%s publishes as %v", rule, publisher)
		}
		if message := target.Map("InputTransformer").Text("InputTemplate"); !strings.Contains(message, `"AlarmName":"kasha-ireland-`+name+`"`) {
			t.Errorf("%s says %s, which the filter of a pager drops", rule, message)
		}
		pattern := rule.Properties.Map("EventPattern")
		told[name] = pattern.Texts("detail-type")[0] + " " + asJSON(pattern["detail"])
	}
	const vault = `["arn:aws:backup:eu-west-1:333333333333:backup-vault:kasha-ireland-archive"]`
	want := map[string]string{
		"critical-archive-backup-failed":  `Backup Job State Change {"backupVaultArn":` + vault + `,"state":["FAILED","ABORTED","EXPIRED"]}`,
		"critical-archive-copy-failed":    `Copy Job State Change {"sourceBackupVaultArn":` + vault + `,"state":["FAILED"]}`,
		"critical-archive-restore-failed": `Restore Job State Change {"resourceType":["RDS"],"status":["FAILED","ABORTED"]}`,
		"news-archive-restored":           `Restore Job State Change {"resourceType":["RDS"],"status":["COMPLETED"]}`,
	}
	if !maps.Equal(told, want) {
		t.Errorf("told: %v\nwant %v", told, want)
	}
	forward := onlyBelow(t, environment, "AWS::Events::Rule", "archive/")
	if got := forward.Properties.Maps("Targets")[0].Text("Arn"); got != "arn:aws:events:eu-west-1:333333333333:event-bus/default" {
		t.Errorf("restores of the copies go to %s", got)
	}
	if got := asJSON(forward.Properties.Map("EventPattern")["detail"]); got != `{"resourceType":["RDS"],"status":["COMPLETED","FAILED","ABORTED"]}` {
		t.Errorf("of the copies' restores these go home: %s", got)
	}
	onlyBelow(t, environmentOf(t, "prod-domain"), "AWS::Events::EventBusPolicy", "services/")
}

// TestNonproductionPaysForNoArchive catches a part of the archive where the tier has none: a key alone is $1.00 a month.
func TestNonproductionPaysForNoArchive(t *testing.T) {
	for _, shape := range []string{"dev", "ap-southeast-2"} {
		environment := environmentOf(t, shape)
		for _, resource := range environment.Resources() {
			if strings.HasPrefix(resource.Type, "AWS::Backup::") || strings.Contains(resource.Path, "Recovery") || strings.HasPrefix(resource.Path, "archive/") {
				t.Errorf("%s has %s %s", shape, resource.Type, resource.Path)
			}
		}
		if keys := len(environment.Resources("AWS::KMS::Key")); keys != 2 {
			t.Errorf("%s has %d keys, want the general one and the database's", shape, keys)
		}
	}
}

func environmentOf(t *testing.T, shape string) cloudformation.Environment {
	t.Helper()
	environment, err := cloudformation.Resolve(synthesized(t, shape).Stacks)
	if err != nil {
		t.Fatal(err)
	}
	return environment
}

// onlyBelow is the only resource of a type below a construct path.
func onlyBelow(t *testing.T, environment cloudformation.Environment, resourceType, below string) cloudformation.Resource {
	t.Helper()
	var found []cloudformation.Resource
	for _, resource := range environment.Resources(resourceType) {
		if strings.HasPrefix(resource.Path, below) {
			found = append(found, resource)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d resources of type %s below %s, want one: %v", len(found), resourceType, below, found)
	}
	return found[0]
}

func stageOf(environment cloudformation.Environment) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(environment.Resources()[0].Stack, "kasha-"), "-")
	return name
}

func asJSON(value any) string {
	data, _ := json.Marshal(value)
	return string(data)
}
