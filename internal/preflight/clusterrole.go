package preflight

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// ClusterRole is the service-linked role of ECS, one for all regions of an account. ECS creates it with the account's first cluster,
// but too late for that cluster. Source: ECS developer guide, "Using service-linked roles for Amazon ECS".
const ClusterRole = "AWSServiceRoleForECS"

// checkClusterRole checks that ECS's role exists. Without it, the first deployment of the services stack may fail after a quarter of
// an hour, so its absence is an obstacle. If these credentials cannot find out, that is only a note.
func checkClusterRole(ctx context.Context, session aws.Config, account string) (obstacle, note string) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	_, err := iam.NewFromConfig(session).GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(ClusterRole)})
	const create = "aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"
	const firstCluster = "If the account has never had an ECS cluster, run first: " + create
	switch code := apiCode(err); {
	case err == nil:
		return "", ""
	case code == "NoSuchEntity":
		return fmt.Sprintf("Account %s has no role %s. ECS creates it with the first cluster, but too late for that cluster; fix: %s",
			account, ClusterRole, create), ""
	case isExpired(code):
		return unusable(err, signInCommand(session.Credentials)), ""
	case isDenied(code):
		return "", fmt.Sprintf("These credentials may not read the role %s. %s", ClusterRole, firstCluster)
	}
	return "", fmt.Sprintf("IAM does not say whether the role %s exists (%s). %s", ClusterRole, cause(err), firstCluster)
}

// noteClusterRole says at a bootstrap that ECS's role is missing. A pipeline does not check it: its first release would find out.
func (c *Clearance) noteClusterRole(ctx context.Context, session aws.Config) {
	obstacle, note := checkClusterRole(ctx, session, c.Account)
	if obstacle+note != "" {
		c.Notes = append(c.Notes, obstacle+note)
	}
}
