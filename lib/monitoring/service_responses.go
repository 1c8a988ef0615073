package monitoring

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"

	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
	"kasha/lib/service"
)

const (
	// minErrors is how many errors in one period count at all. With few requests a percentage alone would mislead: one failed request
	// of three is 33 %.
	minErrors = 5

	// minRequests is how many requests in five minutes make a percentile. The slowest 5 % are then at least two requests. It stands in the
	// expression, because CloudWatch's own limit (EvaluateLowSampleCountPercentile: ignore) keeps the state below 200 requests. The
	// alarm would then never go into ALARM on a site with few requests. Once in ALARM, it would hide the next failure from users-hurt.
	minRequests = 40
)

// responses watches what callers of the service get from its load balancer. It returns the alarm on errors of the service's own tasks:
// when it goes into ALARM during a deployment, the release is to blame. With "critical" coverage it may be nil.
func (w *Watch) responses(name string, s service.Service) awscloudwatch.Alarm {
	balancer, settings := s.LoadBalancer.Metrics(), w.props.Environment.Alarms
	taskErrors := w.taskErrors(name, s)

	w.Alarm(Alarm{
		Name: name + "-balancer-errors", Severity: names.Critical, UsersNotice: true,
		Notice: Notice{
			Means:   "The load balancer of the " + name + " returns 5xx errors itself: it has no healthy task, or tasks do not answer in time.",
			Do:      "Check the service's healthy targets." + w.beside(name),
			Runbook: "high-error-rate",
		},
		// RequestCount leaves out requests for which no target was found, so the errors are added to it. When all targets are down,
		// RequestCount has no data at all. Whether FILL fills such a series is not documented, so the sum leaves it out.
		Metric: math("failed %", percentOfErrors("SUM(FILL(REMOVE_EMPTY(METRICS()), 1))"), 1, map[string]awscloudwatch.IMetric{
			"errors":   balancer.HttpCodeElb(awselasticloadbalancingv2.HttpCodeElb_ELB_5XX_COUNT, w.every(1, "Sum")),
			"requests": balancer.RequestCount(w.every(1, "Sum")),
		}),
		When: AtLeast(float64(settings.ErrorPercent)), For: OutOf(3, 5),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 5, OK: 3, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 3}},
		Threshold: w.errorPercent(), From: []string{"alarms.errorPercent"},
	})
	w.slow(name, s)
	w.Alarm(Alarm{
		Name: name + "-rejected-connections", Severity: names.Warning, UsersNotice: true,
		Notice: Notice{
			Means:   "The load balancer of the " + name + " rejects connections because it has reached its maximum.",
			Do:      "Check whether the traffic is real. The load balancer scales up by itself within minutes.",
			Runbook: "service-load",
		},
		// There is data only when the count is not zero. Without FILL, three rejections in ten minutes would look like three in a row.
		Metric: Filled("rejected", 0, 1, balancer.RejectedConnectionCount(w.every(1, "Sum"))),
		When:   AtLeast(1), For: OutOf(3, 5),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 5, OK: 3, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 3}},
		Threshold: "any, in 3 of 5 minutes; in normal operation none is rejected",
	})
	return taskErrors
}

// taskErrors watches the errors of a service's own tasks.
func (w *Watch) taskErrors(name string, s service.Service) awscloudwatch.Alarm {
	settings := w.props.Environment.Alarms
	return w.Alarm(Alarm{
		Name: name + "-errors", Severity: names.Critical, UsersNotice: true,
		Notice: Notice{
			Means:   "Tasks of the " + name + " return 5xx errors: the application is failing.",
			Do:      "Check whether a deployment just finished or was rolled back, then read the service's log.",
			Runbook: "high-error-rate",
		},
		Metric: math("failed %", percentOfErrors("FILL(requests, 1)"), 1, map[string]awscloudwatch.IMetric{
			"errors":   targetMetric(s, "HTTPCode_Target_5XX_Count", w.every(1, "Sum")),
			"requests": targetMetric(s, "RequestCount", w.every(1, "Sum")),
		}),
		When: AtLeast(float64(settings.ErrorPercent)), For: OutOf(3, 5),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // without requests there is no data, and no error
		Promise:   deadline.Promise{Alarm: 5, OK: 3, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 3}},
		Threshold: w.errorPercent(), From: []string{"alarms.errorPercent"},
	})
}

// slow watches the response times of a service's tasks.
func (w *Watch) slow(name string, s service.Service) {
	seconds := float64(w.props.Environment.Alarms.LatencyMs) / 1000
	w.Alarm(Alarm{
		Name: name + "-slow", Severity: names.Warning, UsersNotice: true,
		Notice: Notice{
			Means:   "The slowest 5 % of the requests to the " + name + " take longer than they should.",
			Do:      "Compare CPU, memory and the load of the database at the time when it started.",
			Runbook: "latency",
		},
		Metric: math("p95", fmt.Sprintf("IF(FILL(requests, 0) >= %d, FILL(slowest, 0), 0)", minRequests), 5, map[string]awscloudwatch.IMetric{
			"slowest":  targetMetric(s, "TargetResponseTime", w.every(5, "p95")),
			"requests": targetMetric(s, "TargetResponseTime", w.every(5, "SampleCount")),
		}),
		When: Above(seconds), For: OutOf(3, 3),
		Missing: awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise: deadline.Promise{Alarm: 15, OK: 7, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 7}},
		Threshold: fmt.Sprintf("95th percentile of the response time above %g s, with at least %d requests in five minutes, for 15 minutes",
			seconds, minRequests),
		From: []string{"alarms.latencyMs"},
	})
}

// errorPercent is the threshold of the alarms on errors.
func (w *Watch) errorPercent() string {
	percent := w.props.Environment.Alarms.ErrorPercent
	return fmt.Sprintf("%d %% of the requests, and at least %d requests, in 3 of 5 minutes", percent, minErrors)
}

// beside names the further services behind the load balancer of a service, whose metrics are theirs too.
func (w *Watch) beside(name string) string {
	env := w.props.Environment
	var beside []string
	for _, further := range env.ServiceNames() {
		if env.Services[further].IsInternal() == (name == "backend") {
			beside = append(beside, further)
		}
	}
	if len(beside) == 0 {
		return ""
	}
	return " It is also the load balancer of: " + strings.Join(beside, ", ") + "."
}

// percentOfErrors is the percentage of errors among all requests, and 0 while there are few errors. The load balancer reports counts
// only when they are not zero. requests must never be zero: a division by zero has no data point, and neither has the expression.
func percentOfErrors(requests string) string {
	return fmt.Sprintf("IF(FILL(errors, 0) >= %d, 100 * FILL(errors, 0) / %s, 0)", minErrors, requests)
}

// targetMetric is a metric of the service's target group. The construct's own metrics cut the load balancer's name out of the
// listener's ARN. In another stack, the dashboard's, CloudFormation would have to look that ARN up and cut it too.
func targetMetric(s service.Service, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric("AWS/ApplicationELB", name, map[string]string{
		"LoadBalancer": s.Dimensions.LoadBalancer, "TargetGroup": s.Dimensions.TargetGroup,
	}, options)
}
