package cloudwatch

import (
	"fmt"
	"strconv"
	"strings"
)

// Alarm is a metric alarm as a template writes it.
type Alarm struct {
	Rule
	Percentile

	Period  int // minutes
	Metrics []Metric

	expressions []namedExpression // in the order of the template; each sees the ones before it
	result      string            // the id of what the rule looks at
}

// Metric is one metric that an alarm reads.
type Metric struct {
	ID        string // in expressions; Only for an alarm on one metric
	Namespace string
	Name      string
	Statistic string
}

// Only is the id of the metric of an alarm that has no expression.
const Only = "only"

type namedExpression struct {
	id   string
	text string
	expression
}

// insights begins an expression that reads a counter of Database Insights. It is a metric of its own.
const insights = "DB_PERF_INSIGHTS("

// Read reads an alarm from the properties in a template.
func Read(properties map[string]any) (Alarm, error) {
	alarm := Alarm{
		Rule: Rule{
			Operator: text(properties["ComparisonOperator"]), Threshold: number(properties["Threshold"]),
			ToAlarm: int(number(properties["DatapointsToAlarm"])), Evaluated: int(number(properties["EvaluationPeriods"])),
			Missing: text(properties["TreatMissingData"]),
		},
		Percentile: Percentile{
			Statistic: text(properties["ExtendedStatistic"]), LowSample: text(properties["EvaluateLowSampleCountPercentile"]),
		},
	}
	queries, _ := properties["Metrics"].([]any)
	if len(queries) == 0 {
		alarm.result = Only
		alarm.Period = int(number(properties["Period"])) / 60
		alarm.Metrics = []Metric{{
			ID: Only, Namespace: text(properties["Namespace"]), Name: text(properties["MetricName"]),
			Statistic: text(properties["Statistic"]) + text(properties["ExtendedStatistic"]),
		}}
	}
	// The CDK writes the expression that the alarm looks at first, and what it reads after it.
	for i := len(queries) - 1; i >= 0; i-- {
		if err := alarm.add(queries[i]); err != nil {
			return Alarm{}, err
		}
	}
	if alarm.result == "" || alarm.Period == 0 || alarm.Evaluated == 0 || alarm.ToAlarm == 0 || alarm.Missing == "" {
		return Alarm{}, fmt.Errorf("%+v is incomplete; fix: teach tests/cloudwatch to read it", alarm)
	}
	return alarm, nil
}

func (a *Alarm) add(query any) error {
	properties, _ := query.(map[string]any)
	id := text(properties["Id"])
	if properties["ReturnData"] == nil || properties["ReturnData"] == true {
		a.result = id
	}
	period := number(properties["Period"])
	if stat, ok := properties["MetricStat"].(map[string]any); ok {
		metric, _ := stat["Metric"].(map[string]any)
		period = number(stat["Period"])
		a.Metrics = append(a.Metrics, Metric{
			ID: id, Namespace: text(metric["Namespace"]), Name: text(metric["MetricName"]), Statistic: text(stat["Stat"]),
		})
	} else if source := text(properties["Expression"]); strings.HasPrefix(source, insights) {
		a.Metrics = append(a.Metrics, Metric{ID: id, Namespace: insights, Name: counter(source), Statistic: "Average"})
	} else {
		parsed, err := parseExpression(source)
		if err != nil {
			return err
		}
		a.expressions = append(a.expressions, namedExpression{id: id, text: source, expression: parsed})
	}
	if minutes := int(period) / 60; minutes > 0 {
		if a.Period != 0 && a.Period != minutes {
			return fmt.Errorf("%s has periods of %d and %d minutes; fix: read all of its metrics with one period", id, a.Period, minutes)
		}
		a.Period = minutes
	}
	return nil
}

// counter is the last argument of DB_PERF_INSIGHTS, without the instance's id.
func counter(source string) string {
	arguments := strings.Split(source, ",")
	return strings.Trim(arguments[len(arguments)-1], " ')")
}

// Key is equal for alarms that CloudWatch evaluates in the same way: all that decides, without dimensions.
func (a Alarm) Key() string {
	key := fmt.Sprint(a.Rule, a.Percentile, a.Period, a.Metrics, a.result)
	for _, each := range a.expressions {
		key += fmt.Sprint(each.id, each.text)
	}
	return key
}

// uses reports whether one of the expressions calls a function.
func (a Alarm) uses(function string) bool {
	for _, each := range a.expressions {
		if strings.Contains(each.text, function+"(") {
			return true
		}
	}
	return false
}

func text(property any) string {
	switch property := property.(type) {
	case nil:
		return ""
	case string:
		return property
	case map[string]any: // Fn::Join around a reference
		return fmt.Sprint(joined(property))
	}
	return fmt.Sprint(property)
}

// joined are the pieces of an Fn::Join in one text, with references as they stand.
func joined(property map[string]any) string {
	arguments, _ := property["Fn::Join"].([]any)
	if len(arguments) != 2 {
		return fmt.Sprint(property)
	}
	pieces, _ := arguments[1].([]any)
	var text strings.Builder
	for _, piece := range pieces {
		fmt.Fprint(&text, piece)
	}
	return text.String()
}

// number is 0 for what is no number.
func number(property any) float64 {
	parsed, err := strconv.ParseFloat(fmt.Sprint(property), 64)
	if err != nil {
		return 0
	}
	return parsed
}
