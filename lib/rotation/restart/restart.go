// Package restart holds the definition of the flow that restarts a service after its database password was rotated, as Step
// Functions reads it. It is apart from lib/rotation, which deploys it, so that it can be walked in a test without the CDK.
//
// The flow keeps no memory. It compares two dates that AWS keeps anyway: when the secret last changed, and when the
// service's deployment was made. Tasks read the secret when they start, and no task of a deployment is older than the
// deployment; so a service is up to date exactly when its deployment is younger than its secret. Running the flow once more,
// or twice at once, does nothing.
package restart

import _ "embed"

// Figures of the flow, for the placeholders of the same name.
const (
	// RestartMinutes is how long a restart may take: new tasks start and become healthy, old ones drain for five minutes and
	// stop within two, and the circuit breaker gives up on tasks that fail to start after a handful of tries.
	RestartMinutes = 45
	// UnfinishedMinutes is how long a rotation may take. Its four steps take seconds each.
	UnfinishedMinutes = 60
	// OverdueMarginDays follow the day a rotation is due: Secrets Manager rotates at any time within that day.
	OverdueMarginDays = 2
)

// Definition is the state machine in Amazon States Language, with placeholders such as ${ClusterName} for CloudFormation to
// fill in.
//
//go:embed restart.asl.json
var Definition string

// Placeholders are the names that a deployment must fill in.
func Placeholders() []string {
	return []string{
		"AdminSecretArn", "ConnectionSecretArn", "ClusterName", "ServiceName", "TopicArn", "Environment",
		"CheckMinutes", "OverdueDays", "RestartMinutes", "UnfinishedMinutes",
	}
}
