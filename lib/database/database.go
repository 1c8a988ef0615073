// Package database builds an environment's MySQL: its key, parameters, logs, credentials and their rotation, a primary
// and, where configured, a read replica.
//
// The primary's identifier is fixed (kasha-<env>-mysql). That names the log groups that must exist before RDS writes to
// them, and it is the last guard of the data: CloudFormation cannot replace a resource with a fixed name, so a change that
// would silently replace the database (another subnet group, another key) fails instead.
//
// Failure modes: a failover typically takes 60 to 120 seconds, in which connections fail. Replication to the replica is
// asynchronous; a read may be older than the last write. An engine upgrade is an outage of both primary and standby; it happens
// when database.engineVersion changes and on no other day, until RDS retires the version.
package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/encryption"
	"kasha/lib/network"
)

const (
	// Name is the schema that RDS creates.
	Name = "kasha"
	// Port is where MySQL listens.
	Port = 3306

	monitoringSeconds = 60 // enhanced monitoring; finer values only multiply log volume
)

// Props is one environment's database.
type Props struct {
	Environment       string // part of the fixed identifiers
	AvailabilityZones []string
	VPC               awsec2.IVpc
	SecretsKey        awskms.IKey // encrypts both secrets and the log groups
	Database          config.Database
	Rotation          config.Rotation
	LogRetentionDays  int
	Retain            bool // production: keys, secrets and logs outlive the stack

	BackupWindow, MaintenanceWindow string // both in UTC
}

// Database is what the services, the alarms and the backups need to know.
type Database struct {
	Key         awskms.Key
	Primary     awsrds.DatabaseInstance
	Replica     awsrds.DatabaseInstanceReadReplica // nil without a replica
	Admin       awssecretsmanager.Secret           // the master user; for one-off administration, never for a service
	Connection  awssecretsmanager.Secret           // the application user: host, port, schema, username, password
	SubnetGroup awsrds.SubnetGroup

	PrimaryName, ReplicaName string // their identifiers in the account and region

	secretsKey awskms.IKey
	security   awsec2.SecurityGroup
	attachment awssecretsmanager.ISecret // of Connection
}

