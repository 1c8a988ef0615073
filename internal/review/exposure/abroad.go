package exposure

import (
	"regexp"
	"slices"
	"strings"

	"kasha/internal/review/properties"
	"kasha/internal/review/values"
)

// abroad reports properties of a resource that now name a foreign account or bucket. A foreign account has no stack of the application,
// and a foreign bucket is created by none. Whoever owns these gets what is sent there, and decides what comes from there. Policies,
// security groups and roles have readers of their own. A change that the tables call an opening is said already.
func (e *Environment) abroad(s Stack, r Resource) []Finding {
	if r.Old == nil {
		return nil
	}
	resource := values.Type(r.New)
	old, _ := e.then(values.Properties(r.Old)).(map[string]any)
	var found []Finding
	told := map[string]bool{}
	for _, d := range properties.Differences(old, values.Properties(r.New)) {
		rule, _ := e.properties.Lookup(resource, d.Path)
		if d.New == nil || rule.Class == properties.Opening && rule.Direction != properties.Reader && rule.IsWorse(d.Change) {
			continue
		}
		for _, place := range e.foreignPlaces(rule, d) {
			if said := d.Path + place; !told[said] {
				told[said] = true
				found = append(found, e.about(s, r, d.Path+": "+place, d.Old, d.New))
			}
		}
	}
	return found
}

// foreignPlaces says which places outside of the application a property names that it did not name before.
func (e *Environment) foreignPlaces(rule properties.Rule, d properties.Difference) []string {
	var places []string
	before := accountsIn(d.Old)
	for _, account := range accountsIn(d.New) {
		if !isOfReaders(rule) && !saidOfTargets(d) && !slices.Contains(before, account) && !e.accounts[account] {
			places = append(places, "account "+account+" gets this or decides about it, and the application has no stack there")
		}
	}
	if bucket := bucketOf(rule, d); bucket != "" && !e.isOwnBucket(bucket) {
		places = append(places, "the application does not create this bucket, and its owner decides who reads and writes there")
	}
	return places
}

// isOfReaders leaves out what is compared statement by statement or rule by rule, and what is only shown, such as a dashboard.
func isOfReaders(rule properties.Rule) bool {
	return rule.Class == properties.Harmless || rule.Class == properties.Effect ||
		rule.Class == properties.Opening && rule.Direction == properties.Reader
}

// saidOfTargets leaves out targets of event rules of which a setting says that events leave.
func saidOfTargets(d properties.Difference) bool {
	return d.Path == "Targets[].Arn" && isOutside(values.Text(d.New))
}

// ownedARN is an ARN that names its account.
var ownedARN = regexp.MustCompile(`\barn:(?:aws[a-z-]*|\$\{AWS::Partition\}):[a-z0-9-]+:(?:[a-z0-9-]*|\$\{AWS::Region\}):(\d{12}):`)

func accountsIn(value any) []string {
	var all []string
	for _, found := range ownedARN.FindAllStringSubmatch(values.Text(value), -1) {
		all = append(all, found[1])
	}
	return all
}

var (
	bucketPath = regexp.MustCompile(`(^|\.|\[|s3\.)(S3Bucket|S3BucketName|DestinationBucketName|BucketArn|bucket\])$` +
		`|Logging\.Bucket$|DefinitionS3Location\.Bucket$|(ArtifactStore|Artifacts|Cache|S3Logs)\.Location$`)
	bucketText = regexp.MustCompile(`^(?:arn:(?:aws[a-z-]*|\$\{AWS::Partition\}):s3:::|s3://)([^/]+)`)
	bucketHost = regexp.MustCompile(`^(.+?)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com$`)
)

// bucketOf is the bucket that a property names, as a name or a reference; empty if it names none.
func bucketOf(rule properties.Rule, d properties.Difference) string {
	text, isBucket := values.String(d.New), bucketPath.MatchString(d.Path)
	if found := bucketText.FindStringSubmatch(text); found != nil && (isBucket || !isOfReaders(rule)) {
		return found[1]
	}
	if !isBucket {
		return ""
	}
	if found := bucketHost.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	name, _, _ := strings.Cut(text, "/")
	return name
}

// bootstrapBucket is the bucket for assets of the CDK's bootstrap: cdk-QUALIFIER-assets-ACCOUNT-REGION.
var bootstrapBucket = regexp.MustCompile(`^cdk-[a-z0-9]+-assets-(\d{12}|\$\{AWS::AccountId\})-`)

// isOwnBucket reports whether a stack of the application creates a bucket, or the CDK's bootstrap in one of its accounts does.
func (e *Environment) isOwnBucket(bucket string) bool {
	if found := bootstrapBucket.FindStringSubmatch(bucket); found != nil {
		return found[1] == "${AWS::AccountId}" || e.accounts[found[1]]
	}
	if values.Type(e.after.resources[nameOf(bucket)]) == "AWS::S3::Bucket" {
		return true
	}
	for _, resource := range e.after.resources {
		if values.Type(resource) == "AWS::S3::Bucket" && values.Text(values.Properties(resource)["BucketName"]) == bucket {
			return true
		}
	}
	return false
}
