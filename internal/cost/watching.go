package cost

import (
	"fmt"
	"strings"

	"kasha/internal/assembly"
	"kasha/internal/prices"
	"kasha/lib/config"
)

// The resource types of alarms.
const (
	Alarm          = "AWS::CloudWatch::Alarm"
	CompositeAlarm = "AWS::CloudWatch::CompositeAlarm"
)

// OfAlarm is what CloudWatch bills for an alarm each month, and nothing for any other resource.
func OfAlarm(r assembly.Resource) float64 {
	switch r.Type {
	case Alarm:
		return float64(AlarmMetrics(r)) * prices.Alarm
	case CompositeAlarm:
		return prices.CompositeAlarm
	}
	return 0
}

// AlarmMetrics counts what an alarm reads, which is what it is billed by. An expression over nothing (Database Insights) still
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

// hasInsights reports whether a cluster has Container Insights on.
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

// addProxy bills a proxy by the vCPUs of the database behind it.
func (e *estimator) addProxy(stack assembly.Stack, r assembly.Resource) {
	const atLeast = 2
	vcpus := config.Database{InstanceClass: e.primary}.VCPUs()
	if vcpus == 0 {
		e.unknown(stack, "proxy before "+e.primary, r)
		return
	}
	e.billMany("vCPU behind a database proxy", max(vcpus, atLeast), hourly(prices.ProxyVCPU))
}

// addCanary bills each visit; the canary comes whether or not anyone else does.
func (e *estimator) addCanary(stack assembly.Stack, r assembly.Resource) {
	schedule, _ := r.Properties["Schedule"].(map[string]any)
	expression := strings.Replace(fmt.Sprint(schedule["Expression"]), "minutes", "minute", 1)
	var minutes int
	if _, err := fmt.Sscanf(expression, "rate(%d minute)", &minutes); err != nil || minutes < 1 {
		e.unknown(stack, "canary at "+expression, r)
		return
	}
	e.bill(fmt.Sprintf("canary every %d minutes", minutes), prices.HoursPerMonth*60/float64(minutes)*prices.CanaryRun)
}
