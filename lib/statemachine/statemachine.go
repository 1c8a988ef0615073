// Package statemachine builds a state machine with its log group. It also has what state machines share: the right to publish to the alarm
// topic, and the role of the schedule that starts them. The definitions are in lib/rotation/restart, lib/runtask and lib/release/wait.
//
// Failure modes: a state machine without the right to use the topic's key fails to publish, and its execution fails without a message.
package statemachine

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/config"
	"kasha/lib/logging"
	"kasha/lib/names"
)

// Props describes one state machine.
type Props struct {
	Name        string
	Definition  string            // in Amazon States Language
	Parameters  map[string]string // for the definition's placeholders, which CloudFormation fills in; nil where there are none
	Environment config.Environment
	Key         awskms.IKey // encrypts the log group
	WithoutData bool        // keeps what an execution is given and gives out of the log
}

// New builds the state machine, which writes every step to its log group.
func New(scope constructs.Construct, props Props) awsstepfunctions.StateMachine {
	var parameters *map[string]*string
	if props.Parameters != nil {
		parameters = &map[string]*string{}
		for placeholder, value := range props.Parameters {
			(*parameters)[placeholder] = jsii.String(value)
		}
	}
	return awsstepfunctions.NewStateMachine(scope, jsii.String("Machine"), &awsstepfunctions.StateMachineProps{
		StateMachineName:        jsii.String(props.Name),
		DefinitionBody:          awsstepfunctions.DefinitionBody_FromString(jsii.String(props.Definition)),
		DefinitionSubstitutions: parameters,
		Logs: &awsstepfunctions.LogOptions{
			Destination: logging.NewGroup(scope, "Logs", logging.GroupProps{
				Name: names.StateMachineLogs(props.Name), RetentionDays: props.Environment.Logs.RetentionDays,
				Key: props.Key, Retain: props.Environment.IsProduction(),
			}),
			IncludeExecutionData: jsii.Bool(!props.WithoutData), // dates, names and exit codes; no state machine sees a password
			Level:                awsstepfunctions.LogLevel_ALL,
		},
		TracingEnabled: jsii.Bool(true),
	})
}

// AllowPublishing lets a state machine publish to the encrypted topic, and use the key for messages of this topic only.
func AllowPublishing(machine awsstepfunctions.StateMachine, topic awssns.ITopic, key awskms.IKey) {
	machine.AddToRolePolicy(Allow([]string{"sns:Publish"}, topic.TopicArn()))
	encrypting := Allow([]string{"kms:Decrypt", "kms:GenerateDataKey"}, key.KeyArn())
	encrypting.AddCondition(jsii.String("StringEquals"), map[string]any{"kms:EncryptionContext:aws:sns:topicArn": topic.TopicArn()})
	machine.AddToRolePolicy(encrypting)
}

// NewScheduleRole can be assumed by schedules of this account only. The construct's own role would have a hash as its name.
func NewScheduleRole(scope constructs.Construct) awsiam.Role {
	return awsiam.NewRole(scope, jsii.String("ScheduleRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("scheduler.amazonaws.com"), &awsiam.ServicePrincipalOpts{
			Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": awscdk.Stack_Of(scope).Account()}},
		}),
	})
}

// Allow returns a statement.
func Allow(actions []string, resources ...*string) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{Actions: jsii.Strings(actions...), Resources: &resources})
}
