package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/service"
)

const (
	// Half-way between where scaling aims and the end: so much for a quarter of an hour means that scaling has come to its
	// maximum or does not work.
	highCPUPercent    = (service.TargetCPUPercent + 100) / 2
	highMemoryPercent = (service.TargetMemoryPercent + 100) / 2
)

// service watches a service from its load balancer inwards.
func (w *Watch) service(name string, s service.Service, limits config.Service) serviceAlarms {
	alarms := w.balancer(name, s, limits)
	w.targets(name, s, limits)
	w.tasks(name, s, limits)
	return alarms
}

// targets watches that there is somebody to answer.
func (w *Watch) targets(name string, s service.Service, limits config.Service) {
	starting := limits.ExtraStartMinutes()
	healthy := w.Alarm(Alarm{
		Name: name + "-too-few-healthy", Severity: Critical,
		Notice: Notice{
			Means:   "The " + name + " has fewer healthy tasks than its minimum: the next failure, or the load, takes the site down.",
			Do:      "See why tasks stop or do not start.",
			Runbook: "service-unhealthy",
		},
		Metric: targetMetric(s, "HealthyHostCount", w.every(1, "Minimum")),
		When:   Below(float64(limits.MinTasks)), For: For{5 + starting, 5 + starting},
		// A target group without any target sends no figure. That is the worst case, not the best.
		Missing:   awscloudwatch.TreatMissingData_BREACHING,
		Threshold: fmt.Sprintf("%s for %d minutes; a lost task is replaced within %d", tasks(limits.MinTasks), 5+starting, 3+starting), From: []string{name + ".minTasks", name + ".startSeconds"},
	})
	// Created before the service it would ring until the first tasks are there.
	healthy.Node().AddDependency(s.Pattern.Service())
}

// tasks watches how the tasks do. They are causes; what they cause rings at the load balancer.
func (w *Watch) tasks(name string, s service.Service, limits config.Service) {
	w.Alarm(Alarm{
		Name: name + "-cpu", Severity: Warning,
		Notice: Notice{
			Means:   "The tasks of the " + name + " work near the end of their CPU although the service scales.",
			Do:      "See whether the service runs its maximum of tasks.",
			Runbook: "service-load",
		},
		Metric: taskMetric(s, "AWS/ECS", "CPUUtilization", w.every(5, "Average")),
		When:   AtLeast(highCPUPercent), For: For{3, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // no tasks, no metric: too-few-healthy says so
		Threshold: fmt.Sprintf("%d %% for 15 minutes, half-way between the %d %% that scaling aims at and the end", highCPUPercent, service.TargetCPUPercent),
	})
	w.Alarm(Alarm{
		Name: name + "-memory", Severity: Warning,
		Notice: Notice{
			Means:   "The tasks of the " + name + " are near the end of their memory; a container beyond it is killed.",
			Do:      "See whether it grows since the last deployment (a leak) or with the load.",
			Runbook: "service-load",
		},
		Metric: taskMetric(s, "AWS/ECS", "MemoryUtilization", w.every(5, "Average")),
		When:   AtLeast(highMemoryPercent), For: For{3, 3},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: fmt.Sprintf("%d %% for 15 minutes, half-way between the %d %% that scaling aims at and the end", highMemoryPercent, service.TargetMemoryPercent),
	})
	w.Alarm(Alarm{
		Name: name + "-tasks-missing", Severity: Warning,
		Notice: Notice{
			Means:   "ECS runs fewer tasks of the " + name + " than it should: they fail, or there is no capacity (Spot).",
			Do:      "Read the service's events.",
			Runbook: "service-unhealthy",
		},
		Metric: math("missing tasks", "desired - running", 1, map[string]awscloudwatch.IMetric{
			"desired": insights(s, "DesiredTaskCount", w.every(1, "Maximum")), "running": insights(s, "RunningTaskCount", w.every(1, "Minimum")),
		}),
		When: AtLeast(1), For: For{15, 15},
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Threshold: "any task for 15 minutes: more than twice what an image and two health checks take",
	})
	if limits.MaxTasks > limits.MinTasks {
		w.Alarm(Alarm{
			Name: name + "-at-maximum", Severity: Warning,
			Notice: Notice{
				Means:   "The " + name + " runs as many tasks as it may. More load will make it slow.",
				Do:      "Raise " + name + ".maxTasks if the load is real.",
				Runbook: "service-load",
			},
			// Desired, not running: a deployment runs twice as many for some minutes.
			Metric: insights(s, "DesiredTaskCount", w.every(5, "Minimum")),
			When:   AtLeast(float64(limits.MaxTasks)), For: For{6, 6},
			Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
			Threshold: tasks(limits.MaxTasks) + " for half an hour, so that a short wave rings nobody", From: []string{name + ".maxTasks"},
		})
	}
}

// insights are metrics that Container Insights adds; ECS itself counts no tasks.
func insights(s service.Service, metric string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return taskMetric(s, "ECS/ContainerInsights", metric, options)
}

// taskMetric is one of the service's. The construct's own metrics use its name, see service.Dimensions.
func taskMetric(s service.Service, namespace, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric(namespace, name, map[string]string{"ClusterName": s.Dimensions.Cluster, "ServiceName": s.Dimensions.Service}, options)
}

// deployments reports a deployment that failed, which is also how ECS reports one that it rolled back.
func (w *Watch) deployments(services ...service.Service) {
	cluster := services[0].Pattern.Cluster()
	ours := awscdk.Stack_Of(w.scope).FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("ecs"), Resource: jsii.String("service"), ResourceName: jsii.String(*cluster.ClusterName() + "/"),
	})
	w.Event(Event{
		Name: "deployment-failed", Severity: Warning,
		Notice: Notice{
			Means:   "A deployment failed and was rolled back to the release before it.",
			Do:      "Read the reason; do not deploy the same image again.",
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

func tasks(n int) string {
	if n == 1 {
		return "1 task"
	}
	return fmt.Sprintf("%d tasks", n)
}
