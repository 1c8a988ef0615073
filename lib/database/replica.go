package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newReadReplica builds the read replica in the second zone. It can still share the primary's zone: a Multi-AZ primary chooses its own
// zones and changes them on failover.
//
// A read replica must not set its storage key, credentials, backups, or a deletion policy other than delete. It inherits the key
// from the primary within a region, and strict validation refuses a template that sets it. Losing a replica loses no data.
func newReadReplica(
	scope constructs.Construct, props Props, db Database, parameters awsrds.IParameterGroup,
) awsrds.DatabaseInstanceReadReplica {
	// It has its own security group, so that callers of the primary, such as rotation or a proxy, cannot reach it.
	security := awsec2.NewSecurityGroup(scope, jsii.String("ReplicaSecurityGroup"), &awsec2.SecurityGroupProps{
		Vpc:              props.VPC,
		Description:      jsii.String("MySQL replica: opened to each caller by name"),
		AllowAllOutbound: jsii.Bool(false),
	})
	instance := &awsrds.DatabaseInstanceReadReplicaProps{
		InstanceIdentifier:     jsii.String(db.ReplicaName),
		SourceDatabaseInstance: db.Primary,
		InstanceType:           instanceType(props.Database),
		AvailabilityZone:       jsii.String(props.AvailabilityZones[1]),

		Vpc:                props.VPC,
		SubnetGroup:        db.SubnetGroup,
		SecurityGroups:     &[]awsec2.ISecurityGroup{security},
		Port:               jsii.Number(Port),
		PubliclyAccessible: jsii.Bool(false),

		StorageType:      awsrds.StorageType_GP3,
		AllocatedStorage: jsii.Number(props.Database.StorageGiB),
		Iops:             iops(props.Database.StorageGiB),

		CopyTagsToSnapshot: jsii.Bool(true),
		DeletionProtection: jsii.Bool(props.Database.DeletionProtection),
		RemovalPolicy:      awscdk.RemovalPolicy_DESTROY,

		// RDS gives a MySQL replica in the same region the primary's parameter group, and refuses another one when the replica is
		// created. CloudFormation therefore sets the group by a modification afterwards. It is set here so that the template shows
		// what is in use: TLS required, slow query log.
		ParameterGroup:             parameters,
		MonitoringInterval:         awscdk.Duration_Seconds(jsii.Number(monitoringSeconds)),
		EnablePerformanceInsights:  jsii.Bool(props.Database.Insights),
		IamAuthentication:          jsii.Bool(true),
		CaCertificate:              awsrds.CaCertificate_RDS_CA_RSA2048_G1(),
		CloudwatchLogsExports:      jsii.Strings(exports(props.Database)...),
		PreferredMaintenanceWindow: jsii.String(props.MaintenanceWindow),
		AutoMinorVersionUpgrade:    jsii.Bool(false), // as the primary; an upgrade begins with the replica, see the runbook
	}
	if props.Database.Insights {
		instance.DatabaseInsightsMode = awsrds.DatabaseInsightsMode_STANDARD
		instance.PerformanceInsightRetention = awsrds.PerformanceInsightRetention_DEFAULT
		instance.PerformanceInsightEncryptionKey = db.Key
	}
	logs := newLogGroups(scope, "ReplicaLogs", db.ReplicaName, props)
	replica := awsrds.NewDatabaseInstanceReadReplica(scope, jsii.String("Replica"), instance)
	replica.Node().AddDependency(logs)
	return replica
}
