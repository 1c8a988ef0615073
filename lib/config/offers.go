package config

import (
	"slices"
	"strings"
)

// checkOffers holds an environment against what its region offers. at is the environment.
func checkOffers(at place, e Environment) {
	if !at.sound("region") {
		return
	}
	class := e.Database.InstanceClass
	if at.sound("database.instanceClass") && !OffersClass(e.Region, class) {
		at.reject("database.instanceClass", e.Region+" does not offer "+class, classRemedy(class, e.Region))
	}
	at.refuse("database.proxy", e.Database.Proxy && !OffersProxy(e.Region), e.Region+" has no RDS Proxy", "false, or another region")
	if at.sound("backup.archive", "backup.restoreTest") && e.Backup.Archive && e.Backup.RestoreTest {
		at.refuse("backup.restoreTest", !OffersRestoreTests(e.Region), e.Region+" has no restore testing of AWS Backup",
			"false, and restore a snapshot by hand now and then; or another region")
		checkCopyOffers(at, e)
	}
}

// checkCopyOffers: the copies are restored, to test them, where they are and to the class that the database has.
func checkCopyOffers(at place, e Environment) {
	class, copies := e.Database.InstanceClass, e.Backup.CopyRegion
	if copies == "" {
		return
	}
	at.refuse("backup.copyRegion", !OffersRestoreTests(copies), copies+" has no restore testing of AWS Backup, and backup.restoreTest tests the copies too",
		"another region, or false as backup.restoreTest")
	if at.sound("database.instanceClass") && !OffersClass(copies, class) {
		at.reject("backup.copyRegion", copies+" does not offer "+class+", to which the copies would be restored to test them",
			"another region, or false as backup.restoreTest; or as database.instanceClass "+classRemedy(class, e.Region, copies))
	}
}

// absentFamilies are the families of instance classes that a region lacks, with all their sizes. A region that is not in the
// table has every class of InstanceClasses.
//
// It is what the CDK's strict validation knows (aws-cdk-lib 2.270.0, rule E3025), and cfn-lint 1.58.0 says the same for MySQL
// alone. TestRegionsOfferWhatTheCDKSays compares the table with the pinned CDK's and prints every line to change; a line that
// is missing here makes a configuration fail in the synthesis, with a message about a template that nobody wrote.
func absentFamilies() map[string]string {
	return map[string]string{
		"af-south-1":     "m7g r7g m7i r7i r8g",
		"ap-east-1":      "m7g m7i r7i",
		"ap-east-2":      "m5 r5 m8g r8g",
		"ap-northeast-3": "m7i r7i m8g",
		"ap-south-2":     "r6i m7i r7i",
		"ap-southeast-3": "r6i m8g",
		"ap-southeast-4": "m6i r6i r7g r7i m8g",
		"ap-southeast-5": "m5 r5",
		"ap-southeast-6": "m5 r5 m8g r8g",
		"ap-southeast-7": "m5 r5 m7i r7i m8g r8g",
		"ca-central-1":   "m8g",
		"ca-west-1":      "t4g m5 r5 m7g m7i r7i r8g",
		"eu-central-2":   "m6i r6i m7i r7i",
		"eu-south-1":     "m7g m7i r8g",
		"eu-south-2":     "m6i r6i",
		"eu-west-3":      "r7g",
		"il-central-1":   "m7i r7i m8g r8g",
		"me-central-1":   "m6i r6i r7g m7i r7i m8g r8g",
		"me-south-1":     "m7i r7i m8g r8g",
		"mx-central-1":   "m5 r5 m8g",
	}
}

// OffersProxy reports whether a region has RDS Proxy, by the same source (rule F3006, AWS::RDS::DBProxy).
func OffersProxy(region string) bool { return region != "ap-east-2" }

// OffersRestoreTests reports whether a region has AWS Backup's restore testing, by the same source (rule F3006,
// AWS::Backup::RestoreTestingPlan).
func OffersRestoreTests(region string) bool {
	return !slices.Contains([]string{"ap-east-2", "ap-southeast-5", "ap-southeast-7", "ca-west-1", "mx-central-1"}, region)
}

// OffersPipeline reports whether a region has all that the pipeline is made of, and the connection that it needs in its own
// region, by the same source (rule F3006). Where it does not, AWS::CodeStarNotifications::NotificationRule is missing or
// AWS::CodeConnections::Connection, mostly both. Environments are not concerned: a pipeline deploys to other regions too.
func OffersPipeline(region string) bool {
	return !slices.Contains([]string{
		"af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
		"ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-1", "eu-south-2", "il-central-1", "me-central-1", "mx-central-1",
	}, region)
}

// pipelineRegions are those in which a pipeline can be.
func pipelineRegions() []string {
	return slices.DeleteFunc(Regions(), func(region string) bool { return !OffersPipeline(region) })
}

// InstanceClassesIn are the instance classes that a region offers.
func InstanceClassesIn(region string) []string {
	absent := strings.Fields(absentFamilies()[region])
	return slices.DeleteFunc(InstanceClasses(), func(class string) bool { return slices.Contains(absent, familyOf(class)) })
}

// OffersClass reports whether a region has one of InstanceClasses.
func OffersClass(region, class string) bool { return offersFamily(region, familyOf(class)) }

func offersFamily(region, family string) bool {
	return !slices.Contains(strings.Fields(absentFamilies()[region]), family)
}

// familyOf is m7g of db.m7g.large.
func familyOf(class string) string {
	_, rest, _ := strings.Cut(class, ".")
	family, _, _ := strings.Cut(rest, ".")
	return family
}

// firstOffered is the first of several classes that a region offers, for defaults.
func firstOffered(region string, classes ...string) string {
	for _, class := range classes {
		if OffersClass(region, class) {
			return class
		}
	}
	return classes[0]
}

// classRemedy names the nearest class that all the regions offer, and then the families that they have.
func classRemedy(class string, regions ...string) string {
	kind := familyOf(class)[:1] // t, m and r differ in what they are for
	size := class[strings.LastIndex(class, ".")+1:]
	var nearest string
	var offered []string
	for _, family := range families() {
		if slices.ContainsFunc(regions, func(region string) bool { return !offersFamily(region, family.name) }) {
			continue
		}
		offered = append(offered, family.name)
		if family.name[:1] == kind && slices.Contains(strings.Fields(family.sizes), size) {
			nearest = "db." + family.name + "." + size // the table is in order of age
		}
	}
	others := "a class of " + list(offered, "or")
	if nearest == "" {
		return others
	}
	return quote(nearest) + ", or " + others
}
