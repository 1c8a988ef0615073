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
	"kasha/lib/names"
)

// RDS refuses to stop an instance that is being modified, or that is already stopped, as on every evening of a day off. Most
// modifications end within ten minutes. Retrying for an hour could stop an environment again that somebody has just started by
// hand. A stop that fails altogether is repeated the next evening.
const (
	retries      = 10
	retryMinutes = 10
)

// DatabaseProps is a database, and the hours in which it runs.
type DatabaseProps struct {
	Environment names.Environment
	Database    awsrds.DatabaseInstance // without a read replica: RDS cannot stop an instance that has one
	Hours       config.Schedule
}

// Database stops a database every day, and starts it on the days of the schedule. EventBridge Scheduler is free below fourteen
// million calls a month.
func Database(scope constructs.Construct, id string, props DatabaseProps) {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	group := awsscheduler.NewScheduleGroup(scope, jsii.String("Group"), &awsscheduler.ScheduleGroupProps{
		ScheduleGroupName: jsii.String(props.Environment.OffHoursGroup()),
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
	zone := awscdk.TimeZone_Of(jsii.String(props.Hours.TimeZone))
	schedule := func(verb, description string, clock time.Duration, days string) {
		minute, hour := at(clock)
		cron := &awsscheduler.CronOptionsWithTimezone{Minute: &minute, Hour: &hour, TimeZone: zone}
		if days != "" {
			cron.WeekDay = &days
		}
		built := awsscheduler.NewSchedule(scope, jsii.String(verb), &awsscheduler.ScheduleProps{
			ScheduleName:  jsii.String(props.Environment.DatabaseSchedule(strings.ToLower(verb))),
			Description:   jsii.String(description),
			ScheduleGroup: group,
			Schedule:      awsscheduler.ScheduleExpression_Cron(cron),
			Target: awsschedulertargets.NewUniversal(&awsschedulertargets.UniversalTargetProps{
				Service: jsii.String("rds"),
				Action:  jsii.String(strings.ToLower(verb) + "DBInstance"),
				Role:    role,
				// Scheduler expects the SDK's name of the parameter, not the API's DBInstanceIdentifier.
				Input: awsscheduler.ScheduleTargetInput_FromObject(map[string]any{
					"DbInstanceIdentifier": props.Database.InstanceIdentifier(),
				}),
				PolicyStatements: &[]awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
					Actions: jsii.Strings("rds:" + verb + "DBInstance"), Resources: &[]*string{props.Database.InstanceArn()},
				})},
				RetryAttempts: jsii.Number(retries),
				MaxEventAge:   awscdk.Duration_Minutes(jsii.Number(retryMinutes)),
			}),
		})
		built.Node().AddDependency(role) // with its policy, without which Scheduler could neither stop nor start the database
	}
	schedule("Start", "Starts the database before the services", props.Hours.StartTime()-databaseLead, startDays(props.Hours))
	const everyDay = ""
	schedule("Stop", "Stops the database after the services, also on days off, when AWS may have started it",
		props.Hours.StopTime()+databaseLag, everyDay)
}
