package limits

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"kasha/internal/review/engine"
	"kasha/internal/review/values"
	"kasha/lib/offers"
)

const databaseType = "AWS::RDS::DBInstance"

// databaseChecks are those of RDS for MySQL.
func databaseChecks() []check {
	return []check{of(windows, databaseType), of(storage, databaseType), of(insights, databaseType), of(twoPasswords, databaseType)}
}

// windows compares the daily backup window with the weekly maintenance window. Their form is in lib/texts.
func windows(instance map[string]any) []Refusal {
	const page, least = "RDS API, CreateDBInstance", 30 * time.Minute
	backup, backs := clock(values.Text(instance["PreferredBackupWindow"]))
	maintenance, maintains := clock(values.Text(instance["PreferredMaintenanceWindow"]))
	return slices.Concat(
		one(backs && backup.length() < least, "PreferredBackupWindow",
			"PreferredBackupWindow must be at least 30 minutes ("+page+")", instance["PreferredBackupWindow"]),
		one(maintains && maintenance.length() < least, "PreferredMaintenanceWindow",
			"PreferredMaintenanceWindow must be at least 30 minutes ("+page+")", instance["PreferredMaintenanceWindow"]),
		one(backs && maintains && backup.overlaps(maintenance), "PreferredMaintenanceWindow",
			"PreferredMaintenanceWindow must not overlap PreferredBackupWindow, which is "+values.Text(instance["PreferredBackupWindow"])+
				" ("+page+")", instance["PreferredMaintenanceWindow"]),
	)
}

// window is from one time to another; the time of day alone decides whether a daily window overlaps it.
type window struct{ from, to time.Duration }

const day = 24 * time.Hour

// clock reads 03:00-04:00 and sun:05:00-mon:06:00. A window that ends before it begins ends on the next day, or in the next week.
func clock(text string) (w window, read bool) {
	from, to, _ := strings.Cut(text, "-")
	begin, ok := moment(from)
	end, okToo := moment(to)
	if !ok || !okToo {
		return window{}, false
	}
	if end <= begin && len(from) == len("hh:mm") {
		end += day
	} else if end <= begin {
		end += 7 * day
	}
	return window{from: begin, to: end}, true
}

func moment(text string) (time.Duration, bool) {
	days := 0
	if name, rest, hasDay := strings.Cut(text, ":"); hasDay && strings.Contains(rest, ":") {
		if days = slices.Index([]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, name); days < 0 {
			return 0, false
		}
		text = rest
	}
	at, err := time.Parse("15:04", text)
	return time.Duration(days)*day + time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, err == nil
}

func (w window) length() time.Duration { return w.to - w.from }

// overlaps compares a daily window with another one.
func (w window) overlaps(other window) bool {
	for start := w.from%day - day; start < other.to; start += day {
		if other.from < start+w.length() {
			return true
		}
	}
	return false
}

// storage is for gp3. What RDS takes as a change of the size is in package review.
func storage(instance map[string]any) []Refusal {
	const page = "RDS user guide, \"DB instance storage\""
	size, written := number(instance["AllocatedStorage"])
	if !written || instance["StorageType"] != "gp3" {
		return nil
	}
	iops, most := instance["Iops"], instance["MaxAllocatedStorage"]
	return slices.Concat(
		one(size < offers.MinStorageGiB || size > offers.MaxStorageGiB, "AllocatedStorage", fmt.Sprintf(
			"AllocatedStorage must be at least %d, and at most %d GiB (%s)", offers.MinStorageGiB, offers.MaxStorageGiB, page),
			instance["AllocatedStorage"]),
		one(isNumber(most) && !exceeds(most, size), "MaxAllocatedStorage", fmt.Sprintf(
			"MaxAllocatedStorage must be above AllocatedStorage, which is %v (RDS user guide, \"Managing capacity automatically with "+
				"Amazon RDS storage autoscaling\")", size), most),
		one(iops != nil && !offers.TakesIOPS(int(size)), "Iops", "Iops: a gp3 volume below 400 GiB takes none ("+page+")", iops),
		one(iops == nil && offers.TakesIOPS(int(size)), "Iops", fmt.Sprintf(
			"Iops must be set for a gp3 volume of 400 GiB or more, to %d or more (RDS API, ModifyDBInstance)", offers.BaselineIOPS(int(size))), nil),
	)
}

// insights checks what monitors the instance.
func insights(instance map[string]any) []Refusal {
	class := offers.ClassOf(values.Text(instance["DBInstanceClass"]))
	on := values.IsTrue(instance["EnablePerformanceInsights"])
	interval, _ := number(instance["MonitoringInterval"])
	return append(
		one(on && class.IsKnown() && !class.Insights, "EnablePerformanceInsights", "EnablePerformanceInsights: "+class.Name+
			" has no Database Insights; fix: turn it off, or take a larger class (RDS user guide, \"Database Insights: instance class "+
			"support\")", true),
		one(interval > 0 && instance["MonitoringRoleArn"] == nil, "MonitoringRoleArn",
			"MonitoringRoleArn must be set for a MonitoringInterval above 0 (RDS API, CreateDBInstance)", nil)...)
}

// replicasWithoutBackups compares replicas with their source, where both are in the template. RDS makes a replica from a backup. Source:
// RDS API, ModifyDBInstance, BackupRetentionPeriod: it "can't be set to 0 if the DB instance is a source to read replicas".
func replicasWithoutBackups(stack string, template engine.Template) []Refusal {
	var found []Refusal
	for _, id := range slices.Sorted(maps.Keys(template)) {
		of := values.Text(values.Properties(template[id])["SourceDBInstanceIdentifier"])
		if of == "" {
			continue
		}
		for _, source := range slices.Sorted(maps.Keys(template)) {
			p := values.Properties(template[source])
			name := values.Text(p["DBInstanceIdentifier"])
			is := strings.Contains(of, "${"+values.Name(stack, source)+"}") || of == name
			if !is || values.Type(template[source]) != databaseType || values.Text(p["BackupRetentionPeriod"]) != "0" {
				continue
			}
			found = append(found, Refusal{LogicalID: source, At: "BackupRetentionPeriod", New: p["BackupRetentionPeriod"],
				What: "RDS refuses to turn automated backups off while the instance has the read replica " + id +
					" (RDS API, ModifyDBInstance)"})
		}
	}
	return found
}
