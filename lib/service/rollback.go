package service

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
)

// RollBackOn makes a deployment fail, and the release before it come back, when one of the alarms rings while it runs or
// shortly after (ECS takes the time from the alarms' periods). The circuit breaker sees only tasks that do not start; this
// sees those that start and then fail.
//
// The alarms must not refer to the ECS service, or each would need the other first: the target group's figures do not. They
// are named by their fixed names, and created first, so that they exist when ECS looks at them. ECS ignores an alarm that
// rings already when a deployment starts, so that the release that mends things can be deployed.
func (s Service) RollBackOn(alarms ...awscloudwatch.Alarm) {
	var names []*string
	for _, alarm := range alarms {
		names = append(names, alarm.Node().DefaultChild().(awscloudwatch.CfnAlarm).AlarmName())
		s.Pattern.Service().Node().AddDependency(alarm)
	}
	s.Pattern.Service().EnableDeploymentAlarms(&names, &awsecs.DeploymentAlarmOptions{Behavior: awsecs.AlarmBehavior_ROLLBACK_ON_ALARM})
}
