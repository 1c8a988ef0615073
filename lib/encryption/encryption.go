// Package encryption builds KMS keys. An environment has one for the database, and one for secrets, the application bucket, log groups and
// the alarm topic. The vaults of the archive have further keys. So has the second alarm topic of a production outside us-east-1. Keys
// rotate every year; KMS keeps earlier key material for decryption.
//
// Failure modes: once a key is deleted, nothing that it encrypted can be read again. Production keys outlive their stack.
// Nonproduction keys are deleted with their stack, after KMS's longest waiting period.
package encryption

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

// deletionWaitDays is KMS's longest waiting period (7 to 30 days), during which a deletion can be cancelled.
const deletionWaitDays = 30

// KeyProps describes a key.
type KeyProps struct {
	Alias       string // without the prefix alias/; unique in the account and region
	Description string
	Retain      bool // keep the key when its stack is deleted
}

// NewKey builds one rotating key. It costs $1.00 a month, and $1.00 a month more after each of its first two rotations.
func NewKey(scope constructs.Construct, id string, props KeyProps) awskms.Key {
	return awskms.NewKey(scope, jsii.String(id), &awskms.KeyProps{
		Alias:             jsii.String("alias/" + props.Alias),
		Description:       jsii.String(props.Description),
		EnableKeyRotation: jsii.Bool(true),
		PendingWindow:     awscdk.Duration_Days(jsii.Number(deletionWaitDays)),
		RemovalPolicy:     retention.Policy(props.Retain),
	})
}

// AllowLogs lets CloudWatch Logs in the key's region encrypt and decrypt log groups of this account with the key. Without it,
// creating an encrypted log group fails.
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

// AllowTopic lets AWS services use the key to publish to an encrypted topic. Without it, an alarm changes its state and SNS delivers
// no notification. The key policy restricts the use to the topic. The topic's own policy restricts the accounts for which a
// service may publish, because not every service passes the account on to KMS.
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
