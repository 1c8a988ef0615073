package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/database"
)

// instance is a primary or a replica by its name.
type instance string

func (i instance) metric(name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric("AWS/RDS", name, map[string]string{"DBInstanceIdentifier": string(i)}, options)
}

// database watches the primary, the replica where there is one, and what RDS reports of both.
func (w *Watch) database(db database.Database) {
	identifiers := []any{db.PrimaryName}
	w.instance("database", Critical, instance(db.PrimaryName))
	if db.Replica != nil {
		// A full replica stops following, and users read old data; nothing is lost.
		w.instance("replica", Warning, instance(db.ReplicaName))
		w.lag(instance(db.ReplicaName))
		identifiers = append(identifiers, db.ReplicaName)
	}
	if w.props.Environment.Database.Insights {
		w.deadlocks(*db.Primary.InstanceResourceId())
	}
	w.databaseEvents("database-events", Critical, Notice{
		Means:   "RDS reports a failover, a failure, or storage that runs out. Connections fail for a minute or two while it fails over.",
		Do:      "Wait until the instance is available again, then see whether the backend has reconnected.",
		Runbook: "database-failover",
	}, []string{"failover", "failure", "low storage"}, identifiers)
	w.databaseEvents("database-maintenance", Warning, Notice{
		Means:   "RDS reports maintenance, a recovery, or a replica that stopped or continues to follow.",
		Do:      "Nothing, if it falls into the maintenance window; otherwise read the instance's events.",
		Runbook: "database-failover",
	}, []string{"maintenance", "recovery", "read replica"}, identifiers)
	for _, function := range database.RotationFunctions(w.props.Environment.Name) {
		w.rotation(function)
	}
}

// instance watches one database instance's resources. Its burst balance is not among them: gp3 has none.
func (w *Watch) instance(name string, full Severity, i instance) {
	w.storage(name, full, i)
	w.load(name, i)
	w.memory(name, i)
}

// lag watches how old the replica's data is.
func (w *Watch) lag(replica instance) {
	const broken = 86400 // what a replica counts as that says -1: it does not follow at all
	w.Alarm(Alarm{
		Name: "replica-lag", Severity: Warning,
		Notice: Notice{
			Means:   "The read replica is behind: the backend reads old data from it, or it has stopped following.",
			Do:      "See whether replication runs, or whether the primary writes more than the replica can repeat.",
			Runbook: "replica-lag",
		},
		Metric: math("seconds behind", fmt.Sprintf("IF(lag < 0, %d, lag)", broken), 1, map[string]awscloudwatch.IMetric{
			"lag": replica.metric("ReplicaLag", w.every(1, "Maximum")),
		}),
		When: AtLeast(60), For: For{10, 10},
		Missing:   awscloudwatch.TreatMissingData_BREACHING, // a replica that says nothing follows nobody
		Threshold: "60 s for 10 minutes: as long as a person waits before trying again. A broken replication (-1) counts as a day",
	})
}

// deadlocks are counted by Database Insights only; RDS has no metric of its own for MySQL.
func (w *Watch) deadlocks(resourceID string) {
	w.Alarm(Alarm{
		Name: "database-deadlocks", Severity: Warning,
		Notice: Notice{
			Means:   "Transactions lock each other out, minute after minute. MySQL cancels one of each two with error 1213.",
			Do:      "Find the two statements; a release may have changed the order in which rows are locked.",
			Runbook: "database-load",
		},
		Metric: math("deadlocks", fmt.Sprintf("DB_PERF_INSIGHTS('RDS', '%s', 'db.Locks.innodb_deadlocks.avg')", resourceID), 1, nil),
		When:   AtLeast(1), For: For{10, 15},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: "1 a minute in 10 of 15 minutes: a single one is repeated by the application and nobody notices",
	})
}

// rotation watches the functions that change the passwords. Secrets Manager has no metric of it, and its events need a trail.
func (w *Watch) rotation(function string) {
	w.Alarm(Alarm{
		Name: "rotation-" + function[len("kasha-"+w.props.Environment.Name+"-rotate-"):], Severity: Warning,
		Notice: Notice{
			Means:   "A function failed to change a database password. The password in use stays valid; Secrets Manager tries again.",
			Do:      "Read the function's log.",
			Runbook: "rotation",
		},
		Metric: metric("AWS/Lambda", "Errors", map[string]string{"FunctionName": function}, w.every(5, "Sum")),
		When:   AtLeast(1), For: For{1, 1},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // it runs every 90 days
		Threshold: "any: it runs four times in 90 days",
	})
}
