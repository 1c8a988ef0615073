package tests

import (
	"maps"
	"strings"
	"testing"
)

// TestTheArchiveIsKeptSevenYears catches an archive with another schedule, a shorter retention, or another database. It also catches cold
// storage, which AWS Backup ignores for RDS, and continuous backups, which end after 35 days.
func TestTheArchiveIsKeptSevenYears(t *testing.T) {
	for _, shape := range []string{"prod", "prod-domain", "eu-west-1", "spot"} {
		environment := platformOf(t, shape)
		plan := environment.one("AWS::Backup::BackupPlan", "data").Properties.Map("BackupPlan").Maps("BackupPlanRule")
		if len(plan) != 1 {
			t.Fatalf("%s: %d backup rules, want one", shape, len(plan))
		}
		rule := plan[0]
		if got := rule.Text("ScheduleExpression"); got != "cron(0 7 1 * ? *)" {
			t.Errorf("%s: archived at %s, want cron(0 7 1 * ? *)", shape, got)
		}
		if got := asJSON(rule["Lifecycle"]); got != `{"DeleteAfterDays":2555}` {
			t.Errorf("%s: lifecycle %s, want 2555 days without cold storage", shape, got)
		}
		if rule["EnableContinuousBackup"] != false {
			t.Errorf("%s: EnableContinuousBackup is %v, want false", shape, rule["EnableContinuousBackup"])
		}
		selection := environment.one("AWS::Backup::BackupSelection", "data").Properties.Map("BackupSelection")
		if resources := selection.Texts("Resources"); len(resources) != 1 ||
			!strings.HasSuffix(resources[0], ":db:${kasha-"+environment.env.Name+"-data.DatabasePrimaryEDE0B3D0}") {
			t.Errorf("%s: archives %v, want the primary database", shape, resources)
		}
	}
}

// TestVaultsOutliveTheirStack catches a backup vault that is deleted with its stack, or that has no key or lock of its own.
func TestVaultsOutliveTheirStack(t *testing.T) {
	locks := map[string]string{
		"prod":      `{"MinRetentionDays":2555}`,
		"eu-west-1": `{"ChangeableForDays":7,"MinRetentionDays":2555}`, // compliance
	}
	for shape, lock := range locks {
		vaults := 0
		for _, stack := range stacksOf(t, shape) {
			for _, resource := range stack.Template.Resources {
				if resource.Type != "AWS::Backup::BackupVault" {
					continue
				}
				vaults++
				if resource.DeletionPolicy != "RetainExceptOnCreate" || !stack.TerminationProtection {
					t.Errorf("%s: vault in %s: deletion policy %s, want RetainExceptOnCreate; termination protection %v, want true",
						shape, stack.Name, resource.DeletionPolicy, stack.TerminationProtection)
				}
				if got := asJSON(resource.Properties["LockConfiguration"]); got != lock {
					t.Errorf("%s: lock %s, want %s", shape, got, lock)
				}
				attribute, _ := resource.Properties["EncryptionKeyArn"].(map[string]any)["Fn::GetAtt"].([]any)
				key := stack.Template.Resources[attribute[0].(string)]
				if !strings.HasSuffix(key.Path, "/Key/Resource") || key.Path == "Database/Key/Resource" ||
					key.Properties["EnableKeyRotation"] != true || key.DeletionPolicy != "RetainExceptOnCreate" {
					t.Errorf("%s: vault in %s: key %s, rotation %v, deletion policy %s; want a key of its own, true, RetainExceptOnCreate", shape,
						stack.Name, key.Path, key.Properties["EnableKeyRotation"], key.DeletionPolicy)
				}
			}
		}
		if want := map[string]int{"prod": 1, "eu-west-1": 2}[shape]; vaults != want {
			t.Errorf("%s has %d vaults, want %d", shape, vaults, want)
		}
	}
}

