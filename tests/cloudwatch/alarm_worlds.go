package cloudwatch

import (
	"fmt"
	"math"
	"strings"
)

// Worlds are the scenarios of an alarm, by its short name: frontend-errors. A breach that can look in two ways gives two worlds. An alarm
// on an expression must have a row here; an alarm on one metric has a world of its own threshold.
//
// What a metric reports when nothing happens is from the service's page of CloudWatch metrics. Load balancers, WAF and Lambda report
// counts only when they are not zero, and CloudFront only while there are requests.
func Worlds(short string, alarm Alarm) ([]World, error) {
	if len(alarm.Metrics) == 1 && alarm.Metrics[0].ID == Only {
		return atIntervals(intervals()[alarm.Metrics[0].Name], alarm, ofThreshold(alarm.Rule)), nil
	}
	for _, row := range expressions() {
		if strings.HasSuffix(short, row.suffix) {
			if row.once {
				return atIntervals(alarm.Period, alarm, row.worlds(alarm.Rule)...), nil
			}
			return row.worlds(alarm.Rule), nil
		}
	}
	return nil, fmt.Errorf("%s has no scenario; fix: add what AWS publishes of its metrics to expressions() in tests/cloudwatch", short)
}

// ofThreshold is the world of an alarm on one metric that always has data: at the threshold, and on the other side of it.
func ofThreshold(rule Rule) World {
	healthy, broken := 0.0, rule.Threshold
	switch rule.Operator {
	case "GreaterThanThreshold":
		healthy, broken = rule.Threshold, rule.Threshold*1.01
	case "LessThanThreshold":
		healthy, broken = rule.Threshold, rule.Threshold*0.99
	}
	return simple(Only, healthy, broken)
}

type gauges = map[string]Gauge

// simple is a world of one metric.
func simple(id string, healthy, broken float64) World {
	return World{Working: gauges{id: Steady(healthy)}, Broken: gauges{id: Steady(broken)}}
}

// counted is a world of one metric that has no data while it is zero.
func counted(id string, broken float64) World {
	return World{Working: gauges{}, Broken: gauges{id: Steady(broken)}}
}

type row struct {
	suffix string
	worlds func(Rule) []World
	once   bool // a sample in each period, not in each minute
}

// intervals are the minutes between the samples of metrics that have none in each minute.
func intervals() map[string]int {
	return map[string]int{
		"SuccessPercent": 5,   // a run of the canary every five minutes
		"DaysToExpiry":   720, // twice a day
	}
}

// atIntervals has samples every so many minutes only. Where in a period they fall is not known. So each world is there twice, with
// samples in the first and in the last minute of an interval.
func atIntervals(minutes int, alarm Alarm, worlds ...World) []World {
	if minutes == 0 {
		return worlds
	}
	var all []World
	for _, world := range worlds {
		for _, at := range []int{0, minutes - slotOf(alarm.Period)} {
			rare := World{}
			for phase, metrics := range world {
				rare[phase] = gauges{}
				for id, gauge := range metrics {
					rare[phase][id] = Every(minutes, at, gauge)
				}
			}
			all = append(all, rare)
		}
	}
	return all
}

