package monitoring

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// usersHurt is the one alarm to page by: it rings while any alarm of what users notice does. All others say that something
// is wrong. It needs the warnings among its children, so only full coverage has it ($0.50 a month).
func (w *Watch) usersHurt(children []awscloudwatch.Alarm) {
	if !w.props.Environment.Alarms.IsFull() {
		return
	}
	const name = "users-hurt"
	var rules []awscloudwatch.IAlarmRule
	var names []string
	for _, child := range children {
		rules = append(rules, awscloudwatch.AlarmRule_FromAlarm(child, awscloudwatch.AlarmState_ALARM))
		names = append(names, *child.Node().Id())
	}
	text := Alarm{
		Notice: Notice{
			Means:   "Users get errors, or wait too long. One of these rings: " + strings.Join(names, ", ") + ".",
			Do:      "Open the dashboard and read it from the top: the first row that is red is where it breaks.",
			Runbook: "users-hurt",
		},
		Threshold: "any one of them",
	}
	alarm := awscloudwatch.NewCompositeAlarm(w.scope, jsii.String(name), &awscloudwatch.CompositeAlarmProps{
		CompositeAlarmName: jsii.String(w.name(Critical, name)),
		AlarmDescription:   jsii.String(text.text()),
		AlarmRule:          awscloudwatch.AlarmRule_AnyOf(rules...),
	})
	w.tell(alarm)
}
