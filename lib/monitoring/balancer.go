package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"

	"kasha/lib/config"
	"kasha/lib/service"
)

// fewErrors in a minute are no outage, however few requests there were: one failed request of three is 33 %.
const fewErrors = 5

// serviceAlarms are those of one service that mean something together. Each may be nil: see Watch.Alarm.
type serviceAlarms struct {
	errors, balancerErrors, slow, rejected, unhealthy awscloudwatch.Alarm
}

// release are the alarms that speak of the service's own tasks: when one rings during a deployment, the release is to blame.
func (a serviceAlarms) release() []awscloudwatch.Alarm { return built(a.errors, a.unhealthy) }

// hurt are the alarms of what a user notices. Too few healthy tasks is not among them: the tasks that are left answer.
func (a serviceAlarms) hurt() []awscloudwatch.Alarm {
	return built(a.errors, a.balancerErrors, a.slow, a.rejected)
}

// balancer watches what callers of the service get.
func (w *Watch) balancer(name string, s service.Service, limits config.Service) serviceAlarms {
	balancer, settings := s.Pattern.LoadBalancer().Metrics(), w.props.Environment.Alarms
	atPercent := fmt.Sprintf("%d %% of the requests and at least %d of them, in 3 of 5 minutes", settings.ErrorPercent, fewErrors)
	seconds := float64(settings.LatencyMs) / 1000
	starting := limits.ExtraStartMinutes()
	return serviceAlarms{
		errors: w.Alarm(Alarm{
			Name: name + "-errors", Severity: Critical,
			Notice: Notice{
				Means:   "Tasks of the " + name + " answer requests with 5xx: the application fails.",
				Do:      "See whether a deployment just ended or was rolled back, then read the service's log.",
				Runbook: "high-error-rate",
			},
			Metric: math("failed %", share("requests"), 1, map[string]awscloudwatch.IMetric{
				"errors":   targetMetric(s, "HTTPCode_Target_5XX_Count", w.every(1, "Sum")),
				"requests": targetMetric(s, "RequestCount", w.every(1, "Sum")),
			}),
			When: AtLeast(float64(settings.ErrorPercent)), For: For{3, 5},
			Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // without requests there is no metric, and no failure
			Threshold: atPercent, From: []string{"alarms.errorPercent"},
		}),
		balancerErrors: w.Alarm(Alarm{
			Name: name + "-balancer-errors", Severity: Critical,
			Notice: Notice{
				Means:   "The load balancer of the " + name + " answers requests with 5xx itself: it finds no healthy task, or tasks do not answer in time.",
				Do:      "Look at the service's healthy targets.",
				Runbook: "high-error-rate",
			},
			// A request for which no target was found is not in RequestCount, so the two are added. In an outage of all targets
			// there is no RequestCount at all.
			Metric: math("failed %", share("(FILL(requests, 0) + errors)"), 1, map[string]awscloudwatch.IMetric{
				"errors":   balancer.HttpCodeElb(awselasticloadbalancingv2.HttpCodeElb_ELB_5XX_COUNT, w.every(1, "Sum")),
				"requests": balancer.RequestCount(w.every(1, "Sum")),
			}),
			When: AtLeast(float64(settings.ErrorPercent)), For: For{3, 5},
			Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
			Threshold: atPercent, From: []string{"alarms.errorPercent"},
		}),
		slow: w.Alarm(Alarm{
			Name: name + "-slow", Severity: Warning,
			Notice: Notice{
				Means:   "One in twenty requests to the " + name + " waits longer for its tasks than it should.",
				Do:      "Compare CPU, memory and the database's load at the time it began.",
				Runbook: "latency",
			},
			Metric: targetMetric(s, "TargetResponseTime", w.every(5, "p95")), percentile: true,
			When: Above(seconds), For: For{3, 3},
			Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
			Threshold: fmt.Sprintf("95 of 100 answers within %g s, missed for 15 minutes", seconds), From: []string{"alarms.latencyMs"},
		}),
		rejected: w.Alarm(Alarm{
			Name: name + "-rejected-connections", Severity: Warning,
			Notice: Notice{
				Means:   "The load balancer of the " + name + " turns connections away because it has as many as it can hold.",
				Do:      "See whether the requests are real; the load balancer grows by itself within minutes.",
				Runbook: "service-load",
			},
			Metric: balancer.RejectedConnectionCount(w.every(1, "Sum")),
			When:   AtLeast(1), For: For{3, 5},
			Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // reported only when it is not zero
			Threshold: "any, in 3 of 5 minutes: none is ever rejected in normal operation",
		}),
		unhealthy: w.Alarm(Alarm{
			Name: name + "-unhealthy", Severity: Warning,
			Notice: Notice{
				Means:   "A task of the " + name + " fails its health check, and ECS has not replaced it within minutes.",
				Do:      "Read why ECS stopped the last tasks.",
				Runbook: "service-unhealthy",
			},
			Metric: targetMetric(s, "UnHealthyHostCount", w.every(1, "Maximum")),
			// A task that starts slowly looks like this until it answers. The alarm rolls releases back, so it must wait.
			When: AtLeast(1), For: For{3 + starting, 5 + starting},
			Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
			Threshold: fmt.Sprintf("any task, in %d of %d minutes: a failing task is replaced within %d", 3+starting, 5+starting, 2+starting), From: []string{name + ".startSeconds"},
		}),
	}
}

// share is the percentage that errors are of all requests, and nothing as long as they are few.
func share(requests string) string {
	return fmt.Sprintf("IF(FILL(errors, 0) >= %d, 100 * errors / %s, 0)", fewErrors, requests)
}

// targetMetric is one of a target group's. The construct's own metrics cut the load balancer's name out of the listener's
// ARN, which CloudFormation would have to do in another stack too (the dashboard's), with a value it has to ask for.
func targetMetric(s service.Service, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric("AWS/ApplicationELB", name, map[string]string{
		"LoadBalancer": s.Dimensions.LoadBalancer, "TargetGroup": s.Dimensions.TargetGroup,
	}, options)
}
