package names

import "strings"

const (
	// Database is the name of the MySQL database inside the instance.
	Database = "kasha"

	// AdminUser is the MySQL master user (design document).
	AdminUser = "admin"

	// ApplicationUser is the MySQL user of the services, which docs/sql/users.sql creates. Rotation alternates it with
	// ApplicationUser + "_clone". AWS's rotation function refuses user names longer than 16 characters for the pair.
	ApplicationUser = "kasha_app"

	// TokenUser is the MySQL user that logs in with IAM tokens only. docs/sql/users.sql creates it.
	TokenUser = "kasha_iam"

	// MigratorUser is the MySQL user that changes the schema, for the release. docs/sql/migrator.sql creates it.
	MigratorUser = "kasha_migrator"

	// SQLObjects is what the keys of long SQL in the application's bucket begin with, from its upload until its task has ended.
	SQLObjects = "kasha-sql/"

	// SQLContainer is the name of the container of the one-off SQL task, and the prefix of its log streams.
	SQLContainer = "sql"
)

// DatabaseInstance returns the identifier of the primary. RDS allows 63 characters.
func (e Environment) DatabaseInstance() string { return e.with("mysql") }

// ReadReplica returns the identifier of the read replica. RDS allows 63 characters. Without Insights it has another identifier.
// CloudFormation replaces a replica that loses the key of its Insights, and RDS refuses a second instance with the same identifier.
func (e Environment) ReadReplica(insights bool) string {
	if !insights {
		return e.DatabaseInstance() + "-replica-plain"
	}
	return e.DatabaseInstance() + "-replica"
}

// DatabaseProxy returns the name of the RDS Proxy. RDS allows 63 characters.
func (e Environment) DatabaseProxy() string { return e.with("proxy") }

// SecretPrefix returns the default of database.secretNamePrefix.
func (e Environment) SecretPrefix() string { return Application + "/" + string(e) + "/rds/mysql" }

// OriginSecret returns the name of the secret with the header that CloudFront sends to the public load balancer. Secrets Manager
// allows 512 characters; the name must not be a PartialARN.
func (e Environment) OriginSecret() string { return Application + "/" + string(e) + "/origin/secret" }

// AccessSecret returns the name of the secret with the header by which the canary and the smoke test get in.
func (e Environment) AccessSecret() string { return Application + "/" + string(e) + "/access/secret" }

// OwnSecret reports whether a secret's name is one that Kasha gives to its own secrets, in any environment.
func OwnSecret(secret string) bool { return strings.HasPrefix(secret, Application+"/") }

// PartialARN reports whether a secret's name ends in a hyphen and six characters. ECS and Secrets Manager look such a name up as the
// end of a secret's ARN, and find another secret or none. Source: Secrets Manager API, CreateSecret, Name.
func PartialARN(secret string) bool {
	at := len(secret) - len("-AbCdEf")
	return at >= 0 && secret[at] == '-' && !strings.Contains(secret[at+1:], "/")
}

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

// AdminSecret is the name of the master user's secret. The prefix is database.secretNamePrefix. Secrets Manager allows 512 characters.
func AdminSecret(prefix string) string { return prefix + "/admin-password" }

// ConnectionSecret is the name of the secret with which the services connect. See AdminSecret.
func ConnectionSecret(prefix string) string { return prefix + "/connection" }

// MigratorSecret is the name of the secret of the user that changes the schema. See AdminSecret.
func MigratorSecret(prefix string) string { return prefix + "/migrator" }
