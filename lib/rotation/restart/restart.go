// Package restart holds the definition of the flow that restarts a service after its database password was rotated, as Step
// Functions reads it. It is apart from lib/rotation, which deploys it, so that it can be walked in a test without the CDK.
//
// The flow keeps no memory. It compares two dates that AWS keeps anyway: when the secret last changed, and when the
// service's deployments were made. Tasks read the secret when they start, and no task of a deployment is older than the
// deployment; so a service is up to date exactly when every deployment that has tasks is younger than its secret. Running the
// flow once more, or twice at once, does nothing.
//
// Its output says {"upToDate": true} when no task holds a password of before. An execution that succeeds without it found a
// deployment under way, which may have begun before the rotation; a later check looks again. The input {"now": true} asks for a
// restart at once where the flow would wait for the next turn to try again.
package restart

import (
	_ "embed"
	"strconv"
)

// Figures of the flow.
const (
	// restartMinutes is how long a restart may take: new tasks start and become healthy, old ones drain for five minutes and
	// stop within two, and the circuit breaker gives up on tasks that fail to start after a handful of tries. config.Service's
	// startSeconds is limited to what fits in.
	restartMinutes = 45
	// unfinishedMinutes is how long a rotation may take. Its four steps take seconds each.
	unfinishedMinutes = 60
	// overdueMarginDays follow the day a rotation is due: Secrets Manager rotates at any time within that day.
	overdueMarginDays = 2
	// retryMinutes is how often a restart that is late is tried again. Each try that ECS rolls back is a deployment that failed,
	// of which people are told, and what made it fail is rarely gone after a quarter of an hour.
	retryMinutes = 60

	// NoService is the ServiceName where nothing holds the password.
	NoService = "none"
)

// Definition is the state machine in Amazon States Language, with placeholders such as ${ClusterName} for CloudFormation to
// fill in.
//
//go:embed restart.asl.json
var Definition string

// Settings are what a deployment of the flow is filled in with.
type Settings struct {
	Environment                         string
	AdminSecretArn, ConnectionSecretArn string
	ClusterName, ServiceName            string // ServiceName may be NoService
	TopicArn                            string
	CheckMinutes                        int // between two checks
	RotationDays                        int // the most that lie between two rotations
}

// Placeholders are the values of the definition's placeholders, by name.
func (s Settings) Placeholders() map[string]string {
	return map[string]string{
		"Environment":         s.Environment,
		"AdminSecretArn":      s.AdminSecretArn,
		"ConnectionSecretArn": s.ConnectionSecretArn,
		"ClusterName":         s.ClusterName,
		"ServiceName":         s.ServiceName,
		"TopicArn":            s.TopicArn,
		"CheckMinutes":        strconv.Itoa(s.CheckMinutes),
		"OverdueDays":         strconv.Itoa(s.RotationDays + overdueMarginDays),
		"RestartMinutes":      strconv.Itoa(restartMinutes),
		"LateMinutes":         strconv.Itoa(s.lateMinutes()),
		"RetryMinutes":        strconv.Itoa(retryMinutes),
		"UnfinishedMinutes":   strconv.Itoa(unfinishedMinutes),
	}
}

// lateMinutes are enough for a release that the rotation met, the restart after it, and the checks that wait for both.
func (s Settings) lateMinutes() int { return 2 * (s.CheckMinutes + restartMinutes) }
