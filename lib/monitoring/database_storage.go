package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
	"kasha/lib/offers"
)

const (
	gibibyte = 1 << 30

	lowStoragePercent = 10 // below it, RDS itself reports low storage
	weekendHours      = 72 // from Friday evening to Monday
	lowBurstPercent   = 20 // at full load the rest lasts some minutes; a small class gets its half hour back within a day
	slowStorageMs     = 10 // gp3 usually answers within one; ten times that is felt in every query
)

// storage watches an instance's free storage, now and by its trend; full is the severity of an instance that is nearly full.
func (w *Watch) storage(name string, full names.Severity, i instance) {
	db := w.props.Environment.Database
	least := db.StorageGiB * gibibyte * lowStoragePercent / 100
	w.Alarm(Alarm{
		Name: name + "-storage", Severity: full,
		Notice: Notice{
			Means:   "The " + name + " has almost no free storage. When it is full, MySQL stops writing and RDS stops the instance.",
			Do:      "Raise database.storageGiB. This works while the database runs.",
			Runbook: "storage",
		},
		Metric: i.metric("FreeStorageSpace", w.every(5, "Minimum")),
		When:   Below(float64(least)), For: OutOf(1, 1),
		Missing:   awscloudwatch.TreatMissingData_IGNORE, // late data does not free storage
		Promise:   deadline.Promise{Alarm: 5, OK: 7, Silence: deadline.Silence{Means: deadline.Kept}},
		Threshold: fmt.Sprintf("less than %d %% of %d GiB free, where RDS reports low storage as well", lowStoragePercent, db.StorageGiB),
		From:      []string{"database.storageGiB"},
	})
	w.Alarm(Alarm{
		Name: name + "-storage-trend", Severity: names.Warning,
		Notice: Notice{
			Means:   "The " + name + " is filling up: at the rate of the last hours, it will be full within three days.",
			Do:      "Find out what grows, or raise database.storageGiB.",
			Runbook: "storage",
		},
		// RATE is the bytes won or lost per second. It has no value for the oldest hour of the range, so the alarm evaluates one more.
		Metric: math("bytes free in three days", fmt.Sprintf("free + RATE(free) * %d", weekendHours*3600), 60, map[string]awscloudwatch.IMetric{
			"free": i.metric("FreeStorageSpace", w.every(60, "Minimum")),
		}),
		When: Below(0), For: OutOf(6, 7),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 420, OK: 140, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 360}},
		Threshold: fmt.Sprintf("full within %d hours (a weekend), in 6 of 7 hours, so that an import that ends is ignored", weekendHours),
	})
}

// storageQueue watches how many reads and writes wait for the disk.
func (w *Watch) storageQueue(name string, i instance) {
	db := w.props.Environment.Database
	depth := offers.BaselineIOPS(db.StorageGiB) * slowStorageMs / 1000
	w.Alarm(Alarm{
		Name: name + "-storage-queue", Severity: names.Warning,
		Notice: Notice{
			Means:   "Reads and writes of the " + name + " queue up, because its storage works at its limit.",
			Do:      "Find the statement that reads or writes most.",
			Runbook: "database-load",
		},
		Metric: i.metric("DiskQueueDepth", w.every(5, "Average")),
		When:   AtLeast(float64(depth)), For: OutOf(3, 3),
		Missing: awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise: deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: fmt.Sprintf("%d waiting operations for 15 minutes: at the %d IOPS of %d GiB, each waits %d ms",
			depth, offers.BaselineIOPS(db.StorageGiB), db.StorageGiB, slowStorageMs),
		From: []string{"database.storageGiB"},
	})
}

// storageBurst watches what a small class has left of the speed with which it can reach its storage for half an hour a day. The volume
// itself may be faster: storage-queue then goes into ALARM, and the metrics of the volume do not show why.
func (w *Watch) storageBurst(name string, i instance) {
	w.Alarm(Alarm{
		Name: name + "-storage-burst", Severity: names.Warning,
		Notice: Notice{
			Means: "The " + name + " has nearly used up what its instance class may read and write beyond its baseline. " +
				"Storage will be several times slower.",
			Do:      "Find the statement that reads or writes most. If the load lasts, a larger instance class has a higher baseline.",
			Runbook: "database-load",
		},
		Metric: math("left %", "IF(operations < bytes, operations, bytes)", 5, map[string]awscloudwatch.IMetric{
			"operations": i.metric("EBSIOBalance%", w.every(5, "Minimum")),
			"bytes":      i.metric("EBSByteBalance%", w.every(5, "Minimum")),
		}),
		When: Below(lowBurstPercent), For: OutOf(3, 3),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 15, OK: 7, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: fmt.Sprintf("less than %d %% of the burst bucket, for 15 minutes", lowBurstPercent),
	})
}
