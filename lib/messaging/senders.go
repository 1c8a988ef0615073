package messaging

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/names"
)

// admit lets AWS services send to a queue, and writes into the template which ones. Encryption with keys of SQS's own (SSE-SQS) does not
// keep them out. With a customer managed key, its policy would have to admit them too. Source: SQS developer guide, "Encryption at rest".
//
// An AWS service acts for any account. So each statement names the account of the topic, rule or bucket, and the form of its ARN.
func admit(queue awssqs.Queue, senders []config.Sender) {
	if len(senders) == 0 {
		return
	}
	stack := awscdk.Stack_Of(queue)
	var declared []string
	for _, sender := range senders {
		source := sourceOf(sender)
		queue.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String(string(sender)+".amazonaws.com"), nil)},
			Actions:    jsii.Strings("sqs:SendMessage"),
			Resources:  jsii.Strings(*queue.QueueArn()),
			Conditions: &map[string]any{
				"StringEquals": map[string]any{"aws:SourceAccount": stack.Account()},
				"ArnLike":      map[string]any{"aws:SourceArn": stack.FormatArn(&source)},
			},
		}))
		declared = append(declared, string(sender))
	}
	queue.Node().DefaultChild().(awssqs.CfnQueue).AddMetadata(jsii.String(names.FromMetadata), declared)
}

// sourceOf returns the ARNs of what sends: any topic or rule of the account in its region, any bucket.
func sourceOf(sender config.Sender) awscdk.ArnComponents {
	none := jsii.String("")
	switch sender {
	case config.FromSNS:
		return awscdk.ArnComponents{Service: jsii.String("sns"), Resource: jsii.String("*")}
	case config.FromEvents:
		return awscdk.ArnComponents{Service: jsii.String("events"), Resource: jsii.String("rule"), ResourceName: jsii.String("*")}
	default: // an ARN of a bucket has neither a region nor an account
		return awscdk.ArnComponents{Service: jsii.String("s3"), Region: none, Account: none, Resource: jsii.String("*")}
	}
}