// TestBackupJobsReportHowTheyEnd catches a failed job that nobody is notified of, and a restore test that does not report. An event may
// match no rule, or a rule may not reach the topic. A rule may name a role that it cannot assume, or send a message that a pager's filter
// drops.
func TestBackupJobsReportHowTheyEnd(t *testing.T) {
	environment := platformOf(t, "eu-west-1")
	got := map[string]string{}
	for _, rule := range environment.all("AWS::Events::Rule") {
		name, ours := strings.CutPrefix(rule.Properties.Text("Name"), "kasha-ireland-")
		target := rule.Properties.Maps("Targets")[0]
		if !ours || !strings.HasPrefix(rule.Path, "services/") || !strings.Contains(name, "archive") {
			continue
		}
		if target.Text("Arn") != "arn:aws:sns:eu-west-1:333333333333:kasha-ireland-alarms" {
			t.Errorf("%s goes to %v, want the alarm topic", rule, target)
		}
		publisher, ok := environment.model.Find(target.Text("RoleArn"))
		if assumed := asJSON(publisher.Properties["AssumeRolePolicyDocument"]); !ok || !strings.Contains(assumed, "rule/kasha-ireland-*") {
			t.Errorf("%s publishes as %v, want a role that the environment's rules may assume", rule, publisher)
		}
		if message := target.Map("InputTransformer").Text("InputTemplate"); !strings.Contains(message, `"AlarmName":"kasha-ireland-`+name+`"`) {
			t.Errorf("%s publishes %s, want the rule's name as AlarmName: a pager's filter reads it", rule, message)
		}
		pattern := rule.Properties.Map("EventPattern")
		got[name] = pattern.Texts("detail-type")[0] + " " + asJSON(pattern["detail"])
	}
	const vault = `["arn:aws:backup:eu-west-1:333333333333:backup-vault:kasha-ireland-archive"]`
	want := map[string]string{
		"critical-archive-backup-failed":  `Backup Job State Change {"backupVaultArn":` + vault + `,"state":["FAILED","ABORTED","EXPIRED"]}`,
		"critical-archive-copy-failed":    `Copy Job State Change {"sourceBackupVaultArn":` + vault + `,"state":["FAILED"]}`,
		"critical-archive-restore-failed": `Restore Job State Change {"resourceType":["RDS"],"status":["FAILED","ABORTED"]}`,
		"news-archive-restored":           `Restore Job State Change {"resourceType":["RDS"],"status":["COMPLETED"]}`,
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	forward := environment.one("AWS::Events::Rule", "archive")
	if got := forward.Properties.Maps("Targets")[0].Text("Arn"); got != "arn:aws:events:eu-west-1:333333333333:event-bus/default" {
		t.Errorf("restores of the copies go to %s, want the default event bus of the environment's region", got)
	}
	const ends = `{"resourceType":["RDS"],"status":["COMPLETED","FAILED","ABORTED"]}`
	if got := asJSON(forward.Properties.Map("EventPattern")["detail"]); got != ends {
		t.Errorf("of the copies' restores these events are forwarded: %s, want %s", got, ends)
	}
	platformOf(t, "prod-domain").one("AWS::Events::EventBusPolicy", "services")
}

// TestNonproductionPaysForNoArchive catches a part of the archive in an environment without one: a key alone costs $1.00 a month.
func TestNonproductionPaysForNoArchive(t *testing.T) {
	for _, shape := range []string{"dev", "ap-southeast-2"} {
		environment := platformOf(t, shape)
		for _, resource := range environment.all() {
			if strings.HasPrefix(resource.Type, "AWS::Backup::") || strings.Contains(resource.Path, "Recovery") ||
				strings.HasPrefix(resource.Path, "archive/") {
				t.Errorf("%s has %s %s, want no part of an archive", shape, resource.Type, resource.Path)
			}
		}
		if keys := len(environment.all("AWS::KMS::Key")); keys != 2 {
			t.Errorf("%s has %d keys, want the general one and the database's", shape, keys)
		}
	}
}
