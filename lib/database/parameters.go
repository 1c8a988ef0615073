package database

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

// slowQuerySeconds is the design document's threshold. MySQL's default is 10.
const slowQuerySeconds = "2"

// newParameterGroup builds the parameter group of primary and replica. With the engine's defaults, the log exports would stay empty,
// because MySQL writes its logs to tables, and MySQL would accept connections without TLS.
func newParameterGroup(scope constructs.Construct, database config.Database) awsrds.ParameterGroup {
	generalLog := "0"
	if database.GeneralLog {
		generalLog = "1"
	}
	parameters := map[string]*string{
		"require_secure_transport": jsii.String("1"),
		"slow_query_log":           jsii.String("1"),
		"long_query_time":          jsii.String(slowQuerySeconds),
		"log_output":               jsii.String("FILE"),
		"general_log":              jsii.String(generalLog),
		// Set rather than left to RDS, so that lib/config and the alarms know the number.
		"max_connections": jsii.String(strconv.Itoa(database.InstanceClass.MaxConnections())),
	}
	for name, value := range database.Parameters { // lib/config refuses those above
		parameters[name] = jsii.String(value)
	}
	return awsrds.NewParameterGroup(scope, jsii.String("Parameters"), &awsrds.ParameterGroupProps{
		Engine:      engine(database),
		Description: jsii.String(names.Description("TLS required, slow queries to file, connections as the pools are checked")),
		Parameters:  &parameters,
	})
}
