package monitoring

import (
	"fmt"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"
)

// The alarms to page by. A composite alarm sees the alarms of its own region only, so an environment outside us-east-1 has
// one of each; in us-east-1 the one beside the distribution sees everything.
const (
	RegionalUsersHurt = "users-hurt"
	EdgeUsersHurt     = "users-hurt-edge"
)

// UsersHurt is the one alarm to page by: it rings while any alarm of what users notice does. All others say that something
// is wrong. It needs the warnings among its children, so only full coverage has it ($0.50 a month). Elsewhere are names of
// alarms in other stacks of this region, which are deployed before.
func (w *Watch) UsersHurt(name string, elsewhere ...string) {
	if !w.props.Environment.Alarms.IsFull() {
		return
	}
	var rules []awscloudwatch.IAlarmRule
	var names []string
	add := func(child awscloudwatch.IAlarm, full string) {
		rules = append(rules, awscloudwatch.AlarmRule_FromAlarm(child, awscloudwatch.AlarmState_ALARM))
		names = append(names, w.short(full))
	}
	for _, full := range elsewhere {
		arn := awscdk.Stack_Of(w.scope).FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("cloudwatch"), Resource: jsii.String("alarm"), ResourceName: jsii.String(full), ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
		})
		add(awscloudwatch.Alarm_FromAlarmArn(w.scope, jsii.String("Child-"+full), arn), full)
	}
	for i, full := range w.Noticed() {
		add(w.hurt[i], full)
	}
	text := Alarm{
		Notice: Notice{
			Means:   "Users get errors, or wait too long. One of these rings: " + strings.Join(names, ", ") + ".",
			Do:      "Open the dashboard and read it from the top: the first row that is red is where it breaks.",
			Runbook: "users-hurt",
		},
		Threshold: "any one of them",
	}
	full := w.name(Critical, name)
	w.names = append(w.names, full)
	alarm := awscloudwatch.NewCompositeAlarm(w.scope, jsii.String(name), &awscloudwatch.CompositeAlarmProps{
		CompositeAlarmName: jsii.String(full),
		AlarmDescription:   jsii.String(text.text()),
		AlarmRule:          awscloudwatch.AlarmRule_AnyOf(rules...),
	})
	w.tell(alarm)
}

// usersNotice remembers alarms of what users notice; nil is one that the coverage left out.
func (w *Watch) usersNotice(alarms ...awscloudwatch.Alarm) {
	w.hurt = append(w.hurt, built(alarms...)...)
}

// Noticed are the names of the alarms of what users notice.
func (w *Watch) Noticed() []string {
	var names []string
	for _, alarm := range w.hurt {
		names = append(names, *alarm.Node().DefaultChild().(awscloudwatch.CfnAlarm).AlarmName())
	}
	return names
}

// short is an alarm's name as the catalogue has it: without environment and severity.
func (w *Watch) short(name string) string {
	rest := strings.TrimPrefix(name, fmt.Sprintf("kasha-%s-", w.props.Environment.Name))
	_, short, _ := strings.Cut(rest, "-")
	return short
}
