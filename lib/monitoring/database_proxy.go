package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/monitoring/rdsevents"
	"kasha/lib/names"
)

// highBorrowedPercent leaves a fifth of the proxy's connections. Beyond all of them, callers wait and then get an error.
const highBorrowedPercent = 80

// databaseProxy watches RDS Proxy: that it reaches the database, and that it has connections left. Both metrics come every minute
// (RDS user guide, "Monitoring RDS Proxy metrics with Amazon CloudWatch").
//
// They know the proxy by its name, so CloudFormation must be told to build it first.
func (w *Watch) databaseProxy(name string, proxy constructs.IConstruct) {
	w.databaseProxyEvents(name)
	defer func() {
		for _, id := range []string{"proxy-events", "proxy-unavailable", "proxy-connections"} {
			if watching := w.scope.Node().TryFindChild(jsii.String(id)); watching != nil { // coverage may leave it out
				watching.Node().AddDependency(proxy)
			}
		}
	}()
	w.Alarm(Alarm{
		Name: "proxy-unavailable", Severity: names.Critical,
		Notice: Notice{
			Means: "RDS Proxy cannot reach the database or log in to it, so " +
				of(w.props.Environment.Using(config.UsesDatabase), "%s has no database. ", "%s have no database. ") +
				"In a new environment the alarm is expected until the application user exists.",
			Do:      "Read the state of the proxy's target, then the proxy's log.",
			Runbook: databaseLoadRunbook,
		},
		Metric: proxyMetric(name, map[string]string{"TargetGroup": "default", "TargetRole": "READ_WRITE"},
			"AvailabilityPercentage", w.every(1, "Average")),
		When: Below(100), For: OutOf(5, 7), // the last two minutes may be late
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // without a proxy, backend-errors goes into ALARM
		Promise:   deadline.Promise{Alarm: 7, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 8}},
		Threshold: "less than 100 % of the time, in 5 of 7 minutes; a failover takes a minute or two",
	})
	w.Alarm(Alarm{
		Name: "proxy-connections", Severity: names.Warning,
		Notice: Notice{
			Means:   "RDS Proxy has lent nearly all of its connections. When none is left, callers wait 20 seconds and then get an error.",
			Do:      "Find out whether statements are slow, or sessions are pinned to their callers.",
			Runbook: databaseLoadRunbook,
		},
		Metric: math("lent %", "100 * lent / allowed", 1, map[string]awscloudwatch.IMetric{
			"lent":    proxyMetric(name, nil, "DatabaseConnectionsCurrentlyBorrowed", w.every(1, "Sum")),
			"allowed": proxyMetric(name, nil, "MaxDatabaseConnectionsAllowed", w.every(1, "Sum")),
		}),
		When: AtLeast(highBorrowedPercent), For: OutOf(5, 7),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 7, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 8}},
		Threshold: fmt.Sprintf("%d %% of the connections that the proxy may open, in 5 of 7 minutes", highBorrowedPercent),
	})
}

// databaseProxyEvents notifies of what RDS reports about the proxy.
func (w *Watch) databaseProxyEvents(name string) {
	w.Event(Event{
		Name: "proxy-events", Severity: names.Critical,
		Notice: Notice{
			Means:   "RDS Proxy refuses connections: callers open too many at once, or its subnets have no free addresses.",
			Do:      "Read the reason, then find out which tasks open a connection for each request.",
			Runbook: databaseLoadRunbook,
		},
		Pattern: rdsEvents("RDS DB Proxy Event", rdsevents.IDs(rdsevents.Proxy(), rdsevents.Urgent, false), []string{name}),
		Reason:  "$.detail.Message",
	})
}

// proxyMetric is a metric of RDS Proxy, with dimensions beside the proxy's name.
func proxyMetric(proxy string, more map[string]string, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	dimensions := map[string]string{"ProxyName": proxy}
	for key, value := range more {
		dimensions[key] = value
	}
	return metric("AWS/RDS", name, dimensions, options)
}
