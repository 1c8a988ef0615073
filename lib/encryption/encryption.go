// Package encryption builds the two customer keys of an environment: one for the database, one for everything else
// (secrets, the application bucket, log groups, the alarm topic). Both rotate every year; earlier key material stays able to decrypt.
//
// Failure modes: a key that is deleted makes everything encrypted with it unreadable for ever. Production keys outlive
// their stack; nonproduction keys are deleted with it, after the longest wait that KMS offers.
package encryption

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

// deletionWaitDays is KMS's longest waiting period (7 to 30 days): the time in which a deletion can still be taken back.
const deletionWaitDays = 30

// KeyProps names a key and says what becomes of it.
type KeyProps struct {
	Alias       string // without the prefix alias/; unique in account and region
	Description string
	Retain      bool // keep the key when its stack is deleted
}

// NewKey builds one rotating key. $1.00 a month, and again for each of the first two rotations.
func NewKey(scope constructs.Construct, id string, props KeyProps) awskms.Key {
	return awskms.NewKey(scope, jsii.String(id), &awskms.KeyProps{
		Alias:             jsii.String("alias/" + props.Alias),
		Description:       jsii.String(props.Description),
		EnableKeyRotation: jsii.Bool(true),
		PendingWindow:     awscdk.Duration_Days(jsii.Number(deletionWaitDays)),
		RemovalPolicy:     retention.Policy(props.Retain),
	})
}

// AllowLogs lets CloudWatch Logs of the key's region encrypt and decrypt log groups of this account with the key. Without
// it, creating an encrypted log group fails.
func AllowLogs(key awskms.Key) {
	stack := awscdk.Stack_Of(key)
	groups := stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("logs"), Resource: jsii.String("*"), ArnFormat: awscdk.ArnFormat_NO_RESOURCE_NAME,
	})
	key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("LogGroupsOfThisAccount"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("logs."+*stack.Region()+".amazonaws.com"), nil)},
		Actions:    jsii.Strings("kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"),
		Resources:  jsii.Strings("*"), // in a key policy, "*" means this key
		Conditions: &map[string]any{"ArnLike": map[string]any{"kms:EncryptionContext:aws:logs:arn": groups}},
	}), nil)
}

// AllowTopic lets AWS services publish to a topic that the key encrypts, in their own name. Without it an alarm rings and
// nobody hears of it. The key's policy names the topic, whose own policy says on whose behalf they may publish: not every
// service passes that on to KMS.
func AllowTopic(key awskms.Key, topicARN string, services []string) {
	var principals []awsiam.IPrincipal
	for _, service := range services {
		principals = append(principals, awsiam.NewServicePrincipal(jsii.String(service), nil))
	}
	key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("MessagesOfTheAlarmTopic"),
		Principals: &principals,
		Actions:    jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*"),
		Resources:  jsii.Strings("*"),
		Conditions: &map[string]any{"StringEquals": map[string]any{"kms:EncryptionContext:aws:sns:topicArn": topicARN}},
	}), nil)
}
