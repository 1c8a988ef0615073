package limits

import (
	"fmt"

	"kasha/internal/review/values"
)

// monitoringChecks are those of CloudWatch.
func monitoringChecks() []check {
	return []check{of(evaluationWindow, "AWS::CloudWatch::Alarm")}
}

// evaluationWindow is how long an alarm looks back: a day, and a week if its periods are an hour or longer. An alarm on metric math has the
// longest period of its metrics.
func evaluationWindow(alarm map[string]any) []Refusal {
	const page, hour = "CloudWatch API, PutMetricAlarm", 3600
	found := one(exceeds(alarm["DatapointsToAlarm"], alarm["EvaluationPeriods"]), "DatapointsToAlarm",
		"DatapointsToAlarm must not be above EvaluationPeriods, which is "+values.Text(alarm["EvaluationPeriods"])+" ("+page+")",
		alarm["DatapointsToAlarm"])
	period, _ := number(alarm["Period"])
	for _, metric := range values.Objects(alarm["Metrics"]) {
		for _, of := range []any{metric["Period"], values.Within(metric, "MetricStat", "Period")} {
			seconds, _ := number(of)
			period = max(period, seconds)
		}
	}
	most := 24 * hour
	if period >= hour {
		most *= 7
	}
	periods, _ := number(alarm["EvaluationPeriods"])
	return append(found, one(periods*period > float64(most), "EvaluationPeriods",
		fmt.Sprintf("EvaluationPeriods of %v seconds each must be at most %d seconds together (%s)", period, most, page),
		alarm["EvaluationPeriods"])...)
}
