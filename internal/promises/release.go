package promises

import "kasha/internal/allowlist"

// Construct paths of the release, and of the secret of the user that changes the schema.
const (
	release             = "Release"
	releaseFunction     = release + "/Function"
	releaseFunctionRole = release + "/FunctionRole"
	releaseWait         = release + "/Wait/Machine"
	migratorSecret      = "Database/MigratorSecret"
	migratorRole        = "Database/MigratorRotation/Role"
)

// releaseAnswersCloudFormation lets the function that CloudFormation calls start one state machine. That one starts the release's, and
// calls the function with the answer. Neither starts a task itself, and neither reads a secret.
func releaseAnswersCloudFormation() promise {
	const waits = releaseWait + "/Role"
	return promise{permissions: []allowlist.Permission{
		{Who: releaseFunctionRole, May: []string{"states:StartExecution"}, On: []string{releaseWait}, Must: true},
		{Who: waits, May: []string{"states:StartExecution"}, On: []string{machineOf(release)}, Must: true},
		{Who: waits, May: []string{"lambda:InvokeFunction"}, On: []string{releaseFunction}, Must: true},
		{Who: waits, May: []string{"logs:PutResourcePolicy"}, On: []string{"*"}}, // see servicesRestartAfterARotation
		{Who: allowlist.Service("lambda"), May: assume(), On: []string{releaseFunctionRole}},
		{Who: allowlist.Service("states"), May: assume(), On: []string{waits}},
	}}
}

// migrates lets ECS read the migrator's password for a process's tasks, and nothing else of the database. The tasks connect to the primary
// itself, also where there is a proxy.
func migrates(process string) promise {
	execution := executionRole(process)
	return promise{
		connections: append(mustCall(process, "secretsmanager"),
			allowlist.Connection{From: process, To: primary, On: allowlist.TCP(mysql), Must: true}),
		permissions: []allowlist.Permission{
			{Who: execution, May: readSecret(), On: []string{migratorSecret}, Must: true},
			{Who: execution, May: decrypt(), On: []string{generalKey}, OnlyIf: "kms:ViaService", Must: true},
		},
	}
}

// theMigratorsPasswordIsRotated lets one more rotation change its own secret, and the task of make sql give the user its password.
func theMigratorsPasswordIsRotated(e environment) promise {
	if !e.hasMigrator {
		return promise{}
	}
	return promise{permissions: []allowlist.Permission{
		{Who: migratorRole, May: changeSecret(), On: []string{migratorSecret}, Must: true},
		{Who: sqlTask + "/Task/ExecutionRole", May: readSecret(), On: []string{migratorSecret}, Must: true},
	}}
}