// New builds the database and its credentials.
func New(scope constructs.Construct, id string, props Props) Database {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	key := encryption.NewKey(scope, "Key", encryption.KeyProps{
		Alias:       "kasha-" + props.Environment + "-database",
		Description: "Kasha " + props.Environment + ": database storage, snapshots and Performance Insights",
		Retain:      props.Retain,
	})
	group := awsrds.NewSubnetGroup(scope, jsii.String("Subnets"), &awsrds.SubnetGroupProps{
		Description: jsii.String("Subnets without a way out of the VPC"),
		Vpc:         props.VPC,
		VpcSubnets:  network.In(network.DatabaseSubnets),
	})
	security := awsec2.NewSecurityGroup(scope, jsii.String("SecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:         props.VPC,
		Description: jsii.String("MySQL: opened to each caller by name"),
		// A database answers, it does not call. RDS replicates outside the VPC's security groups.
		AllowAllOutbound: jsii.Bool(false),
	})
	primary := props.identifier()
	db := Database{Key: key, SubnetGroup: group, PrimaryName: primary, secretsKey: props.SecretsKey, security: security}
	db.Admin = newAdminSecret(scope, props)
	parameters := newParameterGroup(scope, props.Database)
	instance := &awsrds.DatabaseInstanceProps{
		InstanceIdentifier: jsii.String(primary),
		Engine:             engine(props.Database),
		InstanceType:       instanceType(props.Database),
		DatabaseName:       jsii.String(Name),
		Credentials:        awsrds.Credentials_FromSecret(db.Admin, jsii.String(adminUser)),

		Vpc:                props.VPC,
		SubnetGroup:        group,
		SecurityGroups:     &[]awsec2.ISecurityGroup{security},
		Port:               jsii.Number(Port),
		PubliclyAccessible: jsii.Bool(false),
		MultiAz:            jsii.Bool(props.Database.MultiAZ),

		StorageType:          awsrds.StorageType_GP3,
		AllocatedStorage:     jsii.Number(props.Database.StorageGiB),
		StorageEncrypted:     jsii.Bool(true),
		StorageEncryptionKey: key,

		BackupRetention:        awscdk.Duration_Days(jsii.Number(props.Database.BackupRetentionDays)),
		PreferredBackupWindow:  jsii.String(props.BackupWindow),
		DeleteAutomatedBackups: jsii.Bool(false), // they stay restorable until they expire, even after the instance is gone
		CopyTagsToSnapshot:     jsii.Bool(true),
		DeletionProtection:     jsii.Bool(props.Database.DeletionProtection),
		RemovalPolicy:          awscdk.RemovalPolicy_SNAPSHOT,

		ParameterGroup:             parameters,
		IamAuthentication:          jsii.Bool(true),
		CaCertificate:              awsrds.CaCertificate_RDS_CA_RSA2048_G1(),
		CloudwatchLogsExports:      jsii.Strings(exports(props.Database)...),
		PreferredMaintenanceWindow: jsii.String(props.MaintenanceWindow),
		// The version is the template's. RDS would install another one on a Sunday, and from then on every change of the instance
		// would fail: CloudFormation sends the template's version along (aws-cloudformation-resource-providers-rds,
		// Translator.modifyDbInstanceRequest), and RDS refuses to go back. So upgrades are made by hand, and somebody has to make
		// them: docs/runbooks/engine-upgrade.md.
		AutoMinorVersionUpgrade: jsii.Bool(false),
		// An expired major version fails loudly instead of billing Extended Support at $0.10 per vCPU-hour and more.
		EngineLifecycleSupport: awsrds.EngineLifecycleSupport_OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
	}
	if props.Database.SupportsEnhancedMonitoring() {
		instance.MonitoringInterval = awscdk.Duration_Seconds(jsii.Number(monitoringSeconds))
	}
	if props.Database.Insights {
		instance.EnablePerformanceInsights = jsii.Bool(true)
		instance.DatabaseInsightsMode = awsrds.DatabaseInsightsMode_STANDARD
		instance.PerformanceInsightRetention = awsrds.PerformanceInsightRetention_DEFAULT // seven days, free
		instance.PerformanceInsightEncryptionKey = key
	}
	logs := newLogGroups(scope, "Logs", primary, props)
	db.Primary = awsrds.NewDatabaseInstance(scope, jsii.String("Primary"), instance)
	db.Primary.Node().AddDependency(logs)

	if props.Database.ReadReplica {
		db.ReplicaName = primary + "-replica"
		db.Replica = newReadReplica(scope, props, db, parameters)
	}
	db.Connection, db.attachment = newConnectionSecret(scope, props, db)
	rotate(scope, props, db)
	return db
}

// AllowPrimaryFrom opens MySQL on the primary to a caller. Nobody else can connect. The rule is written into the caller's
// stack: in the database's it would need the caller's stack to be deployed first.
func (db Database) AllowPrimaryFrom(caller awsec2.IConnectable, description string) {
	caller.Connections().AllowTo(db.Primary, awsec2.Port_Tcp(jsii.Number(Port)), jsii.String(description))
}

// AllowReplicaFrom does the same for the replica, where there is one.
func (db Database) AllowReplicaFrom(caller awsec2.IConnectable, description string) {
	if db.Replica != nil {
		caller.Connections().AllowTo(db.Replica, awsec2.Port_Tcp(jsii.Number(Port)), jsii.String(description))
	}
}

// identifier is the primary's fixed name; the replica's adds -replica. Changing it replaces the database.
func (p Props) identifier() string { return "kasha-" + p.Environment + "-mysql" }

func engine(database config.Database) awsrds.IInstanceEngine {
	return awsrds.DatabaseInstanceEngine_Mysql(&awsrds.MySqlInstanceEngineProps{
		Version: awsrds.MysqlEngineVersion_Of(jsii.String(database.EngineVersion), jsii.String(database.EngineMajor())),
	})
}

// instanceType drops the prefix that RDS puts before EC2's names.
func instanceType(database config.Database) awsec2.InstanceType {
	return awsec2.NewInstanceType(jsii.String(database.InstanceClass[len("db."):]))
}
