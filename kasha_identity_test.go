package main

import (
	"fmt"
	"strings"
	"testing"
)

// pinned lists everything in production that cannot be made again: where it is built, its logical id, and its name in AWS.
// CloudFormation knows a resource by its logical id alone: under another one it deletes the resource and creates a new, empty
// one. The same happens when the name changes. A row changes only together with a plan for what is in it.
func pinned() []identity {
	return []identity{
		{"Logs::LogGroup", "network/FlowLogGroup", "FlowLogGroup3E25AA51", ""},
		{"Logs::LogGroup", "network/CustomVpcRestrictDefaultSGCustomResourceProviderLogs", "CustomVpcRestrictDefaultSGCustomResourceProviderLogsE73EF167", ""},
		{"KMS::Key", "network/Key", "Key961B73FD", ""},
		{"EC2::VPC", "network/Network/Vpc", "NetworkVpc7FB7348F", "10.0.0.0/16"},
		{"EC2::Subnet", "network/Network/Vpc/backendSubnet1/Subnet", "NetworkVpcbackendSubnet1Subnet6B7D5002", "10.0.4.0/24"},
		{"EC2::Subnet", "network/Network/Vpc/backendSubnet2/Subnet", "NetworkVpcbackendSubnet2SubnetD5442CCE", "10.0.5.0/24"},
		{"EC2::Subnet", "network/Network/Vpc/databaseSubnet1/Subnet", "NetworkVpcdatabaseSubnet1Subnet20641EE5", "10.0.6.0/24"},
		{"EC2::Subnet", "network/Network/Vpc/databaseSubnet2/Subnet", "NetworkVpcdatabaseSubnet2Subnet8C27A689", "10.0.7.0/24"},
		{"EC2::Subnet", "network/Network/Vpc/frontendSubnet1/Subnet", "NetworkVpcfrontendSubnet1Subnet850E4CB5", "10.0.2.0/24"},
		{"EC2::Subnet", "network/Network/Vpc/frontendSubnet2/Subnet", "NetworkVpcfrontendSubnet2Subnet11F410CD", "10.0.3.0/24"},
		{"EC2::EIP", "network/Network/Vpc/publicSubnet1/EIP", "NetworkVpcpublicSubnet1EIPC41EF705", ""},
		{"EC2::Subnet", "network/Network/Vpc/publicSubnet1/Subnet", "NetworkVpcpublicSubnet1Subnet00617657", "10.0.0.0/24"},
		{"EC2::EIP", "network/Network/Vpc/publicSubnet2/EIP", "NetworkVpcpublicSubnet2EIPFC8511D4", ""},
		{"EC2::Subnet", "network/Network/Vpc/publicSubnet2/Subnet", "NetworkVpcpublicSubnet2SubnetDCAA7C9A", "10.0.1.0/24"},
		{"SecretsManager::Secret", "data/Database/AdminSecret", "DatabaseAdminSecret9BA08F45", "kasha/prod/rds/mysql/admin-password"},
		{"SecretsManager::Secret", "data/Database/ConnectionSecret", "DatabaseConnectionSecret3AAAD636", "kasha/prod/rds/mysql/connection"},
		{"KMS::Key", "data/Database/Key", "DatabaseKey5E5D9547", ""},
		{"Logs::LogGroup", "data/Database/Logs/error", "DatabaseLogserror440B850F", "/aws/rds/instance/kasha-prod-mysql/error"},
		{"Logs::LogGroup", "data/Database/Logs/iam-db-auth-error", "DatabaseLogsiamdbautherror33AD2C6E", "/aws/rds/instance/kasha-prod-mysql/iam-db-auth-error"},
		{"Logs::LogGroup", "data/Database/Logs/slowquery", "DatabaseLogsslowquery8AE6F5F3", "/aws/rds/instance/kasha-prod-mysql/slowquery"},
		{"RDS::DBInstance", "data/Database/Primary", "DatabasePrimaryEDE0B3D0", "kasha-prod-mysql"},
		{"RDS::DBInstance", "data/Database/Replica", "DatabaseReplica3A6F4E05", "kasha-prod-mysql-replica"},
		{"Logs::LogGroup", "data/Database/ReplicaLogs/error", "DatabaseReplicaLogserrorA65AC156", "/aws/rds/instance/kasha-prod-mysql-replica/error"},
		{"Logs::LogGroup", "data/Database/ReplicaLogs/iam-db-auth-error", "DatabaseReplicaLogsiamdbautherror65F99671", "/aws/rds/instance/kasha-prod-mysql-replica/iam-db-auth-error"},
		{"Logs::LogGroup", "data/Database/ReplicaLogs/slowquery", "DatabaseReplicaLogsslowquery2A8C67FE", "/aws/rds/instance/kasha-prod-mysql-replica/slowquery"},
		{"RDS::DBSubnetGroup", "data/Database/Subnets/Default", "DatabaseSubnets56F17B9A", ""},
		{"SQS::Queue", "data/Messaging/email", "MessagingemailA3A3C3E7", "kasha-prod-email"},
		{"SQS::Queue", "data/Messaging/email-dead", "Messagingemaildead4CE82DF0", "kasha-prod-email-dead"},
		{"SQS::Queue", "data/Messaging/events", "Messagingevents7F26AD16", "kasha-prod-events"},
		{"SQS::Queue", "data/Messaging/events-dead", "Messagingeventsdead8ACB2B40", "kasha-prod-events-dead"},
		{"SQS::Queue", "data/Messaging/jobs", "Messagingjobs45226852", "kasha-prod-jobs"},
		{"SQS::Queue", "data/Messaging/jobs-dead", "Messagingjobsdead9BC713E5", "kasha-prod-jobs-dead"},
		{"SQS::Queue", "data/Messaging/webhook", "Messagingwebhook7C0B6DBF", "kasha-prod-webhook"},
		{"SQS::Queue", "data/Messaging/webhook-dead", "MessagingwebhookdeadD07FF92C", "kasha-prod-webhook-dead"},
		{"SecretsManager::Secret", "data/OriginSecret", "OriginSecret5DDC59F1", "kasha/prod/origin-header"},
		{"KMS::Key", "data/Recovery/Key", "RecoveryKeyF0CE256A", ""},
		{"Backup::BackupVault", "data/Recovery/Vault", "RecoveryVault36CA333C", "kasha-prod-archive"},
		{"ECR::Repository", "data/Registry/backend", "Registrybackend1D897427", "kasha-prod/backend"},
		{"ECR::Repository", "data/Registry/frontend", "RegistryfrontendDAD52615", "kasha-prod/frontend"},
		{"Logs::LogGroup", "data/Database/AdminRotationLogs", "DatabaseAdminRotationLogs04CD8342", "/aws/lambda/kasha-prod-rotate-admin"},
		{"Logs::LogGroup", "data/Database/ConnectionRotationLogs", "DatabaseConnectionRotationLogs74E0F126", "/aws/lambda/kasha-prod-rotate-connection"},
		{"Logs::LogGroup", "data/SqlTask/Logs", "SqlTaskLogsCE5E3C82", "/kasha/prod/sql-task"},
		{"S3::Bucket", "data/Storage/AccessLogs", "StorageAccessLogs96FB524C", ""},
		{"S3::Bucket", "data/Storage/Application", "StorageApplicationCA59EE3C", ""},
		{"Logs::LogGroup", "services/BackendLogs", "BackendLogs21FC23BC", "/kasha/prod/backend"},
		{"Logs::LogGroup", "services/FrontendLogs", "FrontendLogs9AD73413", "/kasha/prod/frontend"},
		{"Logs::LogGroup", "services/InsightsLogs", "InsightsLogs1584FDDA", "/aws/ecs/containerinsights/kasha-prod/performance"},
		{"Logs::LogGroup", "services/Rotation/Logs", "RotationLogsE1CE7F9C", "/aws/vendedlogs/states/kasha-prod-restart"},
		{"S3::Bucket", "edge/AccessLogs", "AccessLogs8B620ECA", ""},
		{"CloudFront::Distribution", "edge/Edge/Distribution", "EdgeDistribution0060737B", ""},
		{"Logs::LogGroup", "edge/Edge/WebAclLogs", "EdgeWebAclLogs9AEEB6B6", "aws-waf-logs-kasha-prod"},
	}
}

