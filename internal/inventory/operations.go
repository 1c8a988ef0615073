package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"kasha/internal/permissions"
)

// roles lists who may do which sensitive action on what.
func roles(e Environment) Table {
	t := Table{
		ID: "roles", Title: "Roles and rights",
		Says: "Actions that read or lose data, or give further rights. docs/reachability.md says which those are. \"This account\" means that " +
			"the account's own policies decide.",
		Head: []string{"Who", "May", "On"},
	}
	type key struct{ who, on string }
	may := map[key][]string{}
	var order []key
	for _, grant := range e.Rights.Grants() {
		k := key{grant.Who, grant.On}
		if may[k] == nil {
			order = append(order, k)
		}
		if !slices.Contains(may[k], grant.Action) {
			may[k] = append(may[k], grant.Action)
		}
	}
	for _, k := range order {
		t.add(k.who, strings.Join(may[k], ", "), k.on)
	}
	return t
}

// Grants lists the rights of one principal, for the picture.
func Grants(rights *permissions.Model, who string) []string {
	var found []string
	for _, grant := range rights.Grants() {
		if text := grant.Action + " on " + grant.On; grant.Who == who && !slices.Contains(found, text) {
			found = append(found, text)
		}
	}
	return found
}

func logs(e Environment) Table {
	t := Table{ID: "logs", Title: "Logs",
		Says: "Log groups with the time after which CloudWatch deletes entries, and buckets that hold access logs.",
		Head: []string{"Log group", "Name", "Kept"}}
	for _, group := range e.Model.Resources("AWS::Logs::LogGroup") {
		t.add(group.Name(), cmp.Or(NameOf(e.Model, group.Properties.Text("LogGroupName")), "chosen by CloudFormation"),
			days(group.Properties.Int("RetentionInDays")))
	}
	for _, bucket := range e.Model.Resources("AWS::S3::Bucket") {
		if !strings.Contains(bucket.Name(), "Logs") {
			continue
		}
		kept := "for ever"
		for _, rule := range bucket.Properties.Map("LifecycleConfiguration").Maps("Rules") {
			if n, ok := rule.Int("ExpirationInDays"); ok {
				kept = days(n, ok)
			}
		}
		t.add(bucket.Name(), "bucket", kept)
	}
	return t
}

// AlarmsID is the ID of the table of alarms.
const AlarmsID = "alarms"

// alarms lists the alarms by what they watch.
func alarms(e Environment) Table {
	t := Table{ID: AlarmsID, Title: "Alarms by what they watch",
		Says: "docs/alarms.md says what to do for each. A composite alarm watches other alarms.",
		Head: []string{"Watches", "Alarm", "What it means"}}
	for _, alarm := range e.Model.Resources("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm") {
		watches := alarm.Properties.Text("Namespace")
		if alarm.Type == "AWS::CloudWatch::CompositeAlarm" {
			watches = "other alarms"
		}
		for _, metric := range alarm.Properties.Maps("Metrics") {
			watches = cmp.Or(watches, metric.Map("MetricStat").Map("Metric").Text("Namespace"))
		}
		t.add(cmp.Or(watches, "an expression"), alarm.Properties.Text("AlarmName"), alarm.Properties.Text("AlarmDescription"))
	}
	slices.SortStableFunc(t.Rows, func(a, b []string) int { return cmp.Compare(a[0], b[0]) })
	return t
}

// backups lists what is backed up, how often, for how long, and when maintenance happens.
func backups(e Environment) Table {
	t := Table{ID: "backups", Title: "Backups and maintenance windows",
		Says: "Times are in UTC unless a zone is named. Cron expressions are AWS's.",
		Head: []string{"What", "When", "Kept"}}
	for _, database := range e.Model.Resources("AWS::RDS::DBInstance") {
		p := database.Properties
		if n, ok := p.Int("BackupRetentionPeriod"); ok && n > 0 {
			t.add(database.Name()+": automated backups, restored to any point in time",
				"daily, "+cmp.Or(p.Text("PreferredBackupWindow"), "at a time that RDS chooses"), days(n, true))
		}
		t.add(database.Name()+": maintenance", cmp.Or(p.Text("PreferredMaintenanceWindow"), "at a time that RDS chooses"), "")
	}
	for _, plan := range e.Model.Resources("AWS::Backup::BackupPlan") {
		for _, rule := range plan.Properties.Map("BackupPlan").Maps("BackupPlanRule") {
			what := plan.Name() + ": " + rule.Text("RuleName")
			for _, copied := range rule.Maps("CopyActions") {
				what += ", copied to " + NameOf(e.Model, copied.Text("DestinationBackupVaultArn"))
			}
			t.add(what, rule.Text("ScheduleExpression"), days(rule.Map("Lifecycle").Int("DeleteAfterDays")))
		}
	}
	for _, test := range e.Model.Resources("AWS::Backup::RestoreTestingPlan") {
		t.add(test.Name()+": a test that restores a backup", test.Properties.Text("ScheduleExpression"), "")
	}
	for _, schedule := range e.Model.Resources("AWS::Scheduler::Schedule") {
		zone := schedule.Properties.Text("ScheduleExpressionTimezone")
		t.add(fmt.Sprintf("%s: %s", schedule.Name(), schedule.Properties.Text("Description")),
			strings.TrimSpace(schedule.Properties.Text("ScheduleExpression")+" "+zone), "")
	}
	for _, secret := range e.Model.Resources("AWS::SecretsManager::RotationSchedule") {
		rules := secret.Properties.Map("RotationRules")
		t.add(secret.Name()+": the password is changed",
			cmp.Or(rules.Text("ScheduleExpression"), "every "+rules.Text("AutomaticallyAfterDays")+" days"), "")
	}
	return t
}
