package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/monitoring/rdsevents"
	"kasha/lib/names"
)

// databaseEvents notifies of what RDS reports about the instances. lib/monitoring/rdsevents decides which event is for whom.
func (w *Watch) databaseEvents(instances []string) {
	event := func(name string, severity names.Severity, audience rdsevents.Audience, notice Notice) {
		ids := rdsevents.IDs(rdsevents.Instance(), audience, w.props.Environment.Schedule != nil)
		w.Event(Event{
			Name: name, Severity: severity, Notice: notice,
			Pattern: rdsEvents("RDS DB Instance Event", ids, instances), Reason: "$.detail.Message",
		})
	}
	event("database-events", names.Critical, rdsevents.Urgent, Notice{
		Means: "RDS reports that the database fails over, was shut down, crashed, is out of storage, memory or its key, or lost its backups.",
		Do: "Read the reason. After a failover, wait until the instance is available and check that " +
			of(w.props.Environment.Using(config.UsesDatabase), "%s has reconnected.", "%s have reconnected."),
		Runbook: "database-failover",
	})
	event("database-maintenance", names.Warning, rdsevents.Maintenance, Notice{
		Means:   "RDS reports maintenance, the end of a recovery, or that replication to the read replica stopped or resumed.",
		Do:      "Nothing, if it is in the maintenance window. Otherwise read the instance's events.",
		Runbook: "database-failover",
	})
	event("database-patches", names.Warning, rdsevents.Patches, Notice{
		Means:   "RDS has an update for the database: of the operating system, of MySQL or of the server certificate.",
		Do:      "Read the pending maintenance action and its date. Apply it in the next maintenance window.",
		Runbook: "engine-upgrade",
	})
}

// rdsEvents matches events of RDS by their IDs and by the identifiers of their sources. Source: RDS user guide, "Creating a rule that
// triggers on an Amazon RDS event".
func rdsEvents(detailType string, ids, sources []string) *awsevents.EventPattern {
	return &awsevents.EventPattern{
		Source: jsii.Strings("aws.rds"), DetailType: jsii.Strings(detailType),
		Detail: &map[string]any{"EventID": ids, "SourceIdentifier": sources},
	}
}
