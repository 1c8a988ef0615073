package config

import (
	"fmt"
	"slices"
)

const (
	maxLatencyMs = 60_000     // how long CloudFront and the load balancer wait for an answer, see lib/edge
	maxBudget    = 10_000_000 // dollars a month; more is a slip of the finger
)

func checkAlarms(at place, a Alarms) {
	checkEmail(at, a.Email)
	coverages := []string{FullCoverage, CriticalCoverage}
	at.refuse("coverage", !slices.Contains(coverages, a.Coverage), quote(a.Coverage)+" is no coverage", suggestion(a.Coverage, coverages))
	at.refuse("errorPercent", a.ErrorPercent < 1 || a.ErrorPercent > 50, fmt.Sprintf("an alarm at %d failed requests in a hundred tells nobody anything", a.ErrorPercent), "1 to 50; 2 is the default")
	at.refuse("latencyMs", a.LatencyMs < 10 || a.LatencyMs > maxLatencyMs, fmt.Sprintf("no answer is measured against %d ms", a.LatencyMs), fmt.Sprintf("10 to %d, after which CloudFront and the load balancer give up; 1000 is the default", maxLatencyMs))
	at.refuse("canary", at.sound("coverage") && a.Canary && !a.IsFull(), "the canary's alarm is beside the distribution, where critical coverage has none", `false, or "full" as the coverage`)
}

func checkBudget(at place, b Budget) {
	at.refuse("monthlyUsd", b.MonthlyUSD < 0 || b.MonthlyUSD > maxBudget, fmt.Sprintf("%d dollars are no budget", b.MonthlyUSD), fmt.Sprintf("1 to %d dollars a month, or 0 for none", maxBudget))
}
