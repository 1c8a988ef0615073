package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/config"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

// brokenReplicationSeconds is the lag that stands for broken replication, for which RDS reports -1.
const brokenReplicationSeconds = 86400

// replicaLag watches how far the read replica is behind the primary.
func (w *Watch) replicaLag(replica instance) {
	// A deleted replica reports nothing, which counts as broken replication.
	lagOrBroken := fmt.Sprintf("FILL(IF(lag < 0, %d, lag), %d)", brokenReplicationSeconds, brokenReplicationSeconds)
	w.Alarm(Alarm{
		Name: "replica-lag", Severity: names.Warning,
		Notice: Notice{
			Means: "The read replica is behind the primary, or replication has stopped. " +
				sentence(of(w.props.Environment.Using(config.UsesReplica), "%s reads stale data from it.", "%s read stale data from it.")),
			Do:      "Check whether replication runs, or whether the primary writes more than the replica can apply.",
			Runbook: "replica-lag",
		},
		Metric: math("seconds behind", lagOrBroken, 1, map[string]awscloudwatch.IMetric{
			"lag": replica.metric("ReplicaLag", w.every(1, "Maximum")),
		}),
		When: AtLeast(60), For: OutOf(10, 10),
		Missing:   awscloudwatch.TreatMissingData_BREACHING, // a replica that reports nothing replicates nothing
		Promise:   deadline.Promise{Alarm: 10, OK: 3, Silence: deadline.Silence{Means: deadline.Breaking, Minutes: 10}},
		Threshold: "60 s, about as long as a person waits before trying again, for 10 minutes. Broken replication (-1) counts as a day",
	})
}
