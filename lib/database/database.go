// Package database builds an environment's MySQL: its key, parameters, logs and credentials, the rotation of the credentials, and a
// primary. If the configuration has them, it also builds a read replica and a proxy.
//
// The primary's identifier is fixed (kasha-<env>-mysql). It names the log groups, which must exist before RDS writes to them. The fixed
// identifier also protects the data: CloudFormation cannot replace a resource with a fixed name. So a change that would replace the
// database, such as another key, fails instead.
//
// Failure modes: a failover usually takes 60 to 120 seconds, during which connections fail. Replication to the read replica is
// asynchronous, so a read may return older data than the last write. An engine upgrade stops both primary and standby. RDS upgrades the
// engine when database.engineVersion changes, or when it retires the version.
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
	"kasha/lib/names"
	"kasha/lib/network"
	"kasha/lib/offers"
)

// Port is where MySQL listens.
const Port = 3306

const monitoringSeconds = 60 // the interval of Enhanced Monitoring; a shorter one only multiplies the log volume

// Props describes one environment's database.
type Props struct {
	Environment       names.Environment
	AvailabilityZones []string
	VPC               awsec2.IVpc
	SecretsKey        awskms.IKey // encrypts both secrets and the log groups
	Database          config.Database
	Migrator          bool // builds the secret of the user that changes the schema
	Rotation          config.Rotation
	RotationCode      string // the folder of the compiled rotation function; see lib/rotation/bundle
	LogRetentionDays  int
	Retain            bool // production: keys, secrets and logs outlive the stack

	BackupWindow, MaintenanceWindow string // in UTC, as RDS writes them: "03:00-04:00", "sun:05:00-sun:06:00"
}

// Database is what services, alarms and backups use of the database.
type Database struct {
	Key         awskms.Key
	Primary     awsrds.DatabaseInstance
	Replica     awsrds.DatabaseInstanceReadReplica // nil without a replica
	Admin       awssecretsmanager.Secret           // the master user's; for administration, never for a service
	Connection  awssecretsmanager.Secret           // the application user's: host, port, database, user name, password
	Migrator    awssecretsmanager.Secret           // the same of the user that changes the schema; nil where there is none
	SubnetGroup awsrds.SubnetGroup

	SecurityGroup awsec2.SecurityGroup // of the primary

	PrimaryName, ReplicaName string // their instance identifiers; ReplicaName is empty without a replica

	secretsKey         awskms.IKey
	attachment         awssecretsmanager.ISecret // of Connection
	migratorAttachment awssecretsmanager.ISecret
}

// New builds the database and its credentials.
func New(scope constructs.Construct, id string, props Props) Database {
	scope = constructs.NewConstruct(scope, jsii.String(id))
	key := encryption.NewKey(scope, "Key", encryption.KeyProps{
		Alias:       props.Environment.DatabaseKey(),
		Description: props.Environment.Description("database storage, snapshots and Performance Insights"),
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
		// A database opens no connections. RDS replicates outside the VPC's security groups.
		AllowAllOutbound: jsii.Bool(false),
	})
	db := Database{
		Key:           key,
		SubnetGroup:   group,
		SecurityGroup: security,
		PrimaryName:   props.Environment.DatabaseInstance(),
		secretsKey:    props.SecretsKey,
	}
	db.Admin = newAdminSecret(scope, props)
	parameters := newParameterGroup(scope, props.Database)
	db.Primary = newPrimary(scope, props, db, parameters)
	if props.Database.ReadReplica {
		db.ReplicaName = props.Environment.ReadReplica(props.Database.Insights)
		db.Replica = newReadReplica(scope, props, db, parameters)
	}
	db.Connection, db.attachment = newConnectionSecret(scope, props, db)
	if props.Migrator {
		db.Migrator, db.migratorAttachment = newMigratorSecret(scope, props, db)
	}
	rotate(scope, props, db)
	return db
}

