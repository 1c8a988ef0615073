package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsbudgets"
	"github.com/aws/jsii-runtime-go"
)

// earlyPercent leaves time to find the cause before the month's money is gone.
const earlyPercent = 80

// Budget tells people when the account has cost, or will cost, more than planned. AWS estimates three times a day, from
// bills that are up to a day old.
//
// CloudFormation knows budgets in us-east-1 and the other default regions only, so this belongs in the edge stack. Where the
// environment has no topic there (critical coverage, another region) the email address is told directly; without one
// nobody would be, and there is no budget.
func (w *Watch) Budget(topic bool) {
	amount := w.props.Environment.Budget.MonthlyUSD
	if amount == 0 {
		return
	}
	subscriber := &awsbudgets.CfnBudget_SubscriberProperty{SubscriptionType: jsii.String("SNS"), Address: w.Topic.TopicArn()}
	if !topic {
		subscriber = &awsbudgets.CfnBudget_SubscriberProperty{SubscriptionType: jsii.String("EMAIL"), Address: jsii.String(w.props.Environment.Alarms.Email)}
	}
	if *subscriber.Address == "" {
		return
	}
	subscribers := []any{subscriber}
	notify := func(kind string, percent int) *awsbudgets.CfnBudget_NotificationWithSubscribersProperty {
		return &awsbudgets.CfnBudget_NotificationWithSubscribersProperty{
			Notification: &awsbudgets.CfnBudget_NotificationProperty{
				NotificationType: jsii.String(kind), ComparisonOperator: jsii.String("GREATER_THAN"),
				Threshold: jsii.Number(percent), ThresholdType: jsii.String("PERCENTAGE"),
			},
			Subscribers: &subscribers,
		}
	}
	budget := awsbudgets.NewCfnBudget(w.scope, jsii.String("budget"), &awsbudgets.CfnBudgetProps{
		Budget: &awsbudgets.CfnBudget_BudgetDataProperty{
			BudgetName: jsii.String(w.name(Warning, "budget")), BudgetType: jsii.String("COST"), TimeUnit: jsii.String("MONTHLY"),
			BudgetLimit: &awsbudgets.CfnBudget_SpendProperty{Amount: jsii.Number(amount), Unit: jsii.String("USD")},
		},
		NotificationsWithSubscribers: &[]any{notify("ACTUAL", earlyPercent), notify("ACTUAL", 100), notify("FORECASTED", 100)},
	})
	describe(budget, Notice{
		Means:   fmt.Sprintf("The account has cost %d %% of its $%d for this month, or will cost more than all of it.", earlyPercent, amount),
		Do:      "See which service costs more than last month.",
		Runbook: "budget",
	})
}
