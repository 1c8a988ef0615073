package values

// The values of DeletionPolicy and UpdateReplacePolicy. Source: CloudFormation User Guide, "DeletionPolicy attribute" and
// "UpdateReplacePolicy attribute".
const (
	Retain   = "Retain"
	Snapshot = "Snapshot"
	Delete   = "Delete"
)

// DeletionPolicy is what CloudFormation does with a resource that is removed from the template, or whose stack is deleted.
// It is one of Retain, Snapshot and Delete. A database cluster, and an instance outside of a cluster, default to Snapshot;
// everything else defaults to Delete.
func DeletionPolicy(resource map[string]any) string {
	switch policy := String(resource["DeletionPolicy"]); {
	case policy == "RetainExceptOnCreate": // retains everything but what the failed creation of this very resource made
		return Retain
	case policy != "":
		return policy
	case Type(resource) == "AWS::RDS::DBCluster",
		Type(resource) == "AWS::RDS::DBInstance" && Properties(resource)["DBClusterIdentifier"] == nil:
		return Snapshot
	}
	return Delete
}

// UpdateReplacePolicy is what CloudFormation does with the old resource after a replacement. The default is Delete.
func UpdateReplacePolicy(resource map[string]any) string {
	if policy := String(resource["UpdateReplacePolicy"]); policy != "" {
		return policy
	}
	return Delete
}
