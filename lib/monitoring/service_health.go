package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/config"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
	"kasha/lib/service"
)

// unhealthyTask watches for a task that fails its health check. When the alarm goes into ALARM during a deployment, the release is to
// blame. Users do not notice it, because the other tasks answer.
func (w *Watch) unhealthyTask(name string, s service.Service, limits config.Service) awscloudwatch.Alarm {
	// A task that starts slowly looks unhealthy until it answers. The alarm rolls releases back, so it must wait that long.
	starting := limits.ExtraStartMinutes()
	return w.Alarm(Alarm{
		Name: name + "-unhealthy", Severity: names.Warning,
		Notice: Notice{
			Means:   "A task of the " + name + " fails its health check, and ECS has not replaced it within minutes.",
			Do:      "Find out why ECS stopped the most recent tasks.",
			Runbook: "service-unhealthy",
		},
		// It has data only while targets are registered.
		Metric: Filled("unhealthy", 0, 1, targetMetric(s, "UnHealthyHostCount", w.every(1, "Maximum"))),
		When:   AtLeast(1), For: OutOf(3+starting, 5+starting),
		Missing: awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise: deadline.Promise{Alarm: 5 + starting, OK: 3, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 3}},
		Threshold: fmt.Sprintf("any task, in %d of %d minutes; ECS replaces a failing task within %d minutes",
			3+starting, 5+starting, 2+starting),
		From: w.from(name, "startSeconds"),
	})
}

// healthyTasks watches that enough tasks can answer.
func (w *Watch) healthyTasks(name string, s service.Service, limits config.Service) {
	starting := limits.ExtraStartMinutes()
	healthy := w.Alarm(Alarm{
		Name: name + "-too-few-healthy", Severity: names.Critical,
		Notice: Notice{
			Means:   "The " + name + " has fewer healthy tasks than its minimum. Another failure, or more load, can take the site down.",
			Do:      "Find out why tasks stop or do not start.",
			Runbook: "service-unhealthy",
		},
		// A target group without any target sends no data. That is the worst case, not the best.
		Metric: Filled("healthy", 0, 1, targetMetric(s, "HealthyHostCount", w.every(1, "Minimum"))),
		When:   Below(float64(limits.MinTasks)), For: OutOf(5+starting, 5+starting),
		Missing: awscloudwatch.TreatMissingData_BREACHING,
		Promise: deadline.Promise{Alarm: 5 + starting, OK: 3, Silence: deadline.Silence{Means: deadline.Breaking, Minutes: 5 + starting}},
		Threshold: fmt.Sprintf("fewer than %s for %d minutes; ECS replaces a lost task within %d minutes",
			tasks(limits.MinTasks), 5+starting, 3+starting),
		From: w.from(name, "minTasks", "startSeconds"),
	})
	// Built before the service, it would be in ALARM until the first tasks run.
	healthy.Node().AddDependency(s.Tasks)
}
