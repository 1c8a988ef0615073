package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

const (
	highDatabaseCPUPercent = 90
	highConnectionPercent  = 80
	creditMinutes          = 30 // at full load; one credit is one vCPU for one minute
	lowMemoryPercent       = 5  // RDS gives three quarters of the memory to InnoDB's buffer pool, and connections use more
	highSwapPercent        = 10

	databaseLoadRunbook = "database-load"
)

// load watches what limits an instance's work: CPU, connections, storage operations, memory. The burst balance is not among
// them: gp3 has none.
func (w *Watch) load(name string, i instance) {
	db := w.props.Environment.Database
	w.Alarm(Alarm{
		Name: name + "-cpu", Severity: names.Warning,
		Notice: Notice{
			Means:   "The " + name + " uses nearly all of its CPU, and queries wait.",
			Do:      "Find the most expensive statement.",
			Runbook: databaseLoadRunbook,
		},
		Metric: i.metric("CPUUtilization", w.every(5, "Average")),
		When:   AtLeast(highDatabaseCPUPercent), For: OutOf(3, 3),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // an instance that is stopped or fails reports events instead
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: fmt.Sprintf("%d %% for 15 minutes; a report may use all of it for a few minutes", highDatabaseCPUPercent),
	})
	if db.InstanceClass.Burstable {
		w.cpuCredits(name, i)
	}
	most := db.InstanceClass.MaxConnections() * highConnectionPercent / 100
	w.Alarm(Alarm{
		Name: name + "-connections", Severity: names.Warning,
		Notice: Notice{
			Means:   "The " + name + " has nearly reached its maximum number of connections. At the limit, new ones fail with error 1040.",
			Do:      "Find out which clients hold the connections.",
			Runbook: databaseLoadRunbook,
		},
		Metric: i.metric("DatabaseConnections", w.every(1, "Maximum")),
		When:   AtLeast(float64(most)), For: OutOf(5, 7), // the last two minutes may be late
		Missing: awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise: deadline.Promise{Alarm: 7, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 8}},
		Threshold: fmt.Sprintf("%d %% of the %d connections that %s allows, for 5 of 7 minutes",
			highConnectionPercent, db.InstanceClass.MaxConnections(), db.InstanceClass),
		From: []string{"database.instanceClass"},
	})
	w.storageQueue(name, i)
	if db.InstanceClass.BurstsToStorage() {
		w.storageBurst(name, i)
	}
	w.memory(name, i)
}

func (w *Watch) cpuCredits(name string, i instance) {
	db := w.props.Environment.Database
	credits := db.InstanceClass.VCPUs * creditMinutes
	w.Alarm(Alarm{
		Name: name + "-cpu-credits", Severity: names.Warning,
		Notice: Notice{
			Means: "The " + name + " has nearly used up its CPU credits. RDS lends more, and bills every vCPU-hour of them. " +
				"On a new instance the alarm is expected for some hours, until it has earned enough credits.",
			Do:      "Check whether the load lasts. If it does, an instance class that is not burstable is cheaper.",
			Runbook: databaseLoadRunbook,
		},
		Metric: i.metric("CPUCreditBalance", w.every(5, "Minimum")),
		When:   Below(float64(credits)), For: OutOf(3, 3),
		Missing: awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise: deadline.Promise{Alarm: 15, OK: 7, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: fmt.Sprintf("fewer than %d credits, which %d vCPUs of %s use up in %d minutes at full load",
			credits, db.InstanceClass.VCPUs, db.InstanceClass, creditMinutes),
		From: []string{"database.instanceClass"},
	})
}

func (w *Watch) memory(name string, i instance) {
	db := w.props.Environment.Database
	memory := db.InstanceClass.MemoryGiB * gibibyte
	share := func(percent float64) string {
		return fmt.Sprintf("%.0f MiB, %.0f %% of the %g GiB of %s",
			memory*percent/100/(1<<20), percent, db.InstanceClass.MemoryGiB, db.InstanceClass)
	}
	const do = "Check whether the number of connections has grown. Each one uses memory."
	w.Alarm(Alarm{
		Name: name + "-memory", Severity: names.Warning,
		Notice: Notice{
			Means:   "The " + name + " has almost no free memory. It will start to swap, and is restarted when no memory is left.",
			Do:      do,
			Runbook: databaseLoadRunbook,
		},
		Metric: i.metric("FreeableMemory", w.every(5, "Average")),
		When:   Below(memory * lowMemoryPercent / 100), For: OutOf(3, 3),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 15, OK: 7, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: "less than " + share(lowMemoryPercent) + ", for 15 minutes", From: []string{"database.instanceClass"},
	})
	w.Alarm(Alarm{
		Name: name + "-swap", Severity: names.Warning,
		Notice: Notice{
			Means:   "The " + name + " has swapped memory to its disk, and every query that needs it waits.",
			Do:      do,
			Runbook: databaseLoadRunbook,
		},
		Metric: i.metric("SwapUsage", w.every(5, "Average")),
		When:   AtLeast(memory * highSwapPercent / 100), For: OutOf(3, 3),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: share(highSwapPercent) + ", for 15 minutes", From: []string{"database.instanceClass"},
	})
}

// deadlocks watches InnoDB's deadlocks. Only Database Insights counts them: RDS has no metric of its own for MySQL.
func (w *Watch) deadlocks(resourceID string) {
	w.Alarm(Alarm{
		Name: "database-deadlocks", Severity: names.Warning,
		Notice: Notice{
			Means:   "Transactions deadlock, minute after minute. MySQL cancels one transaction of each deadlock with error 1213.",
			Do:      "Find the two statements. A deployment may have changed the order in which they lock rows.",
			Runbook: databaseLoadRunbook,
		},
		// The user guide calls it the total number of deadlocks in one place and deadlocks per minute in another ("Performance Insights
		// counters", RDS for MySQL). A total stands still without deadlocks, a rate returns to zero, so this is right for both.
		Metric: math("deadlocks", "IF(ABS(DIFF(counter)) > 0 && counter > 0, 1, 0)", 1, map[string]awscloudwatch.IMetric{
			"counter": math("counter", fmt.Sprintf("DB_PERF_INSIGHTS('RDS', '%s', 'db.Locks.innodb_deadlocks.avg')", resourceID), 1, nil),
		}),
		When: AtLeast(1), For: OutOf(10, 15),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 13, OK: 9, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 10}},
		Threshold: "one or more in each of 10 of 15 minutes; the application retries a single one, and nobody notices",
	})
}
