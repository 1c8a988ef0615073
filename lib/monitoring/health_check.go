package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

const (
	checkSeconds  = 30 // between two requests of one health checker; ten seconds cost more
	checkFailures = 3  // in a row, after which a health checker reports the endpoint as unhealthy
	httpsPort     = 443
)

// HealthCheck is Route 53's record of whether the site answers, seen from three continents. A health checker fails a request that has no
// status from 200 to 399 within two seconds. Route 53 reports the site as unhealthy when 18 % of the health checkers or fewer report it
// as healthy. Source: Route 53 developer guide, "How Amazon Route 53 determines whether a health check is healthy".
//
// Health checkers accept any certificate, also one that has expired: the alarms on certificates watch that. They send no header of ours.
func (w *Watch) HealthCheck(host *string, path string) {
	check := awsroute53.NewCfnHealthCheck(w.scope, jsii.String("HealthCheck"), &awsroute53.CfnHealthCheckProps{
		HealthCheckConfig: &awsroute53.CfnHealthCheck_HealthCheckConfigProperty{
			Type:                     jsii.String("HTTPS"),
			FullyQualifiedDomainName: host,
			Port:                     jsii.Number(httpsPort),
			ResourcePath:             jsii.String(path),
			EnableSni:                jsii.Bool(true), // CloudFront chooses its certificate by it
			RequestInterval:          jsii.Number(checkSeconds),
			FailureThreshold:         jsii.Number(checkFailures),
			Regions:                  jsii.Strings(config.HealthCheckRegions()...),
		},
	})
	awscdk.Tags_Of(check).Add(jsii.String("Name"), jsii.String(w.env.HealthCheck()), nil) // what the console lists
	w.Alarm(Alarm{
		Name: "site-health-check", Severity: names.Critical, UsersNotice: true,
		Notice: Notice{
			Means:   "Route 53 gets no answer from the site on three continents, or only errors, or answers slower than two seconds.",
			Do:      "Open the site. If it answers, request the path of alarms.healthCheckPath and measure the time.",
			Runbook: "users-hurt",
		},
		Metric: metric("AWS/Route53", "HealthCheckStatus", map[string]string{"HealthCheckId": *check.AttrHealthCheckId()},
			w.every(1, "Minimum")),
		When: Below(1), For: OutOf(3, 5),
		Missing:   awscloudwatch.TreatMissingData_BREACHING, // a health check that is gone
		Promise:   deadline.Promise{Alarm: 5, OK: 5, Silence: deadline.Silence{Means: deadline.Breaking, Minutes: 8}},
		Threshold: "unhealthy in 3 of 5 minutes, beginning about two minutes after the first failure",
	})
}
