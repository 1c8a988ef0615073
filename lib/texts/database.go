package texts

import (
	"slices"

	"kasha/lib/offers"
)

// database is RDS, whose model in botocore has almost no patterns.
func database() []Text {
	const (
		instance     = "AWS::RDS::DBInstance"
		parameters   = "AWS::RDS::DBParameterGroup"
		proxy        = "AWS::RDS::DBProxy"
		subnets      = "AWS::RDS::DBSubnetGroup"
		subscription = "AWS::RDS::EventSubscription"
		create       = "RDS API, CreateDBInstance"
		mysql        = "RDS user guide, \"Parameters for MySQL\"; MySQL manual, \"Server System Variables\""
	)
	identifier := Rule{
		Name: "DatabaseIdentifier", What: "identifier of a database or proxy", Characters: `A-Za-z0-9\-`,
		Form:  "[A-Za-z](-?[A-Za-z0-9])*",
		Least: 1, Most: 63, Write: "letters, digits and single -, beginning with a letter", Example: "shop-prod-mysql",
		Source: create + " and CreateDBProxy",
	}
	source := Rule{
		Name: "SourceDatabase", What: "source of a replica", Characters: `A-Za-z0-9:\-`,
		Form: `arn:[^:]+:rds:[^:]+:[0-9]+:db:.+|[A-Za-z].*`, Least: 1,
		Most: 255, Write: "an instance's identifier or ARN", Example: "arn:aws:rds:us-east-1:111111111111:db:shop-prod-mysql",
		Source: "RDS API, CreateDBInstanceReadReplica",
	}
	name := Rule{
		Name: "DatabaseName", What: "name of a MySQL database", Characters: "A-Za-z0-9_", Form: "[A-Za-z][A-Za-z0-9_]*", Least: 1,
		Most:  64,
		Write: "letters, digits and _, beginning with a letter", Example: "kasha", Source: create + ", DBName",
	}
	user := Rule{
		Name: "MasterUser", What: "name of the master user", Characters: "A-Za-z0-9_", Form: "[A-Za-z][A-Za-z0-9_]*", Least: 1, Most: 16,
		Write: "letters, digits and _, beginning with a letter", Example: "admin", Source: create + ", MasterUsername (MySQL)",
	}
	password := Rule{
		Name: "MasterPassword", What: "master password", Characters: "!#-.0-?A-~", Least: 8, Most: 41,
		Write: "a dynamic reference to a secret", Example: "a-dynamic-reference", Source: create + ", MasterUserPassword (MySQL)",
	}
	class := Rule{
		Name: "DatabaseClass", What: "instance class", Characters: "a-z0-9.", Form: `db\.[a-z0-9]+\.[a-z0-9]+`, Least: 1, Most: 64,
		Write: "a class, such as db.t4g.medium", Example: "db.t4g.medium", Source: create + ", DBInstanceClass",
	}
	version := Rule{
		Name: "EngineVersion", What: "engine version", Characters: "0-9.", Form: `[0-9]+\.[0-9]+\.[0-9]+`, Narrow: true, Least: 1, Most: 64,
		Write: "a full version, such as 8.4.6", Example: "8.4.6", Source: create + ", EngineVersion",
	}
	backupWindow := Rule{
		Name: "BackupWindow", What: "backup window", Characters: "0-9:-",
		Form:  "([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]",
		Least: 11, Most: 11, Write: "hh:mm-hh:mm in UTC", Example: "03:00-04:00", Source: create + ", PreferredBackupWindow",
	}
	maintenance := Rule{
		Name: "MaintenanceWindow", What: "maintenance window", Characters: "a-z0-9:-", Least: 19, Most: 19,
		Form:  "(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]",
		Write: "ddd:hh:mm-ddd:hh:mm in UTC", Example: "sun:05:00-sun:06:00", Source: create + ", PreferredMaintenanceWindow",
	}
	description := Rule{
		Name: "DatabaseDescription", What: "description of a parameter group or subnet group", Characters: printable, Least: 1, Most: 255,
		Write: asciiWords, Example: "Subnets without a way out", Source: "RDS API states no limit; 255 is that of the group's name",
	}
	family := Rule{
		Name: "ParameterFamily", What: "family of parameters", Characters: "a-z0-9.", Form: `mysql[0-9]+\.[0-9]+`, Narrow: true,
		Least: 1, Most: 32,
		Write: "mysql and a major version, such as mysql8.4", Example: "mysql8.4", Source: "RDS API, CreateDBParameterGroup",
	}
	numeric := Rule{
		Name: "NumericParameter", What: "number as a parameter", Characters: "0-9.", Form: `[0-9]+(\.[0-9]+)?`, Least: 1, Most: 10,
		Write:   "a number",
		Example: "512", Source: mysql,
	}
	parameter := Rule{
		Name: "ParameterValue", What: "value of a parameter", Characters: `A-Za-z0-9_,=/\-`, Least: 1, Most: 1024,
		Write: "letters, digits and _,=/-", Example: "STRICT_TRANS_TABLES,NO_ZERO_DATE", Source: mysql,
	}
	var values []string // of the parameters that an adopter may set
	for _, name := range offers.ParameterNames() {
		values = append(values, "Parameters."+name)
	}
	subscribed := Rule{
		Name: "SubscriptionName", What: "name of an event subscription", Characters: `A-Za-z0-9\-`, Never: "^-|-$", Least: 1, Most: 255,
		Write: "letters, digits and -", Example: "shop-prod-events", Source: "RDS API, CreateEventSubscription",
	}
	category := oneOf("EventCategory", "category of events", "RDS user guide, \"Amazon RDS event categories and event messages\"",
		"availability", "backup", "backtrack", "configuration change", "creation", "deletion", "failover", "failure", "low storage",
		"maintenance", "notification", "read replica", "recovery", "restoration", "security", "security patching")
	switched := oneOf("SwitchParameter", "switch as a parameter", mysql, "0", "1")
	return slices.Concat(
		at(identifier, instance, "DBInstanceIdentifier"),
		at(identifier, proxy, "DBProxyName"),
		at(identifier, subscription, "SourceIds[]"),
		at(source, instance, "SourceDBInstanceIdentifier"),
		at(name, instance, "DBName"),
		at(user, instance, "MasterUsername"),
		at(password, instance, "MasterUserPassword"),
		at(class, instance, "DBInstanceClass"),
		at(version, instance, "EngineVersion"),
		at(zone(), instance, "AvailabilityZone"),
		at(backupWindow, instance, "PreferredBackupWindow"),
		at(maintenance, instance, "PreferredMaintenanceWindow"),
		at(oneOf("DatabaseEngine", "engine", create, "mysql", "mariadb", "postgres", "aurora-mysql", "aurora-postgresql", "oracle-ee",
			"oracle-ee-cdb", "oracle-se2", "oracle-se2-cdb", "sqlserver-ee", "sqlserver-se", "sqlserver-ex", "sqlserver-web",
			"db2-se", "db2-ae"), instance, "Engine"),
		at(oneOf("DatabaseCA", "certificate authority", "RDS user guide, \"Certificate authorities\"",
			"rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"), instance, "CACertificateIdentifier"),
		at(oneOf("DatabaseLog", "log that is exported", "RDS user guide, \"Publishing database logs to Amazon CloudWatch Logs\"",
			"audit", "error", "general", "slowquery", "iam-db-auth-error", "instance", "postgresql", "upgrade", "alert", "listener", "trace",
			"oemagent", "agent", "diag.log", "notify.log"), instance, "EnableCloudwatchLogsExports[]"),
		at(oneOf("ExtendedSupport", "life cycle of the engine", create, "open-source-rds-extended-support-disabled",
			"open-source-rds-extended-support"), instance, "EngineLifecycleSupport"),
		at(oneOf("StorageType", "type of storage", create, "gp3", "gp2", "io1", "io2", "standard",
			"aurora", "aurora-iopt1"), instance, "StorageType"),
		at(description, parameters, "Description"),
		at(description, subnets, "DBSubnetGroupDescription"),
		at(family, parameters, "Family"),
		at(switched, parameters, "Parameters.general_log", "Parameters.slow_query_log", "Parameters.require_secure_transport"),
		at(numeric, parameters, "Parameters.long_query_time", "Parameters.max_connections"),
		at(parameter, parameters, values...),
		at(oneOf("LogOutput", "log_output", mysql, "FILE", "TABLE", "NONE"), parameters, "Parameters.log_output"),
		at(subscribed, subscription, "SubscriptionName"),
		at(category, subscription, "EventCategories[]"),
		at(oneOf("EventSource", "source of events", "RDS API, CreateEventSubscription", "db-instance", "db-cluster", "db-parameter-group",
			"db-security-group", "db-snapshot", "db-cluster-snapshot", "db-proxy", "blue-green-deployment", "custom-engine-version",
			"db-shard-group", "zero-etl"), subscription, "SourceType"),
		at(topicARN(), subscription, "SnsTopicArn"),
	)
}

