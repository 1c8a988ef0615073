package review

import (
	"strings"

	"kasha/internal/review/engine"
)

// holdsData reports whether something is lost with a resource of this type: data, or a public name that others use. The
// engine's database knows most. A type that it does not know counts as one that holds data, unless it is a custom resource.
func holdsData(resourceType string, facts engine.Facts) bool {
	switch resourceType {
	case "AWS::ECR::Repository", "AWS::ECR::PublicRepository", // images that running tasks pull
		"AWS::Route53::HostedZone", "AWS::Route53::RecordSet", "AWS::Route53::RecordSetGroup",
		"AWS::CloudFront::Distribution", // its domain name is lost permanently
		"AWS::KMS::ReplicaKey", "AWS::SSM::Parameter",
		"AWS::RDS::GlobalCluster", "AWS::RDS::DBShardGroup",
		"AWS::Backup::LogicallyAirGappedBackupVault",
		"AWS::S3Express::DirectoryBucket", "AWS::S3Tables::TableBucket", "AWS::S3Tables::Table", "AWS::S3Vectors::VectorBucket",
		"AWS::CloudTrail::EventDataStore", "AWS::DSQL::Cluster", "AWS::MSK::Cluster", "AWS::AmazonMQ::Broker",
		"AWS::MemoryDB::Cluster", "AWS::ElastiCache::ServerlessCache", "AWS::OpenSearchServerless::Collection",
		"AWS::RedshiftServerless::Namespace", "AWS::Timestream::Table", "AWS::Cassandra::Table":
		return true
	}
	return facts.Stateful || !facts.Known && !isCustom(resourceType)
}

// nestedStack is a stack within a stack. Its template is an asset, which the review does not open.
const nestedStack = "AWS::CloudFormation::Stack"

// isCustom reports whether a function, of Kasha or of the CDK, implements the resource. No database knows those.
func isCustom(resourceType string) bool {
	return strings.HasPrefix(resourceType, "Custom::") || resourceType == "AWS::CloudFormation::CustomResource"
}
