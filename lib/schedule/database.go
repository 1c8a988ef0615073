package schedule

import (
	"strings"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsscheduler"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsschedulertargets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
)

// RDS refuses to stop an instance that is being modified, and one that is stopped already, which is every evening of a day off.
// Ten minutes outlast most changes. An hour would put an environment to sleep again that somebody woke after a stop that
// had nothing to do; one that is missed for good is made up for the next evening.
const (
	retries      = 10
	retryMinutes = 10
)

// DatabaseProps is a database and its hours.
type DatabaseProps struct {
	Environment string
	Database    awsrds.DatabaseInstance // without a read replica: RDS stops none that has one
	Hours       config.Schedule
}

// Database stops a database every day and starts it on the days of the schedule. EventBridge Scheduler costs nothing below
// fourteen million calls a month.
func Database(scope constructs.Construct, id string, props DatabaseProps) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	group := awsscheduler.NewScheduleGroup(scope, jsii.String("Group"), &awsscheduler.ScheduleGroupProps{
		ScheduleGroupName: jsii.String("kasha-" + props.Environment + "-off-hours"),
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
	})
	role := awsiam.NewRole(scope, jsii.String("Role"), &awsiam.RoleProps{
		Description: jsii.String("EventBridge Scheduler: stop and start the database"),
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("scheduler.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]any{
				"aws:SourceAccount": awscdk.Stack_Of(scope).Account(), "aws:SourceArn": group.ScheduleGroupArn(),
			}},
		}),
	})
	schedule := func(verb, description string, clock time.Duration, days string) {
		minute, hour := at(clock)
		cron := &awsscheduler.CronOptionsWithTimezone{Minute: &minute, Hour: &hour, TimeZone: awscdk.TimeZone_Of(jsii.String(props.Hours.TimeZone))}
		if days != "" {
			cron.WeekDay = &days
		}
		awsscheduler.NewSchedule(scope, jsii.String(verb), &awsscheduler.ScheduleProps{
			ScheduleName:  jsii.String("kasha-" + props.Environment + "-database-" + strings.ToLower(verb)),
			Description:   jsii.String(description),
			ScheduleGroup: group,
			Schedule:      awsscheduler.ScheduleExpression_Cron(cron),
			Target: awsschedulertargets.NewUniversal(&awsschedulertargets.UniversalTargetProps{
				Service: jsii.String("rds"),
				Action:  jsii.String(strings.ToLower(verb) + "DBInstance"),
				Role:    role,
				// The name of the parameter as Scheduler wants it: the SDK's, not DBInstanceIdentifier as in the API.
				Input: awsscheduler.ScheduleTargetInput_FromObject(map[string]any{"DbInstanceIdentifier": props.Database.InstanceIdentifier()}),
				PolicyStatements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
					Actions: jsii.Strings("rds:" + verb + "DBInstance"), Resources: &[]*string{props.Database.InstanceArn()},
				})},
				RetryAttempts: jsii.Number(retries),
				MaxEventAge:   awscdk.Duration_Minutes(jsii.Number(retryMinutes)),
			}),
		})
	}
	schedule("Start", "The database, before the services", props.Hours.StartTime()-databaseLead, startDays(props.Hours))
	schedule("Stop", "The database, after the services; on days off too, when AWS may have started it", props.Hours.StopTime()+databaseLag, "")
}