// losses says what happens to people when a resource is replaced. %s is its name, or else its construct path.
func losses() map[string]string {
	return map[string]string{
		"Backup::BackupVault":      "the archive %s would be abandoned, and an empty one created",
		"CloudFront::Distribution": "the site's address (%s) would change, and with it every link to it",
		"DynamoDB::Table":          "the table %s would be abandoned with its items, and created empty",
		"EC2::EIP":                 "the address %s, which others may have allowed, would be given back to AWS for good",
		"EC2::Subnet":              "the subnet %s would be replaced, and with it all that stands in it",
		"EC2::VPC":                 "the network %s would be replaced, and with it everything, the database included",
		"ECR::Repository":          "the images of %s would be abandoned: nothing to roll back to",
		"EFS::FileSystem":          "the files of %s would be abandoned, and an empty file system created",
		"KMS::Key":                 "what the key %s encrypts would be out of reach, and unreadable for ever once the key is deleted",
		"Logs::LogGroup":           "the log %s would be abandoned: the past could not be searched any more",
		"RDS::DBCluster":           "the database %s would be deleted and created empty",
		"RDS::DBInstance":          "the database %s would be deleted and created empty",
		"RDS::DBSubnetGroup":       "the subnet group %s would be replaced; the database in it would be deleted and created empty",
		"S3::Bucket":               "the objects of %s would be abandoned, and an empty bucket created",
		"SecretsManager::Secret":   "the secret %s would be generated anew: whoever uses the old value is locked out",
		"SQS::Queue":               "the messages in %s would be abandoned, and an empty queue created",
	}
}

