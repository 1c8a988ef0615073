package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/edge"
)

const (
	slowBurn        = 4  // a fourth of what pages, for hours, hurts as many people
	refusedPercent  = 25 // bots ask for what is not there; a quarter of all requests is a broken link, or a release
	rateMinutes     = 5  // the window of the rate limit, see lib/edge
	slowBurnPeriods = 6
)

// Edge builds the alarms of what viewers meet. CloudFront and its web ACL report to us-east-1 only, so the watch must be in a
// stack there, with the topic. Critical coverage has none of them: what breaks behind the edge rings in the region, and a
// topic here would need a key here, $1.00 a month.
func (w *Watch) Edge(built edge.Edge) {
	if !w.props.Environment.Alarms.IsFull() {
		return
	}
	percent := w.props.Environment.Alarms.ErrorPercent
	failures := func(minutes int) awscloudwatch.IMetric {
		return math("failed %", fmt.Sprintf("IF(rate * requests / 100 >= %d, rate, 0)", fewErrors), minutes, map[string]awscloudwatch.IMetric{
			"rate": viewerMetric(built, "5xxErrorRate", w.every(minutes, "Average")), "requests": viewerMetric(built, "Requests", w.every(minutes, "Sum")),
		})
	}
	w.usersNotice(w.Alarm(Alarm{
		Name: "site-errors", Severity: Critical,
		Notice: Notice{
			Means:   "Viewers get 5xx from CloudFront: from the platform behind it, or because CloudFront cannot reach it.",
			Do:      "See whether the load balancer's alarms ring too. If not, the way from CloudFront to it is broken.",
			Runbook: "high-error-rate",
		},
		Metric: failures(1), When: AtLeast(float64(percent)), For: For{3, 5},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: fmt.Sprintf("%d %% of the requests and at least %d of them, in 3 of 5 minutes", percent, fewErrors), From: []string{"alarms.errorPercent"},
	}))
	w.Alarm(Alarm{
		Name: "site-errors-lasting", Severity: Warning,
		Notice: Notice{
			Means:   "A few requests fail all the time: too few to page, but for hours.",
			Do:      "Find what they have in common in CloudFront's logs.",
			Runbook: "high-error-rate",
		},
		Metric: failures(60), When: AtLeast(float64(percent) / slowBurn), For: For{slowBurnPeriods, slowBurnPeriods},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: fmt.Sprintf("%g %%, a fourth of what pages, for %d hours", float64(percent)/slowBurn, slowBurnPeriods), From: []string{"alarms.errorPercent"},
	})
	w.Alarm(Alarm{
		Name: "site-refusals", Severity: Warning,
		Notice: Notice{
			Means:   "Many viewers get 4xx: a link or a log-in is broken, somebody is looking for holes, or the web ACL blocks real visitors.",
			Do:      "See which status and which address it is in CloudFront's logs.",
			Runbook: "waf-blocks",
		},
		Metric: math("refused %", fmt.Sprintf("IF(rate * requests / 100 >= %d, rate, 0)", 10*fewErrors), 5, map[string]awscloudwatch.IMetric{
			"rate": viewerMetric(built, "4xxErrorRate", w.every(5, "Average")), "requests": viewerMetric(built, "Requests", w.every(5, "Sum")),
		}),
		When: AtLeast(refusedPercent), For: For{3, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: fmt.Sprintf("%d %% and at least %d of them, for 15 minutes: bots alone make some", refusedPercent, 10*fewErrors),
	})
	limit := w.props.Environment.Edge.RateLimit
	w.Alarm(Alarm{
		Name: "waf-blocks", Severity: Warning,
		Notice: Notice{
			Means:   "The web ACL blocks far more than usual: an attack, or a rule that hits real visitors since a release.",
			Do:      "See which rule it is and whom it blocks.",
			Runbook: "waf-blocks",
		},
		Metric: blocked(built, w.every(rateMinutes, "Sum")),
		When:   AtLeast(float64(limit)), For: For{2, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: fmt.Sprintf("%d in five minutes, in 2 of 3: what a single address may ask for in that time", limit), From: []string{"edge.rateLimit"},
	})
	if built.Certificate != nil {
		w.certificate("site", built.Certificate)
	}
}

// viewerMetric is one of CloudFront's, which are free and in us-east-1.
func viewerMetric(built edge.Edge, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String("AWS/CloudFront"), MetricName: jsii.String(name), Region: jsii.String(edge.Region),
		DimensionsMap: &map[string]*string{"DistributionId": built.Distribution.DistributionId(), "Region": jsii.String("Global")},
		Period:        options.Period, Statistic: options.Statistic,
	})
}

// blocked is what all rules of the web ACL blocked together.
func blocked(built edge.Edge, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace: jsii.String("AWS/WAFV2"), MetricName: jsii.String("BlockedRequests"), Region: jsii.String(edge.Region),
		DimensionsMap: &map[string]*string{"WebACL": jsii.String(built.WebACLName), "Rule": jsii.String("ALL")},
		Period:        options.Period, Statistic: options.Statistic,
	})
}
