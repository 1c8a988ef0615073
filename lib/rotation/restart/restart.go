// Package restart holds the state machine that restarts a service after its database password was rotated, in Amazon States
// Language. It is separate from lib/rotation, which deploys it, so that tests can run it without the CDK.
//
// The state machine stores nothing. It compares two dates that AWS keeps anyway: when the secret last changed, and when the service's
// deployments were created. Tasks read the secret when they start, and no task is older than its deployment. So a service is up to date
// exactly when every deployment that has tasks is newer than the secret. Additional executions change nothing, even at the same time.
//
// The output contains {"upToDate": true} when no task holds an old password. If an execution succeeds without this output, a deployment
// was in progress that may have started before the rotation. A later check looks again. The input {"now": true} asks for an immediate
// restart, even if the state machine would otherwise wait before its next attempt.
package restart

import (
	_ "embed"
	"strconv"
)

const (
	// restartMinutes is how long a restart may take. New tasks start and become healthy, and old ones drain for five minutes and
	// stop within two. The circuit breaker ends it after several tasks that fail to start. lib/config limits startSeconds so that
	// a restart fits.
	restartMinutes = 45
	// unfinishedMinutes is how long a rotation may take. Each of its four steps takes seconds.
	unfinishedMinutes = 60
	// overdueMarginDays is how many days after its due date a rotation counts as overdue. Secrets Manager rotates at any time of the
	// day on which a rotation is due.
	overdueMarginDays = 2
	// retryMinutes is how often a late restart is tried again. Each attempt that ECS rolls back is a failed deployment, which
	// notifies people, and the cause is rarely gone after 15 minutes.
	retryMinutes = 60

	// NoService is the ServiceName where no service holds the password.
	NoService = "none"
)

// Definition is the state machine in Amazon States Language. CloudFormation replaces placeholders such as ${ClusterName}.
//
//go:embed restart.asl.json
var Definition string

// Settings are the values for the definition's placeholders in one environment.
type Settings struct {
	Environment                         string
	AdminSecretArn, ConnectionSecretArn string
	ClusterName, ServiceName            string // ServiceName may be NoService
	TopicArn                            string
	CheckMinutes                        int // between two checks
	RotationDays                        int // the longest time between two rotations
}

// Placeholders returns the value of each placeholder in Definition, by name.
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

// lateMinutes is long enough for a release that was in progress during the rotation, the restart after it, and the checks that wait
// for both.
func (s Settings) lateMinutes() int { return 2 * (s.CheckMinutes + restartMinutes) }
