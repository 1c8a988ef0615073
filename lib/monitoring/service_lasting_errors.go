package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"

	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
	"kasha/lib/service"
)

const (
	slowBurn      = 4 // a quarter of the paging rate, for hours, affects as many users
	slowBurnHours = 6
)

// lastingErrors watches a low rate of errors that lasts, at the public load balancer, which counts requests and errors. CloudFront
// has only rates, and the average of an hour's rates is not the rate of the hour. Errors that CloudFront makes itself are missing
// here; site-errors has them. The sum of all requests counts the errors of tasks twice. They are too few to change the result.
func (w *Watch) lastingErrors(name string, s service.Service) {
	balancer := s.LoadBalancer.Metrics()
	slow := float64(w.props.Environment.Alarms.ErrorPercent) / slowBurn
	const failed, all = `SUM(FILL(REMOVE_EMPTY(METRICS("errors")), 0))`, "SUM(FILL(REMOVE_EMPTY(METRICS()), 1))"
	w.Alarm(Alarm{
		Name: name + "-errors-lasting", Severity: names.Warning,
		Notice: Notice{
			Means:   "A small share of the requests to the " + name + " has been failing for hours, too few to page.",
			Do:      "Find out from CloudFront's logs what the failed requests have in common.",
			Runbook: "high-error-rate",
		},
		Metric: math("failed %", fmt.Sprintf("IF(%s >= %d, 100 * %s / %s, 0)", failed, minErrors, failed, all), 60,
			map[string]awscloudwatch.IMetric{
				"errorsOfTasks":    balancer.HttpCodeTarget(awselasticloadbalancingv2.HttpCodeTarget_TARGET_5XX_COUNT, w.every(60, "Sum")),
				"errorsOfBalancer": balancer.HttpCodeElb(awselasticloadbalancingv2.HttpCodeElb_ELB_5XX_COUNT, w.every(60, "Sum")),
				"requests":         balancer.RequestCount(w.every(60, "Sum")),
			}),
		When: AtLeast(slow), For: OutOf(slowBurnHours, slowBurnHours),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 410, OK: 110, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 110}},
		Threshold: fmt.Sprintf("%g %%, a quarter of the rate that pages, for %d hours", slow, slowBurnHours),
		From:      []string{"alarms.errorPercent"},
	})
}
