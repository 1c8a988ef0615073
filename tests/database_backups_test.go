package tests

import (
	"strings"
	"testing"
	"time"
)

// TestBackupAndMaintenanceWindowsDoNotOverlap catches a backup window other than the design document's, and one that overlaps the
// maintenance window. RDS refuses overlapping windows, but only during the deployment.
func TestBackupAndMaintenanceWindowsDoNotOverlap(t *testing.T) {
	eachShape(t, func(p platform) {
		primary, replicas := p.instances()
		p.equal(primary, "BackupRetentionPeriod", p.env.Database.BackupRetentionDays)
		if p.env.Schedule == nil { // otherwise the database may be stopped at that time
			p.equal(primary, "PreferredBackupWindow", "03:00-04:00")
		}
		backupStart, backupEnd := window(p, primary.Properties.Text("PreferredBackupWindow"))
		for _, instance := range append(replicas, primary) {
			day, hours, ok := strings.Cut(instance.Properties.Text("PreferredMaintenanceWindow"), ":")
			hours = strings.Replace(hours, "-"+day+":", "-", 1)
			start, end := window(p, hours)
			if !ok || start.Before(backupEnd) && backupStart.Before(end) {
				p.t.Errorf("%s: maintenance %s %s overlaps the backup, want another time", instance, day, hours)
			}
		}
	})
	if days := platformOf(t, "prod").env.Database.BackupRetentionDays; days != 30 {
		t.Errorf("production keeps backups for %d days, want 30 as in the design document", days)
	}
}

// window parses a window such as 03:00-04:00.
func window(p platform, text string) (start, end time.Time) {
	p.t.Helper()
	from, to, _ := strings.Cut(text, "-")
	start, err := time.Parse("15:04", from)
	end, err2 := time.Parse("15:04", to)
	if err != nil || err2 != nil || !start.Before(end) {
		p.t.Errorf("got the window %q, want one within a day", text)
	}
	return start, end
}