// identity is what CloudFormation and AWS know a resource by.
type identity struct {
	kind      string // type without AWS::
	path      string // where it is built
	logicalID string
	name      string // in AWS, or a network's addresses; empty where CloudFormation makes one up
}

func identityOf(each resource) identity {
	known := identity{kind: strings.TrimPrefix(each.Type, "AWS::"), path: strings.TrimSuffix(each.Path, "/Resource"), logicalID: each.LogicalID}
	for _, property := range []string{"DBInstanceIdentifier", "DBClusterIdentifier", "QueueName", "LogGroupName", "RepositoryName", "BucketName", "TableName", "BackupVaultName", "CidrBlock", "Name"} {
		if name := each.Properties.Text(property); name != "" {
			known.name = name
		}
	}
	return known
}

func (i identity) loss() string {
	if i.name != "" {
		return fmt.Sprintf(losses()[i.kind], i.name)
	}
	return fmt.Sprintf(losses()[i.kind], i.path)
}

// TestWhatHoldsDataKeepsItsIdentity catches a renamed construct, a moved one and a changed name, which read like housekeeping
// and lose data when they are deployed; and new data that nobody has pinned.
func TestWhatHoldsDataKeepsItsIdentity(t *testing.T) {
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
			t.Errorf("%s (%s) is gone: %s", row.path, row.logicalID, row.loss())
		case is.name != row.name:
			t.Errorf("%s changes its name to %q: %s", row.path, is.name, row.loss())
		case is != row:
			t.Errorf("%s (%s) is now %s %s; nothing is lost, correct its row", row.path, row.logicalID, is.kind, is.path)
		}
	}
	for _, is := range built {
		t.Errorf("%s holds data and is not pinned; if it takes no other's place, add to pinned(): {%q, %q, %q, %q},", is.path, is.kind, is.path, is.logicalID, is.name)
	}
}

// TestEverythingThatHoldsDataIsPinned catches a type that must outlive its stack and whose replacement would go unseen.
func TestEverythingThatHoldsDataIsPinned(t *testing.T) {
	for _, kind := range holdsData() {
		if losses()[strings.TrimPrefix(kind, "AWS::")] == "" {
			t.Errorf("no words for the loss of %s", kind)
		}
	}
}
