package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/names"
)

// Event is something that AWS reports to EventBridge once, where an alarm would watch a metric. It costs nothing.
type Event struct {
	Name     string // without environment and severity; see names.Environment.Alarm
	Severity names.Severity
	Notice   Notice
	Pattern  *awsevents.EventPattern
	Reason   string // the event's JSON path with AWS's reason: $.detail.reason, or $.detail where no single field is always present
}

// Event notifies the topic of every event that matches the pattern, except a warning that the environment's coverage leaves out.
// The message has the fields of a CloudWatch alarm's message, so that one filter of a pager fits both.
func (w *Watch) Event(e Event) {
	if !w.covers(e.Severity) {
		return
	}
	name := w.env.Alarm(e.Severity, e.Name)
	rule := awsevents.NewRule(w.scope, jsii.String(e.Name), &awsevents.RuleProps{
		RuleName: jsii.String(name), Description: jsii.String(e.Notice.text()), EventPattern: e.Pattern,
	})
	rule.AddTarget(awseventstargets.NewSnsTopic(w.Topic, &awseventstargets.SnsTopicProps{
		Role:            w.publisherRole(),
		DeadLetterQueue: w.undeliveredQueue(),
		Message: awsevents.RuleTargetInput_FromObject(map[string]any{
			"AlarmName":        name,
			"AlarmDescription": e.Notice.text(),
			"NewStateValue":    "EVENT",
			"NewStateReason":   awsevents.EventField_FromPath(jsii.String(e.Reason)),
			"Resources":        awsevents.EventField_FromPath(jsii.String("$.resources")),
		}),
	}))
}

// publisherRole is the role with which EventBridge publishes. Its trust policy limits it to this environment's rules in this
// account. A topic policy cannot do that; see publishers.
func (w *Watch) publisherRole() awsiam.Role {
	if w.publisher != nil {
		return w.publisher
	}
	stack := awscdk.Stack_Of(w.scope)
	rules := stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("events"), Resource: jsii.String("rule"), ResourceName: jsii.String(w.env.Prefix() + "*"),
	})
	role := awsiam.NewRole(w.scope, jsii.String("EventRole"), &awsiam.RoleProps{
		Description: jsii.String("EventBridge publishes events of " + w.props.Environment.Name + " to the alarm topic"),
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{
				"StringEquals": map[string]any{"aws:SourceAccount": stack.Account()},
				"ArnLike":      map[string]any{"aws:SourceArn": rules},
			},
		}),
	})
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("sns:Publish"), Resources: &[]*string{w.Topic.TopicArn()},
	}))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("kms:Decrypt", "kms:GenerateDataKey"), Resources: &[]*string{w.props.TopicKey.KeyArn()},
		Conditions: &map[string]any{"StringEquals": map[string]any{"kms:EncryptionContext:aws:sns:topicArn": w.Topic.TopicArn()}},
	}))
	w.publisher = role
	return role
}

// describe stores the notice in the metadata of a resource that has no description. tests/catalogue reads it there.
func describe(resource awscdk.CfnResource, notice Notice) {
	resource.AddMetadata(jsii.String(names.NoticeMetadata), notice.text())
}
