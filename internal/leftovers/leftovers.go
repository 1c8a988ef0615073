// Package leftovers finds what a deleted nonproduction environment left in its account, and removes it: the buckets, which
// outlive their stacks because S3 deletes no bucket with objects in it, and what AWS itself made in the environment's name
// and no stack knows: the cache's repositories and the log groups of functions. All of it costs money for ever.
//
// It looks only when every stack is gone. Nobody writes any more by then, and nothing of a live environment can be met. A
// bucket has to bear the environment's tags and a name that CloudFormation gives to one of its buckets; everything else has
// to have the exact name or a prefix that no other environment can have.
//
// Failure modes: the tagging service is minutes behind, so a bucket that was just deleted may be named once more, which does
// no harm. Access logs arrive up to a day late; they are lost with their bucket.
package leftovers

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"kasha/internal/awscli"
)

// edgeRegion is where the edge stack and its bucket are; lib/edge says why.
const edgeRegion = "us-east-1"

// Kind says what a leftover is, and so how it goes.
type Kind string

// The three kinds that are removed.
const (
	Bucket     Kind = "bucket"
	Repository Kind = "repository"
	LogGroup   Kind = "log group"
)

// Leftover is one thing that is still there.
type Leftover struct {
	Kind   Kind
	Region string
	Name   string
}

// Environment is whose leftovers are looked for, and how AWS is asked.
type Environment struct {
	Name   string
	Region string
	AWS    func(region string) awscli.CLI
	Sleep  func(time.Duration)
	Folder string // where requests are written that are too long for a command line
}

// Find lists what is left, in the order in which it is removed.
func (e Environment) Find() ([]Leftover, error) {
	var found []Leftover
	for _, region := range e.regions() {
		var buckets []string
		if err := e.AWS(region).Call(&buckets, "resourcegroupstaggingapi", "get-resources", "--resource-type-filters", "s3", "--tag-filters",
			"Key=application,Values=kasha", "Key=environment,Values="+e.Name, "Key=tier,Values=nonproduction",
			"--query", "ResourceTagMappingList[].ResourceARN"); err != nil {
			return nil, err
		}
		for _, arn := range buckets {
			if name := arn[strings.LastIndex(arn, ":")+1:]; e.IsBucket(name) {
				found = append(found, Leftover{Bucket, region, name})
			}
		}
	}
	var repositories, groups []string
	if err := e.AWS(e.Region).Call(&repositories, "ecr", "describe-repositories", "--query", "repositories[].repositoryName"); err != nil {
		return nil, err
	}
	for _, name := range repositories {
		if e.IsCached(name) {
			found = append(found, Leftover{Repository, e.Region, name})
		}
	}
	for _, place := range []struct{ region, prefix string }{
		{e.Region, "/aws/lambda/kasha-" + e.Name + "-"}, {e.Region, e.insights()}, {edgeRegion, e.canary()},
	} {
		if err := e.AWS(place.region).Call(&groups, "logs", "describe-log-groups", "--log-group-name-prefix", place.prefix, "--query", "logGroups[].logGroupName"); err != nil {
			return nil, err
		}
		for _, name := range groups {
			if e.IsLogGroup(name) {
				found = append(found, Leftover{LogGroup, place.region, name})
			}
		}
	}
	return found, nil
}

// IsBucket knows the names that CloudFormation gives to this environment's buckets: the stack's, the construct's, and
// something of its own.
func (e Environment) IsBucket(name string) bool {
	return strings.HasPrefix(name, "kasha-"+e.Name+"-data-storage") || strings.HasPrefix(name, "kasha-"+e.Name+"-edge-accesslogs")
}

// IsCached knows the repositories that ECR makes for copies of public images. A name in the public gallery has at least two
// parts; the second stroke keeps the own repositories out of an environment whose name ends like the cache's prefix.
func (e Environment) IsCached(repository string) bool {
	image, cached := strings.CutPrefix(repository, "kasha-"+e.Name+"-ecr-public/")
	return cached && strings.Contains(image, "/")
}

// IsLogGroup knows the log groups that AWS makes on first write, or once more when it writes after the stack has deleted its
// own: of the custom resource's function, whose name CloudFormation makes up and may cut short; of the functions that rotate
// secrets; of Container Insights; of the canary's function, whose name ends in a UUID.
func (e Environment) IsLogGroup(name string) bool {
	if function, ok := strings.CutPrefix(name, "/aws/lambda/kasha-"+e.Name+"-"); ok {
		return strings.HasPrefix(function, "network-Custom") || function == "rotate-admin" || function == "rotate-connection"
	}
	id, ofCanary := strings.CutPrefix(name, e.canary())
	return ofCanary && uuid.MatchString(id) || name == e.insights()
}

func (e Environment) insights() string {
	return "/aws/ecs/containerinsights/kasha-" + e.Name + "/performance"
}

func (e Environment) canary() string { return "/aws/lambda/cwsyn-kasha-" + e.Name + "-" }

// uuid is all that follows in the name of a canary's function; "2-" and one is that of an environment dev-2.
var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// Stacks lists those of the environment's stacks that are still there, with their status.
func (e Environment) Stacks() ([]string, error) {
	var found []string
	for _, region := range e.regions() {
		var stacks []struct{ StackName, StackStatus string }
		if err := e.AWS(region).Call(&stacks, "cloudformation", "describe-stacks", "--query", "Stacks[].{StackName: StackName, StackStatus: StackStatus}"); err != nil {
			return nil, err
		}
		for _, stack := range stacks {
			part, ours := strings.CutPrefix(stack.StackName, "kasha-"+e.Name+"-")
			if ours && slices.Contains(Parts(), part) && stack.StackStatus != "DELETE_COMPLETE" {
				found = append(found, fmt.Sprintf("%s in %s (%s)", stack.StackName, region, stack.StackStatus))
			}
		}
	}
	return found, nil
}

// Parts are the last words of the names of an environment's stacks.
func Parts() []string { return []string{"network", "data", "services", "edge", "archive"} }

func (e Environment) regions() []string {
	if e.Region == edgeRegion {
		return []string{edgeRegion}
	}
	return []string{e.Region, edgeRegion}
}
