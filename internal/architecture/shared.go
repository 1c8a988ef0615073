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
	for _, plan := range r.env.Resources("AWS::Backup::BackupPlan") {
		text := "database copies in a vault"
		r.readCopies(plan)
		if len(r.system.CopyRegions) > 0 {
			text = "database copies, also in " + strings.Join(r.system.CopyRegions, ", ")
		}
		r.system.Shared = append(r.system.Shared, text)
	}
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
