package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticloadbalancingv2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/edge"
	"kasha/lib/messaging"
	"kasha/lib/service"
)

// fullWidth is a dashboard's, in columns.
const fullWidth = 24

// graphs draws the rows whose figures come from the environment's region.
type graphs struct {
	region string
	periods
}

func newGraphs(region string) graphs { return graphs{region, periods{}} }

// viewerRow is what viewers meet. Its figures are in us-east-1, whatever the environment's region.
func viewerRow(built edge.Edge) []awscloudwatch.IWidget {
	g := newGraphs(edge.Region)
	return g.row(
		graph{title: "Site: requests", left: metrics(viewerMetric(built, "Requests", g.every(5, "Sum")))},
		graph{title: "Site: failed and refused, %", left: metrics(
			viewerMetric(built, "5xxErrorRate", g.every(5, "Average")), viewerMetric(built, "4xxErrorRate", g.every(5, "Average")))},
		graph{title: "Web ACL: blocked", left: metrics(blocked(built, g.every(5, "Sum")))},
	)
}

// balancer is what callers of a service get.
func (g graphs) balancer(name string, s service.Service) []awscloudwatch.IWidget {
	balancer := s.Pattern.LoadBalancer().Metrics()
	return g.row(
		graph{title: name + ": requests", left: metrics(balancer.RequestCount(g.every(1, "Sum"))), right: metrics(balancer.RejectedConnectionCount(g.every(1, "Sum")))},
		graph{title: name + ": 5xx of tasks and of the load balancer", left: metrics(
			targetMetric(s, "HTTPCode_Target_5XX_Count", g.every(1, "Sum")),
			balancer.HttpCodeElb(awselasticloadbalancingv2.HttpCodeElb_ELB_5XX_COUNT, g.every(1, "Sum")))},
		graph{title: name + ": response time, s", left: metrics(
			targetMetric(s, "TargetResponseTime", g.every(1, "p50")), targetMetric(s, "TargetResponseTime", g.every(1, "p95")), targetMetric(s, "TargetResponseTime", g.every(1, "p99")))},
	)
}

// tasks is how a service's tasks do. Who counts them is Container Insights, where it is on.
func (g graphs) tasks(name string, s service.Service, limits config.Service, counted bool) []awscloudwatch.IWidget {
	row := []graph{{title: name + ": targets", left: metrics(targetMetric(s, "HealthyHostCount", g.every(1, "Minimum")), targetMetric(s, "UnHealthyHostCount", g.every(1, "Maximum"))),
		line: limit{"minimum", float64(limits.MinTasks)}}}
	if counted {
		row = append(row, graph{title: name + ": tasks", left: metrics(insights(s, "DesiredTaskCount", g.every(1, "Maximum")), insights(s, "RunningTaskCount", g.every(1, "Maximum"))),
			line: limit{"maximum", float64(limits.MaxTasks)}})
	}
	return g.row(append(row,
		graph{title: name + ": CPU and memory, %", left: metrics(
			taskMetric(s, "AWS/ECS", "CPUUtilization", g.every(1, "Average")), taskMetric(s, "AWS/ECS", "MemoryUtilization", g.every(1, "Average"))),
			line: limit{"scaling aims at this CPU", service.TargetCPUPercent}},
	)...)
}

