package monitoring

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/jsii-runtime-go"
)

// Event is something that EventBridge reports once, where an alarm would watch a figure. It costs nothing.
type Event struct {
	Name     string // what follows kasha-<environment>-<severity>-
	Severity Severity
	Notice   Notice
	Pattern  *awsevents.EventPattern
	Reason   string // the path of what AWS says about it: $.detail.reason, or $.detail where no field of it is always there
}

// Event tells the topic of every event that matches, unless it is a warning that the environment's coverage leaves out. The
// message has the fields of an alarm's, so that one filter of a pager understands both.
func (w *Watch) Event(e Event) {
	if !w.covers(e.Severity) {
		return
	}
	name := w.name(e.Severity, e.Name)
	rule := awsevents.NewRule(w.scope, jsii.String(e.Name), &awsevents.RuleProps{
		RuleName: jsii.String(name), Description: jsii.String(e.Notice.text()), EventPattern: e.Pattern,
	})
	rule.AddTarget(awseventstargets.NewSnsTopic(w.Topic, &awseventstargets.SnsTopicProps{
		Role: w.publisher(),
		Message: awsevents.RuleTargetInput_FromObject(map[string]any{
			"AlarmName":        name,
			"AlarmDescription": e.Notice.text(),
			"NewStateValue":    "EVENT",
			"NewStateReason":   awsevents.EventField_FromPath(jsii.String(e.Reason)),
			"Resources":        awsevents.EventField_FromPath(jsii.String("$.resources")),
		}),
	}))
}

// publisher is the role with which EventBridge publishes. Its trust says which rules of which account may use it; a topic's
// policy could not.
func (w *Watch) publisher() awsiam.Role {
	if w.role != nil {
		return w.role
	}
	stack := awscdk.Stack_Of(w.scope)
	rules := stack.FormatArn(&awscdk.ArnComponents{
		Service: jsii.String("events"), Resource: jsii.String("rule"), ResourceName: jsii.String("kasha-" + w.props.Environment.Name + "-*"),
	})
	w.role = awsiam.NewRole(w.scope, jsii.String("EventRole"), &awsiam.RoleProps{
		Description: jsii.String("EventBridge publishes events of " + w.props.Environment.Name + " to the alarm topic"),
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("events.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{
				"StringEquals": map[string]any{"aws:SourceAccount": stack.Account()},
				"ArnLike":      map[string]any{"aws:SourceArn": rules},
			},
		}),
	})
	w.role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("sns:Publish"), Resources: &[]*string{w.Topic.TopicArn()},
	}))
	w.role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("kms:Decrypt", "kms:GenerateDataKey"), Resources: &[]*string{w.props.TopicKey.KeyArn()},
		Conditions: &map[string]any{"StringEquals": map[string]any{"kms:EncryptionContext:aws:sns:topicArn": w.Topic.TopicArn()}},
	}))
	return w.role
}

// databaseEvents subscribes the topic to what RDS itself reports about instances.
func (w *Watch) databaseEvents(name string, severity Severity, notice Notice, categories []string, instances []any) {
	if !w.covers(severity) {
		return
	}
	subscription := awsrds.NewCfnEventSubscription(w.scope, jsii.String(name), &awsrds.CfnEventSubscriptionProps{
		SubscriptionName: jsii.String(w.name(severity, name)),
		SnsTopicArn:      w.Topic.TopicArn(),
		SourceType:       jsii.String("db-instance"),
		SourceIds:        &instances,
		EventCategories:  jsii.Strings(categories...),
	})
	describe(subscription, notice)
}

// describe keeps the notice of a resource that has no description, where docs/alarms.md finds it.
func describe(resource awscdk.CfnResource, notice Notice) {
	resource.AddMetadata(jsii.String("kasha:notice"), notice.text())
}
