package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/schedule"
)

// muteOffHours silences every alarm of the environment while it is switched off. It looks for them in the finished stacks,
// because an alarm that somebody adds tomorrow must not ring at night either. CloudWatch mutes within a region only, so each
// stack has rules of its own.
func muteOffHours(stage awscdk.Stage, env config.Environment) {
	if env.Schedule == nil {
		return
	}
	types := awscdk.ConstructSelector_ResourcesOfType(jsii.String("AWS::CloudWatch::Alarm"), jsii.String("AWS::CloudWatch::CompositeAlarm"))
	for _, child := range *stage.Node().Children() {
		stack, ok := child.(awscdk.Stack)
		if !ok {
			continue
		}
		var alarms []*string
		for _, alarm := range *types.Select(stack) {
			alarms = append(alarms, alarm.(awscdk.CfnResource).Ref())
		}
		if len(alarms) > 0 {
			schedule.Alarms(stack, "OffHoursAlarms", schedule.AlarmsProps{Environment: env.Name, Names: alarms, Hours: *env.Schedule})
		}
	}
}
