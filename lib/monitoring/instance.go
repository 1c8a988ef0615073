package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
)

const (
	gibibyte = 1 << 30

	lowStoragePercent     = 10 // below it RDS itself reports low storage
	weekendHours          = 72 // from Friday evening to Monday
	highDatabaseCPU       = 90
	creditMinutes         = 30 // at full load; a credit is one vCPU for one minute
	lowMemoryPercent      = 5  // RDS gives three quarters of the memory to InnoDB's buffer pool, and connections take more
	highSwapPercent       = 10
	highConnectionPercent = 80
	slowStorageMs         = 10 // an answer of gp3 takes one; ten times that is felt in every query
)

// storage watches how much is free, and how long it lasts.
func (w *Watch) storage(name string, full Severity, i instance) {
	size := w.props.Environment.Database.StorageGiB
	least := size * gibibyte * lowStoragePercent / 100
	free := i.metric("FreeStorageSpace", w.every(5, "Minimum"))
	w.Alarm(Alarm{
		Name: name + "-storage", Severity: full,
		Notice: Notice{
			Means:   "The " + name + " is nearly out of storage. A full MySQL stops writing, and RDS stops the instance.",
			Do:      "Raise database.storageGiB; that works while the database runs.",
			Runbook: "storage",
		},
		Metric: free, When: Below(float64(least)), For: For{1, 1},
		Missing:   awscloudwatch.TreatMissingData_IGNORE, // storage does not come back because a figure is late
		Threshold: fmt.Sprintf("%d %% of %d GiB, where RDS reports low storage as well", lowStoragePercent, size), From: []string{"database.storageGiB"},
	})
	w.Alarm(Alarm{
		Name: name + "-storage-trend", Severity: Warning,
		Notice: Notice{
			Means:   "The " + name + " fills up: at the speed of the last hours it is full within three days.",
			Do:      "Find what grows, or raise database.storageGiB.",
			Runbook: "storage",
		},
		// Free bytes divided by the bytes that are lost each second, in hours. A volume that does not shrink lasts for ever.
		Metric: math("hours until full", "IF(RATE(free) < 0, free / (0 - RATE(free)) / 3600, 9999)", 60, map[string]awscloudwatch.IMetric{
			"free": i.metric("FreeStorageSpace", w.every(60, "Minimum")),
		}),
		When: Below(weekendHours), For: For{6, 6},
		Missing:   awscloudwatch.TreatMissingData_IGNORE,
		Threshold: fmt.Sprintf("%d hours, a weekend, for 6 hours on end: an import that ends by itself rings nobody", weekendHours),
	})
}

// load watches what the instance has to do.
func (w *Watch) load(name string, i instance) {
	db := w.props.Environment.Database
	const runbook = "database-load"
	w.Alarm(Alarm{
		Name: name + "-cpu", Severity: Warning,
		Notice: Notice{Means: "The " + name + " works near the end of its CPU; queries wait.", Do: "Find the statement that costs most.", Runbook: runbook},
		Metric: i.metric("CPUUtilization", w.every(5, "Average")),
		When:   AtLeast(highDatabaseCPU), For: For{3, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // an instance that is stopped or fails reports events instead
		Threshold: fmt.Sprintf("%d %% for 15 minutes: a report may take it all for some minutes", highDatabaseCPU),
	})
	if db.IsBurstable() {
		credits := db.VCPUs() * creditMinutes
		w.Alarm(Alarm{
			Name: name + "-cpu-credits", Severity: Warning,
			Notice: Notice{
				Means:   "The " + name + " has nearly used up its CPU credits. RDS lends more, and bills every vCPU-hour of them. A new instance rings for some hours until it has earned enough.",
				Do:      "See whether the load is lasting; if so, a class that does not burst is cheaper.",
				Runbook: runbook,
			},
			Metric: i.metric("CPUCreditBalance", w.every(5, "Minimum")),
			When:   Below(float64(credits)), For: For{3, 3},
			Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
			Threshold: fmt.Sprintf("%d credits: %d vCPUs of %s at full load for %d minutes", credits, db.VCPUs(), db.InstanceClass, creditMinutes), From: []string{"database.instanceClass"},
		})
	}
	most := db.MaxConnections() * highConnectionPercent / 100
	w.Alarm(Alarm{
		Name: name + "-connections", Severity: Warning,
		Notice: Notice{
			Means:   "The " + name + " has nearly as many connections as it takes. At the limit new ones fail with error 1040.",
			Do:      "See who holds them.",
			Runbook: runbook,
		},
		Metric: i.metric("DatabaseConnections", w.every(1, "Maximum")),
		When:   AtLeast(float64(most)), For: For{5, 5},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: fmt.Sprintf("%d %% of the %d that %s takes, for 5 minutes", highConnectionPercent, db.MaxConnections(), db.InstanceClass), From: []string{"database.instanceClass"},
	})
	depth := db.BaselineIOPS() * slowStorageMs / 1000
	w.Alarm(Alarm{
		Name: name + "-storage-queue", Severity: Warning,
		Notice: Notice{
			Means:   "Reads and writes of the " + name + " queue before its storage, which does all that it can.",
			Do:      "Find the statement that reads or writes most.",
			Runbook: runbook,
		},
		Metric: i.metric("DiskQueueDepth", w.every(5, "Average")),
		When:   AtLeast(float64(depth)), For: For{3, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: fmt.Sprintf("%d waiting for 15 minutes: at the %d operations a second of %d GiB that is %d ms for each", depth, db.BaselineIOPS(), db.StorageGiB, slowStorageMs), From: []string{"database.storageGiB"},
	})
}

// memory watches what is left of it.
func (w *Watch) memory(name string, i instance) {
	db := w.props.Environment.Database
	memory := db.MemoryGiB() * gibibyte
	inMiB := func(percent float64) string {
		return fmt.Sprintf("%.0f MiB, %.0f %% of %s's %g GiB, for 15 minutes", memory*percent/100/(1<<20), percent, db.InstanceClass, db.MemoryGiB())
	}
	w.Alarm(Alarm{
		Name: name + "-memory", Severity: Warning,
		Notice: Notice{
			Means:   "The " + name + " has hardly any memory left. It swaps next, and is restarted when there is none.",
			Do:      "See whether connections have become more; each takes memory.",
			Runbook: "database-load",
		},
		Metric: i.metric("FreeableMemory", w.every(5, "Average")),
		When:   Below(memory * lowMemoryPercent / 100), For: For{3, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: inMiB(lowMemoryPercent), From: []string{"database.instanceClass"},
	})
	w.Alarm(Alarm{
		Name: name + "-swap", Severity: Warning,
		Notice: Notice{
			Means:   "The " + name + " keeps memory on its disk, and every query that needs it waits.",
			Do:      "See whether connections have become more; each takes memory.",
			Runbook: "database-load",
		},
		Metric: i.metric("SwapUsage", w.every(5, "Average")),
		When:   AtLeast(memory * highSwapPercent / 100), For: For{3, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: inMiB(highSwapPercent), From: []string{"database.instanceClass"},
	})
}
