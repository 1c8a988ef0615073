package stages

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
)

// logFunctions gives the functions that the CDK brings along (what stands behind its custom resources) a log group each. Left
// alone, Lambda makes one on the first call, which never expires and outlives the environment. It looks for them in the finished
// stacks: which constructs bring one is the CDK's business and changes with its versions.
func logFunctions(stage awscdk.Stage, env config.Environment, net NetworkStack) {
	for _, child := range *stage.Node().Children() {
		stack, ok := child.(awscdk.Stack)
		if !ok {
			continue
		}
		for _, construct := range *awscdk.ConstructSelector_ResourcesOfType(jsii.String("AWS::Lambda::Function")).Select(stack) {
			function := construct.(awscdk.CfnResource)
			id := strings.ReplaceAll(*function.Node().Scope().Node().Id(), "::", "") + "Logs"
			group := logging.NewGroup(stack, id, logging.GroupProps{
				RetentionDays: env.Logs.RetentionDays, Key: net.logKey(stack, env), Retain: env.IsProduction(),
			})
			function.AddPropertyOverride(jsii.String("LoggingConfig.LogGroup"), group.LogGroupName())
		}
	}
}

// logKey encrypts log groups of any stack of the environment's region. Elsewhere CloudWatch's own key does.
func (n NetworkStack) logKey(stack awscdk.Stack, env config.Environment) awskms.IKey {
	switch {
	case *stack.Region() != env.Region:
		return nil
	case *stack.StackName() == *n.Stack.StackName():
		return n.Key
	}
	if known := stack.Node().TryFindChild(jsii.String("GeneralKey")); known != nil {
		return known.(awskms.IKey)
	}
	return n.keyIn(stack)
}
