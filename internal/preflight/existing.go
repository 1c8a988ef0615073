package preflight

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
)

// existing is the bootstrap stack of one region before a bootstrap. It may be another team's.
type existing struct {
	region     string
	found      bool
	version    int
	parameters map[string]string
	tags       []string // KEY=VALUE
	foreign    []string // resources and parameters that the CDK's template does not have
	problem    string   // why none of this is known
}

// readExisting reads the bootstrap stack of a region. Whoever may bootstrap may read it, so a refusal is a problem.
func readExisting(ctx context.Context, session aws.Config, region, stack string) existing {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	client := cloudformation.NewFromConfig(session, func(o *cloudformation.Options) { o.Region = region })
	before := existing{region: region, parameters: map[string]string{}}
	answer, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(stack)})
	switch code := apiCode(err); {
	case code == "ValidationError" && strings.Contains(err.Error(), "does not exist"):
		return before
	case err != nil:
		before.problem = unread(err, session, region, stack)
		return before
	case len(answer.Stacks) != 1:
		before.problem = fmt.Sprintf("CloudFormation in %s describes %d stacks %s, not one.", region, len(answer.Stacks), stack)
		return before
	}
	described := answer.Stacks[0]
	switch status := described.StackStatus; {
	case slices.Contains(neverCreated(), status):
		return before // the CDK CLI deletes it and begins anew
	case strings.HasSuffix(string(status), "_IN_PROGRESS"):
		before.problem = fmt.Sprintf("The stack %s in %s is being changed (%s); fix: wait, and repeat this command.", stack, region, status)
		return before
	}
	before.describe(described)
	resources, err := client.ListStackResources(ctx, &cloudformation.ListStackResourcesInput{StackName: aws.String(stack)})
	if err != nil {
		before.problem = unread(err, session, region, stack)
		return before
	}
	for _, resource := range resources.StackResourceSummaries {
		if id := aws.ToString(resource.LogicalResourceId); !slices.Contains(toolkitResources(), id) {
			before.foreign = append(before.foreign, "the resource "+id)
		}
	}
	return before
}

// neverCreated are the states of a stack whose creation did not succeed: nobody can be using it.
func neverCreated() []types.StackStatus {
	return []types.StackStatus{types.StackStatusReviewInProgress, types.StackStatusRollbackComplete, types.StackStatusCreateFailed,
		types.StackStatusRollbackFailed, types.StackStatusDeleteComplete}
}

func (e *existing) describe(stack types.Stack) {
	e.found = true
	for _, output := range stack.Outputs {
		if aws.ToString(output.OutputKey) == "BootstrapVersion" {
			e.version, _ = strconv.Atoi(aws.ToString(output.OutputValue)) // 0: of the CDK's first major version
		}
	}
	for _, parameter := range stack.Parameters {
		key := aws.ToString(parameter.ParameterKey)
		e.parameters[key] = aws.ToString(parameter.ParameterValue)
		if !slices.Contains(toolkitParameters(), key) {
			e.foreign = append(e.foreign, "the parameter "+key)
		}
	}
	for _, tag := range stack.Tags {
		if key := aws.ToString(tag.Key); !strings.HasPrefix(key, "aws:") {
			e.tags = append(e.tags, key+"="+aws.ToString(tag.Value))
		}
	}
}

// unread says that nobody knows what a bootstrap would take away.
func unread(err error, session aws.Config, region, stack string) string {
	if isDenied(apiCode(err)) {
		return fmt.Sprintf("These credentials may not read the stack %s in %s (%s), so this check cannot know what a bootstrap would take "+
			"away; fix: use credentials that may bootstrap.", stack, region, cause(err))
	}
	return unanswered(err, session, region, "CloudFormation", "what the stack "+stack+" has")
}

// list returns the items of a parameter of the type CommaDelimitedList.
func (e existing) list(parameter string) []string {
	var items []string
	for item := range strings.SplitSeq(e.parameters[parameter], ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}