// database is two rows, the replica's figures beside the primary's.
func (g graphs) database(props DashboardProps) [][]awscloudwatch.IWidget {
	settings := props.Environment.Database
	of := func(name, statistic string) []awscloudwatch.IMetric {
		return both(props.Database, name, g.every(1, statistic))
	}
	last := graph{title: "Database: swap, bytes", left: of("SwapUsage", "Average")}
	if settings.IsBurstable() {
		last = graph{title: "Database: CPU credits", left: both(props.Database, "CPUCreditBalance", g.every(5, "Minimum"))}
	}
	if props.Database.Replica != nil {
		last.right = metrics(instance(props.Database.ReplicaName).metric("ReplicaLag", g.every(1, "Maximum")))
		last.title += "; replica lag, s"
	}
	return [][]awscloudwatch.IWidget{
		g.row(
			graph{title: "Database: CPU, %", left: of("CPUUtilization", "Average")},
			graph{title: "Database: connections", left: of("DatabaseConnections", "Maximum"), line: limit{"limit of " + settings.InstanceClass, float64(settings.MaxConnections())}},
			graph{title: "Database: free memory, bytes", left: of("FreeableMemory", "Average")},
		),
		g.row(
			graph{title: "Database: free storage, bytes", left: of("FreeStorageSpace", "Minimum")},
			graph{title: "Database: latency of reads and writes, s; queue", left: append(of("ReadLatency", "Average"), of("WriteLatency", "Average")...), right: of("DiskQueueDepth", "Average")},
			last,
		),
	}
}

// both is a metric of the primary and, where there is one, of the replica.
func both(db database.Database, name string, options *awscloudwatch.MetricOptions) []awscloudwatch.IMetric {
	found := metrics(instance(db.PrimaryName).metric(name, options))
	if db.Replica != nil {
		found = append(found, instance(db.ReplicaName).metric(name, options))
	}
	return found
}

func (g graphs) queues(queues []messaging.Queue) []awscloudwatch.IWidget {
	var waiting, age, dead []awscloudwatch.IMetric
	for _, queue := range queues {
		waiting = append(waiting, queueMetric(queue.QueueName, visible, g.every(5, "Maximum")))
		age = append(age, queueMetric(queue.QueueName, oldest, g.every(5, "Maximum")))
		dead = append(dead, queueMetric(queue.DeadLettersName, visible, g.every(5, "Maximum")))
	}
	return g.row(
		graph{title: "Queues: waiting", left: waiting}, graph{title: "Queues: age of the oldest message, s", left: age}, graph{title: "Queues: dead letters", left: dead},
	)
}

// wayOut is how calls leave the VPC.
func (g graphs) wayOut(gateways []string) []awscloudwatch.IWidget {
	var connections, sent, failed []awscloudwatch.IMetric
	for _, id := range gateways {
		connections = append(connections, natMetric(id, "ActiveConnectionCount", g.every(5, "Maximum")))
		sent = append(sent, natMetric(id, "BytesOutToDestination", g.every(5, "Sum")))
		failed = append(failed, natMetric(id, "ErrorPortAllocation", g.every(5, "Sum")))
	}
	return g.row(
		graph{title: "NAT: connections", left: connections}, graph{title: "NAT: bytes out", left: sent}, graph{title: "NAT: connections without a port", left: failed},
	)
}

// graph is one widget: figures, figures on another scale, and a line that they should not cross.
type graph struct {
	title       string
	left, right []awscloudwatch.IMetric
	line        limit
}

type limit struct {
	label string
	value float64
}

// row places graphs side by side, across the whole width.
func (g graphs) row(row ...graph) []awscloudwatch.IWidget {
	var widgets []awscloudwatch.IWidget
	for _, each := range row {
		props := &awscloudwatch.GraphWidgetProps{
			Title: jsii.String(each.title), Region: jsii.String(g.region), Left: &each.left,
			Width: jsii.Number(fullWidth / len(row)), LeftYAxis: &awscloudwatch.YAxisProps{Min: jsii.Number(0)},
		}
		if len(each.right) > 0 {
			props.Right = &each.right
		}
		if each.line.label != "" {
			props.LeftAnnotations = &[]*awscloudwatch.HorizontalAnnotation{{
				Value: jsii.Number(each.line.value), Label: jsii.String(fmt.Sprintf("%s: %g", each.line.label, each.line.value)),
			}}
		}
		widgets = append(widgets, awscloudwatch.NewGraphWidget(props))
	}
	return widgets
}

func metrics(all ...awscloudwatch.IMetric) []awscloudwatch.IMetric { return all }
