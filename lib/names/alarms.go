package names

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// Severity is how urgent an alarm or event is: the third part of its name, by which people filter.
type Severity string

// The severities. Critical pages somebody; a warning waits until the morning; news reports that something went well.
const (
	Critical Severity = "critical"
	Warning  Severity = "warning"
	News     Severity = "news"
)

// Alarm returns the full name of an alarm or an event rule. CloudWatch allows 255 characters, EventBridge 64 for a rule.
func (e Environment) Alarm(severity Severity, name string) string {
	return e.with(string(severity) + "-" + name)
}

// Budget returns the name of the budget, which ends in a digest of its notifications. AWS::Budgets::Budget cannot change them in place:
// CloudFormation creates a new budget before it deletes the old one, and AWS Budgets refuses two of one name. AWS Budgets allows 100
// characters.
func (e Environment) Budget(notifications ...string) string {
	return e.Alarm(Warning, budget+"-"+Digest(notifications...))
}

// Digest returns eight characters that differ where the texts do, for a name or a construct id that must change with them.
func Digest(texts ...string) string {
	digest := sha256.Sum256([]byte(strings.Join(texts, "\n")))
	return hex.EncodeToString(digest[:4])
}

// IsAlarm reports whether name is that of an alarm of the severity. It is for readers of a template, which has no other word for it.
func IsAlarm(e Environment, severity Severity, name string) bool {
	return strings.HasPrefix(name, e.Alarm(severity, ""))
}

// ScalingAlarm returns the name of the alarm that scales a process. It notifies nobody, so it has no severity.
func (e Environment) ScalingAlarm(process string) string { return e.with("scaling-" + process) }

const budget = "budget"

// NoticeMetadata is the key in a resource's metadata under which the text for people stands where AWS has no description for it.
const NoticeMetadata = "kasha:notice"

// UsesMetadata is the key in a task definition's metadata under which stands what the process uses, as the configuration has it.
const UsesMetadata = "kasha:uses"

// FromMetadata is the key in a queue's metadata under which stand the AWS services that may send to it.
const FromMetadata = "kasha:from"

// UserMetadata is the key under which stands the database user that the process logs in as, where it is not the application's.
const UserMetadata = "kasha:user"

// EgressMetadata is the key under which stand the further connections that the process may open, each as PORT CIDR.
const EgressMetadata = "kasha:egress"

// OriginsMetadata is the key under which stand the load balancers before the frontend, the one that CloudFront uses first: public or vpc.
// Without it there is a public one.
const OriginsMetadata = "kasha:origins"

// RoutesMetadata is the key under which stands how requests reach a further service. Each element is public PATH, internal PATH or
// internal PORT.
const RoutesMetadata = "kasha:routes"

// SecretsMetadata is the key under which stands what ECS injects into the process's tasks. Each element is secret:NAME or parameter:NAME,
// with the ARN of a customer managed key behind a space.
const SecretsMetadata = "kasha:secrets"

// AlarmTopic returns the name of the SNS topic of alarms. SNS allows 256 characters.
func (e Environment) AlarmTopic() string { return e.with("alarms") }
