package exposure

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"kasha/internal/review/values"
)

// storageSettings are those of what stores data beside databases: S3 buckets, ECR repositories, queues, topics and log groups.
func storageSettings() []setting {
	const (
		bucket     = "AWS::S3::Bucket"
		repository = "AWS::ECR::Repository"
		creation   = "AWS::ECR::RepositoryCreationTemplate"
		queue      = "AWS::SQS::Queue"
		group      = "AWS::Logs::LogGroup"
	)
	public := func(name string) setting {
		return opening(bucket, "public access block "+name, at("PublicAccessBlockConfiguration", name), unblocked).evenNew()
	}
	return []setting{
		public("BlockPublicAcls"), public("BlockPublicPolicy"), public("IgnorePublicAcls"), public("RestrictPublicBuckets"),
		opening(bucket, "access control lists (ACLs) are enabled", or(ownership, "BucketOwnerEnforced"), leaves("BucketOwnerEnforced")),
		opening(bucket, "canned ACL", at("AccessControl"), becomesPublic).evenNew(),

		weakening(bucket, "versioning", at("VersioningConfiguration", "Status"), leaves("Enabled")),
		weakening(bucket, "encryption with a KMS key", bucketKey, dropped),
		weakening(bucket, "access logs", at("LoggingConfiguration"), dropped),
		weakening(bucket, "lifecycle expiration of earlier versions", versionExpiries, expiresSooner).deletesData(),
		weakening(bucket, "Object Lock", at("ObjectLockEnabled"), turnedOff),

		weakening(repository, "immutable image tags", at("ImageTagMutability"), leaves("IMMUTABLE")),
		weakening(repository, "image scan on push", at("ImageScanningConfiguration", "ScanOnPush"), turnedOff),
		weakening(repository, "lifecycle expiration",
			imageExpiries("LifecyclePolicy", "LifecyclePolicyText"), expiresSooner).deletesData(),
		weakening(repository, "images are deleted with the repository", at("EmptyOnDelete"), turnedOn),
		weakening(creation, "lifecycle expiration", imageExpiries("LifecyclePolicy"), expiresSooner).deletesData(),

		weakening(queue, "encryption with SQS-managed keys", or(at("SqsManagedSseEnabled"), true), turnedOff),
		weakening(queue, "customer managed key", at("KmsMasterKeyId"), dropped),
		weakening(queue, "dead-letter queue", at("RedrivePolicy"), dropped),
		weakening(queue, "message retention in seconds", or(at("MessageRetentionPeriod"), 345600), lowered).deletesData(),
		opening(queue, "queues that may use this one as their dead-letter queue",
			deadLetterSources, moreSources),
		weakening("AWS::SNS::Topic", "customer managed key", at("KmsMasterKeyId"), dropped),

		weakening(group, "log retention in days", at("RetentionInDays"), keptShorter).deletesData(),
		weakening(group, "customer managed key", at("KmsKeyId"), dropped),
		weakening(group, "deletion protection", at("DeletionProtectionEnabled"), turnedOff),
	}
}

// deadLetterSources are the queues that may use a queue as their dead-letter queue: by default all of the account.
func deadLetterSources(queue map[string]any) any {
	permission := or(at("RedriveAllowPolicy", "redrivePermission"), "allowAll")(queue)
	if permission == "byQueue" {
		return or(at("RedriveAllowPolicy", "sourceQueueArns"), []any{})(queue)
	}
	return permission
}

func moreSources(old, new any) bool {
	_, some := new.([]any)
	_, someBefore := old.([]any)
	if some && someBefore {
		return more(old, new)
	}
	return !some && new != "denyAll" || some && old == "denyAll"
}

// unblocked is for one part of the public access block. A new bucket blocks public access by default; an existing one stops
// to do so when the setting is removed.
func unblocked(old, new any) bool {
	return values.IsTrue(old) && !values.IsTrue(new) || values.Text(new) == "false"
}

func becomesPublic(_, new any) bool { return strings.HasPrefix(values.Text(new), "Public") }

func ownership(bucket map[string]any) any {
	for _, rule := range objects(at("OwnershipControls", "Rules")(bucket)) {
		return rule["ObjectOwnership"]
	}
	return nil
}

func bucketKey(bucket map[string]any) any {
	for _, rule := range objects(at("BucketEncryption", "ServerSideEncryptionConfiguration")(bucket)) {
		if used := within(rule, "ServerSideEncryptionByDefault", "SSEAlgorithm"); used == "aws:kms" {
			return used
		}
	}
	return nil
}

