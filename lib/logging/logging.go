// Package logging builds log groups that are encrypted with the environment's key and forget after the configured time.
//
// Every group of an environment is made here, before the thing that writes to it, so that none is created by AWS on first
// write: such a group would never expire and bill for ever.
package logging

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

// GroupProps says how a log group is named, kept and encrypted.
type GroupProps struct {
	Name          string // empty: named by CloudFormation
	RetentionDays int    // one of CloudWatch's values; lib/config refuses others
	Key           awskms.IKey
	Retain        bool // keep the group when its stack is deleted
}

// NewGroup builds one log group.
func NewGroup(scope constructs.Construct, id string, props GroupProps) awslogs.LogGroup {
	group := &awslogs.LogGroupProps{EncryptionKey: props.Key, RemovalPolicy: retention.Policy(props.Retain), Retention: days(props.RetentionDays)}
	if props.Name != "" {
		group.LogGroupName = jsii.String(props.Name)
	}
	return awslogs.NewLogGroup(scope, jsii.String(id), group)
}
