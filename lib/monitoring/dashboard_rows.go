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

// fullWidth is the width of a dashboard in columns.
const fullWidth = 24

// rows draws dashboard rows from the metrics of one region.
type rows struct {
	region   string
	insights bool // Container Insights counts the tasks
	periods
}

func newRows(region string) rows { return rows{region: region, periods: periods{}} }

// viewerRow shows what viewers get. Its metrics are in us-east-1, whatever the environment's region.
func viewerRow(site edge.Edge) []awscloudwatch.IWidget {
	r := newRows(edge.Region)
	return r.row(
		graph{title: "Site: requests", left: metrics(viewerMetric(site, "Requests", r.every(5, "Sum")))},
		graph{title: "Site: 5xx and 4xx, %", left: metrics(
			viewerMetric(site, "5xxErrorRate", r.every(5, "Average")), viewerMetric(site, "4xxErrorRate", r.every(5, "Average")))},
		graph{title: "Web ACL: blocked requests", left: metrics(blocked(site, r.every(5, "Sum")))},
	)
}

// responses shows what callers of a service get.
func (r rows) responses(name string, s service.Service) []awscloudwatch.IWidget {
	balancer := s.LoadBalancer.Metrics()
	return r.row(
		graph{
			title: name + ": requests",
			left:  metrics(balancer.RequestCount(r.every(1, "Sum"))), right: metrics(balancer.RejectedConnectionCount(r.every(1, "Sum"))),
		},
		graph{title: name + ": 5xx from tasks and from the load balancer", left: metrics(
			targetMetric(s, "HTTPCode_Target_5XX_Count", r.every(1, "Sum")),
			balancer.HttpCodeElb(awselasticloadbalancingv2.HttpCodeElb_ELB_5XX_COUNT, r.every(1, "Sum")))},
		graph{title: name + ": response time, s", left: metrics(
			targetMetric(s, "TargetResponseTime", r.every(1, "p50")),
			targetMetric(s, "TargetResponseTime", r.every(1, "p95")),
			targetMetric(s, "TargetResponseTime", r.every(1, "p99")))},
	)
}

// further shows a further service in one row of three metrics. The dashboard is in another stack, and CloudFormation looks every name up
// anew. A stack with 75 look-ups was throttled (aws/aws-cdk issue 38010). The service's alarms are in the first rows, and watch the rest.
func (r rows) further(name string, s service.Service) []awscloudwatch.IWidget {
	return r.row(
		graph{title: name + ": 5xx from tasks", left: metrics(targetMetric(s, "HTTPCode_Target_5XX_Count", r.every(1, "Sum")))},
		graph{
			title: name + ": CPU and memory, %",
			left: metrics(
				taskMetric(s, "AWS/ECS", "CPUUtilization", r.every(1, "Average")),
				taskMetric(s, "AWS/ECS", "MemoryUtilization", r.every(1, "Average"))),
			line: line{label: "scaling target for CPU", value: service.TargetCPUPercent},
		},
	)
}

// tasks shows a service's tasks; their number only where Container Insights counts them.
func (r rows) tasks(name string, s service.Service, limits config.Service) []awscloudwatch.IWidget {
	row := []graph{{
		title: name + ": targets",
		left: metrics(
			targetMetric(s, "HealthyHostCount", r.every(1, "Minimum")), targetMetric(s, "UnHealthyHostCount", r.every(1, "Maximum"))),
		line: line{label: "minimum", value: float64(limits.MinTasks)},
	}}
	if r.insights {
		row = append(row, graph{
			title: name + ": tasks",
			left: metrics(
				insightsMetric(s, "DesiredTaskCount", r.every(1, "Maximum")), insightsMetric(s, "RunningTaskCount", r.every(1, "Maximum"))),
			line: line{label: "maximum", value: float64(limits.MaxTasks)},
		})
	}
	return r.row(append(row, graph{
		title: name + ": CPU and memory, %",
		left: metrics(
			taskMetric(s, "AWS/ECS", "CPUUtilization", r.every(1, "Average")),
			taskMetric(s, "AWS/ECS", "MemoryUtilization", r.every(1, "Average"))),
		line: line{label: "scaling target for CPU", value: service.TargetCPUPercent},
	})...)
}

