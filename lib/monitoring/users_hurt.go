package monitoring

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// The names of the composite alarms to page by. A composite alarm can watch alarms of its own region only. An environment
// outside us-east-1 therefore has both; in us-east-1, RegionalUsersHurt in the edge stack watches everything.
const (
	RegionalUsersHurt = "users-hurt"
	EdgeUsersHurt     = "users-hurt-edge"
)

// UsersHurt builds the composite alarm to page by. It is in ALARM while any alarm is whose problem users notice; all other
// alarms only say that something is wrong. It includes warnings, so only full coverage has it. It costs $0.50 a month.
//
// Its children are the watch's own alarms and those of other stacks in this region, which must be deployed before.
func (w *Watch) UsersHurt(name string, ofOtherStacks ...BuiltAlarm) {
	if !w.props.Environment.Alarms.IsFull() {
		return
	}
	stack := awscdk.Stack_Of(w.scope)
	var rules []awscloudwatch.IAlarmRule
	var children []string
	add := func(child awscloudwatch.IAlarm, name string) {
		rules = append(rules, awscloudwatch.AlarmRule_FromAlarm(child, awscloudwatch.AlarmState_ALARM))
		children = append(children, name)
	}
	for _, child := range ofOtherStacks {
		arn := child.arn(*stack.Partition(), *stack.Account())
		add(awscloudwatch.Alarm_FromAlarmArn(w.scope, jsii.String("Child-"+child.FullName), arn), child.Name)
	}
	for _, child := range w.noticed {
		add(child.alarm, child.Name)
	}
	text := Alarm{
		Notice: Notice{
			Means:   "Users get errors or wait too long. At least one of these is in ALARM: " + strings.Join(children, ", ") + ".",
			Do:      "Open the dashboard and read it from the top. The first row that is not normal shows where the problem is.",
			Runbook: "users-hurt",
		},
		Threshold: "any of these alarms",
	}.text()
	alarm := awscloudwatch.NewCompositeAlarm(w.scope, jsii.String(name), &awscloudwatch.CompositeAlarmProps{
		CompositeAlarmName: jsii.String(w.env.Alarm(names.Critical, name)),
		AlarmDescription:   jsii.String(text),
		AlarmRule:          awscloudwatch.AlarmRule_AnyOf(rules...),
	})
	w.notify(alarm)
	w.add(names.Critical, name, nil)
}
