package config

import (
	"fmt"
	"regexp"

	"kasha/lib/names"
	"kasha/lib/offers"
	"kasha/lib/spelling"
)

// Database is the MySQL primary instance and its read replica.
type Database struct {
	// EngineVersion is the minor version of RDS for MySQL. It is never upgraded automatically. The design document's 8.0.35 is retired, and
	// all of 8.0 bills Extended Support.
	//
	//	Default: "8.4.10"
	//	Allowed: a version of lib/offers/engine.go
	//	Source:  aws-cdk-lib 2.270.0, MysqlEngineVersion
	EngineVersion offers.EngineVersion `json:"engineVersion"`

	// InstanceClass is the instance class of the primary and the replica. db.t4g.medium is the smallest with Database Insights: $94 in two
	// zones, and $47 for the replica. db.t3.medium is $99 and $50, db.t3.micro $12.41 in one zone.
	//
	//	Default: "db.t4g.medium" in production, "db.t3.micro" in nonproduction; "db.t3.medium" in production where a region has no t4g
	//	Allowed: a class of lib/offers/instance_families.go that the region offers
	//	Source:  design document, "Cost Optimization Strategies" ("Right-sizing");
	//	         RDS user guide, "Supported DB engines for DB instance classes"
	InstanceClass offers.Class `json:"instanceClass"`

	// MultiAZ keeps a standby instance in the other availability zone. It doubles the price of instance and storage. The SLA of RDS is
	// 99.95 % with it and 99.5 % without.
	//
	//	Default: true in production, false in nonproduction
	//	Allowed: true or false; always true in production
	//	Source:  design document, "Database Layer" and "Cost Optimization Strategies" ("Consolidate to single AZ")
	MultiAZ bool `json:"multiAz"`

	// ReadReplica creates a read replica in the second availability zone.
	//
	//	Default: true in production, false in nonproduction
	//	Allowed: true or false; not with a schedule, and not without automated backups
	//	Source:  design document, "Database Layer" and "Cost Optimization Strategies" ("read replicas removal")
	ReadReplica bool `json:"readReplica"`

	// StorageGiB is the size of the gp3 volume of each instance: $0.115 a GiB, twice that with multiAz. The design document's 40 GB are those
	// of the primary and the replica together.
	//
	//	Unit:    GiB
	//	Default: 20
	//	Allowed: 20 to 65536
	//	Source:  design document, "Cost Breakdown"; RDS user guide, "DB instance storage", gp3 for MySQL
	StorageGiB int `json:"storageGiB"`

	// BackupRetentionDays is how long RDS keeps its automated backups. 0 switches them off.
	//
	//	Unit:    days
	//	Default: 30 in production, 7 in nonproduction
	//	Allowed: 0 to 35; at least 1 with a read replica, at least 7 in production
	//	Source:  design document, "Data Protection" and "Cost Optimization Strategies"; RDS API, BackupRetentionPeriod
	BackupRetentionDays int `json:"backupRetentionDays"`

	// Insights switches on Database Insights in standard mode, which keeps its figures for seven days and is free. Switching it replaces the
	// read replica, under another name; the primary stays.
	//
	//	Default: true in production, false in nonproduction
	//	Allowed: true or false; not on the micro and small sizes of t3 and t4g
	//	Source:  design document, "Query Logging" ("Performance Insights: 7-day retention"); RDS user guide, "Database Insights"
	Insights bool `json:"insights"`

	// GeneralLog writes every statement, and the data in it, to CloudWatch Logs.
	//
	//	Default: false
	//	Allowed: true or false; always false in production
	//	Source:  design document, "Query Logging" ("disable in production")
	GeneralLog bool `json:"generalLog"`

	// DeletionProtection makes RDS reject the deletion of the database.
	//
	//	Default: true in production, false in nonproduction
	//	Allowed: true or false; always true in production
	//	Source:  design document, "Final Snapshots"
	DeletionProtection bool `json:"deletionProtection"`

	// SecretNamePrefix begins the names of the database's secrets in Secrets Manager.
	//
	//	Default: "kasha/<name>/rds/mysql"
	//	Allowed: letters, digits and _+=.@- in parts joined by single slashes, at most 400 characters, without a hyphen and
	//	         six characters at the end; unique in an account and region
	//	Source:  design document, "Secrets Manager" (kasha/rds/mysql/...); Secrets Manager API, CreateSecret, Name
	SecretNamePrefix string `json:"secretNamePrefix"`

	// Proxy puts an RDS Proxy in front of the primary: it pools connections, and tasks use IAM instead of a password. It costs $0.015 for
	// each vCPU-hour of the instance, and for two at least: $21.90 beside a db.t4g.medium. The design document's "connection
	// pooling" is free as long as each task keeps its own pool within poolSize.
	//
	//	Default: false
	//	Allowed: true or false; not in regions without RDS Proxy
	//	Source:  design document, "RDS Authentication Methods"
	Proxy bool `json:"proxy"`

	// PoolSize is how many connections each backend task may hold. Tasks read it as DATABASE_POOL_SIZE. Two for each vCPU of a small
	// database, and one to spare, is as much as it can work on at once.
	//
	//	Unit:    connections
	//	Default: 5
	//	Allowed: 1 to 1000, and what the instance class has connections for
	//	Source:  Kasha's own; see MaxConnections in lib/offers
	PoolSize int `json:"poolSize"`

	// Parameters are MySQL's own, in the parameter group of the primary and the replica. Values are text, as RDS has them: "1", not true. A
	// change of most applies at once. A static one, such as innodb_ft_min_token_size, applies when somebody restarts the instance.
	//
	//	Default: {}
	//	Allowed: names and values of lib/offers/parameters_table.go; none that Kasha sets or that weakens the database
	//	Source:  MySQL reference manual, "Server System Variables"; RDS user guide, "Parameters for MySQL"
	Parameters map[string]string `json:"parameters"`
}

