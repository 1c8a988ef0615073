package tests

import (
	"fmt"
	"strings"
	"testing"
)

// TestDataKeepsItsLogicalIDsAndNames catches a renamed construct, a moved construct and a changed name. Such changes look like housekeeping
// and lose data when they are deployed. It also catches new data that is not pinned.
func TestDataKeepsItsLogicalIDsAndNames(t *testing.T) {
	p := platformOf(t, "prod")
	var types []string
	for kind := range losses() {
		types = append(types, "AWS::"+kind)
	}
	built := map[string]identity{} // by stack and logical id
	for _, each := range p.some(types...) {
		built[each.Stack+" "+each.LogicalID] = identityOf(each)
	}
	for _, row := range pinned() {
		part, _, _ := strings.Cut(row.path, "/")
		key := p.stack(part).Name + " " + row.logicalID
		is, ok := built[key]
		delete(built, key)
		switch {
		case !ok:
			t.Errorf("%s (%s) does not exist any more: %s", row.path, row.logicalID, row.loss())
		case is.name != row.name:
			t.Errorf("%s has the new name %q: %s", row.path, is.name, row.loss())
		case is != row:
			t.Errorf("%s (%s) is %s %s now; nothing is lost; fix: correct its row in pinned()", row.path, row.logicalID, is.kind, is.path)
		}
	}
	for _, is := range built {
		t.Errorf("%s holds data and is not pinned; if it replaces no other, fix: add to pinned() {kind: %q, path: %q, logicalID: %q, name: %q},",
			is.path, is.kind, is.path, is.logicalID, is.name)
	}
}

// TestEveryTypeThatHoldsDataIsPinned catches a type that must outlive its stack and whose replacement would not be noticed.
func TestEveryTypeThatHoldsDataIsPinned(t *testing.T) {
	for _, kind := range holdsData() {
		if losses()[strings.TrimPrefix(kind, "AWS::")] == "" {
			t.Errorf("losses() has no text for %s, want one", kind)
		}
	}
}

