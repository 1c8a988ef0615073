package stages

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/encryption"
	"kasha/lib/logging"
	"kasha/lib/monitoring"
	"kasha/lib/names"
	"kasha/lib/network"
)

// NetworkStack is the stack that every other stack needs. Besides the VPC it holds the general key and the alarm topic. The flow logs
// are the first thing that is encrypted, and every later stack may publish to the topic.
type NetworkStack struct {
	Stack   awscdk.Stack
	Network network.Network
	Key     awskms.Key

	imported map[string]awskms.IKey // Key, as other stacks import it, by the name of the stack
}

func newNetworkStack(stage awscdk.Stage, env config.Environment) NetworkStack {
	stack := newStack(stage, env, stackProps{
		Part: names.Network, Account: env.Account, Region: env.Region, HoldsData: true,
		Contents: "VPC, flow logs, general key, alarm topic",
	})
	key := encryption.NewKey(stack, "Key", encryption.KeyProps{
		Alias:       env.Names().GeneralKey(),
		Description: env.Names().Description("secrets, application bucket, log groups, alarm topic"),
		Retain:      env.IsProduction(),
	})
	encryption.AllowLogs(key)
	monitoring.NewTopic(stack, "Alarms", monitoring.TopicProps{Environment: env.Names(), Email: env.Alarms.Email, Key: key})
	built := network.New(stack, "Network", network.Props{AvailabilityZones: env.AvailabilityZones, Network: env.Network})
	network.NewFlowLogs(stack, "FlowLogs", network.FlowLogsProps{
		VPC: built.VPC,
		LogGroup: logging.NewGroup(stack, "FlowLogGroup", logging.GroupProps{
			RetentionDays: env.Logs.RetentionDays, Key: key, Retain: env.IsProduction(),
		}),
	})
	result := NetworkStack{Stack: stack, Network: built, Key: key, imported: map[string]awskms.IKey{}}
	result.share()
	return result
}

// keyIn imports the general key into another stack by its ARN. With a reference to the construct, the CDK would write each grant to a
// role of a later stack into this stack's key policy. The two stacks would then depend on each other. The key's policy trusts the
// account's IAM policies, so a grant in the role's policy is enough. Each imported key is stored: the
// CDK's Go binding returns what it finds in a stack's tree as a Resource, not as an IKey.
func (n NetworkStack) keyIn(stack awscdk.Stack) awskms.IKey {
	name := *stack.StackName()
	if n.imported[name] == nil {
		n.imported[name] = awskms.Key_FromKeyArn(stack, jsii.String("GeneralKey"), n.Key.KeyArn())
	}
	return n.imported[name]
}

// logKey returns the key for log groups of a stack: the general key in the environment's own region. In another region it is nil, and
// CloudWatch Logs encrypts with its own key.
func (n NetworkStack) logKey(stack awscdk.Stack, env config.Environment) awskms.IKey {
	switch {
	case *stack.Region() != env.Region:
		return nil
	case *stack.StackName() == *n.Stack.StackName():
		return n.Key
	}
	return n.keyIn(stack)
}