// newPrimary builds the primary, with its log groups.
func newPrimary(scope constructs.Construct, props Props, db Database, parameters awsrds.IParameterGroup) awsrds.DatabaseInstance {
	instance := &awsrds.DatabaseInstanceProps{
		InstanceIdentifier: jsii.String(db.PrimaryName),
		Engine:             engine(props.Database),
		InstanceType:       instanceType(props.Database),
		DatabaseName:       jsii.String(names.Database),
		Credentials:        awsrds.Credentials_FromSecret(db.Admin, jsii.String(names.AdminUser)),

		Vpc:                props.VPC,
		SubnetGroup:        db.SubnetGroup,
		SecurityGroups:     &[]awsec2.ISecurityGroup{db.SecurityGroup},
		Port:               jsii.Number(Port),
		PubliclyAccessible: jsii.Bool(false),
		MultiAz:            jsii.Bool(props.Database.MultiAZ),

		StorageType:          awsrds.StorageType_GP3,
		AllocatedStorage:     jsii.Number(props.Database.StorageGiB),
		Iops:                 iops(props.Database.StorageGiB),
		StorageEncrypted:     jsii.Bool(true),
		StorageEncryptionKey: db.Key,

		BackupRetention:        awscdk.Duration_Days(jsii.Number(props.Database.BackupRetentionDays)),
		PreferredBackupWindow:  jsii.String(props.BackupWindow),
		DeleteAutomatedBackups: jsii.Bool(false), // they can be restored until they expire, also after the instance is deleted
		CopyTagsToSnapshot:     jsii.Bool(true),
		DeletionProtection:     jsii.Bool(props.Database.DeletionProtection),
		RemovalPolicy:          awscdk.RemovalPolicy_SNAPSHOT,

		MonitoringInterval:         awscdk.Duration_Seconds(jsii.Number(monitoringSeconds)),
		EnablePerformanceInsights:  jsii.Bool(props.Database.Insights),
		ParameterGroup:             parameters,
		IamAuthentication:          jsii.Bool(true),
		CaCertificate:              awsrds.CaCertificate_RDS_CA_RSA2048_G1(),
		CloudwatchLogsExports:      jsii.Strings(exports(props.Database)...),
		PreferredMaintenanceWindow: jsii.String(props.MaintenanceWindow),
		// The template sets the version. If RDS upgraded the instance in a maintenance window, every later change of it would fail.
		// CloudFormation sends the template's version with each change (aws-cloudformation-resource-providers-rds,
		// Translator.modifyDbInstanceRequest), and RDS refuses to downgrade. A person therefore makes the upgrades, as
		// docs/runbooks/engine-upgrade.md says.
		AutoMinorVersionUpgrade: jsii.Bool(false),
		// With Extended Support disabled, RDS refuses an expired major version. Extended Support bills $0.10 per vCPU-hour and more.
		EngineLifecycleSupport: awsrds.EngineLifecycleSupport_OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
	}
	if props.Database.Insights {
		instance.DatabaseInsightsMode = awsrds.DatabaseInsightsMode_STANDARD
		instance.PerformanceInsightRetention = awsrds.PerformanceInsightRetention_DEFAULT // seven days, free of charge
	}
	logs := newLogGroups(scope, "Logs", db.PrimaryName, props)
	primary := awsrds.NewDatabaseInstance(scope, jsii.String("Primary"), instance)
	primary.Node().AddDependency(logs)
	// The key is written without Insights too. CloudFormation replaces an instance whose template loses the key, and RDS refuses a second
	// instance of that name (aws-cloudformation-resource-providers-rds, ImmutabilityHelper). It sends the key only with Insights. The CDK
	// refuses a key without Insights, so this is below it.
	primary.Node().DefaultChild().(awsrds.CfnDBInstance).SetPerformanceInsightsKmsKeyId(db.Key.KeyArn())
	return primary
}

// AllowPrimaryFrom opens MySQL on the primary to a caller; no one else can connect. The security group rule stands in the caller's
// stack. In the database's stack it would need the caller's stack to be deployed first.
func (db Database) AllowPrimaryFrom(caller awsec2.IConnectable, description string) {
	caller.Connections().AllowTo(db.Primary, awsec2.Port_Tcp(jsii.Number(Port)), jsii.String(description))
}

// AllowReplicaFrom does the same for the read replica, if there is one.
func (db Database) AllowReplicaFrom(caller awsec2.IConnectable, description string) {
	if db.Replica != nil {
		caller.Connections().AllowTo(db.Replica, awsec2.Port_Tcp(jsii.Number(Port)), jsii.String(description))
	}
}

func engine(database config.Database) awsrds.IInstanceEngine {
	return awsrds.DatabaseInstanceEngine_Mysql(&awsrds.MySqlInstanceEngineProps{
		Version: awsrds.MysqlEngineVersion_Of(jsii.String(string(database.EngineVersion)), jsii.String(database.EngineVersion.Major())),
	})
}

// iops returns what the price of a gp3 volume of this size includes, where it must be stated; nil: RDS takes no number.
func iops(storageGiB int) *float64 {
	if !offers.TakesIOPS(storageGiB) {
		return nil
	}
	return jsii.Number(offers.BaselineIOPS(storageGiB))
}

// instanceType returns the EC2 instance type of an RDS instance class: t4g.medium for db.t4g.medium.
func instanceType(database config.Database) awsec2.InstanceType {
	return awsec2.NewInstanceType(jsii.String(database.InstanceClass.InstanceType()))
}
