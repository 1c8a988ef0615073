package operate

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kasha/lib/config"
	"kasha/lib/names"
)

// kind is the type of a leftover, and decides how it is removed.
type kind string

const (
	bucket     kind = "bucket"
	repository kind = "repository"
	logGroup   kind = "log group"
)

// Leftover is one thing that still exists.
type Leftover struct {
	Kind   kind
	Region string
	Name   string
}

// findLeftovers lists what is left, in the order in which it is removed.
func (o Operator) findLeftovers() ([]Leftover, error) {
	var found []Leftover
	recognize, env := LeftoverNames(o.names()), o.Environment
	for _, region := range o.regions() {
		var arns []string
		if err := o.in(region).Call(&arns, "resourcegroupstaggingapi", "get-resources", "--resource-type-filters", "s3",
			"--tag-filters", "Key=application,Values="+names.Application, "Key=environment,Values="+env.Name, "Key=tier,Values=nonproduction",
			"--query", "ResourceTagMappingList[].ResourceARN"); err != nil {
			return nil, err
		}
		for _, arn := range arns {
			if name := arn[strings.LastIndex(arn, ":")+1:]; recognize.IsBucket(name) {
				found = append(found, Leftover{Kind: bucket, Region: region, Name: name})
			}
		}
	}
	var repositories, groups []string
	if err := o.AWS.Call(&repositories, "ecr", "describe-repositories", "--query", "repositories[].repositoryName"); err != nil {
		return nil, err
	}
	for _, name := range repositories {
		if recognize.IsCachedRepository(name) {
			found = append(found, Leftover{Kind: repository, Region: env.Region, Name: name})
		}
	}
	for _, place := range []struct{ region, prefix string }{
		{region: env.Region, prefix: names.FunctionLogs(o.names().Prefix())},
		{region: env.Region, prefix: o.names().ClusterLogs()},
		{region: config.EdgeRegion, prefix: o.names().CanaryLogs()},
	} {
		if err := o.in(place.region).Call(&groups, "logs", "describe-log-groups", "--log-group-name-prefix", place.prefix,
			"--query", "logGroups[].logGroupName"); err != nil {
			return nil, err
		}
		for _, name := range groups {
			if recognize.IsLogGroup(name) {
				found = append(found, Leftover{Kind: logGroup, Region: place.region, Name: name})
			}
		}
	}
	return found, nil
}

// remainingStacks lists those of the environment's stacks that still exist, with their status.
func (o Operator) remainingStacks() ([]string, error) {
	var found []string
	for _, region := range o.regions() {
		var stacks []struct{ StackName, StackStatus string }
		if err := o.in(region).Call(&stacks, "cloudformation", "describe-stacks",
			"--query", "Stacks[].{StackName: StackName, StackStatus: StackStatus}"); err != nil {
			return nil, err
		}
		for _, stack := range stacks {
			ours := slices.Contains(LeftoverNames(o.names()).Stacks(), stack.StackName)
			if ours && stack.StackStatus != "DELETE_COMPLETE" {
				found = append(found, fmt.Sprintf("%s in %s (%s)", stack.StackName, region, stack.StackStatus))
			}
		}
	}
	return found, nil
}

// regions are those of the environment's stacks: its own, and us-east-1 for the edge stack.
func (o Operator) regions() []string {
	if o.Environment.Region == config.EdgeRegion {
		return []string{config.EdgeRegion}
	}
	return []string{o.Environment.Region, config.EdgeRegion}
}

func (o Operator) in(region string) CLI {
	cli := o.AWS
	cli.Region = region
	return cli
}

// LeftoverNames recognizes the names of what an environment leaves behind.
type LeftoverNames names.Environment

// Stacks returns the names of all stacks that the environment can have.
func (n LeftoverNames) Stacks() []string {
	var stacks []string
	for _, part := range append(names.Parts(), names.Archive) {
		stacks = append(stacks, names.Environment(n).Stack(part))
	}
	return stacks
}

// IsBucket recognizes the names that CloudFormation gives to the environment's buckets. They consist of the stack's name, the
// start of the logical ID in lower case, and a generated suffix.
func (n LeftoverNames) IsBucket(name string) bool {
	env := names.Environment(n)
	return strings.HasPrefix(name, env.Stack(names.Data)+"-storage") ||
		strings.HasPrefix(name, env.Stack(names.Edge)+"-accesslogs") || strings.HasPrefix(name, env.Stack(names.Edge)+"-assets")
}

// IsCachedRepository recognizes the repositories that ECR creates for cached images of the public gallery. A name in the gallery
// has at least two parts. Without the second slash, a repository of an environment whose name ends like the cache's prefix
// would be recognized too.
func (n LeftoverNames) IsCachedRepository(name string) bool {
	image, cached := strings.CutPrefix(name, names.Environment(n).ImageCache()+"/")
	return cached && strings.Contains(image, "/")
}

// IsLogGroup recognizes the log groups that AWS creates on the first write, or again when it writes after the stack deleted
// them. They belong to the custom resource's function, whose name CloudFormation generates and may shorten, and to the
// functions that rotate secrets. Others belong to Container Insights, and to the canary's function, whose name ends in a UUID.
func (n LeftoverNames) IsLogGroup(name string) bool {
	env := names.Environment(n)
	for _, secret := range append(names.RotatedSecrets(), names.RotatedMigrator) {
		if name == names.FunctionLogs(env.RotationFunction(secret)) {
			return true
		}
	}
	id, ofCanary := strings.CutPrefix(name, env.CanaryLogs())
	return ofCanary && uuid.MatchString(id) || name == env.ClusterLogs() ||
		strings.HasPrefix(name, names.FunctionLogs(env.Stack(names.Network)+"-Custom"))
}

// uuid is the whole rest of the name of a canary's function. With "2-" before it, the function is that of an environment dev-2.
var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
