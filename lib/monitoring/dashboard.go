package monitoring

import (
	"fmt"
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
	"kasha/lib/service"
)

// DashboardProps is everything that a request passes on its way, and the alarms about it.
type DashboardProps struct {
	Environment       config.Environment
	Alarms            []Placed
	Edge              edge.Edge
	Frontend, Backend service.Service
	Database          database.Database
	Queues            []messaging.Queue
	NATGateways       []string
}

// mostAlarms is how many a status widget can hold (CloudWatch user guide, "Dashboard body structure").
const mostAlarms = 100

// NewDashboard builds the environment's one dashboard: first the alarms, then, from top to bottom, what a request passes. A
// dashboard is not bound to a region; each row names the one its figures come from. $3.00 a month beyond the three that
// every account has for nothing.
func NewDashboard(scope constructs.Construct, id string, props DashboardProps) {
	dashboard := awscloudwatch.NewDashboard(scope, jsii.String(id), &awscloudwatch.DashboardProps{
		DashboardName:   jsii.String("kasha-" + props.Environment.Name),
		DefaultInterval: awscdk.Duration_Hours(jsii.Number(3)),
	})
	for _, row := range alarmRows(scope, props) {
		dashboard.AddWidgets(row)
	}
	rows, counted := newGraphs(props.Environment.Region), props.Environment.Alarms.IsFull()
	dashboard.AddWidgets(viewerRow(props.Edge)...)
	dashboard.AddWidgets(rows.balancer("Frontend", props.Frontend)...)
	dashboard.AddWidgets(rows.tasks("Frontend", props.Frontend, props.Environment.Frontend, counted)...)
	dashboard.AddWidgets(rows.balancer("Backend", props.Backend)...)
	dashboard.AddWidgets(rows.tasks("Backend", props.Backend, props.Environment.Backend, counted)...)
	for _, row := range rows.database(props) {
		dashboard.AddWidgets(row...)
	}
	dashboard.AddWidgets(rows.queues(props.Queues)...)
	dashboard.AddWidgets(rows.wayOut(props.NATGateways)...)
}

// alarmRows shows the state of every alarm, what pages first.
func alarmRows(scope constructs.Construct, props DashboardProps) []awscloudwatch.IWidget {
	var rows []awscloudwatch.IWidget
	stack := awscdk.Stack_Of(scope)
	partition, account := *stack.Partition(), *stack.Account()
	for _, group := range []struct {
		severity Severity
		title    string
	}{{Critical, "Pages: act now"}, {Warning, "Warnings: act in the morning"}} {
		var alarms []interfacesawscloudwatch.IAlarmRef
		for _, alarm := range props.Alarms {
			if strings.HasPrefix(alarm.Name, fmt.Sprintf("kasha-%s-%s-", props.Environment.Name, group.severity)) {
				alarms = append(alarms, awscloudwatch.Alarm_FromAlarmArn(scope, jsii.String("Alarm-"+alarm.Name), alarm.arn(partition, account)))
			}
		}
		for start := 0; start < len(alarms); start += mostAlarms {
			part := alarms[start:min(start+mostAlarms, len(alarms))]
			rows = append(rows, awscloudwatch.NewAlarmStatusWidget(&awscloudwatch.AlarmStatusWidgetProps{
				Title: jsii.String(group.title), Alarms: &part, Width: jsii.Number(fullWidth),
				Height: jsii.Number(1 + (len(part)+5)/6), // six in a line
				SortBy: awscloudwatch.AlarmStatusWidgetSortBy_STATE_UPDATED_TIMESTAMP,
			}))
		}
	}
	return rows
}

// Placed is an alarm and the region it is in.
type Placed struct{ Name, Region string }

// arn follows from the alarm's name: a reference to another stack would be looked up at each deployment, one by one.
func (p Placed) arn(partition, account string) *string {
	return jsii.String(fmt.Sprintf("arn:%s:cloudwatch:%s:%s:alarm:%s", partition, p.Region, account, p.Name))
}
