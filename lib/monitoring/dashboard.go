package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/service"
)

// newDashboard reads from top to bottom as a request travels: load balancers, services, database, queues.
func newDashboard(scope constructs.Construct, props Props) {
	dashboard := awscloudwatch.NewDashboard(scope, jsii.String("Dashboard"), &awscloudwatch.DashboardProps{
		DashboardName: jsii.String("kasha-" + props.Environment),
	})
	dashboard.AddWidgets(serviceWidgets("Frontend", props.Frontend)...)
	dashboard.AddWidgets(serviceWidgets("Backend", props.Backend)...)
	primary := props.Database.Primary
	dashboard.AddWidgets(
		graph("Database: CPU", primary.MetricCPUUtilization(nil)),
		graph("Database: connections", primary.MetricDatabaseConnections(nil)),
		graph("Database: free storage", primary.MetricFreeStorageSpace(nil)),
	)
	var waiting, dead []awscloudwatch.IMetric
	for _, queue := range props.Queues {
		waiting = append(waiting, queue.Queue.MetricApproximateAgeOfOldestMessage(nil))
		dead = append(dead, queue.DeadLetters.MetricApproximateNumberOfMessagesVisible(nil))
	}
	dashboard.AddWidgets(graph("Queues: age of the oldest message", waiting...), graph("Queues: dead letters", dead...))
}

func serviceWidgets(name string, s service.Service) []awscloudwatch.IWidget {
	tasks, targets := s.Pattern.Service(), s.TargetGroup.Metrics()
	return []awscloudwatch.IWidget{
		graph(name+": requests", targets.RequestCount(nil)),
		graph(name+": response time", targets.TargetResponseTime(nil)),
		graph(name+": CPU and memory", tasks.MetricCpuUtilization(nil), tasks.MetricMemoryUtilization(nil)),
	}
}

// graph is a third of the dashboard's width of 24 columns.
func graph(title string, metrics ...awscloudwatch.IMetric) awscloudwatch.IWidget {
	return awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{
		Title: jsii.String(title), Left: &metrics, Width: jsii.Number(8),
	})
}
