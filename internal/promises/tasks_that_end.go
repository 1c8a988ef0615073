package promises

import "kasha/internal/allowlist"

func machineOf(process string) string { return process + "/Machine" }

// runsToItsEnd lets a state machine start and stop the task of one process, and report. Both roles of the task may be passed to ECS alone.
func runsToItsEnd(process string) promise {
	role := machineOf(process) + "/Role"
	return promise{permissions: []allowlist.Permission{
		{Who: role, May: []string{"ecs:RunTask"}, On: []string{process + "/Task"}, OnlyIf: "ecs:cluster", Must: true},
		{
			Who: role, May: []string{"iam:PassRole"}, On: []string{taskRole(process), executionRole(process)},
			OnlyIf: "iam:PassedToService", Must: true,
		},
		{Who: role, May: publish(), On: []string{"Alarms"}, Must: true},
		{Who: role, May: decrypt(), On: []string{generalKey}, OnlyIf: "kms:EncryptionContext:aws:sns:topicArn", Must: true},
		{Who: role, May: []string{"logs:PutResourcePolicy"}, On: []string{"*"}}, // see servicesRestartAfterARotation
		{Who: allowlist.Service("states"), May: assume(), On: []string{role}},
	}}
}

// startsAtItsTimes lets EventBridge Scheduler start the state machine of a job.
func startsAtItsTimes(process string) promise {
	schedule := process + "/ScheduleRole"
	return promise{permissions: []allowlist.Permission{
		{Who: schedule, May: []string{"states:StartExecution"}, On: []string{machineOf(process)}},
		{Who: allowlist.Service("scheduler"), May: assume(), On: []string{schedule}, OnlyIf: "aws:SourceAccount"},
	}}
}
