package tests

import (
	"slices"
	"strings"
	"testing"

	"kasha/internal/operate"
)

// TestTerminationProtectionWhereDataLives catches a production stack with data that one command can delete, and a nonproduction stack that
// cannot be deleted.
func TestTerminationProtectionWhereDataLives(t *testing.T) {
	eachShape(t, func(p platform) {
		for _, part := range []string{"network", "data"} {
			if stack := p.stack(part); stack.TerminationProtection != p.env.IsProduction() {
				p.t.Errorf("%s: termination protection %v, want it in production only", stack.Name, stack.TerminationProtection)
			}
		}
	})
}

// TestDataOutlivesItsStackInProduction catches data that is deleted with its stack, or when its resource is replaced. Three resources may
// be deleted: the replica, which can be created again from its primary, and the two headers, which nobody else reads.
func TestDataOutlivesItsStackInProduction(t *testing.T) {
	mayGo := map[string]bool{"data/Database/Replica/Resource": true, "data/OriginSecret/Resource": true, "data/AccessSecret/Resource": true}
	for _, shape := range []string{"prod", "prod-domain", "eu-west-1", "spot"} {
		p := platformOf(t, shape)
		for _, each := range p.some(holdsData()...) {
			// With Retain a resource stays although its creation was rolled back. Its name would then block the next attempt.
			deleted, replaced := each.written.DeletionPolicy, each.written.UpdateReplacePolicy
			kept := (deleted == "RetainExceptOnCreate" || deleted == "Snapshot") && (replaced == "Retain" || replaced == "Snapshot")
			if !kept && !mayGo[each.Path] {
				t.Errorf("%s: %s has the policies %q and %q, want Snapshot or RetainExceptOnCreate, and Snapshot or Retain", shape, each, deleted,
					replaced)
			}
		}
	}
}

// holdsData lists the types that cannot be created again from the templates once they are deleted.
func holdsData() []string {
	return []string{
		"AWS::Backup::BackupVault", "AWS::DynamoDB::Table", "AWS::ECR::Repository", "AWS::EFS::FileSystem", "AWS::KMS::Key",
		"AWS::Logs::LogGroup", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance", "AWS::S3::Bucket", "AWS::SecretsManager::Secret",
		"AWS::SQS::Queue",
	}
}

// TestNonproductionCanBeDeleted catches what would stop the deletion of a nonproduction environment. It also catches what would stay:
// that costs money, and its fixed names block the next deployment. S3 deletes no bucket with objects in it, so buckets stay. Afterwards
// internal/operate finds and removes them by their tags and names.
func TestNonproductionCanBeDeleted(t *testing.T) {
	nonproductionShapes(t, func(p platform, leftovers operate.LeftoverNames) {
		for _, each := range p.some(holdsData()...) {
			keeps := strings.HasPrefix(each.written.DeletionPolicy, "Retain")
			switch {
			case each.Type != "AWS::S3::Bucket":
				if keeps {
					p.t.Errorf("%s stays when %s is deleted, want it deleted", each, p.env.Name)
				}
				continue
			case each.written.DeletionPolicy != "RetainExceptOnCreate" || each.written.UpdateReplacePolicy != "Retain":
				p.t.Errorf("%s has the policies %s and %s, want RetainExceptOnCreate and Retain: S3 deletes no bucket with objects", each,
					each.written.DeletionPolicy, each.written.UpdateReplacePolicy)
			}
			p.absent(each, "BucketName") // a fixed name would block the next deployment while this bucket stays
			tags := pairs(each.Properties.Maps("Tags"), "Key", "Value")
			if tags["application"] != "kasha" || tags["environment"] != p.env.Name || tags["tier"] != "nonproduction" {
				p.t.Errorf("%s: tags %v, want those that kasha leftovers looks for", each, tags)
			}
			if name := generatedName(each); !leftovers.IsBucket(strings.ToLower(name)) {
				p.t.Errorf("%s: kasha leftovers does not know %s, want it known", each, name)
			}
		}
		for _, each := range p.some("AWS::ECR::Repository") {
			p.equal(each, "EmptyOnDelete", true)
		}
	})
}

// TestLeftoversThatAWSCreatesAreFound catches log groups and repositories that AWS creates in an environment's name, that no stack deletes,
// and that internal/operate does not find.
func TestLeftoversThatAWSCreatesAreFound(t *testing.T) {
	nonproductionShapes(t, func(p platform, leftovers operate.LeftoverNames) {
		for _, each := range p.some("AWS::Lambda::Function") {
			if name := "/aws/lambda/" + generatedName(each); each.Properties.Map("LoggingConfig").Text("LogGroup") == "" &&
				!leftovers.IsLogGroup(name) {
				p.t.Errorf("%s writes to %s, want kasha leftovers to know it", each, name)
			}
		}
		for _, each := range p.some("AWS::SecretsManager::RotationSchedule") {
			if name := "/aws/lambda/" + p.rotationFunction(each).Properties.Text("FunctionName"); !leftovers.IsLogGroup(name) {
				p.t.Errorf("%s writes to %s, want kasha leftovers to know it", each, name)
			}
		}
		for _, each := range p.some("AWS::ECS::Cluster") {
			if pairs(each.Properties.Maps("ClusterSettings"), "Name", "Value")["containerInsights"] != "enabled" {
				continue
			}
			if name := "/aws/ecs/containerinsights/" + each.Properties.Text("ClusterName") + "/performance"; !leftovers.IsLogGroup(name) {
				p.t.Errorf("Container Insights of %s writes to %s, want kasha leftovers to know it", each, name)
			}
		}
		for _, each := range p.some("AWS::ECR::PullThroughCacheRule") {
			if name := each.Properties.Text("EcrRepositoryPrefix") + "/docker/library/nginx"; !leftovers.IsCachedRepository(name) {
				p.t.Errorf("%s creates %s, want kasha leftovers to know it", each, name)
			}
		}
		for _, each := range p.model.Resources("AWS::Synthetics::Canary") { // where one is configured
			name := "/aws/lambda/cwsyn-" + each.Properties.Text("Name") + "-01234567-89ab-cdef-0123-456789abcdef"
			if !leftovers.IsLogGroup(name) || each.Stack != p.stack("edge").Name {
				p.t.Errorf("%s in %s writes to %s, want kasha leftovers to know it, and the stack edge", each, each.Stack, name)
			}
		}
		for _, stack := range p.stacks {
			if !slices.Contains(leftovers.Stacks(), stack.Name) {
				p.t.Errorf("kasha leftovers does not wait for the deletion of %s, want it to", stack.Name)
			}
		}
	})
}

// nonproductionShapes runs a check on every shape that `make destroy` may delete.
func nonproductionShapes(t *testing.T, check func(p platform, leftovers operate.LeftoverNames)) {
	t.Helper()
	seen := 0
	eachShape(t, func(p platform) {
		if !p.env.IsProduction() {
			seen++
			check(p, operate.LeftoverNames(p.env.Names()))
		}
	})
	if seen == 0 {
		t.Error("no shape is nonproduction, want at least one")
	}
}

// generatedName is how CloudFormation begins the name of a resource that has none in its template.
func generatedName(r resource) string { return r.Stack + "-" + r.LogicalID + "-" }
