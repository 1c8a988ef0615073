package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"kasha/lib/config"
	"kasha/lib/names"
)

// checkOrigin refuses a deployment that deletes the load balancer that CloudFront uses. The services stack is deployed before the edge.
// So the site would be down until the edge has followed, for up to half an hour. The edge stack has an output exactly while the
// distribution uses a VPC origin.
func checkOrigin(ctx context.Context, session aws.Config, env config.Environment) (obstacle, note string) {
	if env.Edge.BothOrigins {
		return "", "" // both load balancers stay
	}
	used, err := deployedOrigin(ctx, session, env)
	switch {
	case err != nil && isExpired(apiCode(err)):
		return unusable(err, signInCommand(session.Credentials)), ""
	case err != nil:
		return "", fmt.Sprintf("CloudFormation in %s does not say which origin the stack %s uses (%s). If it is not %q, this deployment takes "+
			"the site down until the edge has followed: deploy with \"bothOrigins\": true first.",
			config.EdgeRegion, env.Names().Stack(names.Edge), cause(err), env.Edge.Origin)
	case used == "" || used == env.Edge.Origin:
		return "", ""
	}
	return fmt.Sprintf("CloudFront uses the origin %[1]q of %[2]s. This deployment would delete its load balancer before the distribution "+
		"has moved to the origin %[3]q; fix: in the environment's edge in cdk.json, set \"origin\": %[3]q and \"bothOrigins\": true, and run "+
		"make deploy ENV=%[2]s. Then remove \"bothOrigins\", and run it again.", used, env.Name, env.Edge.Origin), ""
}

// deployedOrigin returns the origin that the distribution uses now; empty: there is no distribution yet.
func deployedOrigin(ctx context.Context, session aws.Config, env config.Environment) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	name := env.Names().Stack(names.Edge)
	client := cloudformation.NewFromConfig(session, func(o *cloudformation.Options) { o.Region = config.EdgeRegion })
	answer, err := client.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(name)})
	switch {
	case err != nil && apiCode(err) == "ValidationError" && strings.Contains(err.Error(), "does not exist"):
		return "", nil
	case err != nil:
		return "", err
	case len(answer.Stacks) != 1:
		return "", fmt.Errorf("it describes %d stacks %s, not one", len(answer.Stacks), name)
	case slices.Contains(neverCreated(), answer.Stacks[0].StackStatus):
		return "", nil
	}
	for _, output := range answer.Stacks[0].Outputs {
		if aws.ToString(output.OutputKey) == string(names.VPCOriginID) {
			return config.OriginVPC, nil
		}
	}
	return config.OriginPublic, nil
}
