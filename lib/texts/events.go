package texts

import "slices"

// events is EventBridge, EventBridge Scheduler, Step Functions and AWS Budgets.
func events() []Text {
	const (
		rule     = "AWS::Events::Rule"
		bus      = "AWS::Events::EventBusPolicy"
		schedule = "AWS::Scheduler::Schedule"
		group    = "AWS::Scheduler::ScheduleGroup"
		machine  = "AWS::StepFunctions::StateMachine"
		budget   = "AWS::Budgets::Budget"
		putRule  = "EventBridge API, PutRule"
		create   = "EventBridge Scheduler API, CreateSchedule"
		budgets  = "Budgets API, CreateBudget"
		notified = "NotificationsWithSubscribers[]."
	)
	name := Rule{
		Name: "RuleName", What: "name of a rule, target, statement or schedule", Characters: wordDots, Least: 1, Most: 64,
		Write:   dotWords,
		Example: "shop-prod-news", Source: putRule + ", PutTargets and PutPermission; EventBridge Scheduler API, CreateSchedule",
	}
	busName := name
	busName.Name, busName.What, busName.Most, busName.Example = "EventBusName", "name of an event bus", 256, "default"
	description := Rule{
		Name: "RuleDescription", What: "description of a rule or schedule", Characters: anyText, Most: 512,
		Write:   "text without control characters",
		Example: "A deployment failed.", Source: putRule + "; " + create,
	}
	comparison := oneOf("PatternNumeric", "comparison of numbers in an event pattern",
		"EventBridge user guide, \"Comparison operators for use in event patterns\"", ">", ">=", "<", "<=", "=")
	pattern := Rule{
		Name: "EventPattern", What: "value of an event pattern", Characters: oneLine, Most: 4096, Write: lineWords,
		Example: "ECS Deployment State Change", Source: putRule + ", EventPattern, 4096 characters in all",
	}
	inputPath := Rule{
		Name: "InputPath", What: "path into an event", Characters: `A-Za-z0-9_$.\-\[\]`, Form: `\$(\.[A-Za-z0-9_-]+(\[[0-9]+\])?)*`,
		Least: 1, Most: 256,
		Write: "a JSON path, such as $.detail", Example: "$.detail.reason", Source: "EventBridge API, InputTransformer",
	}
	inputKey := Rule{
		Name: "InputPathKey", What: "key of an input path", Characters: wordDash, Never: "^AWS", Least: 1, Most: 256, Write: dashWords,
		Example: "detail-reason", Source: "EventBridge API, InputTransformer",
	}
	input := Rule{
		Name: "InputTemplate", What: "input of a target", Characters: anyText, Least: 1, Most: 8192,
		Write:   "text without control characters",
		Example: `{"detail":<detail>}`, Source: "EventBridge API, InputTransformer",
	}
	target := arn("TargetArn", "target's ARN", "EventBridge API, Target; "+create, 1600)
	cronText := cron("Schedule", "schedule", create)
	substitution := Rule{
		Name: "Substitution", What: "value that is put into a state machine's definition", Characters: ` !#-\[\]-~`,
		Most:  TemplateSize, // of the definition as a whole; a single value has no limit of its own
		Write: "printable ASCII characters without quotation marks and backslashes, which would break the JSON", Example: "60",
		Source: "CloudFormation, AWS::StepFunctions::StateMachine, DefinitionSubstitutions",
	}
	definition := Rule{
		Name: "StateMachineDefinition", What: "definition of a state machine", Characters: anyText, Form: `(?s)\{.*\}\s*`, Least: 2,
		Most:  TemplateSize,
		Write: "an object in JSON", Example: `{"StartAt":"Done","States":{"Done":{"Type":"Succeed"}}}`,
		Source: "Step Functions API, CreateStateMachine",
	}
	machineName := Rule{
		Name: "StateMachineName", What: "name of a state machine", Characters: wordDash, Least: 1, Most: 80, Write: dashWords,
		Example: "shop-prod-restart", Source: "Step Functions API, CreateStateMachine (a name that can have logs)",
	}
	budgetName := Rule{
		Name: "BudgetName", What: "name of a budget", Characters: `^:\\\x00-\x1f`, Never: "/action/|(?i)<script>", Least: 1, Most: 100,
		Write: "no colon and no backslash", Example: "shop-prod-warning-budget", Source: budgets,
	}
	unit := Rule{
		Name: "BudgetUnit", What: "unit of a budget", Characters: "A-Z", Least: 3, Most: 3, Write: "a currency, such as USD",
		Example: "USD",
		Source:  "Budgets API, Spend",
	}
	address := Rule{
		Name: "BudgetSubscriber", What: "address of a budget's subscriber", Characters: arnText, Form: ".+@.+|arn:.+", Least: 1,
		Most:  320,
		Write: "an address or a topic's ARN", Example: "oncall@example.com", Source: "Budgets API, Subscriber",
	}
	return slices.Concat(
		at(name, rule, "Name", "Targets[].Id"),
		at(name, bus, "StatementId"),
		at(busName, bus, "EventBusName"),
		at(name, schedule, "Name", "GroupName"),
		at(name, group, "Name"),
		at(description, rule, "Description"),
		at(description, schedule, "Description"),
		at(comparison, rule, "EventPattern.*.$or[].*.*[].numeric[]"),
		at(pattern, rule, "EventPattern.*[]", "EventPattern.*[].*", "EventPattern.*.*[]", "EventPattern.*.*[].*"),
		at(inputPath, rule, "Targets[].InputTransformer.InputPathsMap.*"),
		at(inputKey, rule, "Targets[].InputTransformer.InputPathsMap{}"),
		at(input, rule, "Targets[].InputTransformer.InputTemplate"),
		at(input, schedule, "Target.Input"),
		at(target, rule, "Targets[].Arn"),
		at(target, schedule, "Target.Arn"),
		at(cronText, schedule, "ScheduleExpression"),
		at(zoneName("ScheduleTimezone", create), schedule, "ScheduleExpressionTimezone"),
		at(substitution, machine, "DefinitionSubstitutions.*"),
		at(definition, machine, "DefinitionString"),
		at(machineName, machine, "StateMachineName"),
		at(budgetName, budget, "Budget.BudgetName"),
		at(unit, budget, "Budget.BudgetLimit.Unit"),
		at(oneOf("BudgetType", "type of a budget", budgets, "COST", "USAGE", "RI_UTILIZATION", "RI_COVERAGE", "SAVINGS_PLANS_UTILIZATION",
			"SAVINGS_PLANS_COVERAGE"), budget, "Budget.BudgetType"),
		at(oneOf("BudgetPeriod", "period of a budget", budgets, "MONTHLY", "DAILY", "QUARTERLY", "ANNUALLY", "CUSTOM"), budget,
			"Budget.TimeUnit"),
		at(oneOf("BudgetOperator", "comparison of a budget", "Budgets API, Notification", "GREATER_THAN", "LESS_THAN", "EQUAL_TO"),
			budget,
			notified+"Notification.ComparisonOperator"),
		at(oneOf("BudgetNotification", "type of a budget's notification", "Budgets API, Notification", "ACTUAL", "FORECASTED"), budget,
			notified+"Notification.NotificationType"),
		at(oneOf("BudgetThreshold", "type of a budget's threshold", "Budgets API, Notification", "PERCENTAGE", "ABSOLUTE_VALUE"), budget,
			notified+"Notification.ThresholdType"),
		at(address, budget, notified+"Subscribers[].Address"),
		at(oneOf("BudgetSubscription", "type of a budget's subscriber", "Budgets API, Subscriber", "SNS", "EMAIL"), budget,
			notified+"Subscribers[].SubscriptionType"),
	)
}
