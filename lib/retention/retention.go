// Package retention says what becomes of a thing that holds data when its stack lets go of it. It is one decision, so it is
// made in one place.
package retention

import "github.com/aws/aws-cdk-go/awscdk/v2"

// Policy keeps a thing when it is removed from its stack or replaced, or lets it go with the stack.
//
// What is kept is let go all the same when its first creation is rolled back: nothing is in it then, and under its fixed name
// it would stand in the way of the next attempt ("already exists"). Source: CloudFormation user guide, "DeletionPolicy
// attribute", RetainExceptOnCreate.
func Policy(keep bool) awscdk.RemovalPolicy {
	if keep {
		return awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	return awscdk.RemovalPolicy_DESTROY
}
