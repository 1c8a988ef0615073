package tests

import (
	"strings"
	"testing"
)

// TestProductionDatabaseHasAStandbyAndAReplica catches a production database without a standby in the other zone. The loss of one zone
// would then take the site down until a restore ends.
func TestProductionDatabaseHasAStandbyAndAReplica(t *testing.T) {
	primary, replicas := platformOf(t, "prod").instances()
	if !primary.Properties.Is("MultiAZ") || len(replicas) != 1 {
		t.Errorf("MultiAZ %v and %d replicas, want true and 1", primary.Properties.Is("MultiAZ"), len(replicas))
	}
}

// TestReadReplicaLeavesOutWhatItInherits catches properties that CloudFormation refuses on a read replica, or that hide its source. A
// replica inherits key, credentials, backups and engine from its primary.
func TestReadReplicaLeavesOutWhatItInherits(t *testing.T) {
	for _, shape := range []string{"prod", "prod-domain", "eu-west-1", "spot"} {
		p := platformOf(t, shape)
		primary, replicas := p.instances()
		for _, replica := range replicas {
			if source := replica.Properties.Text("SourceDBInstanceIdentifier"); !strings.HasSuffix(source, ":db:"+primary.Reference()) {
				t.Errorf("%s replicates %s, want %s", replica, source, primary)
			}
			p.absent(replica, "KmsKeyId", "StorageEncrypted", "MasterUsername", "MasterUserPassword", "ManageMasterUserPassword",
				"BackupRetentionPeriod", "PreferredBackupWindow", "DeleteAutomatedBackups", "DBName", "MultiAZ")
			p.equal(replica, "DBParameterGroupName", primary.Properties.Text("DBParameterGroupName"))
			if replica.written.DeletionPolicy != "Delete" || replica.written.UpdateReplacePolicy != "Delete" {
				t.Errorf("%s has the policies %q and %q, want Delete: RDS makes no final snapshot of a replica", replica,
					replica.written.DeletionPolicy, replica.written.UpdateReplacePolicy)
			}
		}
	}
}

// TestReadReplicaIsInTheSecondZone catches a replica without a zone, or in the zone of another environment's configuration. RDS would
// choose the zone, and it may choose the primary's.
func TestReadReplicaIsInTheSecondZone(t *testing.T) {
	for _, shape := range []string{"prod", "prod-domain", "eu-west-1", "spot"} {
		p := platformOf(t, shape)
		_, replicas := p.instances()
		if len(replicas) == 0 {
			t.Errorf("%s has no replica, want at least one", shape)
		}
		for _, replica := range replicas {
			p.equal(replica, "AvailabilityZone", p.env.AvailabilityZones[1])
		}
	}
}
