// Package logging builds log groups with an encryption key and a retention. The names come from lib/names, and the retention from
// logs.retentionDays in the configuration.
//
// The log groups of an environment are built here, each before the resource that writes to it. AWS services create a missing group on the
// first write; such a group never expires, is billed without end, and outlives the environment. Only the canary, CloudFront functions and
// Enhanced Monitoring write to groups that AWS creates.
//
// Failure modes: if the key's policy does not admit CloudWatch Logs (encryption.AllowLogs), the creation of the group fails.
package logging

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"kasha/lib/retention"
)

// GroupProps describes a log group.
type GroupProps struct {
	Name          string      // from lib/names; empty: CloudFormation chooses one
	RetentionDays int         // one of CloudWatch's values; lib/config refuses others
	Key           awskms.IKey // nil: CloudWatch encrypts with its own key
	Retain        bool        // keep the group when its stack is deleted
}

// NewGroup builds one log group.
func NewGroup(scope constructs.Construct, id string, props GroupProps) awslogs.LogGroup {
	group := &awslogs.LogGroupProps{
		EncryptionKey: props.Key,
		RemovalPolicy: retention.Policy(props.Retain),
		Retention:     days(props.RetentionDays),
	}
	if props.Name != "" {
		group.LogGroupName = jsii.String(props.Name)
	}
	return awslogs.NewLogGroup(scope, jsii.String(id), group)
}

// days returns the construct's constant for a number of days that CloudWatch offers. For another number the construct would use its
// default of two years without a warning. lib/config refuses such a number, so days panics.
func days(number int) awslogs.RetentionDays {
	names := map[int]awslogs.RetentionDays{
		1: awslogs.RetentionDays_ONE_DAY, 3: awslogs.RetentionDays_THREE_DAYS, 5: awslogs.RetentionDays_FIVE_DAYS,
		7: awslogs.RetentionDays_ONE_WEEK, 14: awslogs.RetentionDays_TWO_WEEKS, 30: awslogs.RetentionDays_ONE_MONTH,
		60: awslogs.RetentionDays_TWO_MONTHS, 90: awslogs.RetentionDays_THREE_MONTHS, 120: awslogs.RetentionDays_FOUR_MONTHS,
		150: awslogs.RetentionDays_FIVE_MONTHS, 180: awslogs.RetentionDays_SIX_MONTHS, 365: awslogs.RetentionDays_ONE_YEAR,
		400: awslogs.RetentionDays_THIRTEEN_MONTHS, 545: awslogs.RetentionDays_EIGHTEEN_MONTHS, 731: awslogs.RetentionDays_TWO_YEARS,
		1096: awslogs.RetentionDays_THREE_YEARS, 1827: awslogs.RetentionDays_FIVE_YEARS, 2192: awslogs.RetentionDays_SIX_YEARS,
		2557: awslogs.RetentionDays_SEVEN_YEARS, 2922: awslogs.RetentionDays_EIGHT_YEARS, 3288: awslogs.RetentionDays_NINE_YEARS,
		3653: awslogs.RetentionDays_TEN_YEARS,
	}
	name, known := names[number]
	if !known {
		panic(fmt.Sprintf("CloudWatch keeps no log group for %d days", number))
	}
	return name
}
