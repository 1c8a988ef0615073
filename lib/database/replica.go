package database

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newReadReplica builds the replica in the second zone. That is best effort: a Multi-AZ primary chooses its own zones and
// changes place on failover.
//
// What a replica may not say: its storage key (inherited from the primary within a region; saying it fails strict
// validation), credentials, backups, a deletion policy other than delete. Losing it loses no data.
func newReadReplica(scope constructs.Construct, props Props, db Database, parameters awsrds.IParameterGroup) awsrds.DatabaseInstanceReadReplica {
	// A group of its own: whoever may reach the primary, such as rotation or a proxy, has no business here.
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

		CopyTagsToSnapshot: jsii.Bool(true),
		DeletionProtection: jsii.Bool(props.Database.DeletionProtection),
		RemovalPolicy:      awscdk.RemovalPolicy_DESTROY,

		// RDS gives a replica of MySQL the primary's group by itself and refuses another one when it is created in the same
		// region; CloudFormation sets this by a change afterwards. Said here, so that the template has what runs: TLS required,
		// slow log.
		ParameterGroup:             parameters,
		IamAuthentication:          jsii.Bool(true),
		CaCertificate:              awsrds.CaCertificate_RDS_CA_RSA2048_G1(),
		CloudwatchLogsExports:      jsii.Strings(exports(props.Database)...),
		PreferredMaintenanceWindow: jsii.String(props.MaintenanceWindow),
		AutoMinorVersionUpgrade:    jsii.Bool(false), // as the primary's; an upgrade begins here, see the runbook
	}
	if props.Database.SupportsEnhancedMonitoring() {
		instance.MonitoringInterval = awscdk.Duration_Seconds(jsii.Number(monitoringSeconds))
	}
	if props.Database.Insights {
		instance.EnablePerformanceInsights = jsii.Bool(true)
		instance.DatabaseInsightsMode = awsrds.DatabaseInsightsMode_STANDARD
		instance.PerformanceInsightRetention = awsrds.PerformanceInsightRetention_DEFAULT
		instance.PerformanceInsightEncryptionKey = db.Key
	}
	logs := newLogGroups(scope, "ReplicaLogs", db.ReplicaName, props)
	replica := awsrds.NewDatabaseInstanceReadReplica(scope, jsii.String("Replica"), instance)
	replica.Node().AddDependency(logs)
	return replica
}
