package texts

import "slices"

// alarms is CloudWatch and CloudWatch Logs.
func alarms() []Text {
	const (
		alarm     = "AWS::CloudWatch::Alarm"
		composite = "AWS::CloudWatch::CompositeAlarm"
		mute      = "AWS::CloudWatch::AlarmMuteRule"
		dashboard = "AWS::CloudWatch::Dashboard"
		put       = "CloudWatch API, PutMetricAlarm"
		muting    = "CloudWatch API, PutAlarmMuteRule"
	)
	line := func(name, what, source, example string, least, most int) Rule {
		return Rule{Name: name, What: what, Characters: oneLine, Least: least, Most: most, Write: lineWords, Example: example,
			Source: source}
	}
	name := line("AlarmName", "name of an alarm", put+" and PutCompositeAlarm", "shop-prod-errors", 1, 255)
	description := Rule{
		Name: "AlarmDescription", What: "description of an alarm or of a mute rule", Characters: anyText, Most: 1024,
		Write: "text without control characters", Example: "Tasks answer with 5xx.", Source: put + " and PutAlarmMuteRule",
	}
	action := arn("AlarmAction", "action of an alarm", put, 1024)
	metric := Rule{
		Name: "MetricName", What: "name of a metric or of a dimension", Characters: printable, Form: "[^:].*", Least: 1, Most: 255,
		Write: asciiWords + ", not beginning with a colon", Example: "HealthyHostCount", Source: "CloudWatch API, Metric and Dimension",
	}
	dimension := Rule{
		Name: "DimensionValue", What: "value of a dimension", Characters: printable, Form: "[^:].*", Least: 1, Most: 1024,
		Write:   metric.Write,
		Example: "shop-prod-mysql", Source: "CloudWatch API, Dimension",
	}
	statistic := Rule{
		Name: "Statistic", What: "statistic", Characters: `A-Za-z0-9.%:()`, Least: 1, Most: 64,
		Form: `SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tm|tc|ts|wm)[0-9]{1,2}(\.[0-9]{1,10})?|p100|` +
			`(PR|TM|TC|TS|WM)\([0-9.%]*:[0-9.%]*\)`,
		Write: "a statistic of CloudWatch, such as Sum or p95", Example: "p95",
		Source: "CloudWatch user guide, \"CloudWatch statistics definitions\"",
	}
	low := oneOf("LowSamples", "EvaluateLowSampleCountPercentile", put, "ignore", "evaluate")
	expression := Rule{
		Name: "MetricExpression", What: "metric expression", Characters: printable, Least: 1, Most: 2048, Write: asciiWords,
		Example: "100 * errors / requests", Source: "CloudWatch API, MetricDataQuery",
	}
	id := Rule{
		Name: "MetricId", What: "id of a metric query", Characters: "A-Za-z0-9_", Form: "[a-z][A-Za-z0-9_]*", Least: 1, Most: 255,
		Write: "letters, digits and _, beginning with a lower case letter", Example: "errors", Source: "CloudWatch API, MetricDataQuery",
	}
	label := line("MetricLabel", "label of a metric", "CloudWatch API, MetricDataQuery", "failed %", 0, 1024)
	rule := Rule{
		Name: "AlarmRule", What: "rule of a composite alarm", Characters: printable, Least: 1, Most: 10240, Write: asciiWords,
		Example: `ALARM("shop-prod-errors")`, Source: "CloudWatch API, PutCompositeAlarm",
	}
	muteCron := Rule{
		Name: "MuteSchedule", What: "schedule of a mute rule", Characters: `0-9A-Za-z()#?*\-/:, `, Form: `(cron|at)\([^()]+\)`, Least: 1,
		Most:  256,
		Write: "cron(...) with five fields, or at(...)", Example: "cron(0 20 * * *)", Source: muting,
	}
	muteDuration := Rule{
		Name: "MuteDuration", What: "duration of a mute rule", Characters: "PTDHM0-9", Form: "P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?)?",
		Least: 3, Most: 50,
		Write: "a duration of ISO 8601, such as PT9H30M", Example: "PT9H30M", Source: muting,
	}
	dashboardName := Rule{
		Name: "DashboardName", What: "name of a dashboard", Characters: wordDash, Least: 1, Most: 255, Write: dashWords,
		Example: "shop-prod",
		Source:  "CloudWatch API, PutDashboard",
	}
	body := Rule{
		Name: "DashboardBody", What: "body of a dashboard", Characters: anyText, Form: `(?s)\{.*\}`, Least: 2, Most: TemplateSize,
		Write: "an object in JSON", Example: `{"widgets":[]}`, Source: "CloudWatch API, \"Dashboard Body Structure and Syntax\"",
	}
	group := Rule{
		Name: "LogGroupName", What: "name of a log group", Characters: `A-Za-z0-9_/.#\-`, Never: "(?i)^aws/", Least: 1, Most: 512,
		Write: "letters, digits and _/.#-", Example: "/shop/prod/backend", Source: "CloudWatch Logs API, CreateLogGroup",
	}
	return slices.Concat(
		at(name, alarm, "AlarmName"),
		at(name, composite, "AlarmName"),
		at(description, alarm, "AlarmDescription"),
		at(description, composite, "AlarmDescription"),
		at(description, mute, "Description"),
		at(action, alarm, "AlarmActions[]", "OKActions[]"),
		at(action, composite, "AlarmActions[]", "OKActions[]"),
		at(metric, alarm, "MetricName", "Namespace", "Dimensions[].Name", "Metrics[].MetricStat.Metric.MetricName",
			"Metrics[].MetricStat.Metric.Namespace", "Metrics[].MetricStat.Metric.Dimensions[].Name"),
		at(dimension, alarm, "Dimensions[].Value", "Metrics[].MetricStat.Metric.Dimensions[].Value"),
		at(statistic, alarm, "ExtendedStatistic", "Metrics[].MetricStat.Stat"),
		at(low, alarm, "EvaluateLowSampleCountPercentile"),
		at(expression, alarm, "Metrics[].Expression"),
		at(id, alarm, "Metrics[].Id"),
		at(label, alarm, "Metrics[].Label"),
		at(rule, composite, "AlarmRule"),
		at(muteCron, mute, "Rule.Schedule.Expression"),
		at(muteDuration, mute, "Rule.Schedule.Duration"),
		at(zoneName("MuteTimezone", muting), mute, "Rule.Schedule.Timezone"),
		at(dashboardName, dashboard, "DashboardName"),
		at(body, dashboard, "DashboardBody"),
		at(group, "AWS::Logs::LogGroup", "LogGroupName"),
	)
}
