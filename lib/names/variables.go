package names

import "strings"

// The environment variables that Kasha sets in containers. An application reads them by these names.
const (
	BackendURL              = "BACKEND_URL"
	KeepAliveSeconds        = "KEEP_ALIVE_SECONDS"
	BucketName              = "BUCKET_NAME"
	DatabaseHost            = "DATABASE_HOST"
	DatabasePort            = "DATABASE_PORT"
	DatabaseName            = "DATABASE_NAME"
	DatabaseReplicaHost     = "DATABASE_REPLICA_HOST"
	DatabaseReplicaUsername = "DATABASE_REPLICA_USERNAME"
	DatabaseAuth            = "DATABASE_AUTH" // "password" or "iam"
	DatabaseUsername        = "DATABASE_USERNAME"
	DatabasePassword        = "DATABASE_PASSWORD"
	DatabasePoolSize        = "DATABASE_POOL_SIZE"
)

// The environment variables of the one-off SQL task. MYSQL_PWD is where the mysql client looks for its password.
const (
	SQLText                = "SQL"     // what is run; an override of the task
	SQLURL                 = "SQL_URL" // where longer SQL is, with the digest that it must have; overrides too
	SQLDigest              = "SQL_SHA256"
	SQLAdminUsername       = "ADMIN_USERNAME"
	SQLAdminPassword       = "MYSQL_PWD"
	SQLApplicationUsername = "APPLICATION_USERNAME"
	SQLApplicationPassword = "APPLICATION_PASSWORD"
	SQLMigratorUsername    = "MIGRATOR_USERNAME" // only where a release logs in as MigratorUser
	SQLMigratorPassword    = "MIGRATOR_PASSWORD"
	SQLRootCertificate     = "ROOT_CERTIFICATE" // of RDS in the region
	SQLRootBundle          = "ROOT_BUNDLE"      // where AWS publishes it, for a region whose root Kasha does not have
)

// QueueVariable returns the variable with a queue's URL: QUEUE_ORDER_EVENTS_URL for order-events.
func QueueVariable(queue string) string {
	return queueVariables + strings.ToUpper(strings.ReplaceAll(queue, "-", "_")) + "_URL"
}

const queueVariables = "QUEUE_"

// ServiceVariable returns the variable with the address of an internal service: SERVICE_URL_SEARCH for search, BACKEND_URL for backend.
func ServiceVariable(service string) string {
	if service == "backend" {
		return BackendURL
	}
	return serviceVariables + strings.ToUpper(strings.ReplaceAll(service, "-", "_"))
}

const serviceVariables = "SERVICE_URL_"

// ReservedVariables returns the variables that an adopter cannot set, because Kasha or AWS sets them. A * at the end stands
// for any rest.
func ReservedVariables() []string {
	return []string{
		BackendURL, KeepAliveSeconds, BucketName,
		DatabaseHost, DatabasePort, DatabaseName, DatabaseReplicaHost, DatabaseReplicaUsername,
		DatabaseAuth, DatabaseUsername, DatabasePassword, DatabasePoolSize,
		queueVariables + "*", serviceVariables + "*",
		"AWS_*", "ECS_*", // AWS's own: credentials, region, task metadata
	}
}
