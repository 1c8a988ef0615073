package names

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

// SQLTask returns the name of the cluster and the task definition family of the one-off SQL task. ECS allows 255 characters.
func (e Environment) SQLTask() string { return e.with("sql") }
