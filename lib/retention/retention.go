// Package retention decides whether CloudFormation deletes or keeps a resource that holds data, when the resource is removed from its
// stack.
//
// Failure modes: a kept resource with a fixed name blocks the next deployment of the same environment ("already exists") until
// somebody deletes or imports it.
package retention

import "github.com/aws/aws-cdk-go/awscdk/v2"

// Always is Policy's argument for a resource that is kept in every tier.
const Always = true

// Policy returns the removal policy of a resource. With retain, the resource is kept when it is removed from its stack or replaced;
// otherwise it is deleted.
//
// A retained resource is still deleted when the rollback of its first creation removes it. It is empty then, and with its
// fixed name it would block the next attempt. Source: CloudFormation user guide, "DeletionPolicy attribute",
// RetainExceptOnCreate.
func Policy(retain bool) awscdk.RemovalPolicy {
	if retain {
		return awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	return awscdk.RemovalPolicy_DESTROY
}
