package review

import (
	"fmt"

	"kasha/internal/review/values"
)

// onDeletion says what happens to a resource when it is removed from the template, or its stack is deleted. The policy that
// is deployed decides.
func onDeletion(resource map[string]any) string {
	return fate(resource, values.DeletionPolicy(resource), "It")
}

// onReplacement says what happens to the old resource once the new one exists. AWS does not document which policy applies where
// the same change weakens it, so the weaker one is assumed.
func onReplacement(old, new map[string]any) string {
	policy := values.UpdateReplacePolicy(old)
	if weaker := values.UpdateReplacePolicy(new); rank(weaker) < rank(policy) {
		policy = weaker
	}
	if values.Type(new) == nestedStack {
		return "Each resource in it follows its own policy; compare the two templates by hand."
	}
	return "A new, empty one is created. " + fate(old, policy, "The old one")
}

func rank(policy string) int {
	return map[string]int{values.Delete: 0, values.Snapshot: 1, values.Retain: 2}[policy]
}

// fate says in a sentence what a policy means for a resource of this type.
func fate(resource map[string]any, policy, subject string) string {
	p := values.Properties(resource)
	switch {
	case policy == values.Retain:
		return subject + " stays in the account, but in no stack, until someone imports or deletes it."
	case values.Type(resource) == databaseInstance && p["SourceDBInstanceIdentifier"] != nil:
		return subject + " is deleted. A read replica leaves no snapshot."
	case policy == values.Snapshot && values.Type(resource) == databaseInstance:
		return subject + " is deleted after a final snapshot" + automatedBackups(p) +
			"; restoring that snapshot creates a new instance." + protected(p)
	case policy == values.Snapshot:
		return subject + " is deleted after a final snapshot."
	}
	switch values.Type(resource) {
	case nestedStack:
		return subject + " is deleted with its resources, each according to its own DeletionPolicy."
	case databaseInstance:
		return subject + " is deleted with its data, without a snapshot" + automatedBackups(p) + "." + protected(p)
	case "AWS::KMS::Key":
		days := "30"
		if set := p["PendingWindowInDays"]; set != nil {
			days = values.Text(set)
		}
		return fmt.Sprintf("%s is disabled at once and deleted after %s days. Then nothing that it encrypted can be read again, "+
			"including snapshots and backups.", subject, days)
	case "AWS::SecretsManager::Secret":
		return subject + " is deleted at once, without a recovery window."
	case "AWS::S3::Bucket":
		return subject + whenEmpty
	case "AWS::ECR::Repository":
		if values.IsTrue(p["EmptyOnDelete"]) {
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
		return subject + " is deleted, and its domain name with it."
	case "AWS::Route53::RecordSet":
		return subject + " is deleted; the name stops resolving as caches expire."
	}
	return subject + " is deleted, with everything in it."
}

const whenEmpty = " is deleted if it is empty. Otherwise CloudFormation fails to delete it, and it stays in the account."

// automatedBackups says what happens to them, because most people count on them.
func automatedBackups(p map[string]any) string {
	if set, ok := p["DeleteAutomatedBackups"]; ok && !values.IsTrue(set) {
		return " (its automated backups stay until they expire)"
	}
	return " (its automated backups are deleted too)"
}

func protected(p map[string]any) string {
	if values.IsTrue(p["DeletionProtection"]) {
		return " Deletion protection is on, so the deletion itself fails and the instance stays."
	}
	return ""
}
