package names

// Rotated is a secret whose password a Lambda function rotates.
type Rotated string

// The secrets that are rotated.
const (
	RotatedAdmin      Rotated = "admin"
	RotatedConnection Rotated = "connection"
	RotatedMigrator   Rotated = "migrator" // only where a release logs in as MigratorUser
)

// RotatedSecrets returns those of every environment.
func RotatedSecrets() []Rotated { return []Rotated{RotatedAdmin, RotatedConnection} }

// RotationFunction returns the name of the Lambda function that rotates a secret. Lambda allows 64 characters.
func (e Environment) RotationFunction(of Rotated) string { return e.with("rotate-" + string(of)) }

// RestartStateMachine returns the name of the state machine that restarts services after a rotation. Step Functions allows 80
// characters.
func (e Environment) RestartStateMachine() string { return e.with("restart") }

// RestartSchedule returns the name of the schedule that starts the state machine. EventBridge Scheduler allows 64 characters.
func (e Environment) RestartSchedule() string { return e.RestartStateMachine() }

// HoldersStateMachine returns the name of the state machine that restarts services after other secrets have changed, and of its
// schedule. Step Functions allows 80 characters, EventBridge Scheduler 64.
func (e Environment) HoldersStateMachine() string { return e.RestartStateMachine() + "-holders" }
