package main

import (
	"fmt"
	"strings"
	"testing"

	"kasha/internal/leftovers"
)

// nonproductionShapes are those that `make destroy` may delete.
func nonproductionShapes(t *testing.T, check func(p platform, deleted leftovers.Environment)) {
	t.Helper()
	seen := 0
	eachShape(t, func(p platform) {
		if !p.env.IsProduction() {
			seen++
			check(p, leftovers.Environment{Name: p.env.Name, Region: p.env.Region})
		}
	})
	if seen == 0 {
		t.Error("no shape is nonproduction")
	}
}

// TestDevelopmentCanBeDeleted catches what a deletion of a nonproduction environment would stop at, and what it would leave
// to be paid for and to be in the way of the next deployment's fixed names. S3 deletes no bucket with objects in it, so
// buckets stay, and are removed afterwards by the tags and the name that internal/leftovers looks for.
func TestDevelopmentCanBeDeleted(t *testing.T) {
	nonproductionShapes(t, func(p platform, deleted leftovers.Environment) {
		for _, each := range p.some(holdsData()...) {
			keeps := strings.HasPrefix(each.written.DeletionPolicy, "Retain")
			switch {
			case each.Type != "AWS::S3::Bucket":
				if keeps {
					p.t.Errorf("%s stays when %s is deleted", each, p.env.Name)
				}
				continue
			case each.written.DeletionPolicy != "RetainExceptOnCreate" || each.written.UpdateReplacePolicy != "Retain":
				p.t.Errorf("%s: its stack cannot be deleted while there is an object in it (%s, %s)", each, each.written.DeletionPolicy, each.written.UpdateReplacePolicy)
			}
			p.absent(each, "BucketName") // the next deployment's would be refused while this one stays
			tags := pairs(each.Properties.Maps("Tags"), "Key", "Value")
			if tags["application"] != "kasha" || tags["environment"] != p.env.Name || tags["tier"] != "nonproduction" {
				p.t.Errorf("%s: tags %v, by which its leftovers are not found", each, tags)
			}
			if name := generated(each); !deleted.IsBucket(strings.ToLower(name)) {
				p.t.Errorf("%s: %s is not known as a leftover", each, name)
			}
		}
		for _, each := range p.some("AWS::ECR::Repository") {
			p.equal(each, "EmptyOnDelete", true)
		}
	})
}

// TestWhatAWSMakesIsFoundAfterwards catches log groups and repositories that AWS makes in an environment's name, that no stack
// deletes, and that nobody would find when it is gone.
func TestWhatAWSMakesIsFoundAfterwards(t *testing.T) {
	nonproductionShapes(t, func(p platform, deleted leftovers.Environment) {
		for _, each := range p.some("AWS::Lambda::Function") {
			if name := "/aws/lambda/" + generated(each); each.Properties.Map("LoggingConfig").Text("LogGroup") == "" && !deleted.IsLogGroup(name) {
				p.t.Errorf("%s writes to %s, which is not known as a leftover", each, name)
			}
		}
		for _, each := range p.some("AWS::SecretsManager::RotationSchedule") {
			if name := "/aws/lambda/" + each.Properties.Map("HostedRotationLambda").Text("RotationLambdaName"); !deleted.IsLogGroup(name) {
				p.t.Errorf("%s writes to %s, which is not known as a leftover", each, name)
			}
		}
		for _, each := range p.some("AWS::ECS::Cluster") {
			if pairs(each.Properties.Maps("ClusterSettings"), "Name", "Value")["containerInsights"] != "enabled" {
				continue
			}
			if name := "/aws/ecs/containerinsights/" + each.Properties.Text("ClusterName") + "/performance"; !deleted.IsLogGroup(name) {
				p.t.Errorf("Container Insights of %s writes to %s, which is not known as a leftover", each, name)
			}
		}
		for _, each := range p.some("AWS::ECR::PullThroughCacheRule") {
			if name := each.Properties.Text("EcrRepositoryPrefix") + "/docker/library/nginx"; !deleted.IsCached(name) {
				p.t.Errorf("%s makes %s, which is not known as a leftover", each, name)
			}
		}
		for _, each := range p.model.Resources("AWS::Synthetics::Canary") { // where one is configured
			if name := "/aws/lambda/cwsyn-" + each.Properties.Text("Name") + "-01234567-89ab-cdef-0123-456789abcdef"; !deleted.IsLogGroup(name) || each.Stack != p.stack("edge").Name {
				p.t.Errorf("%s in %s writes to %s, which is not known as a leftover", each, each.Stack, name)
			}
		}
		known := fmt.Sprint(leftovers.Parts())
		for _, stack := range p.stacks {
			if part := strings.TrimPrefix(stack.Name, "kasha-"+p.env.Name+"-"); !strings.Contains(known, part) {
				p.t.Errorf("leftovers are looked for while %s is still there", stack.Name)
			}
		}
	})
}

// generated is how CloudFormation begins the name of a resource that has none in its template.
func generated(r resource) string { return r.Stack + "-" + r.LogicalID + "-" }