// pinned lists every resource of production that holds data or a reserved address: its construct path, logical id and physical name.
// CloudFormation identifies a resource by its logical id: under a new one it deletes the resource and creates an empty one. A changed name
// does the same. Change a row only together with a plan for its data.
func pinned() []identity {
	return []identity{
		{kind: "Logs::LogGroup", path: "network/FlowLogGroup", logicalID: "FlowLogGroup3E25AA51"},
		{kind: "Logs::LogGroup", path: "network/CustomVpcRestrictDefaultSGCustomResourceProviderLogs",
			logicalID: "CustomVpcRestrictDefaultSGCustomResourceProviderLogsE73EF167"},
		{kind: "KMS::Key", path: "network/Key", logicalID: "Key961B73FD"},
		{kind: "EC2::VPC", path: "network/Network/Vpc", logicalID: "NetworkVpc7FB7348F", name: "10.0.0.0/16"},
		{kind: "EC2::Subnet", path: "network/Network/Vpc/backendSubnet1/Subnet", logicalID: "NetworkVpcbackendSubnet1Subnet6B7D5002",
			name: "10.0.4.0/24"},
		{kind: "EC2::Subnet", path: "network/Network/Vpc/backendSubnet2/Subnet", logicalID: "NetworkVpcbackendSubnet2SubnetD5442CCE",
			name: "10.0.5.0/24"},
		{kind: "EC2::Subnet", path: "network/Network/Vpc/databaseSubnet1/Subnet", logicalID: "NetworkVpcdatabaseSubnet1Subnet20641EE5",
			name: "10.0.6.0/24"},
		{kind: "EC2::Subnet", path: "network/Network/Vpc/databaseSubnet2/Subnet", logicalID: "NetworkVpcdatabaseSubnet2Subnet8C27A689",
			name: "10.0.7.0/24"},
		{kind: "EC2::Subnet", path: "network/Network/Vpc/frontendSubnet1/Subnet", logicalID: "NetworkVpcfrontendSubnet1Subnet850E4CB5",
			name: "10.0.2.0/24"},
		{kind: "EC2::Subnet", path: "network/Network/Vpc/frontendSubnet2/Subnet", logicalID: "NetworkVpcfrontendSubnet2Subnet11F410CD",
			name: "10.0.3.0/24"},
		{kind: "EC2::EIP", path: "network/Network/Vpc/publicSubnet1/EIP", logicalID: "NetworkVpcpublicSubnet1EIPC41EF705"},
		{kind: "EC2::Subnet", path: "network/Network/Vpc/publicSubnet1/Subnet", logicalID: "NetworkVpcpublicSubnet1Subnet00617657",
			name: "10.0.0.0/24"},
		{kind: "EC2::EIP", path: "network/Network/Vpc/publicSubnet2/EIP", logicalID: "NetworkVpcpublicSubnet2EIPFC8511D4"},
		{kind: "EC2::Subnet", path: "network/Network/Vpc/publicSubnet2/Subnet", logicalID: "NetworkVpcpublicSubnet2SubnetDCAA7C9A",
			name: "10.0.1.0/24"},
		{kind: "SecretsManager::Secret", path: "data/Database/AdminSecret", logicalID: "DatabaseAdminSecret9BA08F45",
			name: "kasha/prod/rds/mysql/admin-password"},
		{kind: "SecretsManager::Secret", path: "data/Database/ConnectionSecret", logicalID: "DatabaseConnectionSecret3AAAD636",
			name: "kasha/prod/rds/mysql/connection"},
		{kind: "KMS::Key", path: "data/Database/Key", logicalID: "DatabaseKey5E5D9547"},
		{kind: "Logs::LogGroup", path: "data/Database/Logs/error", logicalID: "DatabaseLogserror440B850F",
			name: "/aws/rds/instance/kasha-prod-mysql/error"},
		{kind: "Logs::LogGroup", path: "data/Database/Logs/iam-db-auth-error", logicalID: "DatabaseLogsiamdbautherror33AD2C6E",
			name: "/aws/rds/instance/kasha-prod-mysql/iam-db-auth-error"},
		{kind: "Logs::LogGroup", path: "data/Database/Logs/slowquery", logicalID: "DatabaseLogsslowquery8AE6F5F3",
			name: "/aws/rds/instance/kasha-prod-mysql/slowquery"},
		{kind: "RDS::DBInstance", path: "data/Database/Primary", logicalID: "DatabasePrimaryEDE0B3D0", name: "kasha-prod-mysql"},
		{kind: "RDS::DBInstance", path: "data/Database/Replica", logicalID: "DatabaseReplica3A6F4E05", name: "kasha-prod-mysql-replica"},
		{kind: "Logs::LogGroup", path: "data/Database/ReplicaLogs/error", logicalID: "DatabaseReplicaLogserrorA65AC156",
			name: "/aws/rds/instance/kasha-prod-mysql-replica/error"},
		{kind: "Logs::LogGroup", path: "data/Database/ReplicaLogs/iam-db-auth-error", logicalID: "DatabaseReplicaLogsiamdbautherror65F99671",
			name: "/aws/rds/instance/kasha-prod-mysql-replica/iam-db-auth-error"},
		{kind: "Logs::LogGroup", path: "data/Database/ReplicaLogs/slowquery", logicalID: "DatabaseReplicaLogsslowquery2A8C67FE",
			name: "/aws/rds/instance/kasha-prod-mysql-replica/slowquery"},
		{kind: "RDS::DBSubnetGroup", path: "data/Database/Subnets/Default", logicalID: "DatabaseSubnets56F17B9A"},
		{kind: "SQS::Queue", path: "data/Messaging/email", logicalID: "MessagingemailA3A3C3E7", name: "kasha-prod-email"},
		{kind: "SQS::Queue", path: "data/Messaging/email-dead", logicalID: "Messagingemaildead4CE82DF0", name: "kasha-prod-email-dead"},
		{kind: "SQS::Queue", path: "data/Messaging/events", logicalID: "Messagingevents7F26AD16", name: "kasha-prod-events"},
		{kind: "SQS::Queue", path: "data/Messaging/events-dead", logicalID: "Messagingeventsdead8ACB2B40", name: "kasha-prod-events-dead"},
		{kind: "SQS::Queue", path: "data/Messaging/jobs", logicalID: "Messagingjobs45226852", name: "kasha-prod-jobs"},
		{kind: "SQS::Queue", path: "data/Messaging/jobs-dead", logicalID: "Messagingjobsdead9BC713E5", name: "kasha-prod-jobs-dead"},
		{kind: "SQS::Queue", path: "data/Messaging/webhook", logicalID: "Messagingwebhook7C0B6DBF", name: "kasha-prod-webhook"},
		{kind: "SQS::Queue", path: "data/Messaging/webhook-dead", logicalID: "MessagingwebhookdeadD07FF92C", name: "kasha-prod-webhook-dead"},
		{kind: "SecretsManager::Secret", path: "data/OriginSecret", logicalID: "OriginSecret5DDC59F1", name: "kasha/prod/origin/secret"},
		{kind: "KMS::Key", path: "data/Recovery/Key", logicalID: "RecoveryKeyF0CE256A"},
		{kind: "Backup::BackupVault", path: "data/Recovery/Vault", logicalID: "RecoveryVault36CA333C", name: "kasha-prod-archive"},
		{kind: "ECR::Repository", path: "data/Registry/backend", logicalID: "Registrybackend1D897427", name: "kasha-prod/backend"},
		{kind: "ECR::Repository", path: "data/Registry/frontend", logicalID: "RegistryfrontendDAD52615", name: "kasha-prod/frontend"},
		{kind: "Logs::LogGroup", path: "data/Database/AdminRotationLogs", logicalID: "DatabaseAdminRotationLogs04CD8342",
			name: "/aws/lambda/kasha-prod-rotate-admin"},
		{kind: "Logs::LogGroup", path: "data/Database/ConnectionRotationLogs", logicalID: "DatabaseConnectionRotationLogs74E0F126",
			name: "/aws/lambda/kasha-prod-rotate-connection"},
		{kind: "Logs::LogGroup", path: "data/SqlTask/Logs", logicalID: "SqlTaskLogsCE5E3C82", name: "/kasha/prod/sql-task"},
		{kind: "S3::Bucket", path: "data/Storage/AccessLogs", logicalID: "StorageAccessLogs96FB524C"},
		{kind: "S3::Bucket", path: "data/Storage/Application", logicalID: "StorageApplicationCA59EE3C"},
		{kind: "Logs::LogGroup", path: "services/BackendLogs", logicalID: "BackendLogs21FC23BC", name: "/kasha/prod/backend"},
		{kind: "Logs::LogGroup", path: "services/FrontendLogs", logicalID: "FrontendLogs9AD73413", name: "/kasha/prod/frontend"},
		{kind: "Logs::LogGroup", path: "services/InsightsLogs", logicalID: "InsightsLogs1584FDDA",
			name: "/aws/ecs/containerinsights/kasha-prod/performance"},
		{kind: "SQS::Queue", path: "services/Monitoring/Undelivered", logicalID: "MonitoringUndelivered37C92BEB"},
		{kind: "Logs::LogGroup", path: "services/Rotation/Logs", logicalID: "RotationLogsE1CE7F9C",
			name: "/aws/vendedlogs/states/kasha-prod-restart"},
		{kind: "S3::Bucket", path: "edge/AccessLogs", logicalID: "AccessLogs8B620ECA"},
		{kind: "CloudFront::Distribution", path: "edge/Edge/Distribution", logicalID: "EdgeDistribution0060737B"},
		{kind: "Logs::LogGroup", path: "edge/Edge/WebAclLogs", logicalID: "EdgeWebAclLogs9AEEB6B6", name: "aws-waf-logs-kasha-prod"},
	}
}

