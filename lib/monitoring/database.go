package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/database"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

// database watches the primary, the read replica where there is one, and the rotation of passwords. The alarms on one instance stand in
// database_storage.go and database_load.go, those on replication in replica_lag.go, and RDS's own events in database_events.go.
func (w *Watch) database(db database.Database) {
	identifiers := []string{db.PrimaryName}
	w.storage("database", names.Critical, instance(db.PrimaryName))
	w.load("database", instance(db.PrimaryName))
	if db.Replica != nil {
		// A replica without free storage stops replicating, and users read stale data. Nothing is lost.
		w.storage("replica", names.Warning, instance(db.ReplicaName))
		w.load("replica", instance(db.ReplicaName))
		w.replicaLag(instance(db.ReplicaName))
		identifiers = append(identifiers, db.ReplicaName)
	}
	if w.props.Environment.Database.Insights {
		w.deadlocks(*db.Primary.InstanceResourceId())
	}
	w.databaseEvents(identifiers)
	for _, secret := range w.props.Environment.RotatedSecrets() {
		w.rotation(secret)
	}
}

// instance is a database instance, by its identifier.
type instance string

func (i instance) metric(name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric("AWS/RDS", name, map[string]string{"DBInstanceIdentifier": string(i)}, options)
}

// rotation watches the Lambda function that rotates a secret. Secrets Manager has no metric for rotation, and its events need a
// CloudTrail trail.
func (w *Watch) rotation(secret names.Rotated) {
	w.Alarm(Alarm{
		Name: "rotation-" + string(secret), Severity: names.Warning,
		Notice: Notice{
			Means:   "A Lambda function failed to rotate a database password. The current password stays valid, and Secrets Manager tries again.",
			Do:      "Read the function's log.",
			Runbook: "rotation",
		},
		// It runs every 90 days. Without FILL, the point of an error would be evaluated again until it leaves the range.
		Metric: Filled("errors", 0, 5, metric("AWS/Lambda", "Errors",
			map[string]string{"FunctionName": w.env.RotationFunction(secret)}, w.every(5, "Sum"))),
		When: AtLeast(1), For: OutOf(1, 1),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 5, OK: 7, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 7}},
		Threshold: "any error; the function runs four times in 90 days",
	})
}