// database is two rows, with the replica's metrics beside the primary's, and one of the proxy where there is one.
func (r rows) database(props DashboardProps) [][]awscloudwatch.IWidget {
	settings := props.Environment.Database
	of := func(name, statistic string) []awscloudwatch.IMetric {
		return ofInstances(props.Database, name, r.every(1, statistic))
	}
	last := graph{title: "Database: swap, bytes", left: of("SwapUsage", "Average")}
	if settings.InstanceClass.Burstable {
		last = graph{title: "Database: CPU credits", left: ofInstances(props.Database, "CPUCreditBalance", r.every(5, "Minimum"))}
	}
	if props.Database.Replica != nil {
		last.right = metrics(instance(props.Database.ReplicaName).metric("ReplicaLag", r.every(1, "Maximum")))
		last.title += "; replica lag, s"
	}
	shown := [][]awscloudwatch.IWidget{
		r.row(
			graph{title: "Database: CPU, %", left: of("CPUUtilization", "Average")},
			graph{
				title: "Database: connections", left: of("DatabaseConnections", "Maximum"),
				line: line{label: "limit of " + settings.InstanceClass.Name, value: float64(settings.InstanceClass.MaxConnections())},
			},
			graph{title: "Database: free memory, bytes", left: of("FreeableMemory", "Average")},
		),
		r.row(
			graph{title: "Database: free storage, bytes", left: of("FreeStorageSpace", "Minimum")},
			graph{
				title: "Database: read and write latency, s; disk queue depth",
				left:  append(of("ReadLatency", "Average"), of("WriteLatency", "Average")...), right: of("DiskQueueDepth", "Average"),
			},
			last,
		),
	}
	if settings.Proxy {
		shown = append(shown, r.databaseProxy(props.Environment.Names().DatabaseProxy()))
	}
	return shown
}

// databaseProxy shows how many connections RDS Proxy uses, and how long callers wait for one.
func (r rows) databaseProxy(name string) []awscloudwatch.IWidget {
	return r.row(
		graph{title: "Database proxy: connections in use and maximum", left: metrics(
			proxyMetric(name, nil, "DatabaseConnectionsCurrentlyBorrowed", r.every(1, "Sum")),
			proxyMetric(name, nil, "MaxDatabaseConnectionsAllowed", r.every(1, "Sum")))},
		graph{
			title: "Database proxy: client connections; wait for a connection, µs",
			left:  metrics(proxyMetric(name, nil, "ClientConnections", r.every(1, "Sum"))),
			right: metrics(proxyMetric(name, nil, "DatabaseConnectionsBorrowLatency", r.every(1, "Average"))),
		},
	)
}

// ofInstances is a metric of the primary and of the read replica, where there is one.
func ofInstances(db database.Database, name string, options *awscloudwatch.MetricOptions) []awscloudwatch.IMetric {
	found := metrics(instance(db.PrimaryName).metric(name, options))
	if db.Replica != nil {
		found = append(found, instance(db.ReplicaName).metric(name, options))
	}
	return found
}

func (r rows) queues(queues []messaging.Queue) []awscloudwatch.IWidget {
	var waiting, age, dead []awscloudwatch.IMetric
	for _, queue := range queues {
		waiting = append(waiting, queueMetric(queue.QueueName, visible, r.every(5, "Maximum")))
		age = append(age, queueMetric(queue.QueueName, oldest, r.every(5, "Maximum")))
		dead = append(dead, queueMetric(queue.DeadLettersName, visible, r.every(5, "Maximum")))
	}
	return r.row(
		graph{title: "Queues: messages waiting", left: waiting},
		graph{title: "Queues: age of the oldest message, s", left: age},
		graph{title: "Queues: messages in dead-letter queues", left: dead},
	)
}

func (r rows) natGateways(ids []string) []awscloudwatch.IWidget {
	var connections, sent, failed []awscloudwatch.IMetric
	for _, id := range ids {
		connections = append(connections, natMetric(id, "ActiveConnectionCount", r.every(5, "Maximum")))
		sent = append(sent, natMetric(id, "BytesOutToDestination", r.every(5, "Sum")))
		failed = append(failed, natMetric(id, "ErrorPortAllocation", r.every(5, "Sum")))
	}
	return r.row(
		graph{title: "NAT gateways: connections", left: connections},
		graph{title: "NAT gateways: bytes sent", left: sent},
		graph{title: "NAT gateways: port allocation errors", left: failed},
	)
}

// graph is one widget. Right has an axis of its own; the line is a limit that left should not cross.
type graph struct {
	title       string
	left, right []awscloudwatch.IMetric
	line        line
}

type line struct {
	label string // empty: no line
	value float64
}

// row places graphs side by side across the whole width.
func (r rows) row(graphs ...graph) []awscloudwatch.IWidget {
	var widgets []awscloudwatch.IWidget
	for _, each := range graphs {
		props := &awscloudwatch.GraphWidgetProps{
			Title: jsii.String(each.title), Region: jsii.String(r.region), Left: &each.left,
			Width: jsii.Number(fullWidth / len(graphs)), LeftYAxis: &awscloudwatch.YAxisProps{Min: jsii.Number(0)},
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
