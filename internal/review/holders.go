package review

import (
	"sort"
	"strings"

	"kasha/internal/review/engine"
)

// holdsData reports whether something is lost with a resource of a type: data, or a name in the world that others use. The
// engine's database knows most; a type it does not know at all counts, unless it is a custom resource.
func holdsData(resourceType string, facts engine.Facts) bool {
	switch resourceType {
	case "AWS::ECR::Repository", "AWS::ECR::PublicRepository", // images that running tasks pull
		"AWS::Route53::HostedZone", "AWS::Route53::RecordSet", "AWS::Route53::RecordSetGroup",
		"AWS::CloudFront::Distribution", // its domain name is gone for good
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

// nestedStack is a stack inside of a stack. Its template is a file beside the assembly's, and nobody here opens it.
const nestedStack = "AWS::CloudFormation::Stack"

// isCustom is for resources that a function of ours or of the CDK stands for; no database can know them.
func isCustom(resourceType string) bool {
	return strings.HasPrefix(resourceType, "Custom::") || resourceType == "AWS::CloudFormation::CustomResource"
}

func typeOf(resource map[string]any) string { return asString(resource["Type"]) }

func asString(v any) string {
	s, _ := v.(string)
	return s
}

func properties(resource map[string]any) map[string]any {
	p, _ := resource["Properties"].(map[string]any)
	return p
}

func sortedIDs(t engine.Template) []string {
	ids := make([]string, 0, len(t))
	for id := range t {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	return ids
}
