package schedule

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsapplicationautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// Tasks stops the tasks of a service or a worker every day, and starts them on the days of the schedule. With both limits at zero, no
// metric can start a task. When the limits are back, auto scaling starts the minimum number at once.
func Tasks(scaling awsecs.ScalableTaskCount, minTasks, maxTasks int, hours config.Schedule) {
	zone := awscdk.TimeZone_Of(jsii.String(hours.TimeZone))
	minute, hour := at(hours.StopTime())
	scaling.ScaleOnSchedule(jsii.String("Stop"), &awsapplicationautoscaling.ScalingSchedule{
		Schedule:    awsapplicationautoscaling.Schedule_Cron(&awsapplicationautoscaling.CronOptions{Minute: &minute, Hour: &hour}),
		TimeZone:    zone,
		MinCapacity: jsii.Number(0), MaxCapacity: jsii.Number(0),
	})
	startMinute, startHour := at(hours.StartTime())
	days := startDays(hours)
	scaling.ScaleOnSchedule(jsii.String("Start"), &awsapplicationautoscaling.ScalingSchedule{
		Schedule: awsapplicationautoscaling.Schedule_Cron(&awsapplicationautoscaling.CronOptions{
			Minute: &startMinute, Hour: &startHour, WeekDay: &days,
		}),
		TimeZone:    zone,
		MinCapacity: jsii.Number(minTasks), MaxCapacity: jsii.Number(maxTasks),
	})
}
