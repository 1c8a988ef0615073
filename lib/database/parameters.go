package database

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
)

// slowQuerySeconds is the design document's threshold; MySQL's own default is 10.
const slowQuerySeconds = "2"

// newParameterGroup sets what the engine leaves open. Without it the log exports stay empty, because MySQL then keeps its
// logs in tables, and connections without TLS are accepted.
func newParameterGroup(scope constructs.Construct, database config.Database) awsrds.ParameterGroup {
	return awsrds.NewParameterGroup(scope, jsii.String("Parameters"), &awsrds.ParameterGroupProps{
		Engine:      engine(database),
		Description: jsii.String("Kasha: TLS required, slow queries to file, connections as the pools are checked"),
		Parameters: &map[string]*string{
			"require_secure_transport": jsii.String("1"),
			"slow_query_log":           jsii.String("1"),
			"long_query_time":          jsii.String(slowQuerySeconds),
			"log_output":               jsii.String("FILE"),
			"general_log":              jsii.String(flag(database.GeneralLog)),
			// Said rather than left to RDS, so that lib/config and the alarms know the number.
			"max_connections": jsii.String(strconv.Itoa(database.MaxConnections())),
		},
	})
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// exports lists the log files that RDS ships to CloudWatch. The general log holds every statement, values included, so it
// is exported only where it is switched on, which lib/config refuses in production.
func exports(database config.Database) []string {
	files := []string{"error", "slowquery", "iam-db-auth-error"}
	if database.GeneralLog {
		files = append(files, "general")
	}
	return files
}

// newLogGroups makes the groups before RDS does: one that RDS creates on first write never expires.
func newLogGroups(scope constructs.Construct, id, instance string, props Props) constructs.Construct {
	groups := constructs.NewConstruct(scope, jsii.String(id))
	for _, file := range exports(props.Database) {
		logging.NewGroup(groups, file, logging.GroupProps{
			Name:          "/aws/rds/instance/" + instance + "/" + file,
			RetentionDays: props.LogRetentionDays,
			Key:           props.SecretsKey,
			Retain:        props.Retain,
		})
	}
	return groups
}
