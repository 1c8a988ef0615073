package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"

	"kasha/lib/config"
	"kasha/lib/monitoring/deadline"
	"kasha/lib/names"
	"kasha/lib/worker"
)

// notRunningMinutes is for how long messages may wait without a task. A start from zero takes about five minutes, and ECS tries a task that
// cannot start again at growing intervals.
const notRunningMinutes = 15

// worker watches that a worker runs while messages wait for it, and its memory. The queue's own alarms watch how long messages wait, and
// those that fail. A worker may use all of its CPU.
func (w *Watch) worker(name string, built worker.Worker, limits config.Worker) {
	stopped := w.Alarm(Alarm{
		Name: name + "-not-running", Severity: names.Critical,
		Notice: Notice{
			Means:   fmt.Sprintf("Messages wait in queue %s, and no task of the %s runs.", limits.Queue, name),
			Do:      "Find out why its tasks stop or do not start.",
			Runbook: "worker-stopped",
		},
		Metric: worker.Unattended(built, w.env.Cluster()),
		When:   AtLeast(1), For: OutOf(notRunningMinutes, notRunningMinutes+2), // the last two minutes may be late
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // SQS reports no messages: none waits
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 8}},
		Threshold: fmt.Sprintf("any message for %d minutes; a start from zero takes about five", notRunningMinutes),
	})
	// Built before the service, it would be in ALARM until the first task runs.
	stopped.Node().AddDependency(built.Service)
	at := taskDimensions{cluster: w.env.Cluster(), service: built.ServiceName}
	w.Alarm(Alarm{
		Name: name + "-memory", Severity: names.Warning,
		Notice: Notice{
			Means:   "The tasks of the " + name + " use nearly all of their memory. A container that exceeds it is killed.",
			Do:      "Check whether memory has grown since the last deployment (a leak), or grows with the messages.",
			Runbook: "worker-stopped",
		},
		Metric: at.metric("AWS/ECS", "MemoryUtilization", w.every(5, "Average")),
		When:   AtLeast(highMemoryPercent), For: OutOf(3, 3),
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING, // no task runs
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 32}},
		Threshold: fmt.Sprintf("%d %% for 15 minutes", highMemoryPercent),
	})
	w.Alarm(Alarm{
		Name: name + "-tasks-missing", Severity: names.Warning,
		Notice: Notice{
			Means:   "ECS runs fewer tasks of the " + name + " than it should: tasks fail, or there is no capacity (Spot).",
			Do:      "Read the service's events.",
			Runbook: "worker-stopped",
		},
		Metric: math("missing tasks", "desired - running", 1, map[string]awscloudwatch.IMetric{
			"desired": at.metric("ECS/ContainerInsights", "DesiredTaskCount", w.every(1, "Maximum")),
			"running": at.metric("ECS/ContainerInsights", "RunningTaskCount", w.every(1, "Minimum")),
		}),
		When: AtLeast(1), For: OutOf(15, 17), // the last two minutes may be late
		Missing:   awscloudwatch.TreatMissingData_NOT_BREACHING,
		Promise:   deadline.Promise{Alarm: 17, OK: 5, Silence: deadline.Silence{Means: deadline.Healthy, Minutes: 8}},
		Threshold: "any missing task for 15 minutes, several times what a start takes",
	})
}

// taskDimensions are the fixed names of an ECS service; see service.Dimensions.
type taskDimensions struct{ cluster, service string }

func (d taskDimensions) metric(namespace, name string, options *awscloudwatch.MetricOptions) awscloudwatch.IMetric {
	return metric(namespace, name, map[string]string{"ClusterName": d.cluster, "ServiceName": d.service}, options)
}

// worker shows a worker's queue, its tasks, and what they use.
func (r rows) worker(name string, built worker.Worker, env config.Environment) []awscloudwatch.IWidget {
	title, limits := "Worker "+name, env.Workers[name]
	at := taskDimensions{cluster: env.Names().Cluster(), service: built.ServiceName}
	return r.row(
		graph{
			title: title + ": age of the oldest message, s; messages waiting",
			left:  metrics(queueMetric(built.QueueName, oldest, r.every(1, "Maximum"))),
			right: metrics(queueMetric(built.QueueName, visible, r.every(1, "Maximum"))),
			line:  line{label: "acceptable", value: float64(limits.AcceptableSeconds)},
		},
		graph{
			title: title + ": tasks running, tasks needed",
			left:  metrics(at.metric("AWS/ECS", "CPUUtilization", r.every(1, "SampleCount")), worker.Needed(built, limits)),
			line:  line{label: "maximum", value: float64(limits.MaxTasks)},
		},
		graph{title: title + ": CPU and memory, %", left: metrics(
			at.metric("AWS/ECS", "CPUUtilization", r.every(1, "Average")),
			at.metric("AWS/ECS", "MemoryUtilization", r.every(1, "Average")))},
	)
}