func expressions() []row {
	always := func(worlds ...World) func(Rule) []World { return func(Rule) []World { return worlds } }
	return []row{
		{suffix: "-balancer-errors", worlds: always(
			World{
				Working: gauges{"requests": Steady(100)},
				Broken:  gauges{"requests": Steady(80), "errors": Steady(20)},
				Quiet:   gauges{"errors": Steady(4)},
			},
			World{ // all targets are down: requests without a target are no RequestCount
				Working: gauges{"requests": Steady(100)},
				Broken:  gauges{"errors": Steady(5)},
			},
		)},
		{suffix: "-errors-lasting", worlds: func(rule Rule) []World {
			working := gauges{"requests": Steady(1000)}
			return []World{
				{Working: working, Broken: gauges{"requests": Steady(1000), "errorsOfTasks": Steady(12 * rule.Threshold)},
					Quiet: gauges{"requests": Steady(0.05), "errorsOfTasks": Steady(0.05)}},
				{Working: working, Broken: gauges{"requests": Steady(1000), "errorsOfBalancer": Steady(12 * rule.Threshold)}},
				{Working: working, Broken: gauges{"errorsOfBalancer": Steady(1)}},
			}
		}},
		{suffix: "site-errors", worlds: always(World{
			Working: gauges{"requests": Steady(100), "rate": Steady(0)},
			Broken:  gauges{"requests": Steady(100), "rate": Steady(50)},
			Quiet:   gauges{"requests": Steady(3), "rate": Steady(100)},
		})},
		{suffix: "site-refusals", worlds: always(World{
			Working: gauges{"requests": Steady(100), "rate": Steady(1)},
			Broken:  gauges{"requests": Steady(100), "rate": Steady(50)},
			Quiet:   gauges{"requests": Steady(9), "rate": Steady(100)},
		})},
		{suffix: "-errors", worlds: always(World{
			Working: gauges{"requests": Steady(100)},
			Broken:  gauges{"requests": Steady(100), "errors": Steady(50)},
			Quiet:   gauges{"requests": Steady(4), "errors": Steady(4)},
		})},
		{suffix: "-slow", worlds: always(World{
			Working: gauges{"slowest": Samples(0.01, 20), "requests": Samples(0.01, 20)},
			Broken:  gauges{"slowest": Samples(99, 20), "requests": Samples(99, 20)},
			Quiet:   gauges{"slowest": Samples(99, 5), "requests": Samples(99, 5)},
		})},
		{suffix: "-rejected-connections", worlds: always(counted("rejected", 1))},
		{suffix: "waf-blocks", worlds: func(rule Rule) []World { return []World{counted("blocked", rule.Threshold)} }},
		{suffix: "rotation-admin", worlds: always(counted("errors", 1))},
		{suffix: "rotation-migrator", worlds: always(counted("errors", 1))},
		{suffix: "rotation-connection", worlds: always(counted("errors", 1))},
		{suffix: "-overdue", worlds: always(World{Working: gauges{"succeeded": Steady(1)}, Broken: gauges{}}), once: true},
		{suffix: "-failed", worlds: always(counted("failed", 1))},
		{suffix: "restart-check", worlds: always(World{Working: gauges{"succeeded": Steady(1)}, Broken: gauges{}}), once: true},
		{suffix: "rotation-check", worlds: always(World{Working: gauges{"succeeded": Steady(1)}, Broken: gauges{}}), once: true},
		{suffix: "-unhealthy", worlds: always(simple("unhealthy", 0, 1))},
		{suffix: "-too-few-healthy", worlds: func(rule Rule) []World {
			return []World{simple("healthy", rule.Threshold, rule.Threshold-1)}
		}},
		{suffix: "-not-running", worlds: always(
			World{ // one message and one task; then no task, of which ECS has no metrics
				Working: gauges{"visible": Steady(1), "tasks": Samples(50, 1)},
				Broken:  gauges{"visible": Steady(1)},
			},
			World{ // from zero: an empty queue needs no task
				Working: gauges{"visible": Steady(0)},
				Broken:  gauges{"visible": Steady(7)},
			},
		)},
		{suffix: "-tasks-missing", worlds: always(World{
			Working: gauges{"desired": Steady(2), "running": Steady(2)},
			Broken:  gauges{"desired": Steady(2), "running": Steady(1)},
		})},
		{suffix: "replica-lag", worlds: always(simple("lag", 0, 60), simple("lag", 59, -1))},
		{suffix: "-storage-burst", worlds: always(
			World{
				Working: gauges{"operations": Steady(99), "bytes": Steady(99)},
				Broken:  gauges{"operations": Steady(99), "bytes": Steady(10)},
			},
			World{
				Working: gauges{"operations": Steady(20), "bytes": Steady(99)},
				Broken:  gauges{"operations": Steady(19), "bytes": Steady(99)},
			},
		)},
		{suffix: "-storage-trend", worlds: always(storageTrend())},
		{suffix: "proxy-connections", worlds: always(World{
			Working: gauges{"lent": Steady(10), "allowed": Steady(100)},
			Broken:  gauges{"lent": Steady(80), "allowed": Steady(100)},
		})},
		{suffix: "database-deadlocks", worlds: always(deadlocks(total), deadlocks(perMinute))},
	}
}

// storageTrend loses 2 % of what is free in each hour of a breach, which lasts for 50 hours.
func storageTrend() World {
	free := func(at Moment) Sample { return Sample{Value: 10e9 * math.Pow(0.98, float64(at.Breached)/60), Count: 1} }
	return World{Working: gauges{"free": free}, Broken: gauges{"free": free}}
}

// The two readings of the counter of deadlocks: all since MySQL started, or those of a minute. Seven came before the scenario.
func total(at Moment, _ bool) float64 { return float64(7 + 2*at.Breached) }

func perMinute(at Moment, breach bool) float64 {
	if !breach {
		return 0
	}
	return 1 + float64(at.Minute%5)/4
}

func deadlocks(reading func(at Moment, breach bool) float64) World {
	gauge := func(breach bool) gauges {
		return gauges{"counter": func(at Moment) Sample { return Sample{Value: reading(at, breach), Count: 1} }}
	}
	return World{Working: gauge(false), Broken: gauge(true)}
}
