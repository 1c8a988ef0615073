package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
	"kasha/lib/service"
)

const (
	// Halfway between the scaling target and 100 %. A service that stays there for a quarter of an hour has reached its maximum
	// number of tasks, or scaling does not work.
	highCPUPercent    = (service.TargetCPUPercent + 100) / 2
	highMemoryPercent = (service.TargetMemoryPercent + 100) / 2
)

// tasks watches causes: the tasks' CPU, memory and number. Their effects show at the load balancer.
func (w *Watch) tasks(name string, s service.Service, limits config.Service) {
	w.Alarm(Alarm{
		Name: name + "-cpu", Severity: names.Warning,
		Notice: Notice{
			Means:   "The tasks of the " + name + " use nearly all of their CPU although the service scales.",
			Do:      "Check whether the service already runs its maximum number of tasks.",
			Runbook: "service-load",
		},
		Metric: taskMetric(s, "AWS/ECS", "CPUUtilization", w.every(5, "Average")),
		When:   AtLeast(highCPUPercent), For: OutOf(3, 3),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // without tasks there is no data: too-few-healthy covers that
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: aboveScalingTarget(highCPUPercent, service.TargetCPUPercent),
	})
	w.Alarm(Alarm{
		Name: name + "-memory", Severity: names.Warning,
		Notice: Notice{
			Means:   "The tasks of the " + name + " use nearly all of their memory. A container that exceeds it is killed.",
			Do:      "Check whether memory has grown since the last deployment (a leak), or grows with the load.",
			Runbook: "service-load",
		},
		Metric: taskMetric(s, "AWS/ECS", "MemoryUtilization", w.every(5, "Average")),
		When:   AtLeast(highMemoryPercent), For: OutOf(3, 3),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: aboveScalingTarget(highMemoryPercent, service.TargetMemoryPercent),
	})
	w.Alarm(Alarm{
		Name: name + "-tasks-missing", Severity: names.Warning,
		Notice: Notice{
			Means:   "ECS runs fewer tasks of the " + name + " than it should: tasks fail, or there is no capacity (Spot).",
			Do:      "Read the service's events.",
			Runbook: "service-unhealthy",
		},
		Metric: math("missing tasks", "desired - running", 1, map[string]awscloudwatch.IMetric{
			"desired": insightsMetric(s, "DesiredTaskCount", w.every(1, "Maximum")),
			"running": insightsMetric(s, "RunningTaskCount", w.every(1, "Minimum")),
		}),
		When: AtLeast(1), For: OutOf(15, 17), // the last two minutes may be late
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 8}},
		Threshold: "any missing task for 15 minutes, more than twice the time for an image pull and two health checks",
	})
	if limits.MaxTasks > limits.MinTasks {
		w.Alarm(Alarm{
			Name: name + "-at-maximum", Severity: names.Warning,
			Notice: Notice{
				Means:   "The " + name + " runs its maximum number of tasks. More load will make it slow.",
				Do:      "Raise " + w.props.Environment.FieldOf(name) + ".maxTasks if the load is real.",
				Runbook: "service-load",
			},
			// The desired count, not the running one: during a deployment twice as many tasks run for some minutes.
			Metric: insightsMetric(s, "DesiredTaskCount", w.every(5, "Minimum")),
			When:   AtLeast(float64(limits.MaxTasks)), For: OutOf(6, 6),
			Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
			Promise:   deadline.Promise{Alarm: 32, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
			Threshold: tasks(limits.MaxTasks) + " for 30 minutes, so that a short peak is ignored", From: w.from(name, "maxTasks"),
		})
	}
}

func aboveScalingTarget(percent, target int) string {
	return fmt.Sprintf("%d %% for 15 minutes, halfway between the scaling target of %d %% and 100 %%", percent, target)
}

// from names fields of a process.
func (w *Watch) from(process string, fields ...string) []string {
	var from []string
	for _, field := range fields {
		from = append(from, w.props.Environment.FieldOf(process)+"."+field)
	}
	return from
}

func tasks(n int) string {
	if n == 1 {
		return "1 task"
	}
	return fmt.Sprintf("%d tasks", n)
}

// insightsMetric is a metric that Container Insights adds. ECS itself does not count tasks.
func insightsMetric(s service.Service, metric string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return taskMetric(s, "ECS/ContainerInsights", metric, options)
}

// taskMetric is a metric of the ECS service, by its fixed names; see service.Dimensions.
func taskMetric(s service.Service, namespace, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric(namespace, name, map[string]string{"ClusterName": s.Dimensions.Cluster, "ServiceName": s.Dimensions.Service}, options)
}

// deployments reports failed deployments. ECS also reports a deployment that it rolled back this way.
func (w *Watch) deployments(services ...service.Service) {
	cluster := services[0].Tasks.Cluster()
	ours := awscdk.Stack_Of(w.scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("ecs"), Resource: jsii.String("service"), ResourceName: jsii.String(*cluster.ClusterName() + "/"),
	})
	w.Event(Event{
		Name: "deployment-failed", Severity: names.Warning,
		Notice: Notice{
			Means:   "A deployment failed and was rolled back to the previous one.",
			Do:      "Read the reason. Do not deploy the same image again.",
			Runbook: "deployment-failed",
		},
		Pattern: &awsevents.EventPattern{
			Source:     jsii.Strings("aws.ecs"),
			DetailType: jsii.Strings("ECS Deployment State Change"),
			Resources:  awsevents.Match_Prefix(ours),
			Detail:     &map[string]any{"eventName": []any{"SERVICE_DEPLOYMENT_FAILED"}},
		},
		Reason: "$.detail.reason",
	})
}
