package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/edge"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
)

const (
	refusedPercent = 25 // bots ask for what is not there; a quarter of all requests means a broken link, or a faulty deployment
	minRefusals    = 10
	rateMinutes    = 5 // the window of the rate limit, see lib/edge
)

// Edge builds the alarms on what viewers get. CloudFront and its web ACL report to us-east-1 only, so the watch and its topic
// must be in a stack there.
//
// Critical coverage has none of these alarms. Failures behind CloudFront show in the environment's region, and a topic in
// us-east-1 would need a KMS key there, $1.00 a month.
func (w *Watch) Edge(site edge.Edge) {
	if !w.props.Environment.Alarms.IsFull() {
		return
	}
	w.siteErrors(site)
	w.Alarm(Alarm{
		Name: "site-refusals", Severity: names.Warning,
		Notice: Notice{
			Means: "Many viewers get 4xx errors: a link or the login is broken, someone probes the site for weaknesses, " +
				"or the web ACL blocks real visitors.",
			Do:      "Find out from CloudFront's logs which status codes and which URLs it is.",
			Runbook: "waf-blocks",
		},
		Metric: w.errorRate(site, "refused %", "4xxErrorRate", minRefusals),
		When:   AtLeast(refusedPercent), For: OutOf(12, 15),
		Missing: awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise: deadline.Promise{Alarm: 14, OK: 4, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 4}},
		Threshold: fmt.Sprintf("%d %% of the requests, and at least %d requests, in 12 of 15 minutes; bots alone cause some",
			refusedPercent, minRefusals),
	})
	limit := w.props.Environment.Edge.RateLimit
	w.Alarm(Alarm{
		Name: "waf-blocks", Severity: names.Warning,
		Notice: Notice{
			Means:   "The web ACL blocks far more requests than usual: an attack, or a rule that blocks real visitors since a deployment.",
			Do:      "Find out which rule blocks, and whom.",
			Runbook: "waf-blocks",
		},
		Metric: Filled("blocked", 0, rateMinutes, blocked(site, w.every(rateMinutes, "Sum"))), // WAF reports only what is not zero
		When:   AtLeast(float64(limit)), For: OutOf(2, 3),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 10, OK: 12, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 12}},
		Threshold: fmt.Sprintf("%d in five minutes, in 2 of 3 periods; a single address may send as many requests in that time", limit),
		From:      []string{"edge.rateLimit"},
	})
	if site.Certificate != nil {
		w.certificate("site", site.Certificate)
	}
}

// siteErrors watches the 5xx rate of minutes. A low rate that lasts for hours shows at the public load balancer; see lastingErrors.
func (w *Watch) siteErrors(site edge.Edge) {
	percent := w.props.Environment.Alarms.ErrorPercent
	w.Alarm(Alarm{
		Name: "site-errors", Severity: names.Critical, UsersNotice: true,
		Notice: Notice{
			Means:   "Viewers get 5xx errors from CloudFront: the platform behind it fails, or CloudFront cannot reach it.",
			Do:      "Check whether the load balancers' alarms are in ALARM too. If not, CloudFront cannot reach the load balancer.",
			Runbook: "high-error-rate",
		},
		Metric: w.errorRate(site, "failed %", "5xxErrorRate", minErrors),
		When:   AtLeast(float64(percent)), For: OutOf(3, 5),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 5, OK: 3, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 3}},
		Threshold: fmt.Sprintf("%d %% of the requests, and at least %d requests, in 3 of 5 minutes", percent, minErrors),
		From:      []string{"alarms.errorPercent"},
	})
}

// errorRate is CloudFront's error rate of one minute in percent, and 0 while there are fewer errors than atLeast.
//
// CloudFront reports rates, not counts. The average of several minutes would count a quiet minute like a busy one, so no alarm on a
// rate has a longer period.
func (w *Watch) errorRate(site edge.Edge, label, rate string, atLeast int) awscloudwatch.IMetric {
	expression := fmt.Sprintf("IF(FILL(rate, 0) * FILL(requests, 0) / 100 >= %d, FILL(rate, 0), 0)", atLeast)
	return math(label, expression, 1, map[string]awscloudwatch.IMetric{
		"rate":     viewerMetric(site, rate, w.every(1, "Average")),
		"requests": viewerMetric(site, "Requests", w.every(1, "Sum")),
	})
}

// viewerMetric is a metric of CloudFront. These metrics are free, and in us-east-1.
func viewerMetric(site edge.Edge, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String("AWS/CloudFront"), MetricName: jsii.String(name), Region: jsii.String(edge.Region),
		DimensionsMap: &map[string]*string{"DistributionId": site.Distribution.DistributionId(), "Region": jsii.String("Global")},
		Period:        options.Period, Statistic: options.Statistic,
	})
}

// blocked is the number of requests that the rules of the web ACL blocked, all together.
func blocked(site edge.Edge, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String("AWS/WAFV2"), MetricName: jsii.String("BlockedRequests"), Region: jsii.String(edge.Region),
		DimensionsMap: &map[string]*string{"WebACL": jsii.String(site.WebACLName), "Rule": jsii.String("ALL")},
		Period:        options.Period, Statistic: options.Statistic,
	})
}