func defaultDatabase(tier Tier, name, region string) Database {
	database := Database{
		EngineVersion:       offers.NewestEngineVersion(),
		InstanceClass:       offers.FirstIn(offers.RegionOf(region), "db.t4g.medium", "db.t3.medium"),
		MultiAZ:             true,
		ReadReplica:         true,
		StorageGiB:          20,
		BackupRetentionDays: 30,
		Insights:            true,
		GeneralLog:          false,
		DeletionProtection:  true,
		SecretNamePrefix:    names.Environment(name).SecretPrefix(),
		Proxy:               false,
		PoolSize:            5,
		Parameters:          map[string]string{},
	}
	if tier == Nonproduction {
		database.InstanceClass = offers.ClassOf("db.t3.micro")
		database.MultiAZ = false
		database.ReadReplica = false
		database.BackupRetentionDays = 7
		database.Insights = false // db.t3.micro does not support it
		database.DeletionProtection = false
	}
	return database
}

const (
	// LongestBackupDays is as long as RDS keeps automated backups (RDS API, BackupRetentionPeriod).
	LongestBackupDays = 35

	// LeastProductionBackupDays covers a long weekend and the days to notice; the document cuts to seven days only to save money.
	LeastProductionBackupDays = 7
)

// checkDatabase checks the database. at is the environment, because the database depends on its region and tier.
func checkDatabase(at object, e Environment) {
	d, database := e.Database, at.in("database")
	checkEngineVersion(database, d.EngineVersion)
	checkInstanceClass(database, d.InstanceClass)
	if database.valid("instanceClass") && d.Insights && !d.InstanceClass.Insights {
		database.reject("insights", d.InstanceClass.Name+" does not support Database Insights",
			`false, or an instanceClass of "db.t4g.medium" or larger`)
	}
	if d.StorageGiB < offers.MinStorageGiB || d.StorageGiB > offers.MaxStorageGiB {
		database.reject("storageGiB", fmt.Sprintf("RDS does not offer gp3 storage of %d GiB", d.StorageGiB),
			fmt.Sprintf("%d to %d", offers.MinStorageGiB, offers.MaxStorageGiB))
	}
	if d.BackupRetentionDays < 0 || d.BackupRetentionDays > LongestBackupDays {
		database.reject("backupRetentionDays", "RDS cannot keep backups for "+spelling.Count(d.BackupRetentionDays, "day"),
			fmt.Sprintf("0 to %d; AWS Backup keeps longer", LongestBackupDays))
	}
	database.rejectIf(database.valid("readReplica") && d.ReadReplica && d.BackupRetentionDays == 0, "backupRetentionDays",
		"a read replica needs the automated backups of its primary", "1 to 35, or set readReplica to false")
	if e.IsProduction() {
		checkProductionDatabase(database, d)
	}
	checkParameters(database.in("parameters"), d.Parameters)
	checkSecretName(at, e)
	checkConnections(at, e)
	checkClassInRegion(at, e)
	if at.valid("region") && d.Proxy && !offers.RegionOf(e.Region).HasProxy() {
		database.reject("proxy", e.Region+" has no RDS Proxy", "false, or another region")
	}
}

// checkProductionDatabase rejects a database that belongs in the other tier.
func checkProductionDatabase(at object, d Database) {
	if d.BackupRetentionDays < LeastProductionBackupDays {
		at.reject("backupRetentionDays", "for production it is too short to keep backups for "+spelling.Count(d.BackupRetentionDays, "day"),
			fmt.Sprintf("%d to %d; 30 is the default", LeastProductionBackupDays, LongestBackupDays))
	}
	at.rejectIf(!d.MultiAZ, "multiAz",
		"production needs a standby in another zone: the SLA of RDS is 99.95 % with it, 99.5 % without", "true")
	at.rejectIf(!d.DeletionProtection, "deletionProtection",
		"one call could delete the production database", "true; switch it off by hand on the day that the database is deleted")
	at.rejectIf(d.GeneralLog, "generalLog",
		"the general log writes every statement, and the data in it, to CloudWatch Logs", "false in production")
}

var secretNamePattern = regexp.MustCompile(`^[A-Za-z0-9_+=.@-]+(/[A-Za-z0-9_+=.@-]+)*$`)

// checkSecretName checks the prefix of the secrets' names. The default holds the environment's name, so a bad name alone says
// nothing about the prefix.
func checkSecretName(at object, e Environment) {
	const field, longest = "database.secretNamePrefix", 400 // Secrets Manager allows 512 in all; the rest is for what follows the prefix
	if !at.valid("name") && !at.written[at.field(field)] {
		return
	}
	if prefix := e.Database.SecretNamePrefix; !secretNamePattern.MatchString(prefix) || len(prefix) > longest {
		at.reject(field, quote(prefix)+" cannot begin the names of secrets",
			"letters, digits and _+=.@- in parts joined by single slashes, such as "+quote(names.Environment("prod").SecretPrefix()))
	} else if names.PartialARN(prefix) {
		at.reject(field, quote(prefix)+" ends in a hyphen and six characters, which Secrets Manager reads as the end of an ARN",
			"another ending, such as "+quote(prefix+"/mysql"))
	}
}
