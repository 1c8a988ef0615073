package promises

import "kasha/internal/allowlist"

// Construct paths of the two rotation functions and their roles.
const (
	adminFunction      = "Database/AdminRotation/Function"
	adminRole          = "Database/AdminRotation/Role"
	connectionFunction = "Database/ConnectionRotation/Function"
	connectionRole     = "Database/ConnectionRotation/Role"
	everyFunction      = "Database/*Rotation/Function"
	everyRole          = "Database/*Rotation/Role"
)

// passwordsAreRotated lets each rotation change its own secret, and the application's rotation act as the master user. No other
// process reads the master user's password, apart from the SQL task. A password changes at the primary; the replica follows.
func passwordsAreRotated(e environment) promise {
	calls := []allowlist.Connection{
		{From: everyFunction, To: primary, On: allowlist.TCP(mysql), Must: true},
		{From: everyFunction, To: allowlist.Internet, On: allowlist.TCP(https), Via: []allowlist.Way{allowlist.NATGateway}},
		{From: everyFunction, To: allowlist.AnyAWSService, On: allowlist.TCP(https), Via: privateWays()},
	}
	return promise{
		connections: append(calls, mustCall(everyFunction, "secretsmanager")...),
		permissions: []allowlist.Permission{
			{Who: adminRole, May: changeSecret(), On: []string{adminSecret}, Must: true},
			{Who: connectionRole, May: changeSecret(), On: []string{connectionSecret}, Must: true},
			{Who: connectionRole, May: readSecret(), On: []string{adminSecret}, Must: !e.hasProxy},
			{Who: everyRole, May: decrypt(), On: []string{generalKey}, OnlyIf: "kms:ViaService", Must: true},
			{Who: allowlist.Service("lambda"), May: assume(), On: []string{everyRole}},
			{Who: allowlist.Service("secretsmanager"), May: []string{"lambda:InvokeFunction"}, On: []string{everyFunction}, Must: true},
		},
	}
}

// changeSecret is what the four steps of a rotation do to their secret.
func changeSecret() []string {
	return []string{"secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"}
}

// servicesRestartAfterARotation lets the state machine restart the backend and report. It restarts nothing else and reads no
// secret.
func servicesRestartAfterARotation() promise {
	const role, schedule = "Rotation/Machine/Role", "Rotation/ScheduleRole"
	return promise{permissions: []allowlist.Permission{
		{Who: role, May: []string{"ecs:UpdateService"}, On: []string{backend}},
		{Who: role, May: publish(), On: []string{"Alarms"}},
		{Who: role, May: decrypt(), On: []string{generalKey}, OnlyIf: "kms:EncryptionContext:aws:sns:topicArn"},
		// Step Functions requires this of every state machine that logs, and logs:* has no narrower resource.
		{Who: role, May: []string{"logs:PutResourcePolicy"}, On: []string{"*"}},
		{Who: schedule, May: []string{"states:StartExecution"}, On: []string{"Rotation/Machine"}},
		{Who: allowlist.Service("states"), May: assume(), On: []string{role}},
		{Who: allowlist.Service("scheduler"), May: assume(), On: []string{schedule}, OnlyIf: "aws:SourceAccount"},
	}}
}
