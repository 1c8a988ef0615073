package review

import "fmt"

// What becomes of a resource that leaves its stack. Source: CloudFormation User Guide, "DeletionPolicy attribute" and
// "UpdateReplacePolicy attribute".
const (
	retain   = "Retain"
	snapshot = "Snapshot"
	deletes  = "Delete"
)

// onDeletion is what happens to a resource when its stack, or its place in the template, is deleted: the policy that is
// deployed decides.
func onDeletion(resource map[string]any) string {
	return fate(resource, deletionPolicy(resource), "It")
}

// onReplacement is what happens to the old resource once the new one stands. Which of two policies CloudFormation takes
// where a change weakens it as well is not documented, so the weaker one is assumed.
func onReplacement(old, new map[string]any) string {
	policy := replacePolicy(old)
	if weaker := replacePolicy(new); rank(weaker) < rank(policy) {
		policy = weaker
	}
	if typeOf(new) == nestedStack {
		return "Each resource in it fares as its own policy says; compare the two templates by hand."
	}
	return "A new one is made, empty. " + fate(old, policy, "The old one")
}

func deletionPolicy(resource map[string]any) string {
	switch policy := asString(resource["DeletionPolicy"]); {
	case policy == "RetainExceptOnCreate": // keeps whatever an earlier deployment made
		return retain
	case policy != "":
		return policy
	case typeOf(resource) == "AWS::RDS::DBCluster",
		typeOf(resource) == "AWS::RDS::DBInstance" && properties(resource)["DBClusterIdentifier"] == nil:
		return snapshot
	}
	return deletes
}

func replacePolicy(resource map[string]any) string {
	if policy := asString(resource["UpdateReplacePolicy"]); policy != "" {
		return policy
	}
	return deletes
}

func rank(policy string) int {
	return map[string]int{deletes: 0, snapshot: 1, retain: 2}[policy]
}

// fate says in a sentence what a policy means for a type.
func fate(resource map[string]any, policy, subject string) string {
	p := properties(resource)
	switch {
	case policy == retain:
		return subject + " stays in the account, outside of every stack: nobody's until somebody imports or deletes it."
	case typeOf(resource) == "AWS::RDS::DBInstance" && p["SourceDBInstanceIdentifier"] != nil:
		return subject + " is deleted; a read replica leaves no snapshot behind."
	case policy == snapshot && typeOf(resource) == "AWS::RDS::DBInstance":
		return subject + " is deleted after a final snapshot" + automatedBackups(p) + "; a restore of that snapshot is a new instance." + protected(p)
	case policy == snapshot:
		return subject + " is deleted after a final snapshot."
	}
	switch typeOf(resource) {
	case nestedStack:
		return subject + " is deleted with what is in it, each resource as its own policy says."
	case "AWS::RDS::DBInstance":
		return subject + " is deleted with its data, without a snapshot" + automatedBackups(p) + "." + protected(p)
	case "AWS::KMS::Key":
		days := "30"
		if set := p["PendingWindowInDays"]; set != nil {
			days = show(set)
		}
		return fmt.Sprintf("%s is disabled at once and deleted after %s days; then nothing that it encrypted can be read again, snapshots and backups included.", subject, days)
	case "AWS::SecretsManager::Secret":
		return subject + " is deleted at once, without a recovery window."
	case "AWS::S3::Bucket":
		return subject + whenEmpty
	case "AWS::ECR::Repository":
		if isTrue(p["EmptyOnDelete"]) {
			return subject + " is deleted with its images."
		}
		return subject + whenEmpty
	case "AWS::SQS::Queue":
		return subject + " is deleted with the messages in it."
	case "AWS::Logs::LogGroup":
		return subject + " is deleted with its logs."
	case "AWS::Backup::BackupVault":
		return subject + whenEmpty
	case "AWS::CloudFront::Distribution":
		return subject + " is deleted and its domain name with it."
	case "AWS::Route53::RecordSet":
		return subject + " is deleted; the name stops resolving as caches expire."
	}
	return subject + " is deleted, with everything in it."
}

const whenEmpty = " is deleted if it is empty; if it is not, CloudFormation fails to delete it and leaves it behind."

// automatedBackups is said because they are what most people think of first.
func automatedBackups(p map[string]any) string {
	if set, ok := p["DeleteAutomatedBackups"]; ok && !isTrue(set) {
		return " (its automated backups stay until they expire)"
	}
	return " (and its automated backups with it)"
}

func protected(p map[string]any) string {
	if isTrue(p["DeletionProtection"]) {
		return " Deletion protection is on, so the deletion itself will fail and leave the instance behind."
	}
	return ""
}