// ObjectsExpireSooner reports whether a change of a bucket's lifecycle rules deletes objects that are in use: those without a
// later version. It returns the expiries before and after.
func ObjectsExpireSooner(old, new map[string]any) (before, after any, sooner bool) {
	before, after = liveExpiries(old), liveExpiries(new)
	return before, after, expiresSooner(before, after)
}

// Expiries says expiries in words.
func Expiries(found any) string {
	var texts []string
	for _, expiry := range objects(found) {
		text := values.Text(expiry["what"]) + " after " + values.Text(expiry["after"])
		if _, days := expiry["after"].(float64); days {
			text += " days"
		}
		if of := values.Text(expiry["of"]); of != "" {
			text += " (" + of + ")"
		}
		texts = append(texts, text)
	}
	return cmp.Or(strings.Join(texts, ", "), "none")
}

func liveExpiries(bucket map[string]any) any { return expiriesOf(bucket, "objects") }

func versionExpiries(bucket map[string]any) any { return expiriesOf(bucket, "noncurrent versions") }

// expiriesOf are the expiries of one kind of objects.
func expiriesOf(bucket map[string]any, of string) any {
	var found []any
	for _, expiry := range objects(bucketExpiries(bucket)) {
		if strings.HasPrefix(values.Text(expiry["what"]), of) {
			found = append(found, expiry)
		}
	}
	return found
}

// bucketExpiries lists what a bucket's lifecycle rules delete: for each rule and kind of deletion, after how many days, or
// beyond how many versions. Rules are compared one by one, so that a rule that becomes better is no weakening.
func bucketExpiries(bucket map[string]any) any {
	const newest = "noncurrent versions beyond the newest"
	var found []any
	for _, rule := range objects(at("LifecycleConfiguration", "Rules")(bucket)) {
		if rule["Status"] == "Disabled" {
			continue
		}
		of := lifecycleScope(rule)
		for kind, path := range map[string][]string{
			"objects":                              {"ExpirationInDays"},
			"objects, on a date":                   {"ExpirationDate"},
			"noncurrent versions (older property)": {"NoncurrentVersionExpirationInDays"},
			"noncurrent versions":                  {"NoncurrentVersionExpiration", "NoncurrentDays"},
			newest:                                 {"NoncurrentVersionExpiration", "NewerNoncurrentVersions"},
		} {
			limit := within(rule, path...)
			if limit == nil && kind == newest && rule["NoncurrentVersionExpiration"] != nil {
				limit = 0.0 // no version is kept because it is among the newest
			}
			if limit != nil {
				found = append(found, expiry(kind, of, limit))
			}
		}
	}
	slices.SortFunc(found, func(a, b any) int { return strings.Compare(values.Canonical(a), values.Canonical(b)) })
	return found
}

// lifecycleScope says as text which objects a rule applies to; it is empty for all objects.
func lifecycleScope(rule map[string]any) string {
	about := map[string]any{}
	for _, name := range []string{"Prefix", "TagFilters", "ObjectSizeGreaterThan", "ObjectSizeLessThan"} {
		if value := rule[name]; value != nil && value != "" {
			about[name] = value
		}
	}
	if len(about) == 0 {
		return ""
	}
	return values.Canonical(about)
}

// imageExpiries lists what the rules of a lifecycle policy delete.
func imageExpiries(path ...string) func(map[string]any) any {
	return func(repository map[string]any) any {
		policy, _ := at(path...)(repository).(map[string]any)
		var found []any
		for _, rule := range objects(policy["rules"]) {
			selection, _ := rule["selection"].(map[string]any)
			about := maps.Clone(selection)
			delete(about, "countNumber")
			found = append(found, expiry("images", values.Canonical(about), selection["countNumber"]))
		}
		return found
	}
}

func expiry(what, of string, limit any) map[string]any {
	return map[string]any{"what": what, "of": of, "after": limit}
}

// expiresSooner reports whether something expires that did not, or expires earlier. A rule for all objects applies to each.
func expiresSooner(old, new any) bool {
	return slices.ContainsFunc(objects(new), func(is map[string]any) bool {
		return !slices.ContainsFunc(objects(old), func(was map[string]any) bool {
			return was["what"] == is["what"] && (was["of"] == is["of"] || was["of"] == "") && !sooner(was["after"], is["after"])
		})
	})
}

// sooner compares two limits of one kind: numbers, or dates.
func sooner(old, new any) bool {
	if _, err := strconv.ParseFloat(values.Text(new), 64); err != nil {
		return values.Text(new) < values.Text(old)
	}
	return values.Number(new) < values.Number(old)
}
