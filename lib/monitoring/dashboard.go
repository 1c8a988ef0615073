package monitoring

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/database"
	"kasha/lib/edge"
	"kasha/lib/messaging"
	"kasha/lib/names"
	"kasha/lib/service"
	"kasha/lib/worker"
)

// DashboardProps is what the dashboard shows: everything that a request passes, and the alarms on it.
type DashboardProps struct {
	Environment       config.Environment
	Alarms            []BuiltAlarm
	Edge              edge.Edge
	Frontend, Backend service.Service
	Further           []Further
	Workers           []worker.Worker // by the order of their names
	Database          database.Database
	Queues            []messaging.Queue
	NATGateways       []string // their ids

	After constructs.IDependable // the alarms of the dashboard's own stack, which it names as text
}

// NewDashboard builds the environment's one dashboard: first the alarms, then, from top to bottom, what a request passes. A
// dashboard is not bound to a region, so each row names the region of its metrics. It costs $3.00 a month beyond the three that
// every account has for free.
func NewDashboard(scope constructs.Construct, id string, props DashboardProps) {
	dashboard := awscloudwatch.NewDashboard(scope, jsii.String(id), &awscloudwatch.DashboardProps{
		DashboardName:   jsii.String(props.Environment.Names().Dashboard()),
		DefaultInterval: awscdk.Duration_Hours(jsii.Number(3)),
	})
	for _, row := range alarmRows(scope, props.Alarms) {
		dashboard.AddWidgets(row)
	}
	rows := newRows(props.Environment.Region)
	rows.insights = props.Environment.Alarms.IsFull()
	dashboard.AddWidgets(viewerRow(props.Edge)...)
	dashboard.AddWidgets(rows.responses("Frontend", props.Frontend)...)
	dashboard.AddWidgets(rows.tasks("Frontend", props.Frontend, props.Environment.Frontend.Service)...)
	dashboard.AddWidgets(rows.responses("Backend", props.Backend)...)
	dashboard.AddWidgets(rows.tasks("Backend", props.Backend, props.Environment.Backend.Service)...)
	for _, f := range props.Further {
		title := strings.ReplaceAll(f.Name, "-", " ")
		title = strings.ToUpper(title[:1]) + title[1:]
		dashboard.AddWidgets(rows.further(title, f.Service)...)
	}
	for i, name := range props.Environment.WorkerNames() {
		dashboard.AddWidgets(rows.worker(name, props.Workers[i], props.Environment)...)
	}
	for _, row := range rows.database(props) {
		dashboard.AddWidgets(row...)
	}
	dashboard.AddWidgets(rows.queues(props.Queues)...)
	dashboard.AddWidgets(rows.natGateways(props.NATGateways)...)
	dashboard.Node().AddDependency(props.After)
}

// mostAlarms is how many alarms a status widget can hold (CloudWatch user guide, "Dashboard body structure").
const mostAlarms = 100

// alarmRows shows the state of every alarm, critical ones first.
func alarmRows(scope constructs.Construct, alarms []BuiltAlarm) []awscloudwatch.IWidget {
	var rows []awscloudwatch.IWidget
	stack := awscdk.Stack_Of(scope)
	partition, account := *stack.Partition(), *stack.Account()
	for _, group := range []struct {
		severity names.Severity
		title    string
	}{
		{severity: names.Critical, title: "Critical alarms: act now"},
		{severity: names.Warning, title: "Warnings: act in the morning"},
	} {
		var shown []interfacesawscloudwatch.IAlarmRef
		for _, alarm := range alarms {
			if alarm.Severity == group.severity {
				id := jsii.String("Alarm-" + alarm.FullName)
				shown = append(shown, awscloudwatch.Alarm_FromAlarmArn(scope, id, alarm.arn(partition, account)))
			}
		}
		for start := 0; start < len(shown); start += mostAlarms {
			part := shown[start:min(start+mostAlarms, len(shown))]
			rows = append(rows, awscloudwatch.NewAlarmStatusWidget(&awscloudwatch.AlarmStatusWidgetProps{
				Title: jsii.String(group.title), Alarms: &part, Width: jsii.Number(fullWidth),
				Height: jsii.Number(1 + (len(part)+5)/6), // six alarms in a line
				SortBy: awscloudwatch.AlarmStatusWidgetSortBy_STATE_UPDATED_TIMESTAMP,
			}))
		}
	}
	return rows
}