// secrets is Secrets Manager.
func secrets() []Text {
	const (
		secret   = "AWS::SecretsManager::Secret"
		rotation = "AWS::SecretsManager::RotationSchedule"
		rules    = "Secrets Manager API, RotationRulesType"
	)
	name := Rule{
		Name: "SecretName", What: "name of a secret", Characters: `A-Za-z0-9/_+=.@\-`, Never: "-[A-Za-z0-9_+=.@-]{6}$", Least: 1,
		Most:  512,
		Write: "letters, digits and /_+=.@-, without a hyphen and six characters at the end", Example: "shop/prod/origin/secret",
		Source: "Secrets Manager API, CreateSecret, Name",
	}
	description := Rule{
		Name: "SecretDescription", What: "description of a secret", Characters: anyText, Most: 2048,
		Write:   "text without control characters",
		Example: "Header that CloudFront sends", Source: "Secrets Manager API, CreateSecret",
	}
	excluded := Rule{
		Name: "ExcludedCharacters", What: "list of excluded characters", Characters: printable, Most: 4096, Write: asciiWords,
		Example: "\"@/\\ ", Source: "Secrets Manager API, GetRandomPassword",
	}
	key := Rule{
		Name: "SecretKey", What: "key in a secret", Characters: "A-Za-z0-9_", Least: 1, Most: 128, Write: "letters, digits and _",
		Example: "password", Source: "CloudFormation, AWS::SecretsManager::Secret GenerateSecretString",
	}
	template := Rule{
		Name: "SecretTemplate", What: "template of a secret", Characters: printable, Form: `\{.*\}`, Least: 2, Most: 65536,
		Write: "an object in JSON", Example: `{"username":"admin"}`, Source: "Secrets Manager API, CreateSecret, SecretString",
	}
	function := Rule{
		Name: "FunctionName", What: "name of a Lambda function", Characters: wordDash, Least: 1, Most: 64, Write: dashWords,
		Example: "shop-prod-rotate-admin", Source: "Lambda API, CreateFunction",
	}
	duration := Rule{
		Name: "RotationWindow", What: "duration of the rotation window", Characters: "0-9h", Form: "([1-9]|1[0-9]|2[0-4])h", Least: 2,
		Most:  3,
		Write: "1h to 24h", Example: "3h", Source: rules,
	}
	attached := oneOf("SecretTarget", "target of a secret", "CloudFormation, AWS::SecretsManager::SecretTargetAttachment",
		"AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::Redshift::Cluster", "AWS::RedshiftServerless::Namespace",
		"AWS::DocDB::DBInstance", "AWS::DocDB::DBCluster", "AWS::DocDBElastic::Cluster")
	return slices.Concat(
		at(name, secret, "Name"),
		at(description, secret, "Description"),
		at(excluded, secret, "GenerateSecretString.ExcludeCharacters"),
		at(key, secret, "GenerateSecretString.GenerateStringKey"),
		at(template, secret, "GenerateSecretString.SecretStringTemplate"),
		at(region(), secret, "ReplicaRegions[].Region"),
		at(function, "AWS::Lambda::Function", "FunctionName"),
		at(duration, rotation, "RotationRules.Duration"),
		at(cron("RotationSchedule", "schedule of a rotation", rules), rotation, "RotationRules.ScheduleExpression"),
		at(attached, "AWS::SecretsManager::SecretTargetAttachment", "TargetType"),
	)
}
