package preflight

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// ClusterRole is the role with which ECS acts in an account, for all regions. ECS makes it with the account's first cluster, by
// itself and a moment too late for that cluster. Source: ECS developer guide, "Using service-linked roles for Amazon ECS".
const ClusterRole = "AWSServiceRoleForECS"

// clusterRole looks for ECS's role. Without it the first deployment of the services stack may fail after a quarter of an hour, so
// a missing one is in the way; whatever keeps these credentials from looking is only noted.
func clusterRole(ctx context.Context, session aws.Config, account string) (obstacle, note string) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := iam.NewFromConfig(session).GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(ClusterRole)})
	const create = "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"
	switch code := apiCode(err); {
	case err == nil:
		return "", ""
	case code == "NoSuchEntity":
		return fmt.Sprintf("Account %s has no role %s, which ECS makes with the first cluster, a moment too late for it; run: %s", account, ClusterRole, create), ""
	case isExpired(code):
		return unusable(err, signInCommand(session.Credentials)), ""
	case isDenied(code):
		return "", fmt.Sprintf("These credentials may not look for the role %s. If the account has never had an ECS cluster, run first: %s", ClusterRole, create)
	}
	return "", fmt.Sprintf("IAM does not say whether the role %s is there (%s). If the account has never had an ECS cluster, run first: %s", ClusterRole, cause(err), create)
}
