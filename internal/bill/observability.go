package bill

import (
	"fmt"
	"strings"

	"kasha/internal/assembly"
)

// The resource types of alarms.
const (
	Alarm          = "AWS::CloudWatch::Alarm"
	CompositeAlarm = "AWS::CloudWatch::CompositeAlarm"
)

// OfAlarm returns what CloudWatch bills for an alarm, in US dollars a month. It is zero for any other resource.
func OfAlarm(r assembly.Resource) float64 {
	switch r.Type {
	case Alarm:
		return float64(AlarmMetrics(r)) * alarmMetric
	case CompositeAlarm:
		return compositeAlarm
	}
	return 0
}

// AlarmMetrics counts the metrics that an alarm reads, by which AWS bills it. An expression without metrics (Database Insights)
// counts as one.
func AlarmMetrics(r assembly.Resource) int {
	count := 0
	metrics, _ := r.Properties["Metrics"].([]any)
	for _, each := range metrics {
		if metric, ok := each.(map[string]any); ok && metric["MetricStat"] != nil {
			count++
		}
	}
	return max(count, 1)
}

// hasInsights reports whether Container Insights is on in a cluster.
func hasInsights(cluster map[string]any) bool {
	settings, _ := cluster["ClusterSettings"].([]any)
	for _, each := range settings {
		setting, _ := each.(map[string]any)
		if setting["Name"] == "containerInsights" && setting["Value"] != "disabled" {
			return true
		}
	}
	return false
}

// addCanary adds every run of a canary: it runs whether or not anyone visits.
func (e *estimator) addCanary(stack assembly.Stack, r assembly.Resource) {
	schedule, _ := r.Properties["Schedule"].(map[string]any)
	expression := strings.Replace(fmt.Sprint(schedule["Expression"]), "minutes", "minute", 1)
	var minutes int
	if _, err := fmt.Sscanf(expression, "rate(%d minute)", &minutes); err != nil || minutes < 1 {
		e.addUnpriced(stack, "canary at "+expression, r)
		return
	}
	e.bill(fmt.Sprintf("canary every %d minutes", minutes), hoursPerMonth*60/float64(minutes)*canaryRun)
}

// addHealthCheck adds a health check of Route 53, with its paid options.
func (e *estimator) addHealthCheck(p map[string]any) {
	check, _ := p["HealthCheckConfig"].(map[string]any)
	monthly, kind := healthCheck, fmt.Sprint(check["Type"])
	if strings.HasPrefix(kind, "HTTPS") {
		monthly += healthCheckOption
	}
	if strings.HasSuffix(kind, "_STR_MATCH") {
		monthly += healthCheckOption
	}
	if fmt.Sprint(check["RequestInterval"]) == "10" {
		monthly += healthCheckOption
	}
	if check["MeasureLatency"] == true {
		monthly += healthCheckOption
	}
	e.bill("health check of Route 53", monthly)
}
