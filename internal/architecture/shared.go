package architecture

import (
	"slices"
	"strconv"
	"strings"

	"kasha/internal/cloudformation"
)

// readShared lists what stands in no zone and has no line in the picture, but that an environment could not do without.
func (r *reader) readShared() {
	for _, kind := range []struct{ resourceType, one, many string }{
		{"AWS::SecretsManager::Secret", "secret", "secrets"}, {"AWS::KMS::Key", "customer key", "customer keys"},
		{"AWS::ECR::Repository", "image repository", "image repositories"},
		{"AWS::SNS::Topic", "topic for notifications", "topics for notifications"},
		{"AWS::Logs::LogGroup", "log group", "log groups"}, {"AWS::CloudWatch::Alarm", "alarm", "alarms"},
	} {
		switch n := len(r.env.Resources(kind.resourceType)); n {
		case 0:
		case 1:
			r.system.Shared = append(r.system.Shared, "1 "+kind.one)
		default:
			r.system.Shared = append(r.system.Shared, strconv.Itoa(n)+" "+kind.many)
		}
	}
	r.system.Shared = append(r.system.Shared, r.undelivered()...)
	r.system.Shared = append(r.system.Shared, r.alarmsTo()...)
}

// readBackups says of each database how far back it can be restored, and of the copies that a plan of AWS Backup makes.
func (r *reader) readBackups() {
	var copies []string
	for _, plan := range r.env.Resources("AWS::Backup::BackupPlan") {
		r.readCopies(plan)
		copies = append(copies, r.copiesOf(plan)...)
	}
	for i, component := range r.system.Components {
		if component.Kind != Database {
			continue
		}
		if days := component.Copies.BackupDays; days > 0 {
			r.system.Components[i].Facts = append(component.Facts, "backups: restore to any second of the last "+plural(days, "day"))
		}
		r.system.Components[i].Facts = append(r.system.Components[i].Facts, copies...)
	}
}

// copiesOf says when a plan copies, where to, and for how long: a copy on day 1 of each month, kept for 365 days.
func (r *reader) copiesOf(plan cloudformation.Resource) []string {
	var copies []string
	for _, rule := range plan.Properties.Map("BackupPlan").Maps("BackupPlanRule") {
		zone := rule.Text("ScheduleExpressionTimezone")
		if zone == "" {
			zone = "UTC"
		}
		text := "archive: a copy " + timesOf(rule.Text("ScheduleExpression"), zone)
		if found, ok := r.env.Find(rule.Text("TargetBackupVault")); ok {
			text += " in the vault " + found.Properties.Text("BackupVaultName")
		}
		if days, ok := rule.Map("Lifecycle").Int("DeleteAfterDays"); ok {
			text += ", kept for " + daysOf(days)
		}
		for _, action := range rule.Maps("CopyActions") {
			parts := strings.Split(action.Text("DestinationBackupVaultArn"), ":")
			switch {
			case len(parts) <= 4:
			case parts[4] != plan.Account:
				text += "; also in account " + parts[4] + ", region " + parts[3]
			default:
				text += "; also in region " + parts[3]
			}
			if days, ok := action.Map("Lifecycle").Int("DeleteAfterDays"); ok {
				text += ", kept there for " + daysOf(days)
			}
		}
		copies = append(copies, text)
	}
	return copies
}

// daysOf is a number of days, with the years where they are whole: 2555 days (7 years).
func daysOf(days int) string {
	text := plural(days, "day")
	if days%365 == 0 && days > 0 {
		text += " (" + plural(days/365, "year") + ")"
	}
	return text
}

// readCopies finds the regions that a backup plan copies to, and when.
func (r *reader) readCopies(plan cloudformation.Resource) {
	for _, rule := range plan.Properties.Map("BackupPlan").Maps("BackupPlanRule") {
		for _, action := range rule.Maps("CopyActions") {
			parts := strings.Split(action.Text("DestinationBackupVaultArn"), ":")
			if len(parts) <= 3 || slices.Contains(r.system.CopyRegions, parts[3]) {
				continue
			}
			r.system.CopyRegions = append(r.system.CopyRegions, parts[3])
			r.system.CopySchedules = append(r.system.CopySchedules, rule.Text("ScheduleExpression"))
		}
	}
}
