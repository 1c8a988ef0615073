package database

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
	"kasha/lib/names"
)

// exports returns the logs that RDS exports to CloudWatch Logs. The general log holds every statement with its values. It is exported
// only where it is enabled, which lib/config refuses in production.
func exports(database config.Database) []string {
	files := []string{"error", "slowquery", "iam-db-auth-error"}
	if database.GeneralLog {
		files = append(files, "general")
	}
	return files
}

// newLogGroups builds the log groups of an instance before RDS writes to them. A group that RDS creates never expires.
func newLogGroups(scope constructs.Construct, id, instance string, props Props) constructs.Construct {
	groups := constructs.NewConstruct(scope, jsii.String(id))
	for _, file := range exports(props.Database) {
		logging.NewGroup(groups, file, logging.GroupProps{
			Name:          names.InstanceLogs(instance, file),
			RetentionDays: props.LogRetentionDays,
			Key:           props.SecretsKey,
			Retain:        props.Retain,
		})
	}
	return groups
}
