package monitoring

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsbudgets"
	"github.com/aws/jsii-runtime-go"
)

// earlyPercent of the budget leaves time to find the cause before the month's money is spent.
const earlyPercent = 80

// BudgetRecipient is whom AWS Budgets notifies.
type BudgetRecipient string

// NotifyTopic needs an alarm topic in the watch's region. NotifyEmail sends to alarms.email directly.
const (
	NotifyTopic BudgetRecipient = "SNS"
	NotifyEmail BudgetRecipient = "EMAIL"
)

// Budget notifies the recipient when the account's actual cost passes 80 % and 100 % of budget.monthlyUsd, and when its forecast
// passes 100 %. AWS updates the figures three times a day, from bills that are up to a day old. Without a configured budget, or
// without an email address for NotifyEmail, it builds nothing.
//
// CloudFormation supports budgets in us-east-1 and the other default regions only, so the budget belongs in the edge stack.
func (w *Watch) Budget(recipient BudgetRecipient) {
	amount := w.props.Environment.Budget.MonthlyUSD
	if amount == 0 {
		return
	}
	address, addressee := w.Topic.TopicArn(), w.env.AlarmTopic()
	if recipient == NotifyEmail {
		addressee = w.props.Environment.Alarms.Email
		address = &addressee
	}
	if *address == "" {
		return
	}
	subscribers := []any{&awsbudgets.CfnBudget_SubscriberProperty{SubscriptionType: jsii.String(string(recipient)), Address: address}}
	var notified []string // all that an existing budget cannot change
	notification := func(kind string, percent int) *awsbudgets.CfnBudget_NotificationWithSubscribersProperty {
		notified = append(notified, fmt.Sprintf("%s above %d %% to %s %s", kind, percent, recipient, addressee))
		return &awsbudgets.CfnBudget_NotificationWithSubscribersProperty{
			Notification: &awsbudgets.CfnBudget_NotificationProperty{
				NotificationType: jsii.String(kind), ComparisonOperator: jsii.String("GREATER_THAN"),
				Threshold: jsii.Number(percent), ThresholdType: jsii.String("PERCENTAGE"),
			},
			Subscribers: &subscribers,
		}
	}
	notifications := []any{notification("ACTUAL", earlyPercent), notification("ACTUAL", 100), notification("FORECASTED", 100)}
	budget := awsbudgets.NewCfnBudget(w.scope, jsii.String("budget"), &awsbudgets.CfnBudgetProps{
		Budget: &awsbudgets.CfnBudget_BudgetDataProperty{
			BudgetName: jsii.String(w.env.Budget(notified...)),
			BudgetType: jsii.String("COST"), TimeUnit: jsii.String("MONTHLY"),
			BudgetLimit: &awsbudgets.CfnBudget_SpendProperty{Amount: jsii.Number(amount), Unit: jsii.String("USD")},
		},
		NotificationsWithSubscribers: &notifications,
	})
	describe(budget, Notice{
		Means:   fmt.Sprintf("The account has spent %d %% of its $%d budget for this month, or is forecast to exceed it.", earlyPercent, amount),
		Do:      "Find out which service costs more than last month.",
		Runbook: "budget",
	})
}
