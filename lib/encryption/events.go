package encryption

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/jsii-runtime-go"
)

// AllowEvents lets EventBridge rules publish to a topic that the key encrypts. Without it a rule matches and nobody hears of
// it. There is no condition on the account, because EventBridge tells SNS and KMS none (EventBridge user guide, "Amazon SNS
// permissions": conditions cannot be used); what bounds the statement is the topic that the ciphertext belongs to.
func AllowEvents(key awskms.Key) {
	key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("EventsToTopics"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), nil)},
		Actions:    jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*"),
		Resources:  jsii.Strings("*"),
	}), nil)
}