// losses says what users lose when a resource is replaced. %s is its name, or its construct path if it has none.
func losses() map[string]string {
	return map[string]string{
		"Backup::BackupVault":      "the archive %s would be abandoned, and an empty one created",
		"CloudFront::Distribution": "the site's address (%s) would change, and links to it would break",
		"DynamoDB::Table":          "the table %s would be abandoned with its items, and created empty",
		"EC2::EIP":                 "the address %s, which others may have allowed, would be released for good",
		"EC2::Subnet":              "the subnet %s would be replaced, with everything in it",
		"EC2::VPC":                 "the network %s would be replaced, with everything in it, including the database",
		"ECR::Repository":          "the images of %s would be abandoned: no release could be rolled back",
		"EFS::FileSystem":          "the files of %s would be abandoned, and an empty file system created",
		"KMS::Key":                 "data encrypted with the key %s would be inaccessible, and lost once the key is deleted",
		"Logs::LogGroup":           "the log group %s would be abandoned: its events could not be searched any more",
		"RDS::DBCluster":           "the database %s would be deleted and created empty",
		"RDS::DBInstance":          "the database %s would be deleted and created empty",
		"RDS::DBSubnetGroup":       "the subnet group %s would be replaced; the database in it would be deleted and created empty",
		"S3::Bucket":               "the objects of %s would be abandoned, and an empty bucket created",
		"SecretsManager::Secret":   "the secret %s would be generated anew: users of the old value could not log in",
		"SQS::Queue":               "the messages in %s would be abandoned, and an empty queue created",
	}
}

// identity is what identifies a resource to CloudFormation and AWS.
type identity struct {
	kind      string // type without AWS::
	path      string // construct path
	logicalID string
	name      string // physical name, or a network's addresses; empty if CloudFormation generates the name
}

// identityOf reads a resource's identity.
func identityOf(each resource) identity {
	known := identity{
		kind: strings.TrimPrefix(each.Type, "AWS::"), path: strings.TrimSuffix(each.Path, "/Resource"), logicalID: each.LogicalID,
	}
	for _, property := range []string{
		"DBInstanceIdentifier", "DBClusterIdentifier", "QueueName", "LogGroupName", "RepositoryName", "BucketName", "TableName",
		"BackupVaultName", "CidrBlock", "Name",
	} {
		if name := each.Properties.Text(property); name != "" {
			known.name = name
		}
	}
	return known
}

// loss says what users lose when this resource is replaced.
func (i identity) loss() string {
	if i.name != "" {
		return fmt.Sprintf(losses()[i.kind], i.name)
	}
	return fmt.Sprintf(losses()[i.kind], i.path)
}
